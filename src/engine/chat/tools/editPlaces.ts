import { readEmphasis } from '../../../screenplay/emphasis';
import { parseScreenplay } from '../../../screenplay/parseScreenplay';
import { findFolded, foldText } from '../../../story/foldedText';
import { visibleText } from '../visibleText';

/** Words of a scene, and what is to stand in their place. */
export interface PassageEdit {
  readonly old: string;
  readonly new: string;
}

/** Where an edit goes: UTF-16 units of the scene's source, `end` exclusive. */
export interface PlacedEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Where each edit goes, in order; else a sentence on what is wrong with one. The words must stand on the page once: those of
 * notes and cuts, which a model was not shown, are not looked at, and none may stand within. What stands around the words
 * keeps its emphasis: the marks right at their ends go with them where that needs it.
 */
export function placeEdits(source: string, edits: readonly PassageEdit[]): PlacedEdit[] | string {
  const { removed } = parseScreenplay(source, { titlePage: false });
  const placed: PlacedEdit[] = [];
  for (const [at, edit] of edits.entries()) {
    const name = `Edit ${at + 1}`;
    const found = passagesIn(source, edit.old);
    const shown = found.filter(
      (one) => !removed.some((cut) => cut.startOffset <= one.start && cut.endOffset >= one.end),
    );
    const [passage, second] = shown;
    if (passage === undefined)
      return `${name}: these words do not stand in the scene. Give them exactly as they stand.`;
    if (second !== undefined) {
      return `${name}: these words stand in the scene more than once. Give more of what is around them.`;
    }
    if (removed.some(({ startOffset, endOffset }) => startOffset < passage.end && endOffset > passage.start)) {
      return `${name}: a note or a cut stands within these words. Leave it out of the edit.`;
    }
    const text = visibleText(edit.new).trim();
    const span = spansFor(source, edit, passage).find((one) => keepsEmphasis(source, one, text));
    if (span === undefined) {
      return `${name}: emphasis begins or ends in the middle of these words. Give the whole emphasised passage.`;
    }
    placed.push({ ...span, text });
  }
  placed.sort((a, b) => a.start - b.start);
  for (const [at, { start }] of placed.entries()) {
    if (at > 0 && start < (placed[at - 1]?.end ?? 0)) return 'Two edits overlap. Give them as one.';
  }
  return placed;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Every place where the words stand, whatever their marks, quotes and blanks; without the marks at their ends. */
function passagesIn(source: string, words: string): Span[] {
  const folded = foldText(source);
  const wanted = foldText(words).text;
  const found: Span[] = [];
  for (let next = findFolded(folded, wanted); next !== null; next = findFolded(folded, wanted, next.at + 1)) {
    found.push({ start: next.start, end: next.end });
  }
  return found;
}

/** What could be replaced, the likeliest first: as it was given, with the marks that belong to it, and with more of those beside it. */
function spansFor(source: string, edit: PassageEdit, { start, end }: Span): Span[] {
  const left = marksBefore(source, start);
  const right = marksBehind(source, end);
  const given = edit.old.trim();
  const givenAt = start - (/^[*_]*/u.exec(given)?.[0].length ?? 0);
  const asGiven =
    /[*_]/u.test(given) && source.startsWith(given, givenAt) ? [{ start: givenAt, end: givenAt + given.length }] : [];
  const bare = { start, end };
  const marked = { start: start - left, end: end + right };
  // Words that bring emphasis of their own take the place of those that have it.
  const isMarked = /^[*_]|[*_]$/u.test(edit.new.trim());
  const both = isMarked ? [marked, bare] : [bare, marked];
  return [...asGiven, ...both, { start: start - left, end }, { start, end: end + right }];
}

function marksBefore(source: string, at: number): number {
  return /[*_]*$/u.exec(source.slice(Math.max(0, at - MOST_MARKS), at))?.[0].length ?? 0;
}

function marksBehind(source: string, at: number): number {
  return /^[*_]*/u.exec(source.slice(at, at + MOST_MARKS))?.[0].length ?? 0;
}

/** Bold, italic and underline together. */
const MOST_MARKS = 4;

/** Whether what stands on the same lines before and behind the span reads the same, emphasis too, with the text in its place. */
function keepsEmphasis(source: string, { start, end }: Span, text: string): boolean {
  const from = source.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = source.indexOf('\n', end);
  const [before, behind] = [source.slice(from, start), source.slice(end, lineEnd < 0 ? source.length : lineEnd)];
  const [was, is] = [source.slice(start, end), text].map((words) => around(before, words, behind));
  return was === is;
}

/** What stands around some words, letter by letter with its emphasis. */
function around(before: string, words: string, behind: string): string {
  const whole = `${before}${EDGE}${words}${EDGE}${behind}`;
  const runs = readEmphasis(whole) ?? [{ text: whole, styles: [] }];
  const letters = runs.flatMap(({ text, styles }) => Array.from(text, (letter) => `${letter}${styles.join('')}`));
  const isEdge = (letter: string): boolean => letter.startsWith(EDGE);
  return [letters.slice(0, letters.findIndex(isEdge)), letters.slice(letters.findLastIndex(isEdge) + 1)].join('|');
}

/** A letter that no script has, between what stays and what is replaced. */
const EDGE = '\ue000';
