import type { AskedScript } from './askedScript';
import type { Searched } from './offlineAnswer';

/** So many scenes as what was searched, in these words ("every speech of MARA"). */
export function searchedIn(scenes: number, words: string): Searched {
  return { ...nothingSearched, words, scenes };
}

/** All of the script, for words if given: "all 190 scenes of “TITLE”, for “lamp”". */
export function searchedAll({ facts, scenes }: AskedScript, sought = ''): Searched {
  const all =
    scenes.length === 0
      ? `the text of “${facts.title}”, which has no scene headings`
      : `all ${scenes.length === 1 ? '1 scene' : `${scenes.length} scenes`} of “${facts.title}”`;
  return searchedIn(facts.scenes.length, sought === '' ? all : `${all}, for ${sought}`);
}

/** What was made of the script in the last analysis, in these words ("the outline"), without reading a scene again. */
export function searchedMade(words: string, made: Partial<Searched> = {}): Searched {
  return { ...nothingSearched, ...made, words };
}

/** Nothing was looked for: the question cannot be answered from the page. */
export const nothingSearched: Searched = { words: 'nothing', scenes: 0, outline: false, sheets: [], cards: [] };
