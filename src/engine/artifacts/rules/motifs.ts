import { isFunctionWord } from './functionWords';
import { nameStems, stemOf, type IndexedScene } from './indexedScenes';
import type { SceneLine } from './sceneLines';
import { isStageNoun } from './stageNouns';
import { foldWord } from './words';

/** A thing or word that comes back through a script. */
export interface Motif {
  readonly stem: string;
  /** As the script mostly writes it, in small letters. */
  readonly surface: string;
  /** The scenes it stands in, in order, each with the first line that has it. */
  readonly uses: readonly { readonly at: IndexedScene; readonly line: SceneLine }[];
  readonly score: number;
}

/**
 * The words that recur through a script without being everywhere: nouns (behind an article or possessive, or in capitals as
 * a prop) in at least three scenes and at most a third of them, most telling first: spread over the script, seen as well as
 * spoken of. Names, and what stands on every page (doors, hands, nights), are none.
 */
export function motifsOf(scenes: readonly IndexedScene[]): Motif[] {
  const names = nameStems(scenes);
  const most = Math.max(
    MOST_IN_FEW,
    Math.floor(scenes.length * (scenes.length < SHORT_SCRIPT ? MOST_SHARE_IN_SHORT : MOST_SHARE)),
  );
  const byStem = new Map<string, { at: IndexedScene; lines: readonly SceneLine[] }[]>();
  for (const at of scenes) {
    for (const [stem, lines] of at.words) {
      const entry = byStem.get(stem);
      if (entry === undefined) byStem.set(stem, [{ at, lines }]);
      else entry.push({ at, lines });
    }
  }
  const motifs: Motif[] = [];
  for (const [stem, places] of byStem) {
    if (
      places.length < FEWEST_SCENES ||
      places.length > most ||
      names.has(stem) ||
      isStageNoun(stem) ||
      stem.length < 3
    )
      continue;
    const nouns = nounUses(
      stem,
      places.flatMap(({ lines }) => lines),
    );
    if (!isNoun(nouns)) continue;
    const first = places[0];
    const last = places.at(-1);
    if (first === undefined || last === undefined) continue;
    const spread = (last.at.order - first.at.order) / Math.max(1, scenes.length - 1);
    const seen = places.some(({ lines }) => lines.some(({ speaker }) => speaker === null));
    const spoken = places.some(({ lines }) => lines.some(({ speaker }) => speaker !== null));
    const rarity = Math.log(1 + scenes.length / places.length);
    motifs.push({
      stem,
      surface: nouns.surface,
      uses: places.flatMap(({ at, lines }) => (lines[0] === undefined ? [] : [{ at, line: lines[0] }])),
      score:
        spread *
        Math.sqrt(places.length + Math.min(nouns.total, 2 * places.length)) *
        rarity *
        across(places.map(({ at }) => at)) *
        (seen && spoken ? 1.4 : 1) *
        (nouns.capitals > 0 ? 1.4 : 1),
    });
  }
  return motifs.sort((one, other) => other.score - one.score || (one.stem < other.stem ? -1 : 1));
}

/** A motif of many mouths goes through the stories; one of two people belongs to theirs. */
function across(scenes: readonly IndexedScene[]): number {
  const people = new Set(scenes.flatMap(({ scene }) => scene.cast)).size;
  return people <= 2 ? 0.6 : 1;
}

const FEWEST_SCENES = 3;
const MOST_SHARE = 0.2;
/** A handful of scenes may all but one have it. */
const MOST_IN_FEW = 6;
/** In a short script what it is about is in half of its scenes. */
const MOST_SHARE_IN_SHORT = 0.5;
const SHORT_SCRIPT = 60;
const FEWEST_NOUN_USES = 2;
const LEAST_NOUN_SHARE = 0.3;

/** The stems that a script uses as nouns. */
export function nounStems(scenes: readonly IndexedScene[], stems: Iterable<string>): ReadonlySet<string> {
  const wanted = new Set(stems);
  const lines = new Map<string, SceneLine[]>();
  for (const { words } of scenes) {
    for (const [stem, uses] of words) {
      if (!wanted.has(stem)) continue;
      const entry = lines.get(stem);
      if (entry === undefined) lines.set(stem, [...uses]);
      else entry.push(...uses);
    }
  }
  return new Set([...lines].filter(([stem, uses]) => isNoun(nounUses(stem, uses))).map(([stem]) => stem));
}

function isNoun({ total, asNoun }: NounUses): boolean {
  return asNoun >= FEWEST_NOUN_USES && asNoun >= total * LEAST_NOUN_SHARE;
}

interface NounUses {
  readonly total: number;
  /** Behind a determiner or in capitals, and not itself before another noun ("the white sunlight"). */
  readonly asNoun: number;
  readonly capitals: number;
  readonly surface: string;
}

function nounUses(stem: string, lines: readonly SceneLine[]): NounUses {
  let total = 0;
  let asNoun = 0;
  let capitals = 0;
  const surfaces = new Map<string, number>();
  for (const line of lines) {
    const tokens = [...line.quote.matchAll(TOKEN)];
    for (const [index, token] of tokens.entries()) {
      const raw = token[0];
      const folded = foldWord(raw);
      if (stemOf(folded) !== stem) continue;
      const before = foldWord(tokens[index - 1]?.[0] ?? '');
      const isUpper = raw.length > 1 && raw === raw.toUpperCase() && raw !== raw.toLowerCase();
      const inCapitals = line.speaker === null && isUpper;
      total += 1;
      if (inCapitals) capitals += 1;
      if ((inCapitals || DETERMINERS.has(before)) && isHead(line.quote, token, tokens[index + 1])) asNoun += 1;
      // Capitals in dialogue are an abbreviation; in action they plant.
      const surface = isUpper && line.speaker !== null ? raw : folded;
      surfaces.set(surface, (surfaces.get(surface) ?? 0) + 1);
    }
  }
  const [best] = [...surfaces].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));
  return { total, asNoun, capitals, surface: best?.[0] ?? stem };
}

/** Whether nothing that it could belong to follows: a mark, a function word, a verb in -s or -ing, or the end. */
function isHead(text: string, token: RegExpExecArray, next: RegExpExecArray | undefined): boolean {
  if (next === undefined) return true;
  const between = text.slice(token.index + token[0].length, next.index);
  const folded = foldWord(next[0]);
  return (
    /[^\s]/u.test(between) || isFunctionWord(folded) || /(?:[^s]s|ing|ed)$/u.test(folded) || /['’]s$/u.test(token[0])
  );
}

const TOKEN = /[\p{L}\p{M}\p{N}]+(?:['’‑-][\p{L}\p{M}\p{N}]+)*/gu;

const DETERMINERS: ReadonlySet<string> = new Set(
  `a an the his her their its my your our this that these those some any no another one two three every each whose
  le la les un une des du mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces
  der die das den dem des ein eine einen einem einer mein meine sein seine ihr ihre el los las una su sus mi il lo gli uno o os as um uma seu sua`.split(
    /\s+/u,
  ),
);
