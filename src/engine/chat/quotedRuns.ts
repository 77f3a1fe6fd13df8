import { CODE_INDENT, indentOf, nestedIndent } from './listIndent';
import { goesOn, marksIn } from './quotationMarks';
import { setLines } from './setLines';

/** Words a text puts in quotation marks, or sets as a line of a block quotation. */
export interface QuotedRun {
  /** Where the words start and, exclusive, end: without the marks. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Set as a line of its own. */
  readonly isLine: boolean;
  /** Stands in code, where no character is escaped. */
  readonly isCode: boolean;
  /** So many units in front may be the line's sign (a dash, a number) and no words of it. */
  readonly signLength: number;
  /** What is quoted in its place where it does not stand as a whole: words in marks inside of it, and those around them. */
  readonly parts: readonly QuotedRun[];
}

/** A block of Markdown, and how far a line at its start is indented to be in a list that began before (0: in none). */
interface Block {
  readonly text: string;
  readonly listIndent: number;
}

/**
 * The quoted runs of one block of Markdown, in order, not overlapping. The lines of code and those set as in a screenplay
 * are a quotation only where their block names a scene: else they are rewritten ones.
 *
 * @param isName whether the script has a character of that name
 */
export function quotedRuns({ text: block, listIndent }: Block, isName: (words: string) => boolean): QuotedRun[] {
  const namesScene = block.includes('\ue000');
  const plain = linesOf(block, listIndent);
  const lines = namesScene ? setLines(block, plain, isName) : plain;
  const inMarks = markedRuns(block, paragraphsOf(lines)).runs;
  const set: QuotedRun[] = [];
  let next = 0;
  for (const { kind, start, from, end } of lines) {
    const first = next;
    while ((inMarks[next]?.end ?? Infinity) <= end) next++;
    const touching = inMarks.slice(first, (inMarks[next]?.start ?? Infinity) < end ? next + 1 : next);
    if (kind === 'fenced') {
      if (namesScene) set.push(...lineRun(block, from, end, [], true));
      continue;
    }
    const isCrossed = touching.some((run) => run.start < start || run.end > end);
    const isWhole = kind === 'quoted' || (kind === 'set' && !isCrossed);
    if (!isWhole) set.push(...touching.filter((run) => run.start >= start));
    else if (isCrossed) set.push(...around(block, from, end, touching).filter((run) => run.start >= start));
    else set.push(...lineRun(block, from, end, touching, false));
  }
  return set;
}

/** The firm mark that a block leaves open at its end, if one was carried into it or not; null: none. */
export function openAtEnd({ text, listIndent }: Block, carried: string | null): string | null {
  const lines = linesOf(text, listIndent);
  return lines.at(-1)?.kind === 'fenced' ? null : markedRuns(text, paragraphsOf(lines), carried).open;
}

/** Whether a block is code, set so by nothing but its indent. */
export function isIndentedCode({ text, listIndent }: Block): boolean {
  return !FENCE.test(text) && linesOf(text, listIndent).every(({ kind }) => kind === 'fenced');
}

export interface Line {
  /** `fenced`: in code; `set`: as in a screenplay. */
  readonly kind: 'text' | 'quoted' | 'fenced' | 'set';
  readonly start: number;
  /** Where its words start, behind the signs of quotation and list. */
  readonly from: number;
  readonly end: number;
  /** Whether a paragraph may go on from the line before. */
  readonly continues: boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const QUOTED = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*>[> \t]*/;
/** What begins a paragraph of its own: an item of a list, a heading, a row of a table, a rule. */
const OWN_SIGN = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]|#{1,6}[ \t]|\||(?:[-*_][ \t]*){3,}$)/;

function linesOf(block: string, listIndent: number): Line[] {
  const lines: Line[] = [];
  let indent = listIndent;
  let isBehindBlank = true;
  let isCode = false;
  let fence: string | null = null;
  let isQuoted = false;
  let start = 0;
  for (const line of block.split('\n')) {
    const end = start + line.length;
    const opened = FENCE.exec(line)?.[1];
    const at = { start, from: start, end, continues: false };
    if (fence !== null || opened !== undefined) {
      const isFence = fence === null || (opened?.startsWith(fence) ?? false);
      if (!isFence) lines.push({ ...at, kind: 'fenced' });
      if (isFence) fence = fence === null ? (opened ?? null) : null;
      isQuoted = false;
      isBehindBlank = false;
    } else if (line.trim() === '') {
      lines.push({ ...at, kind: 'text' });
      isQuoted = false;
      isBehindBlank = true;
    } else if ((isBehindBlank || isCode) && indentOf(line) >= indent + CODE_INDENT && !QUOTED.test(line)) {
      lines.push({ ...at, kind: 'fenced' });
      isCode = true;
      isBehindBlank = false;
    } else {
      indent = nestedIndent(line, indent, isBehindBlank);
      isCode = isBehindBlank = false;
      const sign = QUOTED.exec(line)?.[0];
      const ownSign = OWN_SIGN.test(line);
      // A line without a sign goes on with the paragraph that the block quotation is in.
      const isLazy: boolean = sign === undefined && isQuoted && !ownSign;
      const kind: Line['kind'] = sign !== undefined || isLazy ? 'quoted' : 'text';
      const words = line.slice(sign?.length ?? 0);
      const continues = (kind === 'quoted') === isQuoted && !ownSign && !OWN_SIGN.test(words);
      lines.push({ ...at, kind, from: start + (sign?.length ?? 0), continues });
      isQuoted = kind === 'quoted' && words.trim() !== '';
    }
    start = end + 1;
  }
  return lines;
}

/** Spans in which a quotation mark finds its other half. */
function paragraphsOf(lines: readonly Line[]): { start: number; end: number }[] {
  const paragraphs: { start: number; end: number }[] = [];
  let before: Line | null = null;
  for (const line of lines) {
    const last = paragraphs.at(-1);
    const isBlank = line.kind === 'text' && line.start === line.end;
    if (line.kind === 'fenced' || isBlank) before = null;
    else {
      if (line.continues && before !== null && last !== undefined) last.end = line.end;
      else paragraphs.push({ start: line.start, end: line.end });
      before = line;
    }
  }
  return paragraphs;
}

/** The runs in marks of all paragraphs: a firm mark may stay open over blank lines. */
function markedRuns(
  block: string,
  paragraphs: readonly { readonly start: number; readonly end: number }[],
  carriedIn: string | null = null,
): { readonly runs: QuotedRun[]; readonly open: string | null } {
  let open = carriedIn;
  let last = 0;
  const runs = paragraphs.flatMap(({ start, end }) => {
    const isBehindBlank = start === 0 || (start - last > 1 && block.slice(last, start).trim() === '');
    const isCarried = open !== null && isBehindBlank && (start === 0 || goesOn(block.slice(start), open) === 'closes');
    const marked = runsInMarks(block, start, end, isCarried ? open : null);
    open = marked.open;
    last = end;
    return marked.runs;
  });
  return { runs, open };
}

function runsInMarks(
  block: string,
  from: number,
  to: number,
  carried: string | null,
): { readonly runs: QuotedRun[]; readonly open: string | null } {
  const { firm, soft, open } = marksIn(block.slice(from, to), carried);
  const runs: QuotedRun[] = [];
  let next = 0;
  const spanOf = ({ start, end }: { readonly start: number; readonly end: number }, isCode = false): QuotedRun[] =>
    // What goes on from the paragraph before is a line of its own.
    runOf(block, from + start, from + end, { isCode, isLine: carried !== null && start === 0 });
  const firmUntil = (limit: number): QuotedRun[] => {
    const passed: QuotedRun[] = [];
    for (let span = firm[next]; span !== undefined && span.start < limit; span = firm[++next]) {
      passed.push(...spanOf(span));
    }
    return passed;
  };
  for (const span of soft) {
    runs.push(...firmUntil(span.start));
    if ((firm[next - 1]?.end ?? 0) > span.start) continue;
    const inner = firmUntil(span.end);
    const last = inner.at(-1);
    if (last !== undefined && last.end > from + span.end) runs.push(...inner);
    else {
      const [whole] = spanOf(span, span.isCode);
      if (whole !== undefined) runs.push({ ...whole, parts: partsOf(block, whole, inner, span.isCode) });
    }
  }
  runs.push(...firmUntil(Infinity));
  return { runs, open };
}

/** A line set as a quotation, without the places of citations at its end. */
function lineRun(block: string, from: number, end: number, inner: readonly QuotedRun[], isCode: boolean): QuotedRun[] {
  const text = block.slice(from, end).replace(/(?<!\s)(?:\s*\ue000\d+\ue001)+\s*$/u, '');
  const sign = /^(?:[-–—+*]+|\d{1,9}[.)](?=\s))\s*/u.exec(text)?.[0] ?? '';
  // Behind a dash stands who said it: one or two such words are no line.
  const isLine = !/^[-–—]/u.test(sign);
  return runOf(block, from, from + text.length, { isLine, isCode, signLength: sign.length }).map((run) => {
    const parts = partsOf(block, run, inner, isCode);
    const [only] = parts;
    // A line that is all in quotation marks is what stands in them.
    return only !== undefined && parts.length === 1 ? { ...only, isLine } : { ...run, parts };
  });
}

function partsOf(block: string, run: QuotedRun, inner: readonly QuotedRun[], isCode: boolean): QuotedRun[] {
  const own = inner.filter(({ start, end }) => start >= run.start && end <= run.end).map((one) => ({ ...one, isCode }));
  return own.length === 0 ? [] : around(block, run.start, run.end, own);
}

/** Runs in marks, and the words between and beside them. */
function around(block: string, from: number, end: number, inner: readonly QuotedRun[]): QuotedRun[] {
  const runs: QuotedRun[] = [];
  let at = from;
  for (const run of inner) {
    runs.push(...restOf(block, at, Math.min(run.start, end)), run);
    at = Math.max(at, run.end);
  }
  return [...runs, ...restOf(block, at, end)];
}

/** A run of these words, without blanks at its ends; none where nothing is left. */
function runOf(
  block: string,
  from: number,
  to: number,
  more: Partial<Pick<QuotedRun, 'isLine' | 'isCode' | 'signLength'>> = {},
): QuotedRun[] {
  const text = block.slice(from, to);
  const start = from + text.length - text.trimStart().length;
  const end = from + text.trimEnd().length;
  if (start >= end) return [];
  const run = { start, end, text: block.slice(start, end), isLine: false, isCode: false, signLength: 0, parts: [] };
  return [{ ...run, ...more }];
}

/** Words beside a run, without the marks, signs and places around them. */
function restOf(block: string, from: number, to: number): QuotedRun[] {
  const text = block.slice(from, to);
  const first = /(?!\ue000\d+\ue001)(?<!\ue000\d*)[\p{L}\p{N}]/u.exec(text);
  if (first === null) return [];
  const kept = text.replace(/(?:\ue000\d+\ue001|[^\p{L}\p{N}\p{M}.!?…])+$/u, '');
  return runOf(block, from + first.index, from + kept.length);
}
