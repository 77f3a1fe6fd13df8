import { Failure } from '../../protocol/failure';
import type { AskedMessage, ContextUsed, IntentType } from '../../story/chatMessage';
import type { ModelInfo, ModelRequest, ModelTurn } from '../../story/modelMessage';
import type { MessageRow } from '../store/chatQueries';
import type { Db } from '../store/db';
import { isAllMarked } from '../../story/neverSend';
import { findMarks } from '../store/privacyMarkQueries';
import { chatHistory } from './chatHistory';
import { readChatScript, type ChatScript } from './chatScript';
import { chatTokens, type ChatTokens } from './chatTokens';
import { planContext, type ContextPlan } from './contextPlan';
import { readIntent } from './intent';
import { constantPrefix, layOutRequest } from './promptLayout';
import type { ScenePassage } from './scenePassage';
import type { AskedScript } from './scriptChat';
import { steadyFactor } from './steadyFactor';
import { stableBlock, type StableBlock } from './stableBlock';

/** The script as a question may send it. Rejects with `model-never-send` where all of it is marked. */
export async function openChatScript(
  db: Db,
  { open, view, search }: AskedScript,
  { sendNotes }: Pick<AskedMessage, 'sendNotes'>,
): Promise<ChatScript> {
  const marks = { ...(await findMarks(db, open.id, open.uri)), joined: open.marks.joined };
  if (isAllMarked(marks)) {
    throw new Failure(
      'model-never-send',
      'This script is marked never to be sent. Ask without a model, or take the mark away.',
    );
  }
  return readChatScript({ open, view, search, marks, sendNotes });
}

export interface PrepareOptions {
  readonly script: ChatScript;
  readonly request: AskedMessage;
  readonly info: ModelInfo;
  readonly tokenFactor: number;
  /** What was said before, and its summary. */
  readonly rows: readonly MessageRow[];
  readonly summary: { readonly text: string; readonly messagesCovered: number } | null;
}

/** A question ready to be sent. */
export interface PreparedQuestion {
  readonly intent: IntentType;
  readonly plan: ContextPlan;
  readonly stable: StableBlock;
  readonly tokens: ChatTokens;
  readonly contextUsed: ContextUsed;
  readonly layOut: (rounds: readonly ModelTurn[]) => ModelRequest;
  /** Scenes whose text, card or selected lines are in the first request, and those that it has in full. */
  readonly sceneIds: readonly string[];
  readonly inFull: readonly string[];
  /** What was looked for, as `LikelyScenes` has it. */
  readonly words: ReadonlyMap<string, number>;
}

/** Chooses what goes with a question and lays it out. */
export async function prepareQuestion(options: PrepareOptions): Promise<PreparedQuestion> {
  const { script, request, info, tokenFactor, rows, summary } = options;
  const tokens = chatTokens(tokenFactor);
  const current = request.currentSceneId === null ? null : script.byId(request.currentSceneId);
  const { intent, message } = readIntent({
    message: request.message,
    hint: request.intentHint,
    hasSelection: request.selection !== null,
    hasScene: current !== null || request.mentions.sceneIds.length > 0,
  });
  // A model reads no more than it can hold.
  const contextRoom = Math.floor((info.contextTokens - OVERHEAD_TOKENS) * 0.6);
  const budget = Math.max(200, Math.min(request.tierBudgets[request.budgetTier], contextRoom));
  const prefix = constantPrefix(info);
  const constantOf = (by: ChatTokens): number => by.of(prefix.system) + by.of(JSON.stringify(prefix.tools));
  const constantTokens = constantOf(tokens);
  const { smallestCacheTokens } = info;
  const tier = request.budgetTier;
  // What is cached is chosen by one measure for as long as it could be read again, and counted by the newest.
  const factor = steadyFactor(`${request.model} ${tier} ${script.id} ${script.hash}`, tokenFactor);
  const steady = chatTokens(factor);
  const now = (counted: number): number => Math.ceil((counted * tokenFactor) / factor);
  const chosen = stableBlock(script, steady, { tier, budget, constantTokens: constantOf(steady), smallestCacheTokens });
  const stable = { ...chosen, parts: recounted(chosen.parts, now), whole: recounted(chosen.whole, now) };
  const limit = Math.floor(budget * HISTORY_SHARE);
  const said = chatHistory({ rows, summary, model: request.model, limit, tokens: steady, guard: script.guard });
  const history = { ...said, tokens: now(said.tokens) };
  const likely = await script.likely(message.slice(0, 2_000), RANKED);
  const hasTools = prefix.tools.length > 0;
  const plan = planContext({
    script,
    tokens,
    request,
    intent,
    question: message,
    budget,
    stable,
    history,
    likely,
    hasTools,
  });
  const maxOutputTokens = Math.min(request.maxOutputTokens ?? OUTPUT_TOKENS[tier], info.maxOutputTokens);
  const passages = [...plan.passages, ...(plan.hasStable ? stable.whole : [])];
  const sceneIds = [
    ...new Set([
      ...passages.map(({ scene }) => scene.id),
      ...(plan.hasStable ? stable.cards : []),
      ...(request.selection === null || script.guard.isMarked(request.selection.sceneId)
        ? []
        : [request.selection.sceneId]),
    ]),
  ];
  const parts = { info, prefix, stable, history, plan, intent, maxOutputTokens, effort: request.effort };
  return {
    intent,
    plan,
    stable,
    tokens,
    contextUsed: {
      ...contextUsedOf(script, plan, stable, { budget, constantTokens }),
      sceneIds: [...new Set([...sceneIds, ...history.sceneIds])],
    },
    layOut: (rounds) => layOutRequest({ ...parts, rounds }),
    sceneIds,
    words: likely.words,
    inFull: passages.filter(({ as }) => as === 'text').map(({ scene }) => scene.id),
  };
}

/** System text, tools and an answer of usual length. */
const OVERHEAD_TOKENS = 3_000;
const HISTORY_SHARE = 0.25;
const RANKED = 100;
/** Tokens of an answer at most, thinking included, where the writer sets no limit. */
const OUTPUT_TOKENS = { quick: 1_500, standard: 4_000, deep: 8_000 } as const;

function contextUsedOf(
  script: ChatScript,
  plan: ContextPlan,
  stable: StableBlock,
  { budget, constantTokens }: { readonly budget: number; readonly constantTokens: number },
): ContextUsed {
  const cards = plan.hasStable ? [...stable.cards].flatMap((id) => script.byId(id) ?? []) : [];
  const passages = [...plan.passages, ...(plan.hasStable ? stable.whole : [])];
  const asCards = [...cards, ...plan.passages.filter(({ as }) => as === 'card').map(({ scene }) => scene)];
  return {
    scenesSearched: script.view.scenes.filter(({ id }) => !script.guard.isMarked(id)).length,
    scenesAsText: indicesOf(passages.filter(({ as }) => as === 'text').map(({ scene }) => scene)),
    scenesAsLines: indicesOf(plan.passages.filter(({ as }) => as === 'lines').map(({ scene }) => scene)),
    scenesAsCards: indicesOf(asCards),
    sheets: [...(plan.hasStable ? stable.sheets : []), ...plan.sheets.map(({ name }) => name)],
    outline: plan.hasStable && stable.outline,
    parts: [...plan.parts],
    cut: [...plan.cut],
    budgetTokens: budget,
    constantTokens,
  };
}

/** The account with what tools gave. */
export function withTools(
  used: ContextUsed,
  given: {
    readonly passages: readonly ScenePassage[];
    readonly sheets: readonly string[];
    readonly outline: boolean;
    readonly toolTokens: number;
    readonly sceneIds: readonly string[];
  },
): ContextUsed {
  const of = (as: ScenePassage['as']): number[] =>
    indicesOf(given.passages.filter((one) => one.as === as).map(({ scene }) => scene));
  const union = (a: readonly number[], b: readonly number[]): number[] =>
    [...new Set([...a, ...b])].sort((x, y) => x - y);
  const inFull = union(used.scenesAsText, of('text'));
  return {
    ...used,
    scenesAsText: inFull,
    scenesAsLines: union(used.scenesAsLines ?? [], of('lines')).filter((index) => !inFull.includes(index)),
    scenesAsCards: union(used.scenesAsCards, of('card')),
    sheets: [...new Set([...used.sheets, ...given.sheets])],
    outline: used.outline || given.outline,
    sceneIds: [...new Set([...(used.sceneIds ?? []), ...given.sceneIds])],
    parts: given.toolTokens === 0 ? used.parts : [...used.parts, { name: 'tool results', tokens: given.toolTokens }],
  };
}

function indicesOf(scenes: readonly { readonly index: number | null }[]): number[] {
  return [...new Set(scenes.flatMap(({ index }) => index ?? []))].sort((a, b) => a - b);
}

function recounted<T extends { readonly tokens: number }>(parts: readonly T[], now: (tokens: number) => number): T[] {
  return parts.map((part) => ({ ...part, tokens: now(part.tokens) }));
}
