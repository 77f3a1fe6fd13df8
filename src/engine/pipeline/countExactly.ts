import type { TextModel } from '../../models/textModel';
import type { ModelRequest } from '../../story/modelMessage';
import { estimatedTokensOf, type RequestEstimate } from '../../story/price';
import type { Db } from '../store/db';
import { beginModelCall, endModelCall } from '../store/modelCallQueries';

/** What is to be counted, and of which script and scenes it is. */
export interface ToBeCounted {
  readonly scriptId: string;
  readonly subject: string;
  readonly sceneIds: readonly string[];
  readonly request: ModelRequest;
  readonly estimate: RequestEstimate;
  readonly signal: AbortSignal;
}

/**
 * The estimate of a request with its provider's own count of the input tokens; null where it has none, or is counted
 * already. A count costs nothing and stands in the ledger all the same: the text goes out for it.
 */
export async function countExactly(
  db: Db,
  asked: Pick<TextModel, 'info' | 'countTokens'>,
  { scriptId, subject, sceneIds, request, estimate, signal }: ToBeCounted,
): Promise<RequestEstimate | null> {
  const { info } = asked;
  if (!info.can.count || estimate.countedTokens !== null) return null;
  const id = crypto.randomUUID();
  const { provider, model, origin } = info;
  const estimatedTokens = estimatedTokensOf(estimate);
  const call = {
    id,
    scriptId,
    purpose: 'count',
    subject,
    provider,
    model,
    origin,
    reservedUsd: 0,
    estimatedTokens,
    sceneIds,
  };
  await beginModelCall(db, call, { usd: null, since: new Date() });
  const started = performance.now();
  const counted = await asked.countTokens(request, signal);
  const status = counted !== null ? 'complete' : signal.aborted ? 'stopped' : 'failed';
  await endModelCall(db, id, {
    ...{ status, failureCode: status === 'failed' ? 'model-unable' : null, usage: null, costUsd: 0, origin },
    latencyMs: performance.now() - started,
  });
  return counted === null ? null : { ...estimate, countedTokens: counted };
}
