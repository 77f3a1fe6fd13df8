import type { AnalysisProgress } from '../protocol/engineContract';
import type { ScriptView } from '../story/analysisResult';
import type { StatusResult } from '../story/statusResult';
import { counted, runningTimeText } from '../story/lengthText';
import { progressText } from './runText';

/** What the status bar says of a script: short, in full, and aloud. */
export interface StatusText {
  /** Icons as `$(name)`. */
  readonly text: string;
  readonly tooltip: string;
}

/** How far the script is, its pages and running time; while a run goes on, what it is doing. */
export function statusText(
  view: ScriptView,
  status: StatusResult,
  running: AnalysisProgress | 'starting' | null,
): StatusText {
  const { script } = view;
  const length = `${counted(script.pages, 'page')}, ${runningTimeText(script.eighths)}`;
  const state = stateText(view, status);
  if (running !== null) {
    const doing = running === 'starting' ? 'Analyzing' : progressText({ ...running, subject: null });
    return { text: `$(sync~spin) ${doing}`, tooltip: `${script.title}: ${doing}. ${length}.` };
  }
  return {
    text: `$(book) ${script.pages} ${script.pages === 1 ? 'p' : 'pp'} · ${runningTimeText(script.eighths).replace('about ', '')} · ${state}`,
    tooltip: `${script.title}: ${counted(view.scenes.length, 'scene')}, ${length}; ${state}. Analyze Script makes what is missing or behind.`,
  };
}

/** `not analyzed`, `partly analyzed`, `analyzed` or `3 behind`: what is there, as a writer says it. */
export function stateText({ script, scenes, outline }: ScriptView, { artifacts }: StatusResult): string {
  // What makes scenes searchable is not shown anywhere: the writer has nothing to look at that would be behind.
  const behind = artifacts.filter(({ kind, stale }) => stale && kind !== 'embedding').length;
  if (behind > 0) return `${behind} behind`;
  if (script.state === 'analyzed') return 'analyzed';
  return outline === null && scenes.every(({ card }) => card === null) ? 'not analyzed' : 'partly analyzed';
}
