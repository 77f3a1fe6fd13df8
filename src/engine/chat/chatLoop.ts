import { Failure } from '../../protocol/failure';
import type { AnswerFailure, AnswerStatus, ChatEvent, EditProposal, TokenUsage } from '../../story/chatMessage';
import type {
  ModelBlock,
  ModelCitation,
  ModelEvent,
  ModelOutcome,
  ModelRequest,
  ModelTurn,
} from '../../story/modelMessage';
import { CONTINUE_TEXT, LAST_ROUND_TEXT } from './chatSystemText';
import type { ChatTokens } from './chatTokens';
import type { OpenChatModel } from './chatModels';
import type { ScenePassage } from './scenePassage';
import { sendInLedger } from './sendInLedger';
import { runTool } from './tools/runTool';
import { toolError, type ToolAnswer, type ToolDesk } from './tools/toolDesk';

export interface ChatLoopOptions {
  readonly open: OpenChatModel;
  /** The request with these turns behind the question. */
  readonly layOut: (rounds: readonly ModelTurn[]) => ModelRequest;
  readonly desk: Omit<ToolDesk, 'left' | 'signal' | 'inFull' | 'modelCallId'>;
  /** Tokens left for answers and tool results that go back to the model. */
  readonly left: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ChatEvent) => void;
  /** A tool failed by a fault of ours: the answer goes on without it. */
  readonly onTrouble: (error: unknown) => void;
  readonly scriptId: string;
  readonly conversationId: string;
  /** Scenes in the first request, and those of them that it has in full. */
  readonly sceneIds: readonly string[];
  readonly inFull: readonly string[];
}

/** What came of a question. */
export interface ChatLoopResult {
  /** The texts of the answer in order, with what the provider cited for each. */
  readonly segments: readonly AnswerSegment[];
  /** Answers and tool results in order, as they go back to the model. */
  readonly turns: readonly ModelTurn[];
  readonly status: AnswerStatus;
  readonly failure: AnswerFailure | null;
  readonly usage: TokenUsage;
  readonly proposals: readonly EditProposal[];
  /** What tools gave. */
  readonly passages: readonly ScenePassage[];
  readonly sheets: readonly string[];
  readonly outline: boolean;
  /** Tokens of tool results. */
  readonly toolTokens: number;
  /** The scenes of the first request, and those of which tools gave anything. */
  readonly sceneIds: readonly string[];
  /** What the answer must say of itself. */
  readonly notes: readonly string[];
}

export interface AnswerSegment {
  readonly text: string;
  readonly citations: readonly ModelCitation[];
}

/** Tool rounds of one question at most. */
export const MAX_TOOL_ROUNDS = 8;

/** A tool result has at least so many tokens of room, or is not asked for. */
const LEAST_RESULT = 60;

/**
 * Asks a model, runs what it asks for, and asks again until it answers: at most eight rounds of tools, tokens checked before
 * each, aborted at once. What came is kept however it ends; an answer cut by its limit goes on once.
 */
export async function runChatLoop(options: ChatLoopOptions): Promise<ChatLoopResult> {
  const { desk, signal, onEvent } = options;
  const state = new LoopState(options);
  const isStopped = (): boolean => signal.aborted;
  for (;;) {
    if (isStopped()) return state.end('stopped');
    const called = await state.call();
    if (called instanceof Failure) return state.end('failed', [], { ...called.toData(), retryAfterMs: null });
    const { outcome, callId } = called;
    const { ended, content } = outcome;
    state.keepText(content);
    if (ended.kind === 'stopped') return state.end('stopped', content);
    if (ended.kind === 'failed') {
      const { code, message, retryable, retryAfterMs } = ended.failure;
      return state.end('failed', content, { code, message, retryable, retryAfterMs });
    }
    const asked = content.filter((block) => block.kind === 'tool-use');
    switch (ended.stopReason) {
      case 'refusal':
        return state.end('failed', content, DECLINED);
      case 'context':
        return state.end('failed', content, TOO_LONG);
      case 'length':
        if (!state.mayContinue(content)) return state.end('complete', content, null, [CUT_OFF]);
        onEvent({ kind: 'continuing' });
        continue;
      case 'tool':
      case 'end':
        break;
    }
    if (asked.length === 0) {
      return state.hasText() ? state.end('complete', content) : state.end('failed', content, NOTHING_SAID);
    }
    if (state.rounds >= MAX_TOOL_ROUNDS) return state.end('complete', content, null, [ROUNDS_USED_UP]);
    if (!state.takes(content)) return state.end('complete', content, null, [BUDGET_USED_UP]);
    const results: ModelBlock[] = [];
    for (const { id, name, input } of asked) {
      if (isStopped()) return state.end('stopped');
      const answer = await state.answerOf(name, input, { ...desk, modelCallId: callId });
      results.push({ kind: 'tool-result', toolUseId: id, content: answer.content, isError: answer.isError });
    }
    state.addResults(results);
  }
}

class LoopState {
  rounds = 0;
  private left: number;
  private continued = false;
  private readonly turns: ModelTurn[] = [];
  private readonly segments: AnswerSegment[] = [];
  private readonly proposals: EditProposal[] = [];
  private readonly passages: ScenePassage[] = [];
  private readonly sheets = new Set<string>();
  private readonly sceneIds: Set<string>;
  private readonly inFull: Set<string>;
  private outline = false;
  private toolTokens = 0;
  private usage: TokenUsage = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0, costUsd: 0 };
  private readonly tokens: ChatTokens;

  constructor(private readonly options: ChatLoopOptions) {
    this.left = options.left;
    this.tokens = options.desk.tokens;
    this.sceneIds = new Set(options.sceneIds);
    this.inFull = new Set(options.inFull);
  }

  /** One request, each time it is sent written down before and after; a `Failure` where a limit keeps a further one from being sent. */
  async call(): Promise<{ readonly outcome: ModelOutcome; readonly callId: string | null } | Failure> {
    const { open, layOut, signal, onEvent, scriptId, conversationId } = this.options;
    const request = layOut(this.turns);
    // What follows a round of tools begins a paragraph.
    let isFirst = this.segments.length > 0 && !this.continued;
    const call = { purpose: 'chat' as const, scriptId, subject: conversationId, sceneIds: [...this.sceneIds], request };
    const sent = await sendInLedger(open, call, {
      signal,
      onEvent: (event) => {
        const told = toldOf(event);
        if (told === null) return;
        if (told.kind === 'text' && isFirst) {
          isFirst = false;
          onEvent({ kind: 'text', text: '\n\n' });
        }
        onEvent(told);
      },
    }).catch((error: unknown) => {
      // What came before is kept; of a question that was not sent at all there is nothing.
      if (error instanceof Failure && this.turns.length > 0) return error;
      throw error;
    });
    if (sent instanceof Failure) return sent;
    const { outcome, callId, costUsd: cost } = sent;
    const { input, output, cacheWrite, cacheRead } = outcome.usage ?? {
      input: 0,
      output: 0,
      cacheWrite: 0,
      cacheRead: 0,
    };
    this.usage = {
      input: this.usage.input + input,
      output: this.usage.output + output,
      cacheWrite: this.usage.cacheWrite + cacheWrite,
      cacheRead: this.usage.cacheRead + cacheRead,
      costUsd: cost === null || this.usage.costUsd === null ? null : this.usage.costUsd + cost,
    };
    return { outcome, callId };
  }

  /** All text blocks are read, not the first one. */
  keepText(content: readonly ModelBlock[]): void {
    const texts = content.filter((block) => block.kind === 'text');
    if (texts.length === 0) return;
    if (this.segments.length > 0 && !this.continued) this.segments.push({ text: '\n\n', citations: [] });
    for (const { text, citations } of texts) this.segments.push({ text, citations: citations ?? [] });
    this.continued = false;
  }

  hasText(): boolean {
    return this.segments.some(({ text }) => text.trim() !== '') || this.proposals.length > 0;
  }

  /** Takes an answer into what goes back to the model, if a result has room behind it. */
  takes(content: readonly ModelBlock[]): boolean {
    const cost = this.tokens.ofTurns([{ role: 'assistant', content: [...content] }]);
    if (cost + LEAST_RESULT > this.left) return false;
    this.left -= cost;
    this.turns.push({ role: 'assistant', content: [...content] });
    return true;
  }

  private hasContinued = false;

  /** Asks for the rest of a cut answer; false where that was done, or there is no room or nothing to continue. */
  mayContinue(content: readonly ModelBlock[]): boolean {
    const kept = content.filter((block) => block.kind !== 'tool-use');
    const cost = this.tokens.ofTurns([{ role: 'assistant', content: kept }]) + LEAST_RESULT;
    if (
      this.hasContinued ||
      cost > this.left ||
      !kept.some((block) => block.kind === 'text' && block.text.trim() !== '')
    ) {
      return false;
    }
    this.hasContinued = true;
    this.continued = true;
    this.left -= cost;
    this.turns.push({ role: 'assistant', content: kept });
    this.turns.push({ role: 'user', content: [{ kind: 'text', text: CONTINUE_TEXT }] });
    return true;
  }

  async answerOf(
    name: string,
    input: unknown,
    desk: Omit<ToolDesk, 'left' | 'signal' | 'inFull'>,
  ): Promise<ToolAnswer> {
    const { signal, onEvent, onTrouble } = this.options;
    const left = Math.max(0, this.left - LAST_WORDS);
    const answer = await runTool(name, input, { ...desk, signal, left, inFull: this.inFull }).catch(
      (error: unknown) => {
        onTrouble(error);
        return toolError('This tool failed. Answer without it.', `${name} failed`);
      },
    );
    onEvent({ kind: 'tool', name, line: answer.line });
    if (answer.proposal !== null) {
      this.proposals.push(answer.proposal);
      onEvent({ kind: 'proposal', proposal: answer.proposal });
    }
    const cost = this.tokens.ofBlock({ kind: 'tool-result', toolUseId: '', content: answer.content, isError: false });
    if (cost > this.left - LAST_WORDS) {
      this.left = Math.max(0, this.left - NO_ROOM_TOKENS);
      return { ...answer, content: [{ kind: 'text', text: 'No room is left for this.' }], isError: true, passages: [] };
    }
    this.left -= cost;
    this.toolTokens += cost;
    this.passages.push(...answer.passages);
    for (const { scene, as } of answer.passages) {
      this.sceneIds.add(scene.id);
      if (as === 'text') this.inFull.add(scene.id);
    }
    for (const id of scenesNamedIn(answer.content, desk.script)) this.sceneIds.add(id);
    for (const sheet of answer.sheets) this.sheets.add(sheet);
    this.outline ||= answer.outline;
    return answer;
  }

  addResults(results: readonly ModelBlock[]): void {
    this.rounds++;
    const isLast = this.rounds >= MAX_TOOL_ROUNDS || this.left < 2 * LEAST_RESULT;
    const told: ModelBlock[] = isLast ? [{ kind: 'text', text: LAST_ROUND_TEXT }] : [];
    this.turns.push({ role: 'user', content: [...results, ...told] });
  }

  end(
    status: AnswerStatus,
    last: readonly ModelBlock[] = [],
    failure: AnswerFailure | null = null,
    notes: readonly string[] = [],
  ): ChatLoopResult {
    // A tool that was asked for and not run has no place in a chain.
    const kept = last.filter((block) => block.kind !== 'tool-use');
    if (kept.some((block) => block.kind === 'text')) this.turns.push({ role: 'assistant', content: kept });
    return {
      segments: this.segments,
      turns: this.turns,
      status,
      failure,
      usage: this.usage,
      proposals: this.proposals,
      passages: this.passages,
      sheets: [...this.sheets],
      outline: this.outline,
      toolTokens: this.toolTokens,
      sceneIds: [...this.sceneIds],
      notes,
    };
  }
}

/** The scenes that a tool's texts name by a mark (`[S12]`): their words stand beside it. */
function scenesNamedIn(content: ToolAnswer['content'], { byName }: ToolDesk['script']): string[] {
  return content.flatMap((block) =>
    block.kind === 'text'
      ? [...block.text.matchAll(/\[S([^\]\n]+)\]/gu)].flatMap(([, name = '']) => byName(name)?.id ?? [])
      : [],
  );
}

/** Kept for `LAST_ROUND_TEXT`. */
const LAST_WORDS = 30;
const NO_ROOM_TOKENS = 12;

const CUT_OFF = 'The answer was cut off at its limit. Ask for the rest, or allow longer answers.';
const ROUNDS_USED_UP = `The model looked things up ${MAX_TOOL_ROUNDS} times and wanted more: the answer rests on what it had.`;
const BUDGET_USED_UP =
  'The model wanted to read more than this tier allows: the answer rests on what it had. Ask again with a deeper tier.';

const DECLINED: AnswerFailure = {
  code: 'model-declined',
  message: 'The model declined to answer. Ask in other words, or use another model.',
  retryable: false,
  retryAfterMs: null,
};
const TOO_LONG: AnswerFailure = {
  code: 'model-too-long',
  message: 'The question is longer than the model can read. Begin a new topic, or use a smaller tier.',
  retryable: false,
  retryAfterMs: null,
};
const NOTHING_SAID: AnswerFailure = {
  code: 'model-nonsense',
  message: 'The model answered nothing. Try again.',
  retryable: true,
  retryAfterMs: null,
};

function toldOf(event: ModelEvent): ChatEvent | null {
  switch (event.kind) {
    case 'text':
    case 'thinking':
      return event;
    case 'waiting':
      return {
        kind: 'waiting',
        ms: event.ms,
        line: `${event.code === 'model-unreachable' ? 'the model was not reached' : 'the model is busy'}, trying again in ${Math.ceil(event.ms / 1000)} s`,
      };
    case 'citation':
    case 'tool':
      return null;
  }
}
