import type { FollowResult } from '../protocol/engineContract';
import { fieldsTouched, withChange } from '../protocol/valueChange';
import type { ScriptView } from '../story/analysisResult';
import type { StatusResult } from '../story/statusResult';

/** What the engine said of a script last, and by what name to ask for what is new since. */
export interface Told {
  readonly tag: string;
  readonly view: ScriptView;
  readonly status: StatusResult;
}

/** What is known after an answer of the engine; `before` is what it was asked with. What has not changed stays the same objects. */
export function toldAfter(before: Told | null, answer: FollowResult): Told | null {
  if (answer.kind === 'whole') return { tag: answer.tag, view: answer.view, status: answer.status };
  if (answer.kind === 'unchanged' || before === null) return before;
  const { view, status } = withChange({ view: before.view, status: before.status }, answer.change);
  return { tag: answer.tag, view, status };
}

/** Whether an answer changes anything that is shown: most keystrokes change no more than the hashes by which scenes are compared. */
export function isShown(answer: FollowResult): boolean {
  if (answer.kind !== 'changed') return answer.kind === 'whole';
  return [...fieldsTouched(answer.change)].some((field) => field !== 'hash');
}
