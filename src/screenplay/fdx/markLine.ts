import { readEmphasis } from '../emphasis';
import type { EmphasisRun, EmphasisStyle } from '../screenplay';

/** A line as Fountain has it. */
export interface MarkedLine {
  /** Without the notes at its end. */
  readonly text: string;
  /** The notes at its end, a blank before them; empty where there are none. */
  readonly tail: string;
  /** What is left of `text` without notes and boneyard: what decides how the line is read. */
  readonly bare: string;
}

/** A note and the unit of the line's plain text before which it stands. */
export interface LineNote {
  readonly column: number;
  readonly text: string;
}

/**
 * Writes one line so that `readEmphasis` gives the same runs: asterisks, underscores and backslashes that would mean something
 * are escaped, brackets and slashes that would begin a note or boneyard are parted. Style on blanks at the ends of a stretch
 * goes, which Fountain cannot say; where bold and italic cross in a way it cannot say either, italics go, and bold if that is not
 * enough. The text always stays. `notes` in order.
 */
export function markLine(runs: readonly EmphasisRun[], notes: readonly LineNote[] = []): MarkedLine {
  const text = runs.map((run) => run.text).join('');
  const isStyled = runs.some((run) => run.styles.length > 0);
  const styles = isStyled ? styleMasks(runs, text.length) : NO_MASKS;
  for (const kept of isStyled ? [ALL, BOLD | UNDERLINE, UNDERLINE] : []) {
    if (!styles.some((mask) => (mask & kept) !== 0)) continue;
    const masks = representable(
      text,
      styles.map((mask) => mask & kept),
    );
    const marked = writeLine(text, masks, notes, true);
    if (readsAs(marked.bare, text, masks)) return marked;
  }
  const isLiteral = !text.includes('/*') && readEmphasis(text) === null;
  if (isLiteral && notes.length === 0 && !text.includes('[[')) return { text, bare: text, tail: '' };
  return writeLine(text, new Uint8Array(text.length), notes, !isLiteral);
}

/** A note with its marks. Brackets in it that would end it and slashes that would begin a boneyard are parted. */
export function markNote(text: string): string {
  const inner = text
    .trim()
    .replaceAll('/*', '//**/*')
    .replace(/\](?=\])/g, ']/**/')
    // A blank line ends a note unless it holds two blanks (Notes).
    .replace(/\n[^\S\n]*(?=\n)/g, '\n  ');
  return `[[${inner}${inner.endsWith(']') ? ' ' : ''}]]`;
}

const NO_MASKS = new Uint8Array();
const BOLD = 1;
const ITALIC = 2;
const UNDERLINE = 4;
const ALL = BOLD | ITALIC | UNDERLINE;
const BITS: readonly (readonly [EmphasisStyle, number])[] = [
  ['bold', BOLD],
  ['italic', ITALIC],
  ['underline', UNDERLINE],
];

function styleMasks(runs: readonly EmphasisRun[], length: number): Uint8Array {
  const masks = new Uint8Array(length);
  let at = 0;
  for (const { text, styles } of runs) {
    let mask = 0;
    for (const [style, bit] of BITS) if (styles.includes(style)) mask |= bit;
    masks.fill(mask, at, at + text.length);
    at += text.length;
  }
  return masks;
}

/**
 * Takes style off the blanks where a stretch begins and ends: a mark opens before and closes behind ink (Emphasis). An asterisk
 * behind a slash would begin a boneyard: a slash at the end is left out of the stretch, one before it is taken in.
 */
function representable(text: string, masks: Uint8Array): Uint8Array {
  const out = Uint8Array.from(masks);
  const has = (at: number, bit: number): boolean => ((out[at] ?? 0) & bit) !== 0;
  const set = (from: number, to: number, bit: number, on: boolean): void => {
    for (let i = from; i < to; i++) out[i] = on ? (out[i] ?? 0) | bit : (out[i] ?? 0) & ~bit;
  };
  for (const [, bit] of BITS) {
    const isUnfitEnd = (at: number): boolean => isBlankAt(text, at) || (bit !== UNDERLINE && text.charAt(at) === '/');
    for (let from = 0; from < text.length;) {
      if (!has(from, bit)) {
        from++;
        continue;
      }
      let to = from;
      while (to < text.length && has(to, bit)) to++;
      let first = from;
      let last = to;
      while (first < to && isBlankAt(text, first)) first++;
      while (last > first && isUnfitEnd(last - 1)) last--;
      set(from, to, bit, false);
      if (bit !== UNDERLINE && last > first) while (text.charAt(first - 1) === '/') first--;
      set(first, last, bit, true);
      from = to;
    }
  }
  return out;
}

function isBlankAt(text: string, at: number): boolean {
  return BLANK.test(text.charAt(at));
}

const BLANK = /\s/;

/** Where the stretch of a style that covers `from` ends. */
function stretchEnd(masks: Uint8Array, from: number, bit: number): number {
  let to = from;
  while (to < masks.length && ((masks[to] ?? 0) & bit) !== 0) to++;
  return to;
}

function writeLine(text: string, masks: Uint8Array, notes: readonly LineNote[], escapes: boolean): MarkedLine {
  const line = new LineWriter();
  const open: number[] = [];
  let nextNote = 0;
  for (let i = 0; i <= text.length; i++) {
    const mask = masks[i] ?? 0;
    const reopened = closeStyles(line, open, mask);
    for (let note = notes[nextNote]; note && note.column <= i && i < text.length; note = notes[++nextNote])
      line.note(note.text);
    if (i === text.length) break;
    const opened = BITS.flatMap(([, bit]) => ((mask & bit) !== 0 && !open.includes(bit) ? [bit] : []));
    if (opened.length > 0) {
      const ends = new Map(opened.map((bit) => [bit, stretchEnd(masks, i, bit)]));
      // Those that go on longest are outermost; of equals the underline, which is how writers set a title: _**so**_.
      opened.sort((a, b) => (ends.get(b) ?? 0) - (ends.get(a) ?? 0) || Number(reopened.includes(b)) || b - a);
      for (const bit of opened) {
        open.push(bit);
        line.mark(MARKS[bit] ?? '');
      }
    }
    const char = text.charAt(i);
    const isMark = char === '*' || char === '_' || (char === '\\' && isBeforeMark(text, masks, i));
    line.write(escapes && isMark ? `\\${char}` : char);
  }
  const tail = notes.slice(nextNote).map(({ text: words }) => ` ${markNote(words)}`);
  return { text: line.text, bare: line.bare, tail: tail.join('') };
}

const MARKS: Readonly<Record<number, string>> = { [BOLD]: '**', [ITALIC]: '*', [UNDERLINE]: '_' };

/** Whether a backslash would escape what comes behind it. */
function isBeforeMark(text: string, masks: Uint8Array, at: number): boolean {
  const next = text.charAt(at + 1);
  return next === '*' || next === '_' || next === '\\' || masks[at] !== (masks[at + 1] ?? 0);
}

/** Closes what ends here. Asterisks nest: one that goes on within another that ends is closed and opened again. */
function closeStyles(line: LineWriter, open: number[], mask: number): readonly number[] {
  const reopened: number[] = [];
  const ends = (bit: number): boolean => (mask & bit) === 0;
  for (let at = open.length - 1; at >= 0; at--) {
    const bit = open[at] ?? 0;
    const outerEnds = bit !== UNDERLINE && open.slice(0, at).some((outer) => outer !== UNDERLINE && ends(outer));
    if (!ends(bit) && !outerEnds) continue;
    if (!ends(bit)) reopened.push(bit);
    line.mark(MARKS[bit] ?? '');
    open.splice(at, 1);
  }
  return reopened;
}

/** Gathers a line with and without its notes. */
class LineWriter {
  text = '';
  bare = '';
  private afterBracket = false;

  mark(mark: string): void {
    this.text += mark;
    this.bare += mark;
    this.afterBracket = false;
  }

  write(piece: string): void {
    // An empty boneyard between two brackets keeps them from being a note.
    this.text += piece === '[' && this.afterBracket ? `/**/${piece}` : piece;
    this.bare += piece;
    this.afterBracket = piece === '[';
  }

  note(words: string): void {
    this.text += (this.afterBracket ? '/**/' : '') + markNote(words);
    this.afterBracket = false;
  }
}

function readsAs(bare: string, text: string, masks: Uint8Array): boolean {
  if (bare.includes('/*')) return false;
  const runs = readEmphasis(bare) ?? [{ text: bare, styles: [] }];
  if (runs.map((run) => run.text).join('') !== text) return false;
  return styleMasks(runs, text.length).every((mask, i) => mask === masks[i]);
}
