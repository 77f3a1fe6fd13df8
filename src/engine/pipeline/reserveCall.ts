import { estimatedTokensOf, worstCaseOf, type RequestEstimate } from '../../story/price';
import type { Db } from '../store/db';
import { beginModelCall, startOfDay, type ModelCallStart } from '../store/modelCallQueries';

/** A call that is about to be made, and what is known of its size. */
export interface ReservedCall extends Pick<ModelCallStart, 'id' | 'scriptId' | 'purpose' | 'subject' | 'sceneIds'> {
  readonly estimate: RequestEstimate;
}

/**
 * Writes a call into the ledger as sent, with what it costs at most. False where that may go over what is left of the
 * day, in US dollars (null: no limit): then nothing is written, and it must not be made.
 */
export function reserveCall(db: Db, { estimate, ...call }: ReservedCall, dayUsd: number | null): Promise<boolean> {
  const { provider, model, origin } = estimate.model;
  const reservedUsd = worstCaseOf(estimate);
  const estimatedTokens = estimatedTokensOf(estimate);
  return beginModelCall(
    db,
    { ...call, provider, model, origin, reservedUsd, estimatedTokens },
    { usd: dayUsd, since: startOfDay(new Date()) },
  );
}

/**
 * Begins a call that a limit may hold. What is held begins once more by the provider's own count, where it has one: by
 * that it may be within the limit after all.
 */
export async function beginOrCount<Begun>(
  estimate: RequestEstimate,
  begin: (estimate: RequestEstimate) => Promise<Begun>,
  {
    isHeld,
    count,
  }: {
    readonly isHeld: (begun: Begun) => boolean;
    /** The same with the provider's count in it; null: there is none. */
    readonly count: (estimate: RequestEstimate) => Promise<RequestEstimate | null>;
  },
): Promise<{ readonly begun: Begun; readonly estimate: RequestEstimate }> {
  const begun = await begin(estimate);
  const counted = isHeld(begun) ? await count(estimate) : null;
  return counted === null ? { begun, estimate } : { begun: await begin(counted), estimate: counted };
}
