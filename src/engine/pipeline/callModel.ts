import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { jsonInAnswer } from '../../models/jsonInWords';
import { leastWaitMs } from '../../models/retryPolicy';
import type { TextModel } from '../../models/textModel';
import type { TokenFactor } from '../../models/tokenFactor';
import type { TokenCounts } from '../../story/analysisResult';
import {
  type JsonSchema,
  type ModelBlock,
  type ModelFailureData,
  type ModelInfo,
  type ModelOutcome,
  type ModelRequest,
  type ModelTurn,
} from '../../story/modelMessage';
import {
  costOfOutcome,
  estimatedTokensOf,
  goesOver,
  worstCaseOf,
  worstInputOf,
  type RequestEstimate,
} from '../../story/price';
import {
  NonsenseError,
  type ArtifactPrompt,
  type MadeOf,
  type PromptParts,
  type TaskOf,
} from '../artifacts/prompts/artifactPrompt';
import type { Db } from '../store/db';
import { endModelCall, type ModelCallEnd } from '../store/modelCallQueries';
import { callStatusOf } from './callStatusOf';
import { countExactly } from './countExactly';
import { estimateRequest, type CountTokens } from './estimateRequest';
import type { RunKind } from './gatherModelTask';
import { learnedFactor } from './learnedFactor';
import { mayPass } from './modelConduct';
import { notAgreedTo, type Agreed } from './notAgreedTo';
import { createPace } from './pace';
import { beginOrCount, reserveCall } from './reserveCall';

/** What a run may cost, in US dollars; null: no limit. What has no known price cannot be held by one. */
export interface RunLimits {
  readonly runUsd: number | null;
  /** All calls of the day, of every script. */
  readonly dayUsd: number | null;
}

/** A call that has ended, to be written into the ledger with what it made. */
export interface EndedCall extends ModelCallEnd {
  readonly id: string;
  readonly estimatedTokens: number;
}

/** What came of asking a model for one artifact. */
export type ModelResult<Kind extends RunKind = RunKind> =
  /** `call` is not in the ledger as ended yet: it goes there with the artifact, in one transaction. */
  | { readonly kind: 'made'; readonly made: MadeOf<Kind>; readonly droppedEvidence: number; readonly call: EndedCall }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: ModelFailureData };

/** What all calls of a run came to. `costUsd` is null where that of one is unknown. */
export interface Spent {
  readonly usage: TokenCounts;
  readonly costUsd: number | null;
}

/** Whether what is in a request may be sent as the script is marked at this moment. */
export type MaySend = () => boolean;

/** The calls of one run: every one stands in the ledger before it is made and is held by the limits. */
export interface ModelCalls {
  make<Kind extends RunKind>(
    model: TextModel,
    prompt: ArtifactPrompt<Kind>,
    task: TaskOf<Kind>,
    maySend: MaySend,
  ): Promise<ModelResult<Kind>>;
  /** To be called when the ledger has a call that made something as ended, or never will: another may wait for its end. */
  settled(call: Pick<EndedCall, 'id'>): void;
  spent(): Spent;
}

export interface ModelCallsOptions {
  readonly db: Db;
  readonly scriptId: string;
  readonly limits: RunLimits;
  readonly agreed: Agreed;
  readonly signal: AbortSignal;
  readonly countTokens: CountTokens;
}

/** A call that fails for a reason that passes is made again so often. */
const TRIES_AGAIN = 3;
const FIRST_PAUSE_MS = 1_000;
/** Of an answer that broke off each time nothing is kept: half an artifact is none. */
const BROKEN_OFF = 'The answer of the model broke off before its end each time: try again later.';
const NONSENSE = 'The model twice answered something other than it was asked for: try again, or choose another model.';
const TOO_LONG = 'This is more than the model can read at once: choose another model, or offline.';
/** Who asks for a longer pause than this, in milliseconds, ends the run: the rest is still due. */
const LONGEST_PAUSE_MS = 120_000;

/** What stands in the ledger for a request that was held back at the last moment. */
const NOT_SENT: ModelOutcome = { ended: { kind: 'stopped' }, content: [], usage: null, origin: '', latencyMs: 0 };

interface NamedCall {
  readonly id: string;
  readonly kind: RunKind;
  readonly subject: string;
}

/** US dollars, null where the price is not known; or the limit that a call might go over. */
type Reserved = number | null | ModelFailureData;

export function createModelCalls({ db, scriptId, limits, agreed, signal, countTokens }: ModelCallsOptions): ModelCalls {
  const pace = createPace();
  const underWay = createCallsUnderWay(signal);
  const oneByOne = pLimit(1);
  // Ten calls at once listen to it, each several times.
  setMaxListeners(0, signal);
  const factors = new Map<string, Promise<TokenFactor>>();
  const usage = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 };
  let costUsd: number | null = 0;
  /** What has been paid, and what calls under way may cost; of a call whose price is not known what it might have cost. */
  let committedUsd = 0;

  const factorOf = ({ info }: TextModel): Promise<TokenFactor> => {
    const known = factors.get(info.id) ?? learnedFactor(db, info);
    factors.set(info.id, known);
    return known;
  };

  /**
   * What beside calls under way might go over a limit waits for their ends, for they cost less than they may; what comes
   * after it waits behind it.
   */
  const begin = (call: NamedCall, estimate: RequestEstimate, parts: PromptParts): Promise<Reserved | 'stopped'> =>
    oneByOne(async () => {
      for (;;) {
        if (signal.aborted) return 'stopped';
        const { count: others, oneEnded } = underWay.now();
        const reserved = await reserve(call, estimate, parts);
        if (!isFailure(reserved)) underWay.add(call.id);
        if (!isFailure(reserved) || others === 0) return reserved;
        await oneEnded;
      }
    });

  const reserve = async (call: NamedCall, estimate: RequestEstimate, parts: PromptParts): Promise<Reserved> => {
    const reservedUsd = worstCaseOf(estimate);
    if (goesOver(limits.runUsd, committedUsd, reservedUsd)) {
      return limitReached(`this run may cost at most ${dollars(limits.runUsd ?? 0)}`);
    }
    committedUsd += reservedUsd ?? 0;
    const { id, kind: purpose, subject } = call;
    const reserving = { id, scriptId, purpose, subject, sceneIds: parts.sceneIds, estimate };
    if (await reserveCall(db, reserving, limits.dayUsd)) return reservedUsd;
    committedUsd -= reservedUsd ?? 0;
    return limitReached(`a day may cost at most ${dollars(limits.dayUsd ?? 0)}`);
  };

  const count = async (
    outcome: ModelOutcome,
    estimate: RequestEstimate,
    reservedUsd: number | null,
  ): Promise<number | null> => {
    const cost = await costOfOutcome(outcome, estimate, countTokens);
    committedUsd += (cost ?? reservedUsd ?? 0) - (reservedUsd ?? 0);
    costUsd = costUsd === null || cost === null ? null : costUsd + cost;
    for (const key of ['input', 'output', 'cacheWrite', 'cacheRead'] as const) usage[key] += outcome.usage?.[key] ?? 0;
    return cost;
  };

  const settled: ModelCalls['settled'] = ({ id }) => underWay.end(id);

  const end = async (call: EndedCall): Promise<void> => {
    await endModelCall(db, call.id, call);
    settled(call);
  };

  const make: ModelCalls['make'] = async (model, prompt, task, maySend) => {
    const tried: string[] = [];
    try {
      return await attempt(model, prompt, task, { maySend, onBegun: (id) => tried.push(id) });
    } catch (error) {
      // Nobody is left to end them.
      for (const id of tried) settled({ id });
      throw error;
    }
  };

  const attempt = async <Kind extends RunKind>(
    model: TextModel,
    prompt: ArtifactPrompt<Kind>,
    task: TaskOf<Kind>,
    { maySend, onBegun }: { readonly maySend: MaySend; readonly onBegun: (id: string) => void },
  ): Promise<ModelResult<Kind>> => {
    const { info } = model;
    const refused = notAgreedTo(info, agreed);
    if (refused !== null) return { kind: 'failed', failure: refused };
    const parts = prompt.build(task);
    const factor = await factorOf(model);
    let turns = parts.turns;
    let maxOutputTokens = Math.min(prompt.maxOutputTokens, info.maxOutputTokens);
    let again = 0;
    let isRepair = false;
    for (;;) {
      const request = artifactRequest(info, prompt, { ...parts, turns }, maxOutputTokens);
      const byOurselves = await estimateRequest(request, { kind: prompt.kind, model: info, factor, countTokens });
      await pace.ready(signal);
      const mayGo = (): boolean => !signal.aborted && maySend();
      const counted = async (estimate: RequestEstimate): Promise<RequestEstimate | null> => {
        const asked = { scriptId, subject: task.subject, sceneIds: parts.sceneIds, request, estimate, signal };
        return mayGo() ? countExactly(db, model, asked) : null;
      };
      const isNearFull = worstInputOf(byOurselves) > info.contextTokens;
      const fitting = (isNearFull ? await counted(byOurselves) : null) ?? byOurselves;
      if (!mayGo()) return { kind: 'stopped' };
      if ((fitting.countedTokens ?? fitting.predicted.bottom) > info.contextTokens) {
        return {
          kind: 'failed',
          failure: failureOf('model-too-long', TOO_LONG),
        };
      }
      const id = crypto.randomUUID();
      const named = { id, kind: prompt.kind, subject: task.subject };
      const { begun: reserved, estimate } = await beginOrCount(fitting, (sized) => begin(named, sized, parts), {
        isHeld: isFailure,
        count: counted,
      });
      if (reserved === 'stopped') return { kind: 'stopped' };
      if (isFailure(reserved)) return { kind: 'failed', failure: reserved };
      onBegun(id);
      // Every request is looked at just before it goes out, for the writer may have marked a scene since the one before.
      const outcome = maySend() ? await model.generate(request, { signal }) : NOT_SENT;
      const cost = await count(outcome, estimate, reserved);
      const call = (standing: Pick<ModelCallEnd, 'status' | 'failureCode'>): EndedCall => ({
        id,
        estimatedTokens: estimatedTokensOf(estimate),
        ...standing,
        usage: outcome.usage,
        costUsd: cost,
        origin: outcome.origin,
        latencyMs: outcome.latencyMs,
      });
      const standing = callStatusOf(outcome, info);
      const fail = async (failure: ModelFailureData): Promise<ModelResult<Kind>> => {
        await end(call(standing));
        return { kind: 'failed', failure };
      };

      const { ended } = outcome;
      if (ended.kind === 'stopped') {
        await end(call(standing));
        return { kind: 'stopped' };
      }
      if (ended.kind === 'failed') {
        // What is refused may be too long: the provider says so in words only, so it is counted.
        const isRefused = ended.failure.code === 'model-request-refused';
        const failure = explainedFailure(ended.failure, (isRefused ? await counted(estimate) : null) ?? estimate);
        const result = await fail(failure);
        const pauseMs = Math.max(failure.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** again, leastWaitMs(again));
        if (!mayPass(failure) || again >= TRIES_AGAIN || pauseMs > LONGEST_PAUSE_MS) return result;
        again++;
        pace.pause(pauseMs);
        continue;
      }
      if (ended.stopReason === 'refusal')
        return fail(
          failureOf('model-declined', 'The model declined to read this: choose another model for it, or offline.'),
        );
      if (ended.stopReason === 'context') {
        return fail(failureOf('model-too-long', TOO_LONG));
      }
      if (ended.stopReason === 'length') {
        const result = await fail(
          failureOf('model-cut-off', 'The answer of the model was longer than it may be: choose another model.'),
        );
        const doubled = Math.min(prompt.maxOutputTokens * 2, info.maxOutputTokens);
        if (maxOutputTokens >= doubled) return result;
        maxOutputTokens = doubled;
        continue;
      }
      try {
        const read = prompt.read(jsonOf(outcome.content, parts.schema), task);
        return { kind: 'made', ...read, call: call(standing) };
      } catch (error) {
        if (!(error instanceof NonsenseError)) {
          await end(call({ status: 'failed', failureCode: 'internal' }));
          throw error;
        }
        await end(call({ status: 'failed', failureCode: 'model-nonsense' }));
        if (isRepair) return { kind: 'failed', failure: failureOf('model-nonsense', NONSENSE, true) };
        isRepair = true;
        turns = [...parts.turns, ...repair(outcome.content, error.message)];
      }
    }
  };

  return { make, settled, spent: () => ({ usage: { ...usage }, costUsd }) };
}

/** Calls that may still give back some of what they reserved. */
function createCallsUnderWay(signal: AbortSignal) {
  const ids = new Set<string>();
  let wake = (): void => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  let oneEnded = next();
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    add: (id: string): void => void ids.add(id),
    end: (id: string): void => {
      if (!ids.delete(id)) return;
      wake();
      oneEnded = next();
    },
    /** `oneEnded` resolves when one of them ends, or the signal is aborted. */
    now: () => ({ count: ids.size, oneEnded }),
  };
}

/** The request by which an artifact is asked for. */
export function artifactRequest(
  info: ModelInfo,
  { effort }: Pick<ArtifactPrompt<RunKind>, 'effort'>,
  { system, turns, schema }: Pick<PromptParts, 'system' | 'turns' | 'schema'>,
  maxOutputTokens: number,
): ModelRequest {
  return {
    model: info.id,
    system,
    cacheSystem: info.can.cache ? 'short' : null,
    tools: [],
    turns: [...turns],
    maxOutputTokens,
    effort,
    output: { kind: 'json', schema },
    citations: false,
  };
}

function isFailure(reserved: Reserved | 'stopped'): reserved is ModelFailureData {
  return reserved !== null && typeof reserved === 'object';
}

/** The JSON value that an answer is, or has in it; throws `NonsenseError` where there is none. */
function jsonOf(content: readonly ModelBlock[], schema: JsonSchema): unknown {
  const text = content.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('');
  const json = jsonInAnswer(text, schema);
  if (json === null) throw new NonsenseError('The answer is not JSON.');
  return JSON.parse(json) as unknown;
}

/** Gives a model its answer back with what is wrong about it. */
function repair(answer: readonly ModelBlock[], wrong: string): ModelTurn[] {
  const ask = `${wrong} Answer again with one JSON value that fits the schema, and nothing else.`;
  return [
    // An answer without a word cannot be sent back.
    ...(answer.length === 0 ? [] : [{ role: 'assistant' as const, content: [...answer] }]),
    { role: 'user', content: [{ kind: 'text', text: ask }] },
  ];
}

function failureOf(code: ModelFailureData['code'], message: string, retryable = false): ModelFailureData {
  return { code, message, retryable, retryAfterMs: null };
}

function explainedFailure(failure: ModelFailureData, { model, countedTokens }: RequestEstimate): ModelFailureData {
  switch (failure.code) {
    case 'model-interrupted':
      return { ...failure, message: BROKEN_OFF };
    case 'model-request-refused':
      return (countedTokens ?? 0) > model.contextTokens ? failureOf('model-too-long', TOO_LONG) : failure;
    default:
      return failure;
  }
}

function limitReached(why: string): ModelFailureData {
  return failureOf(
    'model-limit-reached',
    `Nothing more was sent: ${why}, and the next request might go over it. What was made is kept; raise the limit or go on later.`,
    true,
  );
}

function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 0.01 ? 4 : 2)}`;
}
