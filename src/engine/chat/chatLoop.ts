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
import { CONTINUE_TEXT, LAST_ROUND_TEXT, NO_ROOM_TEXT } from './chatSystemText';
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
  /** Tokens that the first request leaves of the tier: all that is behind the question in a later one has no more. */
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
  /** Those of them that the last request had. */
  readonly sent: readonly ModelTurn[];
  readonly status: AnswerStatus;
  readonly failure: AnswerFailure | null;
  readonly usage: TokenUsage;
  readonly proposals: readonly EditProposal[];
  /** What tools gave. */
  readonly passages: readonly ScenePassage[];
  readonly sheets: readonly string[];
  readonly outline: boolean;
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

/** With less room than this no more tools are asked for. Tokens. */
const LEAST_ROOM = 120;

/**
 * Asks a model, runs what it asks for, and asks again until it answers: at most eight rounds of tools, aborted at once.
 * What goes back is counted before it does: a round whose tools could not even be refused within the tier is left out, and
 * the model is asked once to answer without. What came is kept however it ends; an answer cut by its limit goes on once.
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
    if (!state.takes(content, asked.length)) {
      if (state.mayAskWithoutTools()) continue;
      return state.end('complete', content);
    }
    const results: ToolResult[] = [];
    for (const { id, name, input } of asked) {
      if (isStopped()) return state.end('stopped');
      results.push(await state.resultOf({ id, name, input }, { ...desk, modelCallId: callId }));
    }
    state.addResults(results);
  }
}

type ToolResult = Extract<ModelBlock, { kind: 'tool-result' }>;

class LoopState {
  rounds = 0;
  /** What the tier has left for turns that are not in `turns` yet. */
  private left: number;
  /** Part of `left`: for the results of a round that was taken, each refused at least, and for what is said behind them. */
  private kept = 0;
  private sent: readonly ModelTurn[] = [];
  private isToldToAnswer = false;
  private hasLeftOut = false;
  private continued = false;
  private readonly turns: ModelTurn[] = [];
  private readonly segments: AnswerSegment[] = [];
  private readonly proposals: EditProposal[] = [];
  private readonly passages: ScenePassage[] = [];
  private readonly sheets = new Set<string>();
  private readonly sceneIds: Set<string>;
  private readonly inFull: Set<string>;
  private outline = false;
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
    const turns = [...this.turns];
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
    this.sent = turns;
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

  /** Takes an answer that asks for so many tools into what goes back, if they can at least be refused behind it. */
  takes(content: readonly ModelBlock[], tools: number): boolean {
    const answer: ModelTurn = { role: 'assistant', content: [...content] };
    const kept = tools * this.tokens.ofBlock(REFUSED) + this.tokens.ofTurns([ANSWER_NOW]);
    if (this.tokens.ofTurns([answer]) + kept > this.left) {
      this.hasLeftOut = true;
      return false;
    }
    this.add(answer);
    this.kept = kept;
    return true;
  }

  /** Leaves a round out and asks for an answer without it; false where that was asked already, or has no room. */
  mayAskWithoutTools(): boolean {
    if (this.isToldToAnswer || this.tokens.ofTurns([ANSWER_NOW]) > this.left) return false;
    this.isToldToAnswer = true;
    this.add(ANSWER_NOW);
    return true;
  }

  private hasContinued = false;

  /** Asks for the rest of a cut answer; false where that was done, or there is no room or nothing to continue. */
  mayContinue(content: readonly ModelBlock[]): boolean {
    const kept = content.filter((block) => block.kind !== 'tool-use');
    const turns: ModelTurn[] = [
      { role: 'assistant', content: kept },
      { role: 'user', content: [{ kind: 'text', text: CONTINUE_TEXT }] },
    ];
    if (
      this.hasContinued ||
      this.tokens.ofTurns(turns) > this.left ||
      !kept.some((block) => block.kind === 'text' && block.text.trim() !== '')
    ) {
      return false;
    }
    this.hasContinued = true;
    this.continued = true;
    turns.forEach((turn) => this.add(turn));
    return true;
  }

  /** Everything that goes back goes through here. */
  private add(turn: ModelTurn): void {
    this.left -= this.tokens.ofTurns([turn]);
    this.turns.push(turn);
  }

  /** Runs a tool of the round that was taken. What it gives has the room that the others and the last words leave. */
  async resultOf(
    { id, name, input }: { readonly id: string; readonly name: string; readonly input: unknown },
    desk: Omit<ToolDesk, 'left' | 'signal' | 'inFull'>,
  ): Promise<ToolResult> {
    const { signal, onEvent, onTrouble } = this.options;
    this.kept -= this.tokens.ofBlock(REFUSED);
    const room = this.left - this.kept;
    const left = Math.max(0, room - this.tokens.ofBlock(NOTHING_GIVEN));
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
    const { content, isError } = answer;
    const result: ToolResult = { kind: 'tool-result', toolUseId: id, content, isError };
    const cost = this.tokens.ofBlock(result);
    if (cost > room) {
      this.kept += this.tokens.ofBlock(REFUSED);
      return { ...REFUSED, toolUseId: id };
    }
    this.kept += cost;
    this.keepGiven(answer, desk.script);
    return result;
  }

  private keepGiven({ content, passages, sheets, outline }: ToolAnswer, script: ToolDesk['script']): void {
    this.passages.push(...passages);
    for (const { scene, as } of passages) {
      this.sceneIds.add(scene.id);
      if (as === 'text') this.inFull.add(scene.id);
    }
    for (const id of scenesNamedIn(content, script)) this.sceneIds.add(id);
    for (const sheet of sheets) this.sheets.add(sheet);
    this.outline ||= outline;
  }

  /** Ends a round. The model is told to answer where there will be no other, or no room for one. */
  addResults(results: readonly ToolResult[]): void {
    this.rounds++;
    this.kept = 0;
    this.add({ role: 'user', content: [...results] });
    if (this.rounds < MAX_TOOL_ROUNDS && this.left >= LEAST_ROOM) return;
    this.isToldToAnswer = true;
    this.add(ANSWER_NOW);
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
      sent: this.sent,
      status,
      failure,
      usage: this.usage,
      proposals: this.proposals,
      passages: this.passages,
      sheets: [...this.sheets],
      outline: this.outline,
      sceneIds: [...this.sceneIds],
      notes: [...notes, ...(this.hasLeftOut ? [BUDGET_USED_UP] : [])],
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

const ANSWER_NOW: ModelTurn = { role: 'user', content: [{ kind: 'text', text: LAST_ROUND_TEXT }] };
/** The shortest results. */
const REFUSED: ToolResult = {
  ...{ kind: 'tool-result', toolUseId: '', isError: true },
  content: [{ kind: 'text', text: NO_ROOM_TEXT }],
};
const NOTHING_GIVEN: ToolResult = { ...REFUSED, content: [{ kind: 'text', text: '' }] };

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
