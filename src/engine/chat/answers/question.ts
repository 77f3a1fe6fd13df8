import { findNames, type NameMention } from '../knownNames';
import { LONGEST_QUERY, readSearchQuery, type SearchQuery } from '../searchQuery';
import { folded, isStopWord, searchTerms } from '../searchTerms';
import type { AskedScript } from './askedScript';
import { contentWords, type ContentWord } from './contentWords';

/** A question as the answers read it. */
export interface Question {
  /** As asked, cut to a length that somebody may have typed, without what only says which scene it is about. */
  readonly text: string;
  /** The same for search: with the scene it is held to. */
  readonly searchText: string;
  /**
   * Lower case, straight apostrophes, single blanks, no closing punctuation, and `{1}`, `{2}` … for the characters named:
   * what the patterns are tried on.
   */
  readonly shape: string;
  /** The characters named, each once; `{1}` is the first. */
  readonly names: readonly string[];
  /** What is asked for and where, as search reads it. */
  readonly query: SearchQuery;
  /** Words that carry the question. */
  readonly content: readonly ContentWord[];
  /** Names of people or things in the question that the script does not have. */
  readonly unknownNames: readonly string[];
}

/** Reads a question; `label` is the scene it is held to, null for none. */
export function readQuestion(text: string, script: AskedScript, label: string | null = null): Question {
  const cut = text.slice(0, LONGEST_QUERY).normalize('NFC').trim();
  const { names: known, settings, lastAct, isOrdinaryWord, stands } = script;
  const mentions = findNames(cut, known, isOrdinaryWord, stands);
  const names = [...new Set(mentions.map(({ name }) => name))];
  const stated = readSearchQuery(cut, { names: known, settings, lastAct, isOrdinaryWord, stands });
  const query = label === null || stated.sceneLabel !== null ? stated : { ...stated, sceneLabel: label };
  return {
    text: cut,
    searchText: label === null || stated.sceneLabel !== null ? cut : `scene ${label} ${cut}`,
    shape: shapeOf(cut, mentions, names),
    names,
    query,
    content: contentWords(cut, query.terms, mentions),
    unknownNames: unknownNames(cut, mentions, script),
  };
}

function shapeOf(text: string, mentions: readonly NameMention[], names: readonly string[]): string {
  let shape = '';
  let at = 0;
  for (const { name, start, end } of mentions) {
    shape += `${text.slice(at, start)}{${names.indexOf(name) + 1}}`;
    at = end;
  }
  return (shape + text.slice(at))
    .toLowerCase()
    .replace(/[’‘ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/\b(the|this|my) (?:episode|pilot|teleplay|short film|feature film|feature|draft)\b/g, '$1 script')
    .replace(/[\s?.!…]+$/, '')
    .trim();
}

/** Runs of capitalised words, not at the beginning of a sentence, of which the script has none. */
function unknownNames(text: string, mentions: readonly NameMention[], { index }: AskedScript): string[] {
  if (text === text.toUpperCase()) return [];
  const unknown: string[] = [];
  let run: string[] = [];
  let runEnd = -1;
  const close = (): void => {
    // "Mrs. Billups" is somebody else than BILLUPS.
    const other = mentions.find(({ start }) => start >= runEnd && /^\.?\s$/.test(text.slice(runEnd, start)));
    const whose = other === undefined ? '' : ` ${text.slice(other.start, other.end)}`;
    if (run.length > 0 && run.every((word) => isAbsent(word))) unknown.push(run.join(' ') + whose);
    run = [];
  };
  const isAbsent = (word: string): boolean => searchTerms(word).every(({ term }) => index.scenesWith(term) === 0);
  for (const { word, offset } of searchTerms(text)) {
    const known = mentions.some(({ start, end }) => start <= offset && offset < end);
    const bare = word.replace(/['’ʼ]s?$/i, '');
    const opens = offset === 0 || /[.?!:]["”')\]]*\s*$/.test(text.slice(0, offset));
    const named =
      !known &&
      /^\p{Lu}[\p{Ll}\p{Lu}\p{M}]/u.test(bare) &&
      !isStopWord(bare) &&
      !opens &&
      !HEADING_WORDS.has(folded(bare));
    if (!named || (runEnd >= 0 && !/^[\s-]*$/.test(text.slice(runEnd, offset)))) close();
    if (named) run.push(bare);
    runEnd = named ? offset + bare.length : -1;
  }
  close();
  return [...new Set(unknown)];
}

const HEADING_WORDS: ReadonlySet<string> = new Set(
  'int ext day night dawn dusk morning evening act scene pov vo os'.split(' '),
);
