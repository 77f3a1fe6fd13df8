import type { ScreenplayElement } from './screenplay';

/** An element's text without emphasis marks and escapes: it has runs where the text has any. */
export function shownText({ text, runs }: Pick<ScreenplayElement, 'text' | 'runs'>): string {
  return runs ? runs.map((run) => run.text).join('') : text;
}
