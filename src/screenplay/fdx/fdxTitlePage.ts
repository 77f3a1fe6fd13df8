import type { TitlePageEntry } from '../screenplay';
import { ruleForParagraph } from './fdxMapping';
import type { FdxParagraph } from './fdxParagraph';
import { markLine } from './markLine';
import { lineText, paragraphLines } from './paragraphLines';

/**
 * Reads a title page into Fountain's keys. Every line of it comes out under one. A paragraph whose `Type` names a key (as
 * `writeFdx` writes them) goes there; Final Draft names none, so that words and place decide: the centred lines are title, credit,
 * authors and source, as they stand from top to bottom; of the others, dates, drafts and copyrights are known by their words, and
 * the rest is how to reach the writer. Centred lines that are none of these are notes.
 */
export function readFdxTitlePage(paragraphs: readonly FdxParagraph[]): readonly TitlePageEntry[] {
  const page = new Map<string, string[]>();
  const put = (key: string, value: string): void => {
    const values = page.get(key);
    if (values) values.push(value);
    else page.set(key, [value]);
  };
  const lines = paragraphs.flatMap(titleLines);
  const guess = createGuess();
  let guessed = false;
  for (const { text, value, key, isCentered } of lines) {
    if (key !== null) {
      if (text === '') page.set(key, page.get(key) ?? []);
      else put(key, value);
    } else if (text === '') {
      guess.skip();
    } else {
      guessed = true;
      for (const [likely, part] of guess.read(text, value, isCentered)) put(likely, part);
    }
  }
  const keys = [...page.keys()];
  if (guessed) keys.sort((a, b) => rank(a) - rank(b));
  const entries = keys.map((key) => ({ key, values: page.get(key) ?? [] }));
  // Without a key that Fountain knows it would be no title page.
  return entries.length === 0 || entries.some(({ key }) => rank(key) < ORDER.length)
    ? entries
    : [{ key: 'Title', values: [] }, ...entries];
}

/** Keys in the order in which a title page is read. */
const ORDER = ['title', 'credit', 'author', 'authors', 'source', 'draft date', 'contact', 'copyright', 'notes'];

function rank(key: string): number {
  const at = ORDER.indexOf(key.toLowerCase());
  return at === -1 ? ORDER.length : at;
}

interface TitleLine {
  /** Without marks. */
  readonly text: string;
  /** With them, but without what keeps brackets from being notes: a title page has none. */
  readonly value: string;
  /** The key that the file itself names; null where it names none. */
  readonly key: string | null;
  readonly isCentered: boolean;
}

function titleLines(paragraph: FdxParagraph): readonly TitleLine[] {
  const { lines } = paragraphLines(paragraph, [], { capitals: false, oneLine: false, keepsIndent: false });
  const key = KEY.test(paragraph.type) && ruleForParagraph(paragraph.type) === undefined ? paragraph.type : null;
  const isCentered = paragraph.alignment === 'Center';
  return lines.map((runs) => ({ text: lineText(runs), value: markLine(runs).bare, key, isCentered }));
}

const KEY = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} _./()'’&-]{0,58}$/u;

interface Guess {
  /** A blank line. */
  skip(): void;
  /** What keys a line goes to, in parts where it holds two. `value` is the line with its marks. */
  read(text: string, value: string, isCentered: boolean): readonly (readonly [key: string, value: string])[];
}

/** Follows a title page from top to bottom. */
function createGuess(): Guess {
  let part: 'title' | 'credit' | 'author' | 'source' | 'rest' = 'title';
  let hasTitle = false;
  let hasAuthor = false;
  let gap = false;

  const readCredit = (text: string, value: string): readonly (readonly [string, string])[] => {
    const [, credit = text, names = ''] = CREDIT_AND_NAMES.exec(text) ?? [];
    part = 'author';
    if (names === '' || value !== text) return [['Credit', value]];
    hasAuthor = true;
    return [
      ['Credit', credit.trim()],
      ['Author', names.trim()],
    ];
  };

  return {
    skip: () => {
      gap = true;
    },
    read: (text, value, isCentered) => {
      const afterGap = gap;
      gap = false;
      if (COPYRIGHT.test(text)) return [['Copyright', value]];
      if (SOURCE.test(text)) {
        part = 'source';
        return [['Source', value]];
      }
      if (CREDIT.test(text) && (hasTitle || part !== 'title')) return readCredit(text, value);
      if (part === 'title' && (isCentered || !hasTitle)) {
        hasTitle = true;
        return [['Title', value]];
      }
      if (DRAFT.test(text) || DATE.test(text)) return [['Draft date', value]];
      if (!isCentered) {
        // A page that is set without centring has its names below the credit all the same.
        if (part === 'author' && !hasAuthor && !CONTACT.test(text)) {
          hasAuthor = true;
          return [['Author', value]];
        }
        part = 'rest';
        return [['Contact', value]];
      }
      if (part === 'author' && (!afterGap || !hasAuthor)) {
        hasAuthor = true;
        return [['Author', value]];
      }
      if (part === 'source' && !afterGap) return [['Source', value]];
      part = 'rest';
      return [[CONTACT.test(text) ? 'Contact' : 'Notes', value]];
    },
  };
}

const CREDIT =
  /^(?:(?:original )?(?:written|screenplay|teleplay|story|script|created|adapted|adaptation|directed|conceived|devised)\b.{0,60}\bby\b|(?:a|an) (?:\w+ ){0,3}by\b|by\b|screenplay$|written$|von\b|drehbuch\b|buch\b|scénario\b|écrit par\b|un film de\b|guion\b|escrito por\b|sceneggiatura\b|scritto da\b)/i;
const CREDIT_AND_NAMES = /^(.*?\b(?:by|par|por|da|von|de))\s*:?\s+(\S.*)$/i;
const SOURCE =
  /^\W?(?:based (?:up)?on\b|adapted from\b|inspired by\b|from (?:the|a|an) (?:novel|book|play|story|short story|article|memoir|comic)\b|nach (?:dem|der|einem|einer)\b|d['’]après\b)/i;
const COPYRIGHT = /^(?:©|\(c\)|copyright\b)/i;
const DRAFT = /\b(?:draft|revision|revised|revisions|rev\.|version|polish|fassung)\b/i;
const DATE =
  /^(?:.{0,20}\b)?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:\d{1,2}\.? )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4})$/i;
const CONTACT = /@|\bwww\.|https?:|\+?\d[\d\s().-]{6,}\d|\b(?:contact|phone|tel|email|agent|agency|management)\b/i;
