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
import { constantPrefix, layOutRequest, varyingParts } from './promptLayout';
import { accountOf } from './promptParts';
import type { ScenePassage } from './scenePassage';
import type { AskedScript } from './scriptChat';
import { steadyFactor } from './steadyFactor';
import { stableBlock, type StableBlock } from './stableBlock';

/**
 * The script as a question may send it. Rejects with `model-never-send` where all of it is marked, with `scene-unknown` where
 * nothing is in it.
 */
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
  const script = await readChatScript({ open, view, search, marks, sendNotes });
  if (!script.scenes.some(({ text }) => text.trim() !== '')) {
    throw new Failure('scene-unknown', 'This script has no words that could be sent yet: write a scene, then ask.');
  }
  return script;
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
  /** Tokens of the tier that the first request leaves; negative where it is refused. */
  readonly left: number;
  /** The request with these turns behind the question, and the account of what varies in it. */
  readonly layOut: (rounds: readonly ModelTurn[]) => ModelRequest;
  readonly accountWith: (rounds: readonly ModelTurn[]) => ContextUsed['parts'];
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
  const stable = stableBlock(script, steady, { tier, budget, constantTokens: constantOf(steady), smallestCacheTokens });
  const limit = Math.floor(budget * HISTORY_SHARE);
  const history = chatHistory({ rows, summary, model: request.model, limit, tokens: steady, guard: script.guard });
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
  const varying = { stable, history, plan, intent };
  const constant = { info, prefix, maxOutputTokens, effort: request.effort };
  const accountWith = (rounds: readonly ModelTurn[]): ContextUsed['parts'] =>
    accountOf(varyingParts({ ...varying, rounds }), tokens);
  const parts = accountWith([]);
  return {
    intent,
    plan,
    stable,
    tokens,
    contextUsed: {
      ...contextUsedOf(script, plan, stable, { parts, budgetTokens: budget, constantTokens }),
      sceneIds: [...new Set([...sceneIds, ...history.sceneIds])],
    },
    left: budget - parts.reduce((sum, part) => sum + part.tokens, 0),
    layOut: (rounds) => layOutRequest({ ...constant, ...varying, rounds }),
    accountWith,
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
  counted: Pick<ContextUsed, 'parts' | 'budgetTokens' | 'constantTokens'>,
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
    cut: [...plan.cut],
    ...counted,
  };
}

/** The account with what tools gave, its parts those of the last request. */
export function withTools(
  used: ContextUsed,
  parts: ContextUsed['parts'],
  given: {
    readonly passages: readonly ScenePassage[];
    readonly sheets: readonly string[];
    readonly outline: boolean;
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
    parts,
  };
}

function indicesOf(scenes: readonly { readonly index: number | null }[]): number[] {
  return [...new Set(scenes.flatMap(({ index }) => index ?? []))].sort((a, b) => a - b);
}
