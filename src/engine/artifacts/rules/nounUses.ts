import { isFunctionWord } from './functionWords';
import { stemOf, type IndexedScene } from './indexedScenes';
import { foldWord } from './words';

/** How a script uses a word. */
export interface NounUses {
  readonly total: number;
  /** Behind a determiner or in capitals, and not itself before another noun ("the white sunlight"). */
  readonly asNoun: number;
  /** In capitals inside ordinary action. */
  readonly capitals: number;
  /** As the script mostly writes it: small letters, but an abbreviation of the dialogue in capitals. */
  readonly surface: string;
}

/** The uses of every content word of a script, by stem; one pass over all lines. */
export function nounUsesOf(scenes: readonly IndexedScene[]): ReadonlyMap<string, NounUses> {
  const found = new Map<string, { total: number; asNoun: number; capitals: number; surfaces: Map<string, number> }>();
  for (const { lines } of scenes) {
    for (const { quote, speaker } of lines) {
      const tokens = [...quote.matchAll(TOKEN)];
      const folds = tokens.map((token) => foldWord(token[0]));
      for (const [index, token] of tokens.entries()) {
        const folded = folds[index] ?? '';
        if (isFunctionWord(folded)) continue;
        const stem = stemOf(folded);
        const uses = found.get(stem) ?? { total: 0, asNoun: 0, capitals: 0, surfaces: new Map<string, number>() };
        found.set(stem, uses);
        const raw = token[0];
        const isUpper = raw.length > 1 && raw === raw.toUpperCase() && raw !== raw.toLowerCase();
        const inCapitals = speaker === null && isUpper;
        uses.total += 1;
        if (inCapitals) uses.capitals += 1;
        const gap = quote.slice(token.index + raw.length, tokens[index + 1]?.index ?? quote.length);
        if ((inCapitals || DETERMINERS.has(folds[index - 1] ?? '')) && isHead(raw, gap, folds[index + 1]))
          uses.asNoun += 1;
        const surface = isUpper && speaker !== null ? raw : folded;
        uses.surfaces.set(surface, (uses.surfaces.get(surface) ?? 0) + 1);
      }
    }
  }
  return new Map([...found].map(([stem, { surfaces, ...uses }]) => [stem, { ...uses, surface: mostUsed(surfaces) }]));
}

/** Whether a script uses a word as a noun: behind a determiner at least twice, and three times in ten. */
export function isNoun(uses: NounUses | undefined): boolean {
  return uses !== undefined && uses.asNoun >= FEWEST_NOUN_USES && uses.asNoun >= uses.total * LEAST_NOUN_SHARE;
}

const FEWEST_NOUN_USES = 2;
const LEAST_NOUN_SHARE = 0.3;

/**
 * Whether every use of a word in a line is as a verb: "a phone RINGS", "the bells RING", "she rings", "RINGS the doorbell". By
 * number: a form in -s behind a single thing, or without -s behind several, is what the thing does.
 */
export function isOnlyVerb(stem: string, quote: string): boolean {
  const tokens = [...quote.matchAll(TOKEN)].map((token) => token[0]);
  const folds = tokens.map(foldWord);
  const uses = folds.flatMap((fold, index) => (stemOf(fold) === stem ? [index] : []));
  return uses.length > 0 && uses.every((index) => isVerb(folds[index - 1], folds[index] ?? '', folds[index + 1], stem));
}

function isVerb(before: string | undefined, word: string, next: string | undefined, stem: string): boolean {
  if (before !== undefined && VERB_BEFORE.test(before)) return true;
  if (before === undefined) return word !== stem && next !== undefined && DETERMINERS.has(next);
  if (isFunctionWord(before) || DETERMINERS.has(before)) return false;
  const several = /[^s]s$/u.test(before);
  return word === stem ? several : !several;
}

/** Who does something, and what only stands before a verb. */
const VERB_BEFORE =
  /^(?:i|he|she|it|they|we|you|who|to|will|would|can|could|must|should|don't|doesn't|didn't|never|and)$/u;

/** Whether nothing follows that a word could belong to: a mark, a function word, a verb in -s, -ed or -ing, or the end. */
function isHead(raw: string, gap: string, next: string | undefined): boolean {
  if (next === undefined || /\S/u.test(gap)) return true;
  return isFunctionWord(next) || /(?:[^s]s|ing|ed)$/u.test(next) || /['’]s$/u.test(raw);
}

function mostUsed(surfaces: ReadonlyMap<string, number>): string {
  const [best] = [...surfaces].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));
  return best?.[0] ?? '';
}

const TOKEN = /[\p{L}\p{M}\p{N}]+(?:['’‑-][\p{L}\p{M}\p{N}]+)*/gu;

const DETERMINERS: ReadonlySet<string> = new Set(
  `a an the his her their its my your our this that these those some any no another one two three every each whose
  le la les un une des du mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces
  der die das den dem des ein eine einen einem einer mein meine sein seine ihr ihre el los las una su sus mi il lo gli uno o os as um uma seu sua`.split(
    /\s+/u,
  ),
);
