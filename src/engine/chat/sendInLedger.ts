import { systemClock, type ModelClock } from '../../models/modelClock';
import { retryDelayMs } from '../../models/retryPolicy';
import { Failure } from '../../protocol/failure';
import type { ModelEvent, ModelFailureData, ModelOutcome } from '../../story/modelMessage';
import type { ChatCall, OpenChatModel } from './chatModels';

/** What came of a request. */
export interface Sent {
  readonly outcome: ModelOutcome;
  /** The row of the last time it was sent; null where no ledger is kept. */
  readonly callId: string | null;
  /** All times together, in US dollars; null: unknown. */
  readonly costUsd: number | null;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ModelEvent) => void;
  /** Default: the system's. */
  readonly clock?: Pick<ModelClock, 'sleep'>;
}

/**
 * Sends a request, again after a wait where it failed before anything of an answer had come for a reason that passes. Each
 * time has a row of its own in the ledger. Waits are as long as the model asks, and longer the second time. Rejects with a
 * `Failure` where it may not be sent at all; where it may not be sent again, the failure stands.
 */
export async function sendInLedger(
  { model, ledger }: Pick<OpenChatModel, 'model' | 'ledger'>,
  call: ChatCall,
  { signal, onEvent, clock = systemClock }: SendOptions,
): Promise<Sent> {
  let before: Sent | null = null;
  for (let attempt = 0; ; attempt++) {
    let callId: string | null;
    try {
      callId = await ledger.begin(call, model);
    } catch (error) {
      if (before !== null && error instanceof Failure) return before;
      throw error;
    }
    const outcome = await model.generate(call.request, { signal, onEvent });
    const cost = await ledger.end(callId, outcome);
    const spent: number | null = before === null ? 0 : before.costUsd;
    const sent: Sent = { outcome, callId, costUsd: spent === null || cost === null ? null : spent + cost };
    const failure = passingFailure(outcome);
    const ms = failure === null ? null : retryDelayMs(longerEach(failure, attempt), attempt, Math.random());
    if (failure === null || ms === null) return sent;
    onEvent?.({ kind: 'waiting', ms, code: failure.code, message: failure.message });
    await clock.sleep(ms, signal);
    if (signal.aborted) return { ...sent, outcome: { ...outcome, ended: { kind: 'stopped' } } };
    before = sent;
  }
}

/** What failed before anything of an answer had come. */
function passingFailure({ ended, content, usage }: ModelOutcome): ModelFailureData | null {
  return ended.kind === 'failed' && content.length === 0 && usage === null ? ended.failure : null;
}

function longerEach(failure: ModelFailureData, attempt: number): ModelFailureData {
  const { retryAfterMs } = failure;
  return { ...failure, retryAfterMs: retryAfterMs === null ? null : retryAfterMs * 2 ** attempt };
}
