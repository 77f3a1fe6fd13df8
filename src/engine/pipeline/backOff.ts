import type { ModelChoice } from '../../story/plan';
import { OFFLINE, type FailureSnapshot } from '../../story/scriptSnapshot';
import type { OpenScript } from './openScript';

/** Whether what failed is not to be tried again yet by a run that nobody asked for. */
export function isWaiting({ retryAt }: FailureSnapshot, now: Date): boolean {
  return retryAt === null || retryAt > now;
}

/** What stopped a run of one of these models a while ago, so that it is not to be asked again yet; null: they may be asked. */
export function stopOf(
  { failures }: Pick<OpenScript, 'failures'>,
  models: ModelChoice | null | undefined,
  now: Date,
): FailureSnapshot | null {
  const named = [models?.cards, models?.story].filter((model) => model !== OFFLINE);
  const stops = (failure: FailureSnapshot): boolean => failure.inputsHash === null && named.includes(failure.method);
  return [...failures.values()].find((failure) => stops(failure) && isWaiting(failure, now)) ?? null;
}
