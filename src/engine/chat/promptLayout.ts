import type { IntentType } from '../../story/chatMessage';
import type { ModelBlock, ModelInfo, ModelRequest, ModelTool, ModelTurn } from '../../story/modelMessage';
import { MODEL_TOOLS } from '../../protocol/tools/modelTools';
import type { ChatHistory } from './chatHistory';
import { chatSystemText, INTENT_TEXT } from './chatSystemText';
import type { ContextPlan } from './contextPlan';
import { passageBlocks } from './scenePassage';
import type { StableBlock } from './stableBlock';

/** The parts of a request that never vary for one model. */
export interface ConstantPrefix {
  readonly system: string;
  readonly tools: readonly ModelTool[];
}

/** System text and tools: the same bytes on every call to this model. */
export function constantPrefix({ can }: Pick<ModelInfo, 'can'>): ConstantPrefix {
  return { system: chatSystemText({ citations: can.citations }), tools: can.tools ? MODEL_TOOLS : [] };
}

export interface LayoutParts {
  readonly info: Pick<ModelInfo, 'id' | 'can'>;
  readonly prefix: ConstantPrefix;
  readonly stable: StableBlock;
  readonly history: ChatHistory;
  readonly plan: ContextPlan;
  readonly intent: IntentType;
  /** Answers and tool results of this question so far. */
  readonly rounds: readonly ModelTurn[];
  readonly maxOutputTokens: number;
  readonly effort: ModelRequest['effort'];
}

/**
 * One request, laid out so that nothing that varies stands before something that does not: tools, system, stable block,
 * history, and last what was retrieved, the selection and the question (chat.md, *Layout for caching*). Cache points: behind
 * the system text, the stable block, the history, and at the end.
 */
export function layOutRequest(parts: LayoutParts): ModelRequest {
  const { info, prefix, stable, history, plan, rounds, maxOutputTokens, effort } = parts;
  const front: ModelBlock[] = [];
  if (plan.hasStable) front.push(...stableBlocks(stable));
  const before = plan.hasHistory ? history : { summary: null, turns: [] };
  if (before.summary !== null)
    front.push({ kind: 'text', text: `Earlier in this talk, in few words:\n${before.summary}` });
  const turns = joined([
    ...(front.length === 0 ? [] : [{ role: 'user' as const, content: front }]),
    ...marked(before.turns),
    { role: 'user', content: lastBlocks(parts) },
    ...rounds,
  ]);
  return {
    model: info.id,
    system: prefix.system,
    cacheSystem: 'long',
    tools: [...prefix.tools],
    turns: marked(turns),
    maxOutputTokens,
    effort,
    output: { kind: 'text' },
    citations: info.can.citations,
  };
}

function stableBlocks({ text, whole }: StableBlock): ModelBlock[] {
  if (whole.length === 0) return [{ kind: 'text', text: `What is known of the script:\n\n${text}`, cache: 'long' }];
  const blocks: ModelBlock[] = [{ kind: 'text', text: 'All of the script:' }, ...passageBlocks(whole)];
  return blocks.map((block, at) =>
    at === blocks.length - 1 && block.kind !== 'opaque' ? { ...block, cache: 'long' as const } : block,
  );
}

function lastBlocks({ plan, intent }: LayoutParts): ModelBlock[] {
  const { passages, sheets, selection, question } = plan;
  const blocks: ModelBlock[] = [];
  if (sheets.length > 0) {
    blocks.push({ kind: 'text', text: `Character sheets:\n\n${sheets.map(({ text }) => text).join('\n\n')}` });
  }
  blocks.push(...passageBlocks(passages));
  if (selection !== null) {
    const where = selection.scene === null ? '' : ` in scene ${selection.scene.name}`;
    blocks.push({ kind: 'text', text: `Selected by the writer${where}:\n${selection.text}` });
  }
  blocks.push({ kind: 'text', text: `${INTENT_TEXT[intent]}\n\n${question}` });
  return blocks;
}

/** With neighbours of one role as one turn, as every provider takes them. */
function joined(turns: readonly ModelTurn[]): ModelTurn[] {
  const result: ModelTurn[] = [];
  for (const turn of turns) {
    const last = result.at(-1);
    if (last?.role === turn.role) result[result.length - 1] = { ...last, content: [...last.content, ...turn.content] };
    else result.push(turn);
  }
  return result;
}

/** With a cache point at the last block that can carry one. */
function marked(turns: readonly ModelTurn[]): ModelTurn[] {
  const turn = turns.at(-1);
  if (turn === undefined) return [];
  const at = turn.content.findLastIndex((block) => block.kind !== 'opaque');
  const content = turn.content.map((block, index) =>
    index === at && block.kind !== 'opaque' ? { ...block, cache: block.cache ?? ('short' as const) } : block,
  );
  return [...turns.slice(0, -1), { ...turn, content }];
}
