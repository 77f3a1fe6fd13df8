import { failureOfStop } from '../../models/modelFailure';
import type { ModelInfo, ModelOutcome } from '../../story/modelMessage';
import type { ModelCallEnd } from '../store/modelCallQueries';

/**
 * How a call stands in the ledger by what came of it, whoever asked for it: an answer that was declined, cut by its limit
 * or left for want of room has failed, whatever of it is used.
 */
export function callStatusOf(
  { ended }: Pick<ModelOutcome, 'ended'>,
  info: ModelInfo,
): Pick<ModelCallEnd, 'status' | 'failureCode'> {
  switch (ended.kind) {
    case 'stopped':
      return { status: 'stopped', failureCode: null };
    case 'failed':
      return { status: 'failed', failureCode: ended.failure.code };
    case 'complete': {
      const failureCode = failureOfStop(ended.stopReason, info)?.code ?? null;
      return { status: failureCode === null ? 'complete' : 'failed', failureCode };
    }
  }
}
