import { findRemovedSpans } from './findRemovedSpans';
import { isBlank } from './isBlank';
import { isForcedHeading, isHeadingLike } from './lineShape';
import type { TitlePageEntry } from './screenplay';

/** The title page and where the text after it starts; no entries and 0 where there is none. */
export interface TitlePage {
  readonly entries: readonly TitlePageEntry[];
  readonly endOffset: number;
}

/**
 * Reads `Key: value` lines at the very start, with values beside or indented below (fountain.io/syntax, Title Page). Unknown keys
 * are kept. A first line that only looks like a key (`FADE IN:`, `SUPER: London`, a heading with a colon) makes no title page.
 */
export function readTitlePage(text: string): TitlePage {
  const none: TitlePage = { entries: [], endOffset: 0 };
  const first = firstInk(text);
  if (first === text.length || !KEY_START.test(text.charAt(first))) return none;
  const block = titleBlock(text);
  const entries: { key: string; values: string[] }[] = [];
  let endOffset = 0;
  for (const line of block) {
    if (line.text === '') continue;
    const key = line.indent === '' ? keyOf(line.text) : null;
    const last = entries.at(-1);
    if (key !== null) {
      const value = printed(line.text.slice(key.length + 1));
      entries.push({ key: key.trim(), values: value === '' ? [] : [value] });
    } else if (last) {
      const value = printed(line.text);
      if (value !== '') last.values.push(value);
    } else {
      return none;
    }
    endOffset = line.next;
  }
  return isTitlePage(entries) ? { entries, endOffset } : none;
}

/** A value without notes and boneyard. */
function printed(text: string): string {
  let kept = '';
  let at = 0;
  for (const { startOffset, endOffset } of findRemovedSpans(text, 0).spans) {
    kept += text.slice(at, startOffset);
    at = endOffset;
  }
  return (kept + text.slice(at)).trim();
}

const KEY_START = /[\p{L}\p{N}]/u;

interface TitleLine {
  readonly indent: string;
  readonly text: string;
  readonly next: number;
}

/** The lines up to the first blank one, or up to the first that belongs to the script, without a tail that has neither key nor indent. */
function titleBlock(text: string): readonly TitleLine[] {
  const block: TitleLine[] = [];
  let kept = 0;
  let blanks = 0;
  for (let at = 0; at < text.length;) {
    let end = at;
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    const next = end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1);
    let first = at;
    while (first < end && isBlank(text.charCodeAt(first))) first++;
    if (first === end) {
      // Blank lines before the first key do not count; two blanks carry an indented value over a gap.
      if (block.length > 0 && end - at < 2) break;
      blanks++;
    } else {
      const indent = text.slice(at, first).replaceAll('\uFEFF', '');
      const line = text.slice(first, end).trimEnd();
      if (SCRIPT_MARK.test(line) || isHeadingLike(line) || isForcedHeading(line)) break;
      const key = keyOf(line);
      if (blanks > 0 && block.length > 0 && indent === '' && key === null) break;
      blanks = 0;
      block.push({ indent, text: line, next: Math.min(next, text.length) });
      if (indent !== '' || key !== null) kept = block.length;
    }
    at = next;
  }
  return block.slice(0, kept);
}

const SCRIPT_MARK = /^(?:[=#>@!~]|\[\[|\/\*)/;

/** The key of a line, untrimmed and without its colon; null where it has none. */
function keyOf(text: string): string | null {
  const colon = text.indexOf(':');
  if (colon < 1 || colon > 60 || text.startsWith('//', colon + 1)) return null;
  return KEY.test(text.slice(0, colon)) ? text.slice(0, colon) : null;
}

const KEY = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}\s_./()'’&-]*$/u;

function isTitlePage(entries: readonly TitlePageEntry[]): boolean {
  if (entries.some((entry) => KNOWN_KEYS.has(entry.key.toLowerCase()))) return true;
  const first = entries[0];
  // In capitals it is a cue, a title on the screen or a transition.
  return first !== undefined && first.values.length > 0 && first.key !== first.key.toUpperCase();
}

/** Those of the specification, and those other screenwriting programs write. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'title',
  'credit',
  'author',
  'authors',
  'source',
  'draft date',
  'draft',
  'date',
  'contact',
  'contact info',
  'copyright',
  'notes',
  'revision',
  'version',
  'episode',
  'series',
  'genre',
  'format',
  'language',
  'logline',
  'written by',
  'tl',
  'tc',
  'tr',
  'cc',
  'bl',
  'br',
  'header',
  'footer',
  'watermark',
  'font',
]);

function firstInk(text: string): number {
  let at = 0;
  while (at < text.length && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13))
    at++;
  return at;
}
