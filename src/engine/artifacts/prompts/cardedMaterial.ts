import { counted } from '../../../story/lengthText';
import { materialBlock, materialLines } from './material';
import { ownWords } from './ownWords';
import { roughTokens } from './roughTokens';

/** A scene by its card, never by its words: all that a model reads of it for what is made from cards. */
export interface CardedScene {
  readonly id: string;
  /** `summaryText` of the card; '' where there is none: the scene is then not sent. */
  readonly card: string;
  /** The script's own words in the card's evidence: what may be quoted. */
  readonly quotes: readonly string[];
}

/** What one kind has room for. */
export interface CardedBudget {
  /** Of all scenes together, by `roughTokens`. */
  readonly maxTokens: number;
  /** Words that may be quoted, of each scene at most. */
  readonly quotes: number;
}

/** Scenes as they stand in a request: the blocks, and what the handles in the answer mean. */
export interface CardedMaterial {
  readonly blocks: readonly string[];
  /** Says what was shortened or left out; '' where nothing was. */
  readonly cut: string;
  /** Of the scenes that are in it, in script order. */
  readonly sceneIds: readonly string[];
  /** Position of the scene that a handle names among all the task's scenes; null where it names none that was sent. */
  positionOf(handle: string): number | null;
  /** The script's own words for a quote from the scene at this position; null where that scene's card does not have them. */
  ownWordsOf(position: number, quote: string): string | null;
}

/**
 * The cards of scenes in script order as material, each under a handle by position (`S1`, `S2`, …). What does not fit is cut
 * by rule, never inside a line: of the scenes with the least to tell first (the shortest cards; the first and the last scene
 * come last) the quotes go, then all lines of the card but two, then but one, then the scene. `attributesOf` and `linesOf`
 * give what a kind reads besides the card.
 */
export function cardedMaterial<Scene extends CardedScene>(
  scenes: readonly Scene[],
  budget: CardedBudget,
  attributesOf: (scene: Scene) => Readonly<Record<string, string>> = () => ({}),
  linesOf: (scene: Scene, before: Scene | null) => readonly string[] = () => [],
): CardedMaterial {
  const versions = scenes.map((scene, position) => {
    const own = linesOf(scene, scenes[position - 1] ?? null);
    // Also where its scene is left out: a section goes on.
    const alone = own.join('\n');
    if (scene.card.trim() === '') return [...new Array<string>(LEFT_OUT + 1).fill(alone), ''];
    const card = materialLines('|', scene.card);
    const quotes = scene.quotes.slice(0, budget.quotes).flatMap((quote) => materialLines('>', folded(quote)));
    const handle = { id: `S${position + 1}`, ...attributesOf(scene) };
    const levels = [[...card, ...quotes], [...card, ...quotes.slice(0, 1)], card, card.slice(0, 2), card.slice(0, 1)];
    return [...levels.map((lines) => materialBlock('scene', handle, [...own, ...lines])), alone, ''];
  });
  const chosen = fittingLevels(versions, budget.maxTokens);
  const blocks = versions.map((levels, position) => levels[chosen[position] ?? 0] ?? '');
  const sent = (position: number): boolean =>
    (chosen[position] ?? 0) < LEFT_OUT && (scenes[position]?.card.trim() ?? '') !== '';
  const finders = new Map<number, (quote: string) => string | null>();
  return {
    blocks: blocks.filter((block) => block !== ''),
    cut: cutText(chosen, versions),
    sceneIds: scenes.filter((_, position) => sent(position)).map(({ id }) => id),
    positionOf: (handle) => {
      const number = /^S([1-9]\d{0,6})$/u.exec(handle.trim())?.[1];
      const position = Number(number) - 1;
      return number !== undefined && sent(position) ? position : null;
    },
    ownWordsOf: (position, quote) => {
      const scene = scenes[position];
      if (scene === undefined) return null;
      const finder = finders.get(position) ?? ownWords(scene.quotes);
      finders.set(position, finder);
      return finder(quote);
    },
  };
}

/** A quote of several lines as one line of material. */
function folded(quote: string): string {
  return quote.replace(/\s+/gu, ' ');
}

/** Which version of each scene is sent, so that all stay within the budget. */
function fittingLevels(versions: readonly (readonly string[])[], maxTokens: number): number[] {
  const chosen = versions.map(() => 0);
  const sizes = versions.map((levels) => levels.map((block) => (block === '' ? 0 : roughTokens(block) + 1)));
  let total = sizes.reduce((sum, of) => sum + (of[0] ?? 0), 0);
  const last = versions.length - 1;
  const weight = (position: number): number =>
    position === 0 || position === last ? Infinity : (sizes[position]?.[WITHOUT_QUOTES] ?? 0);
  const leastFirst = [...versions.keys()].sort((one, other) => weight(one) - weight(other) || other - one);
  for (let level = 1; level <= NOTHING && total > maxTokens; level++) {
    for (const position of leastFirst) {
      if (total <= maxTokens) break;
      const of = sizes[position] ?? [];
      total -= (of[chosen[position] ?? 0] ?? 0) - (of[level] ?? 0);
      chosen[position] = level;
    }
  }
  return chosen;
}

/* The versions of a scene, by position in the list. */
const WITHOUT_QUOTES = 2;
/** All but its own lines. */
const LEFT_OUT = 5;
const NOTHING = 6;

function cutText(chosen: readonly number[], versions: readonly (readonly string[])[]): string {
  const shortened = chosen.filter((level, position) => {
    const levels = versions[position] ?? [];
    return level > WITHOUT_QUOTES && level < LEFT_OUT && levels[level] !== levels[WITHOUT_QUOTES];
  }).length;
  const left = chosen.filter((level) => level >= LEFT_OUT).length;
  if (shortened === 0 && left === 0) return '';
  const parts = [
    ...(shortened === 0 ? [] : [`the cards of ${counted(shortened, 'scene')} are shortened to their first lines`]),
    ...(left === 0 ? [] : [`${counted(left, 'scene')} ${left === 1 ? 'is' : 'are'} left out`]),
  ];
  return `The script is longer than what can be sent at once: of ${counted(chosen.length, 'scene')}, ${parts.join(' and ')}.`;
}
