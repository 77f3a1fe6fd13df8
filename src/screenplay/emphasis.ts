import { isBlank } from './isBlank';
import type { EmphasisRun, EmphasisStyle } from './screenplay';

/**
 * Reads `*italic*`, `**bold**`, `***both***`, `_underline_` and backslash escapes, after Markdown's rules: a mark opens before
 * and closes behind something that is not blank, and nothing carries over a line end (fountain.io/syntax, Emphasis). Asterisks
 * nest; underlines are independent of them. Null where the text has neither emphasis nor escapes. Linear in any text.
 */
export function readEmphasis(text: string): readonly EmphasisRun[] | null {
  if (!MARK.test(text)) return null;
  const runs = new RunWriter();
  let changed = false;
  for (let start = 0; ;) {
    const end = text.indexOf('\n', start);
    const line = end === -1 ? text.slice(start) : text.slice(start, end + 1);
    if (readLine(line, runs)) changed = true;
    if (end === -1) break;
    start = end + 1;
  }
  return changed ? runs.finish() : null;
}

/** A text without emphasis marks and escapes. */
export function plainText(text: string): string {
  const runs = readEmphasis(text);
  return runs ? runs.map((run) => run.text).join('') : text;
}

const MARK = /[*_\\]/;

/** A row of equal marks. `closes` marks at its left end close, `opens` at its right end open, the rest is text. */
interface MarkRow {
  readonly mark: '*' | '_';
  readonly at: number;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  closes: number;
  opens: number;
  /** How many of the marks that close, and of those that open, are pairs; the rest are single. An underscore row is one mark. */
  closedPairs: number;
  openedPairs: number;
}

function readLine(line: string, runs: RunWriter): boolean {
  const { rows, escapes } = findMarks(line);
  if (rows.length > 1) {
    matchAsterisks(rows.filter((row) => row.mark === '*'));
    matchUnderscores(rows.filter((row) => row.mark === '_'));
  }
  let at = 0;
  let nextEscape = 0;
  let changed = escapes.length > 0;
  const copyTo = (end: number): void => {
    for (let escape = escapes[nextEscape]; escape !== undefined && escape < end; escape = escapes[++nextEscape]) {
      runs.write(line.slice(at, escape));
      at = escape + 1;
    }
    runs.write(line.slice(at, end));
    at = end;
  };
  for (const row of rows) {
    if (row.closes + row.opens === 0) continue;
    changed = true;
    copyTo(row.at);
    changeStyles(runs, row.mark, row.closes, row.closedPairs, -1);
    runs.write(line.slice(row.at + row.closes, row.at + row.length - row.opens));
    changeStyles(runs, row.mark, row.opens, row.openedPairs, 1);
    at = row.at + row.length;
  }
  copyTo(line.length);
  return changed;
}

function changeStyles(runs: RunWriter, mark: MarkRow['mark'], marks: number, pairs: number, sign: 1 | -1): void {
  if (mark === '_') {
    if (marks > 0) runs.change('underline', sign);
    return;
  }
  if (pairs > 0) runs.change('bold', sign * pairs);
  if (marks > 2 * pairs) runs.change('italic', sign * (marks - 2 * pairs));
}

function findMarks(line: string): { rows: MarkRow[]; escapes: number[] } {
  const rows: MarkRow[] = [];
  const escapes: number[] = [];
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i);
    if (unit === BACKSLASH) {
      const next = line.charCodeAt(i + 1);
      if (next === STAR || next === UNDERSCORE || next === BACKSLASH) {
        escapes.push(i);
        i++;
      }
    } else if (unit === STAR || unit === UNDERSCORE) {
      let end = i + 1;
      while (line.charCodeAt(end) === unit) end++;
      rows.push({
        mark: unit === STAR ? '*' : '_',
        at: i,
        length: end - i,
        canOpen: isInk(line, end),
        canClose: i > 0 && isInk(line, i - 1),
        closes: 0,
        opens: 0,
        closedPairs: 0,
        openedPairs: 0,
      });
      i = end - 1;
    }
  }
  return { rows, escapes };
}

const STAR = 42;
const UNDERSCORE = 95;
const BACKSLASH = 92;

function isInk(line: string, at: number): boolean {
  if (at >= line.length) return false;
  const unit = line.charCodeAt(at);
  return unit !== 10 && unit !== 13 && !isBlank(unit);
}

/** CommonMark's delimiter stack (spec 0.31, 6.2, "process emphasis") with its rule of three, for asterisks only. */
function matchAsterisks(rows: readonly MarkRow[]): void {
  const openers: MarkRow[] = [];
  // The height of the stack below which no opener can match a closer of this kind: what keeps this linear.
  const bottoms = new Map<number, number>();
  for (const row of rows) {
    if (row.canClose) {
      const kind = (row.length % 3) * 2 + (row.canOpen ? 1 : 0);
      while (row.length - row.closes > 0) {
        const bottom = bottoms.get(kind) ?? 0;
        let top = openers.length - 1;
        while (top >= bottom && !fits(openers[top], row)) top--;
        const opener = openers[top];
        if (top < bottom || !opener) {
          bottoms.set(kind, openers.length);
          break;
        }
        pair(opener, row);
        openers.length = opener.length - opener.opens - opener.closes > 0 ? top + 1 : top;
        for (const [key, height] of bottoms) if (height > openers.length) bottoms.set(key, openers.length);
      }
    }
    if (row.canOpen && row.length - row.closes > 0) openers.push(row);
  }
}

function fits(opener: MarkRow | undefined, closer: MarkRow): boolean {
  if (!opener) return false;
  if (!opener.canClose && !closer.canOpen) return true;
  return (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function pair(opener: MarkRow, closer: MarkRow): void {
  const strong = opener.length - opener.opens - opener.closes >= 2 && closer.length - closer.closes >= 2;
  opener.opens += strong ? 2 : 1;
  closer.closes += strong ? 2 : 1;
  if (strong) {
    opener.openedPairs++;
    closer.closedPairs++;
  }
}

/** An underline reaches from the first opener to the next closer; a row such as `__` counts as one mark. */
function matchUnderscores(rows: readonly MarkRow[]): void {
  let opener: MarkRow | null = null;
  for (const row of rows) {
    if (opener && row.canClose) {
      opener.opens = opener.length;
      row.closes = row.length;
      opener = null;
    } else if (!opener && row.canOpen) {
      opener = row;
    }
  }
}

/** Joins text in equal style to runs. */
class RunWriter {
  private readonly runs: EmphasisRun[] = [];
  private readonly depth: Record<EmphasisStyle, number> = { bold: 0, italic: 0, underline: 0 };
  private text = '';

  write(text: string): void {
    this.text += text;
  }

  /** Counts how deep a style is nested; what was written so far keeps the styles it had. */
  change(style: EmphasisStyle, by: number): void {
    const before = this.depth[style];
    const after = before + by;
    if (before > 0 !== after > 0) this.flush();
    this.depth[style] = after;
  }

  finish(): readonly EmphasisRun[] {
    this.flush();
    return this.runs;
  }

  private flush(): void {
    if (this.text === '') return;
    const { bold, italic, underline } = this.depth;
    const styles = STYLES[(bold > 0 ? 1 : 0) + (italic > 0 ? 2 : 0) + (underline > 0 ? 4 : 0)] ?? [];
    const last = this.runs.at(-1);
    if (last?.styles === styles) this.runs[this.runs.length - 1] = { text: last.text + this.text, styles };
    else this.runs.push({ text: this.text, styles });
    this.text = '';
  }
}

/** Every set of styles, at the sum of 1 for bold, 2 for italic and 4 for underline. */
const STYLES: readonly (readonly EmphasisStyle[])[] = [
  [],
  ['bold'],
  ['italic'],
  ['bold', 'italic'],
  ['underline'],
  ['bold', 'underline'],
  ['italic', 'underline'],
  ['bold', 'italic', 'underline'],
];
