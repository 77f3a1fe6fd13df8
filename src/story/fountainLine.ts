import { readEmphasis } from '../screenplay/emphasis';
import { markLine } from '../screenplay/fdx/markLine';
import type { EmphasisStyle } from '../screenplay/screenplay';

/** Words in one style; none of `styles`: plain. */
export interface StyledWords {
  readonly text: string;
  readonly styles: readonly EmphasisStyle[];
}

/**
 * One line of words as Fountain writes it: emphasis in its marks, and what only looks like a mark escaped. A line that
 * reads so as it is stays as it is.
 */
export function fountainLine(runs: readonly StyledWords[]): string {
  const text = runs.map((run) => run.text).join('');
  const isPlain = runs.every(({ styles }) => styles.length === 0);
  return isPlain && readEmphasis(text) === null ? text : markLine(runs).text;
}
