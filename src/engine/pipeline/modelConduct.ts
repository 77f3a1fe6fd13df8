import type { ModelFailureCode, ModelFailureData } from '../../story/modelMessage';

/**
 * What a run does about a failure of a model: `stop` where every other call would fail alike, `again` where the same call
 * may succeed in a moment, `skip` where it is about this one artifact.
 */
export function conductOf(code: ModelFailureCode): 'stop' | 'again' | 'skip' {
  return CONDUCT[code];
}

const CONDUCT: Readonly<Record<ModelFailureCode, 'stop' | 'again' | 'skip'>> = {
  'model-key-missing': 'stop',
  'model-key-wrong': 'stop',
  'model-forbidden': 'stop',
  'model-no-credit': 'stop',
  'model-unknown': 'stop',
  'model-unreachable': 'stop',
  'model-address-wrong': 'stop',
  'model-unable': 'stop',
  'model-limit-reached': 'stop',
  'model-not-confirmed': 'stop',
  'model-rate-limited': 'again',
  'model-busy': 'again',
  'model-server-error': 'again',
  'model-interrupted': 'again',
  'model-request-refused': 'skip',
  'model-too-long': 'skip',
  'model-declined': 'skip',
  'model-cut-off': 'skip',
  'model-nonsense': 'skip',
  'model-never-send': 'skip',
};

/** Whether the same call is worth making again in a moment: a connection that broke off may stand by then. */
export function mayPass({ code, retryable }: Pick<ModelFailureData, 'code' | 'retryable'>): boolean {
  return conductOf(code) === 'again' || (code === 'model-unreachable' && retryable);
}

/** When nobody asks, what failed so many times is tried again after so long; null: not before somebody asks or it reads something else. */
export function retryAtOf(attempts: number, retryable: boolean, now: Date, afterMs: number | null = null): Date | null {
  if (!retryable) return null;
  const minutes = BACK_OFF_MINUTES[Math.min(attempts, BACK_OFF_MINUTES.length) - 1] ?? 1;
  return new Date(now.getTime() + Math.max(minutes * 60_000, afterMs ?? 0));
}

const BACK_OFF_MINUTES = [1, 5, 30, 120, 720] as const;
