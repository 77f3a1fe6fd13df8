import { planDueWork, withinReach, type DueWork, type PlanOptions } from '../../story/plan';
import { DECLARATIONS } from '../artifacts/declarations';
import type { OpenScript } from './openScript';

/** What a run may be told to make; what is to wait beside a stored artifact always belongs to it. */
export type RunPlanOptions = Omit<PlanOptions, 'candidates'>;

/**
 * What a run makes of a script as it stands. The one plan of running and of pricing: what is not priced is not agreed
 * to, so nothing may be sent that this does not list.
 */
export function planRun(open: OpenScript, options: RunPlanOptions): readonly DueWork[] {
  return withinReach(planDueWork(open.snapshot(), DECLARATIONS, { ...options, candidates: true }, open.standings()));
}
