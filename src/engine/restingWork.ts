import type { PlanOptions } from '../story/plan';
import { artifactKey } from '../story/scriptSnapshot';
import type { OpenScript } from './pipeline/openScript';
import { planRun } from './pipeline/planRun';

/**
 * What the writer cancelled before it was made, by `artifactKey`. Whatever becomes of its text, it is not begun again by
 * itself: it waits until the writer asks for it, looks at it, or opens the script anew.
 */
export type RestingWork = ReadonlySet<string>;

/** The plan of a run that somebody asked for. */
export type AskedPlan = Omit<PlanOptions, 'isHeldBack'>;

/** What rests while that is made which was asked for. */
export function restingBefore(resting: RestingWork, open: OpenScript, asked: AskedPlan): RestingWork {
  const wanted = dueKeys(open, asked);
  return new Set([...resting].filter((key) => !wanted.has(key)));
}

/** What rests after a run: what did before and was not made meanwhile, and what was asked for and cancelled. */
export function restingAfter(resting: RestingWork, open: OpenScript, cancelled: AskedPlan | null): RestingWork {
  const left = resting.size === 0 ? null : dueKeys(open, {});
  return new Set([
    ...[...resting].filter((key) => left?.has(key) === true),
    ...(cancelled === null ? [] : dueKeys(open, cancelled)),
  ]);
}

/** What is missing or behind; what is current and to be made again, or by a model, is never begun by itself. */
function dueKeys(open: OpenScript, plan: AskedPlan): ReadonlySet<string> {
  const due = planRun(open, { ...plan, remake: false }).filter(({ why }) => why === 'missing' || why === 'behind');
  return new Set(due.map(({ kind, subject }) => artifactKey(kind, subject)));
}
