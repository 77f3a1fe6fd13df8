import { WORD_SIGN } from '../../story/wordCount';

export interface MarkedSpan {
  /** UTF-16 units of the words, without the marks; `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly isCode: boolean;
}

/**
 * What one paragraph has in quotation marks, in order. `firm` marks always quote: without a closing one their words go on to
 * the next opening or the paragraph's end. `soft` ones (single ones, code) may be apostrophes and quote only in pairs.
 * Spans of one list do not overlap; a firm one may stand in a soft one and the other way round. Takes linear time.
 *
 * @param carried a firm mark that the paragraph before has left open
 */
export function marksIn(text: string, carried: string | null = null): MarksIn {
  return { ...firmSpans(text, carried), soft: softSpans(text) };
}

interface MarksIn {
  readonly firm: MarkedSpan[];
  readonly soft: MarkedSpan[];
  /** The firm mark that has no closing one; null: there is none. */
  readonly open: string | null;
}

/**
 * How a quotation that a firm mark opened goes on in the paragraphs behind its own: up to a closing mark, by its mark once
 * more in front of the first, or not at all.
 */
export function goesOn(rest: string, open: string): 'closes' | 'again' | 'no' {
  for (const { 0: mark, index: at } of rest.matchAll(FIRM_MARKS)) {
    const isOpening = opens(rest, at, mark) && (!BOTH_WAYS.includes(mark) || at === 0 || isBetween(rest, at, mark));
    if (mark === open && isOpening) return rest.slice(0, at).trim() === '' ? 'again' : 'no';
    if (FIRM.get(open)?.includes(mark) === true) return 'closes';
  }
  return 'no';
}

/** What closes each opening mark. */
const FIRM: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['„', '“”'],
  ['”', '”'],
  ['«', '»'],
  ['»', '«»'],
  ['‹', '›'],
  ['›', '‹›'],
  ['「', '」'],
  ['『', '』'],
  ['﹁', '﹂'],
  ['﹃', '﹄'],
  ['〝', '〞〟'],
  ['❝', '❞'],
  ['❞', '❞'],
  ['″', '″'],
  ['‟', '”'],
  ['"', '"'],
  ['＂', '＂'],
  // TeX's; two of the first are code elsewhere.
  ['``', "''``"],
]);
/** These close as well as they open: they open only in front of words, and not behind a letter or digit. */
const BOTH_WAYS = '”»›❞″"＂';
const FIRM_MARKS = /["“”„‟«»‹›「」『』﹁﹂﹃﹄〝〞〟❝❞″＂]|(?<!`)``(?!`)|(?<!')''(?!')/gu;

function firmSpans(text: string, carried: string | null): Omit<MarksIn, 'soft'> {
  const spans: MarkedSpan[] = [];
  let open: OpenMark | null = carried === null ? null : { mark: carried, start: 0 };
  for (const { 0: mark, index: at } of text.matchAll(FIRM_MARKS)) {
    const begin = (): OpenMark => ({ mark, start: at + mark.length });
    const begins = opens(text, at, mark);
    if (open === null) {
      if (begins) open = begin();
      continue;
    }
    const closes = FIRM.get(open.mark)?.includes(mark) === true;
    const isAnother = mark === open.mark && begins && (!closes || isBetween(text, at, mark));
    if (isAnother || closes) {
      spans.push({ start: open.start, end: at, isCode: false });
      open = isAnother ? begin() : null;
    }
  }
  if (open !== null) spans.push({ start: open.start, end: text.length, isCode: false });
  return { firm: spans, open: open?.mark ?? null };
}

function opens(text: string, at: number, mark: string): boolean {
  if (!FIRM.has(mark)) return false;
  if (!BOTH_WAYS.includes(mark)) return true;
  if (isInWord(text, at)) return false;
  return mark === '"' || /\S/u.test(text.charAt(at + mark.length));
}

/** Behind a blank and in front of words: an opening mark, where it could be a closing one too. */
function isBetween(text: string, at: number, mark: string): boolean {
  return /\s/u.test(text.charAt(at - 1)) && /[^\s\ue000.,;:!?)\]]/u.test(text.charAt(at + mark.length));
}

/** Whether a letter or digit stands in front; between scripts without blanks a mark may open anywhere. */
function isInWord(text: string, at: number): boolean {
  return at > 0 && WORD_SIGN.test(text.charAt(at - 1));
}

const SOFT: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['‘', '’'],
  ['‚', '‘’'],
]);
const SOFT_MARKS = /['‘’‚\n]|`+/gu;

interface OpenMark {
  readonly mark: string;
  readonly start: number;
}

function softSpans(text: string): MarkedSpan[] {
  const spans: MarkedSpan[] = [];
  const open: { quote: OpenMark | null; code: OpenMark | null } = { quote: null, code: null };
  for (const { 0: mark, index: at } of text.matchAll(SOFT_MARKS)) {
    const { quote, code } = open;
    if (mark === '\n') open.code = null;
    else if (mark.startsWith('`')) {
      if (code === null) open.code = { mark, start: at + mark.length };
      else if (code.mark === mark) {
        while ((spans.at(-1)?.start ?? -1) >= code.start) spans.pop();
        if ((spans.at(-1)?.end ?? -1) <= code.start) spans.push({ start: code.start, end: at, isCode: true });
        open.code = null;
        if (quote !== null && quote.start > code.start) open.quote = null;
      }
    } else if (quote === null) {
      const begins = SOFT.has(mark) && !isInWord(text, at) && /\S/u.test(text.charAt(at + 1));
      if (begins) open.quote = { mark, start: at + 1 };
    } else if (closesSoft(quote.mark, mark, text, at)) {
      while ((spans.at(-1)?.start ?? -1) >= quote.start) spans.pop();
      spans.push({ start: quote.start, end: at, isCode: false });
      open.quote = null;
    }
  }
  return spans;
}

/** A single mark closes behind words, where no letter or digit follows. */
function closesSoft(opened: string, mark: string, text: string, at: number): boolean {
  const isClosing = SOFT.get(opened)?.includes(mark) === true;
  return isClosing && /\S/u.test(text.charAt(at - 1)) && !WORD_SIGN.test(text.charAt(at + 1));
}
