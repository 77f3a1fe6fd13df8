import { folded, searchTerms } from '../searchTerms';

/** A question in another language, as far as its first words tell. */
export interface ForeignQuestion {
  /** Whether it asks who somebody is. */
  readonly asksWho: boolean;
  /** Its words without those that only make it a question. */
  readonly rest: string;
}

/** Reads a French, German, Spanish or Italian question by its question words; null for any other text. */
export function foreignQuestion(text: string): ForeignQuestion | null {
  const words = searchTerms(text);
  const [first, second] = words.map(({ word }) => folded(word));
  if (first === undefined || second === undefined) return null;
  // "Was" and "wie" are no English question words by themselves: what stands behind tells.
  const asks =
    ASKING.has(first) || (AMBIGUOUS.has(first) && words.slice(1).some(({ word }) => SMALL.has(folded(word))));
  if (!asks || words.some(({ word }) => ENGLISH.has(folded(word)))) return null;
  let rest = text;
  for (const { word, offset } of [...words].reverse()) {
    const key = folded(word);
    if (ASKING.has(key) || AMBIGUOUS.has(key) || SMALL.has(key))
      rest = rest.slice(0, offset) + ' '.repeat(word.length) + rest.slice(offset + word.length);
  }
  return { asksWho: WHO.has(first), rest: rest.replace(/[\s?.!¿¡]+/gu, ' ').trim() };
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/u).map(folded));
}

const WHO = set('wer qui quien quienes chi');
const ASKING = set(
  'wer wo wann warum wieso weshalb wessen wem wen welche welcher welches wohin woher qui que quoi où quand comment pourquoi combien quel quelle quels quelles lequel quién quiénes qué dónde cuándo cómo cuánto cuántos cuál cuáles chi dove quando perché quanto quanti quale',
);
/** With one of these among its words a question is English, whatever it begins with. */
const ENGLISH = set(
  'the is are were does did do of and to with who what where when why how which this that her she he they it',
);
const AMBIGUOUS = set('was wie est che come cosa por en de');
const SMALL = set(
  'ist sind war waren hat haben heisst heißt macht tut sagt spricht kommt der die das den dem des ein eine einen es er sie ihr zu mit von und im in am auf zum zur denn est sont était a ont fait dit parle le la les un une des du au aux il elle ce que est-ce se sa son ses es son fue era está hace dice habla el los las una unos del al su sus por è sono ha hanno fa parla il lo gli di del della suo sua viel viele oft vor vom da ça ci',
);
