import type { LexicalIndex } from './lexicalIndex';
import { relatedTerms } from './relatedWords';
import type { SearchTerm } from './searchTerms';

/** What a word counts that stands for a misspelt one. */
const MISSPELT_WEIGHT = 0.8;
/** What a word counts that is only related to one that was asked for. */
const RELATED_WEIGHT = 0.4;
/** The same where the script never has the word itself. */
const INSTEAD_WEIGHT = 0.7;

/** What to look for in a script for the words of a question. */
export interface WordsToFind {
  /** By term, how much it counts: 1 for a word of the question. */
  readonly weights: Map<string, number>;
  /** By the term that stands for a misspelt word, that word as written. */
  readonly asked: ReadonlyMap<string, string>;
}

/** The words themselves, those that pages use in their place, and what the script has for those it does not have. */
export function wordsToFind(terms: readonly SearchTerm[], index: LexicalIndex): WordsToFind {
  const weights = new Map<string, number>();
  const asked = new Map<string, string>();
  const add = (term: string, weight: number): void => {
    weights.set(term, Math.max(weight, weights.get(term) ?? 0));
  };
  for (const { term, word } of terms) {
    add(term, 1);
    const instead = index.scenesWith(term) > 0 ? RELATED_WEIGHT : INSTEAD_WEIGHT;
    for (const related of relatedTerms(term)) add(related, instead);
    if (index.scenesWith(term) > 0) continue;
    for (const kin of index.kin(term)) add(kin, INSTEAD_WEIGHT);
    const nearest = /^\p{Lu}/u.test(word) ? null : index.nearest(term);
    if (nearest === null) continue;
    add(nearest, MISSPELT_WEIGHT);
    asked.set(nearest, word);
  }
  return { weights, asked };
}
