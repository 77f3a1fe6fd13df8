import { capitalPhrasesOf } from './capitals';
import { onOneLine } from './clip';
import { isFunctionWord } from './functionWords';
import { nameStems, stemOf, type IndexedScene } from './indexedScenes';
import type { SceneSentence } from './sceneSentences';
import { isNoProp, isStageNoun } from './stageNouns';
import { wordsOf } from './words';

/** A thing planted in one scene, and where it comes back; `payoff` is null where it never does. */
export interface Setup {
  /** As the script writes it. */
  readonly thing: string;
  readonly planted: LineAt;
  readonly payoff: LineAt | null;
  readonly score: number;
}

export interface LineAt {
  readonly at: IndexedScene;
  readonly line: SceneSentence;
}

/**
 * Rare things that are planted (put in capitals when first seen, or hidden, pocketed, stolen) and come back after an absence.
 * The payoff is the later scene that makes most of them. Still open are only those that somebody handles when they are
 * planted, before the last fifth. Precision first: no people, places of headings, bodies or sounds.
 */
export function setupsOf(scenes: readonly IndexedScene[]): Setup[] {
  const names = nameStems(scenes);
  const places = new Set(scenes.flatMap(({ reading }) => wordsOf(reading.heading).map(stemOf)));
  const usesOf = new Map<string, IndexedScene[]>();
  for (const at of scenes) for (const stem of at.words.keys()) usesOf.set(stem, [...(usesOf.get(stem) ?? []), at]);
  const seen = new Set<string>();
  const setups: Setup[] = [];
  for (const at of scenes) {
    for (const { thing, line, inCapitals } of plantedIn(at)) {
      const stems = wordsOf(thing)
        .map(stemOf)
        .filter((stem) => !isFunctionWord(stem));
      const head = stems.at(-1);
      if (head === undefined || head.length < 3 || seen.has(head) || isNoProp(head)) continue;
      if (stems.some((stem) => names.has(stem)) || places.has(head) || isPerson(thing)) continue;
      if (isStageNoun(head) && HEARD.test(unified(line))) continue;
      const uses = usesOf.get(head) ?? [];
      const isFirst = uses[0] === at || (inCapitals && uses.filter((use) => use.order < at.order).length <= 1);
      if (!isFirst || uses.length > mostUses(scenes.length)) continue;
      const handled = isKept(line, thing);
      const setup = setupOf({ thing, at, line, head, uses, handled, total: scenes.length });
      if (setup === null) continue;
      seen.add(head);
      setups.push(setup);
    }
  }
  return setups.sort((one, other) => other.score - one.score || one.planted.at.order - other.planted.at.order);
}

interface Planted {
  readonly thing: string;
  readonly line: SceneSentence;
  readonly inCapitals: boolean;
}

/** Things in capitals in the action, and things somebody hides or takes. */
function plantedIn({ lines }: IndexedScene): Planted[] {
  return lines.flatMap((line): Planted[] => {
    if (line.speaker !== null) return [];
    const capitals = capitalPhrasesOf(line.quote)
      .filter(({ aged }) => !aged)
      .map(({ phrase }) => ({ thing: onOneLine(phrase), line, inCapitals: true }));
    const hidden = HIDDEN.exec(onOneLine(line.quote))?.[1]?.replace(LOOSE_END, '');
    return hidden === undefined ? capitals : [...capitals, { thing: hidden, line, inCapitals: false }];
  });
}

interface Planting {
  readonly thing: string;
  readonly at: IndexedScene;
  readonly line: SceneSentence;
  readonly head: string;
  readonly uses: readonly IndexedScene[];
  readonly handled: boolean;
  readonly total: number;
}

function setupOf({ thing, at, line, head, uses, handled, total }: Planting): Setup | null {
  const gap = Math.max(2, Math.round(total * LEAST_GAP));
  const later = uses.filter((use) => use.order > at.order);
  const planted = { at, line };
  if (later.length === 0) {
    const early = at.order < total * LATEST_OPEN;
    return handled && early ? { thing, planted, payoff: null, score: 1 - at.order / total } : null;
  }
  let best: { use: IndexedScene; line: SceneSentence; score: number } | null = null;
  const isCommon = COMMON_THINGS.has(head) && wordsOf(thing).length === 1;
  for (const [index, use] of later.entries()) {
    const before = later[index - 1] ?? at;
    if (use.order - at.order < gap || (use.order - before.order < gap && index < later.length - 1)) continue;
    const where = use.words.get(head) ?? [];
    if (isCommon && !sharesMore(line, where, head)) continue;
    const shown = where.find((one) => one.speaker === null && HANDLED.test(unified(one))) ?? where[0];
    if (shown === undefined) continue;
    const score = Math.min(3, where.length) + (HANDLED.test(unified(shown)) ? 1 : 0) + use.order / total;
    if (best === null || score > best.score) best = { use, line: shown, score };
  }
  if (best === null) return null;
  const rarity = 3 / (1 + uses.length);
  const distance = (best.use.order - at.order) / total;
  return {
    thing,
    planted,
    payoff: { at: best.use, line: best.line },
    score: 1 + rarity + distance + best.score / 2 + (handled ? 0.7 : 0),
  };
}

/** Whether a line of the later scene has another telling word of the planting: the keys of the car are not those of the piano. */
function sharesMore(planted: SceneSentence, later: readonly SceneSentence[], head: string): boolean {
  const telling = (line: SceneSentence): string[] =>
    wordsOf(line.quote)
      .map(stemOf)
      .filter((stem) => stem !== head && !isFunctionWord(stem) && !isStageNoun(stem) && stem.length > 2);
  const own = new Set(telling(planted));
  return later.some((line) => telling(line).some((stem) => own.has(stem)));
}

/** Things of which a script may well have several, as stems. */
const COMMON_THINGS: ReadonlySet<string> = new Set(
  `key ring letter note newspaper envelope ticket map pen pencil knife gun pistol rifle bullet cigarette lighter match cup mug plate fork spoon pan pot
  bag suitcase wallet purse watch clock candle flower rose photo photograph radio record guitar piano blanket pillow towel sheet rope chain ball toy doll
  bottle hat coat jacket shoe boot glove scarf umbrella book notebook newspaper car bike phone box drink cake egg apple bread coin flashlight torch`.split(
    /\s+/u,
  ),
);

function mostUses(total: number): number {
  return Math.max(5, Math.min(12, Math.round(total * 0.08)));
}

/** A thing is away for at least two scenes, in a long script for three in a hundred. */
const LEAST_GAP = 0.03;
const LATEST_OPEN = 0.8;

function unified(line: SceneSentence): string {
  return onOneLine(line.quote).replaceAll('’', "'").toLowerCase();
}

/** Somebody does something to a thing. */
const HANDLED =
  /\b(?:takes?|gives?|hands|puts?|hides?|pockets|slips|tucks|drops?|finds?|picks? up|pulls? out|pulls?|lifts?|opens?|unlocks?|locks?|buries|throws?|tosses|steals?|grabs?|holds? (?:up|out)|loads?|buttons|wraps?|unwraps?|shows?|keeps?|sets? (?:down|aside)|lays?|stuffs|slides?|produces?|removes?|carries|reads?|writes?|burns?|breaks?|tears?|reaches for|points|aims?|fires?|uses?|swallows|folds?|hangs?)\b/u;

/** Somebody puts a thing away: what it is. */
const HIDDEN =
  /\b(?:hides|pockets|slips|tucks|buries|stashes|steals|stuffs|conceals|palms|locks away)\s+(?:the|a|an|his|her|their|its)\s+((?:[\p{Ll}-]+\s)?[\p{Ll}-]{3,})(?=[.,;]|\s+(?:in|into|under|behind|inside|beneath|away|between|up|down|on|from|back|out|and|then|as|while|before)\b)/u;

/** "tucks the pendant back under": the way, not the thing. */
const LOOSE_END = /\s+(?:back|away|down|up|out|off|inside|deep|deeper|there|again|carefully|quickly|safely)$/u;

/** Somebody takes a thing to themselves or puts it away, so that the reader waits for it. */
const KEPT =
  /\b(?:takes?|hides?|pockets|slips|tucks|drops|finds|picks up|pulls out|steals|buries|locks|wraps|keeps|puts|hands (?:him|her|them|\p{L}+)|gives (?:him|her|them|\p{L}+))\s+(?:(?:out|up|away|down|over|off)\s+)?(?:(?:the|a|an|his|her|their|its|one|two|some|another)\s+)?(?:[\p{L}'-]+\s+){0,2}?$/u;

/** Whether a thing is what somebody keeps in this line: it stands directly behind the verb. */
function isKept(line: SceneSentence, thing: string): boolean {
  const text = unified(line);
  const at = text.indexOf(onOneLine(thing).replaceAll('’', "'").toLowerCase());
  return at > 0 && KEPT.test(text.slice(Math.max(0, at - 60), at));
}

/** Somebody in capitals who has no cue: "a HEAVYSET MAN IN OVERALLS". */
function isPerson(thing: string): boolean {
  const words = wordsOf(thing);
  return words.some((word) => /(?:^|[^u])(?:man|men|woman|women|boy|girl|lady|guy)$/u.test(word));
}

/** A sound, not a thing. */
const HEARD = /\b(?:hears?|noise|sounds?|playing|plays|rings|blares|roars|hums|buzzes)\b/u;
