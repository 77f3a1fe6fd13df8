import type { AnalysisProgress } from '../protocol/engineContract';
import type { ScriptView } from '../story/analysisResult';
import type { ArtifactKind } from '../story/artifactKind';
import type { StatusResult } from '../story/statusResult';
import { counted, runningTimeText } from '../story/lengthText';
import { progressText } from './runText';

/** What the status bar says of a script: short, in full, and aloud. */
export interface StatusText {
  /** Icons as `$(name)`. */
  readonly text: string;
  readonly tooltip: string;
}

/** How far the script is, its pages and running time; while a run goes on, what it is doing and what it may cost. */
export function statusText(
  view: ScriptView,
  status: StatusResult,
  running: AnalysisProgress | 'starting' | null,
  cost: string | null = null,
): StatusText {
  const { script } = view;
  const length = `${counted(script.pages, 'page')}, ${runningTimeText(script.eighths)}`;
  const state = stateText(view, status);
  const behind = behindOf(status);
  if (running !== null) {
    const doing = running === 'starting' ? 'Analyzing' : progressText({ ...running, subject: null });
    const price = cost === null ? '' : ` · ${cost}`;
    return { text: `$(sync~spin) ${doing}${price}`, tooltip: `${script.title}: ${doing}${price}. ${length}.` };
  }
  return {
    text: `$(book) ${script.pages} ${script.pages === 1 ? 'p' : 'pp'} · ${runningTimeText(script.eighths).replace('about ', '')} · ${state}`,
    tooltip: `${script.title}: ${counted(view.scenes.length, 'scene')}, ${length}; ${behind.length === 0 ? state : `behind: ${new Intl.ListFormat('en').format(behind.map(({ words }) => words))}`}. ${failuresText(status)}Analyze Script makes what is missing or behind${costText(status)}.`,
  };
}

/** What could not be made, with the first reason; '' where nothing failed. */
function failuresText({ failures: [first, ...others] }: StatusResult): string {
  if (first === undefined) return '';
  return `${counted(1 + others.length, 'part')} could not be made: ${first.message} `;
}

/** What making it costs: ` at no cost`; '' where nothing is due. */
function costText({ due }: StatusResult): string {
  if (due.length === 0) return '';
  if (due.some(({ costUsd }) => costUsd === null)) return ', at a price that is not known';
  const usd = due.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  return usd === 0 ? ', by rules, at no cost' : `, for $${usd.toFixed(2)} at most`;
}

/** `not analyzed`, `partly analyzed`, `analyzed` or `3 behind`: what is there, as a writer says it. */
export function stateText({ script, scenes, outline }: ScriptView, status: StatusResult): string {
  const behind = behindOf(status).reduce((sum, { count }) => sum + count, 0);
  if (behind > 0) return `${behind} behind`;
  if (script.state === 'analyzed') return 'analyzed';
  return outline === null && scenes.every(({ card }) => card === null) ? 'not analyzed' : 'partly analyzed';
}

/**
 * What is behind as the writer sees it: each card and sheet, the outline, and each set that is made in one go as one. What
 * makes scenes searchable is shown nowhere, and key scenes follow the lengths of all: there is nothing to look at again.
 */
function behindOf({ artifacts }: StatusResult): readonly { readonly count: number; readonly words: string }[] {
  const count = (wanted: ArtifactKind): number =>
    artifacts.filter(({ kind, stale }) => stale && kind === wanted).length;
  const one = (kind: ArtifactKind, words: string) => ({ count: Math.min(1, count(kind)), words });
  return [
    { count: count('card'), words: counted(count('card'), 'scene card') },
    one('outline', 'the outline'),
    { count: count('sheet'), words: counted(count('sheet'), 'character sheet') },
    one('thread', 'the plot threads'),
    one('relationship', 'setups and echoes'),
  ].filter((part) => part.count > 0);
}
