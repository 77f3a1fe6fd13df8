import { wordStem } from './wordStem';

/** One word of a text. */
export interface SearchTerm {
  /** What is compared: case and accents folded, English endings cut. */
  readonly term: string;
  /** The word as it stands in the text. */
  readonly word: string;
  /** UTF-16 offset of the word in the text. */
  readonly offset: number;
}

/**
 * The words of a text in any script, in order; the same for scenes and for questions. Letters, marks and digits make
 * words; scripts without blanks between words are cut by `Intl.Segmenter` (and give their single characters too, after
 * the word, when `characters` is asked for: an index holds both). Case and Latin, Greek, Hebrew and Arabic accents are
 * folded. Linear in the text.
 */
export function searchTerms(text: string, options: TermOptions = {}): SearchTerm[] {
  return termReader()(text, options);
}

export interface TermOptions {
  readonly characters?: boolean;
}

/** `searchTerms` for many texts: remembers the term of each word, a bounded number of them. */
export function termReader(): (text: string, options?: TermOptions) => SearchTerm[] {
  const known = new Map<string, string>();
  const termFor = (word: string): string => {
    let term = known.get(word);
    if (term === undefined) {
      term = termOf(word);
      if (known.size < MOST_REMEMBERED) known.set(word, term);
    }
    return term;
  };
  return (text, options = {}) => {
    const terms: SearchTerm[] = [];
    for (const match of text.matchAll(WORD)) {
      const run = match[0];
      if (isPlain(run) || !UNSPACED_START.test(run)) {
        terms.push({ term: termFor(run), word: run, offset: match.index });
        continue;
      }
      for (const { segment, index } of segmentsOf(run)) {
        const offset = match.index + index;
        terms.push({ term: segment, word: segment, offset });
        if (options.characters === true && segment.length > 1) {
          let inside = 0;
          for (const character of segment) {
            if (character !== segment) terms.push({ term: character, word: character, offset: offset + inside });
            inside += character.length;
          }
        }
      }
    }
    return terms;
  };
}

const MOST_REMEMBERED = 50_000;

function isPlain(word: string): boolean {
  return word.charCodeAt(0) < 0x250;
}

/** The words of a question that say what to look for: stop words left out, each term once, in order. */
export function queryTerms(query: string): SearchTerm[] {
  const seen = new Set<string>();
  return searchTerms(query).filter(({ term, word }) => {
    if (seen.has(term) || isStopWord(word)) return false;
    seen.add(term);
    return true;
  });
}

/** Whether the word, in any case, only holds a question together. English; other languages have none here. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(folded(word).replace(APOSTROPHES, ''));
}

/** Case and accents folded, nothing cut. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower.normalize('NFD').replace(ACCENTS, '').normalize('NFC').replaceAll('ς', 'σ').replaceAll('ß', 'ss');
}

/** The term a word is looked up by. */
export function termOf(word: string): string {
  const plain = folded(word);
  const owner = plain.replace(POSSESSIVE, '');
  return wordStem(owner.replace(APOSTROPHES, ''));
}

// Hebrew points, Arabic marks and the general combining accents; the vowel signs of Indic scripts are letters to us.
const ACCENTS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g;
// eslint's no-control-regex forbids \x00 in a class; what is below a blank does not occur in a word.
const PLAIN = /^[ -~]*$/;
const POSSESSIVE = /['’ʼ]s?$/;
const APOSTROPHES = /['’ʼ]/g;

const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー々';
const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])`;
const WORD = new RegExp(`[${UNSPACED}][${UNSPACED}\\p{M}]*|${LETTER}+(?:['’ʼ]${LETTER}+)*`, 'gu');
const UNSPACED_START = new RegExp(`^[${UNSPACED}]`, 'u');

/** The segmenter is asked for at most this many UTF-16 units at a time, so that one endless run stays cheap. */
const LONGEST_RUN = 2_000;

function segmentsOf(run: string): { readonly segment: string; readonly index: number }[] {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  const segments: { segment: string; index: number }[] = [];
  for (let start = 0; start < run.length; start += LONGEST_RUN) {
    for (const { segment, index } of segmenter.segment(run.slice(start, start + LONGEST_RUN))) {
      segments.push({ segment, index: start + index });
    }
  }
  return segments;
}

const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about all am an and any anyone anything are as ask asked asks at be because been before being between both but by can could did do does doing done dont ' +
    'during each ever every for from get gets got had happen happened happening happens has have having he her hers him his how i if in into is isnt it its just like ' +
    'long many may me might mine more most much must my no nor not of off on once one only or other our ours out over own please said same say ' +
    'saying says scene scenes sees saw talked script screenplay movie film story see seen shall she should show shows so some someone something still such take takes tell tells than that thats the their theirs ' +
    'them then there these they thing this those through time times to too under until up upon us very was wasnt we were what whats when whens where wheres ' +
    'which while who whom whos whose why will with within would you your yours character characters page pages line lines moment part place talk talks talking mention ' +
    'mentioned mentions mentioning come comes came go goes went find first last again around after away'
  ).split(' '),
);
