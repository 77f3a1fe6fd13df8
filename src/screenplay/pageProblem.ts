import type { ProblemCode } from './screenplay';

/** A problem as the reader finds it. */
export interface PageProblem {
  readonly code: ProblemCode;
  /** Source line, as the reader counts. */
  readonly line: number;
  /** A problem only where this name has a cue in the script. */
  readonly name?: string;
}
