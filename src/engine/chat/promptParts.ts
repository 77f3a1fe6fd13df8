import type { ContextUsed, IntentType } from '../../story/chatMessage';
import type { ModelBlock, ModelTurn } from '../../story/modelMessage';
import type { ChatScene } from './chatScene';
import { INTENT_TEXT } from './chatSystemText';
import type { ChatTokens } from './chatTokens';
import { passageBlocks, type ScenePassage } from './scenePassage';
import type { StableBlock } from './stableBlock';

/** Names with the tokens of each. */
type Shares = readonly { readonly name: string; readonly tokens: number }[];

/** A part of what varies in a request: what the writer is told it is, and the turns it is sent as. */
export interface PromptPart {
  /** One name, or of a text in which several things stand together each name with about what it has of it. */
  readonly shares: Shares;
  readonly turns: readonly ModelTurn[];
}

/** What was chosen to be sent with a question. */
export interface ChosenContext {
  readonly passages: readonly ScenePassage[];
  readonly sheets: readonly { readonly name: string; readonly text: string }[];
  /** Null: nothing is selected, or it may not be sent. */
  readonly selection: { readonly scene: ChatScene | null; readonly text: string } | null;
  /** As sent. */
  readonly question: string;
}

/** The stable block, all of which ends at a cache point. Empty where there is none. */
export function stableParts({ text, whole, parts }: StableBlock): PromptPart[] {
  if (whole.length > 0)
    return [part(parts, [{ kind: 'text', text: 'All of the script:' }, ...passageBlocks(whole)], 'long')];
  if (text === '') return [];
  return [part(parts, [{ kind: 'text', text: `What is known of the script:\n\n${text}` }], 'long')];
}

/** What was said before, its end a cache point. Empty where nothing is repeated. */
export function historyParts(history: {
  readonly summary: string | null;
  readonly turns: readonly ModelTurn[];
}): PromptPart[] {
  const { summary, turns } = history;
  const told = summary === null ? [] : [user([summaryBlock(summary)])];
  if (told.length + turns.length === 0) return [];
  return [{ shares: named('history'), turns: [...told, ...endingAtCachePoint(turns, 'short')] }];
}

/** What older messages came to, as it is sent. */
export function summaryBlock(summary: string): ModelBlock {
  return { kind: 'text', text: `Earlier in this talk, in few words:\n${summary}` };
}

/** What was found for a question. */
export function foundParts({ passages, sheets }: Pick<ChosenContext, 'passages' | 'sheets'>): PromptPart[] {
  const told = sheets.map(({ text }) => text).join('\n\n');
  const blocksOf = (as: ScenePassage['as']): ModelBlock[] => passageBlocks(passages.filter((one) => one.as === as));
  return [
    part(named('named sheets'), sheets.length === 0 ? [] : [{ kind: 'text', text: `Character sheets:\n\n${told}` }]),
    part(named('cards'), blocksOf('card')),
    part(named('lines'), blocksOf('lines')),
    part(named('scenes'), blocksOf('text')),
  ].filter(isSent);
}

/** The selection and the question. */
export function questionParts(
  { selection, question }: Pick<ChosenContext, 'selection' | 'question'>,
  intent: IntentType,
): PromptPart[] {
  const where = selection?.scene == null ? '' : ` in scene ${selection.scene.name}`;
  return [
    part(
      named('selection'),
      selection === null ? [] : [{ kind: 'text', text: `Selected by the writer${where}:\n${selection.text}` }],
    ),
    part(named('question'), [{ kind: 'text', text: `${INTENT_TEXT[intent]}\n\n${question}` }]),
  ].filter(isSent);
}

/** What the model said of this question so far, with its thinking, what tools gave it, and what it is told beside that. */
export function roundParts(rounds: readonly ModelTurn[]): PromptPart[] {
  return rounds.flatMap((turn): PromptPart[] =>
    turn.role === 'assistant'
      ? [{ shares: named('answer so far'), turns: [turn] }]
      : turn.content.map((block) => part(named(block.kind === 'tool-result' ? 'tool results' : 'question'), [block])),
  );
}

/** Tokens of these parts, to the last one. */
export function tokensOfParts(parts: readonly PromptPart[], tokens: ChatTokens): number {
  return parts.reduce((sum, { turns }) => sum + tokens.ofTurns(turns), 0);
}

/** The account of these parts, by name: all of it together is `tokensOfParts`. */
export function accountOf(parts: readonly PromptPart[], tokens: ChatTokens): ContextUsed['parts'] {
  const account = new Map<string, number>();
  for (const { shares, turns } of parts) {
    for (const { name, tokens: share } of sharedOut(tokens.ofTurns(turns), shares)) {
      account.set(name, (account.get(name) ?? 0) + share);
    }
  }
  return [...account].map(([name, sum]) => ({ name, tokens: sum }));
}

/** So many tokens among these names by their shares, none lost. */
function sharedOut(total: number, shares: Shares): Shares {
  const whole = shares.reduce((sum, { tokens }) => sum + tokens, 0);
  let passed = 0;
  let given = 0;
  return shares.map(({ name, tokens }) => {
    passed += tokens;
    const share = Math.round((total * passed) / whole) - given;
    given += share;
    return { name, tokens: share };
  });
}

/** With a cache point at the last block that can carry one. */
export function endingAtCachePoint(turns: readonly ModelTurn[], keep: 'short' | 'long'): ModelTurn[] {
  const turn = turns.at(-1);
  if (turn === undefined) return [];
  const at = turn.content.findLastIndex((block) => block.kind !== 'opaque');
  const content = turn.content.map((block, index) =>
    index === at && block.kind !== 'opaque' ? { ...block, cache: block.cache ?? keep } : block,
  );
  return [...turns.slice(0, -1), { ...turn, content }];
}

function part(shares: Shares, blocks: readonly ModelBlock[], keep?: 'short' | 'long'): PromptPart {
  const turns = blocks.length === 0 ? [] : [user(blocks)];
  return { shares, turns: keep === undefined ? turns : endingAtCachePoint(turns, keep) };
}

function isSent({ turns }: PromptPart): boolean {
  return turns.length > 0;
}

function named(name: string): Shares {
  return [{ name, tokens: 1 }];
}

function user(content: readonly ModelBlock[]): ModelTurn {
  return { role: 'user', content: [...content] };
}
