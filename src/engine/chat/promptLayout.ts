import type { IntentType } from '../../story/chatMessage';
import type { ModelInfo, ModelRequest, ModelTool, ModelTurn } from '../../story/modelMessage';
import { MODEL_TOOLS } from '../../protocol/tools/modelTools';
import type { ChatHistory } from './chatHistory';
import { chatSystemText } from './chatSystemText';
import type { ContextPlan } from './contextPlan';
import {
  endingAtCachePoint,
  foundParts,
  historyParts,
  questionParts,
  roundParts,
  stableParts,
  type PromptPart,
} from './promptParts';
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

/** What varies in a request. */
export interface VaryingSources {
  readonly stable: StableBlock;
  readonly history: Pick<ChatHistory, 'summary' | 'turns'>;
  readonly plan: ContextPlan;
  readonly intent: IntentType;
  /** Answers and tool results of this question so far. */
  readonly rounds: readonly ModelTurn[];
}

/** What varies in a request, in the order in which it is sent: nothing that varies more stands before what varies less. */
export function varyingParts({ stable, history, plan, intent, rounds }: VaryingSources): PromptPart[] {
  return [
    ...(plan.hasStable ? stableParts(stable) : []),
    ...(plan.hasHistory ? historyParts(history) : []),
    ...foundParts(plan),
    ...questionParts(plan, intent),
    ...roundParts(rounds),
  ];
}

export interface LayoutSources extends VaryingSources {
  readonly info: Pick<ModelInfo, 'id' | 'can'>;
  readonly prefix: ConstantPrefix;
  readonly maxOutputTokens: number;
  readonly effort: ModelRequest['effort'];
}

/**
 * One request, laid out so that nothing that varies stands before something that does not: tools, system, stable block,
 * history, and last what was retrieved, the selection and the question (chat.md, *Layout for caching*). Cache points: behind
 * the system text, the stable block, the history, and at the end.
 */
export function layOutRequest(sources: LayoutSources): ModelRequest {
  const { info, prefix, maxOutputTokens, effort } = sources;
  const turns = joined(varyingParts(sources).flatMap((part) => part.turns));
  return {
    model: info.id,
    system: prefix.system,
    cacheSystem: 'long',
    tools: [...prefix.tools],
    turns: endingAtCachePoint(turns, 'short'),
    maxOutputTokens,
    effort,
    output: { kind: 'text' },
    citations: info.can.citations,
  };
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
