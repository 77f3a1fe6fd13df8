import type { ChatParagraph, ChatScene } from './chatScene';
import { shortened } from './sceneQuote';
import { termReader } from './searchTerms';

/** So much of a scene is shown at most where nothing else is said, in UTF-16 units; about 80 tokens. */
export const LONGEST_EXCERPT = 320;
/** So many paragraphs that have the words, at most; what stands around them is shown as far as there is room. */
const MOST_MATCHING = 2;
/** A further paragraph has to add so much of what the first one has. */
const WORTH_ADDING = 0.25;
/** What answers stands behind what asks before it stands in front. */
const AROUND = [1, -1, 2, -2, 3];

/**
 * The paragraphs of a scene that say most of what is asked and what stands around them, in the scene's order, `…` where
 * something is left out between or of them: the script's own characters. Null where no paragraph but the heading has any
 * of the words.
 *
 * @param words what each term tells, as `LikelyScenes` has it
 * @param longest UTF-16 units; of a longer paragraph the sentences that have the words, and those whole
 */
export function sceneExcerpt(
  scene: ChatScene,
  words: ReadonlyMap<string, number>,
  longest = LONGEST_EXCERPT,
): string | null {
  const body = bodyOf(scene);
  const matching = matchingPlaces(body, words);
  if (matching.length === 0) return null;
  const taken = new Map<number, string>();
  let length = 0;
  const take = (at: number, shown: string): void => {
    if (taken.has(at) || (taken.size > 0 && length + shown.length > longest)) return;
    taken.set(at, shown);
    length += shown.length;
  };
  for (const at of matching) take(at, shownOf(body[at], words, longest));
  for (const by of AROUND) {
    for (const at of matching) {
      const beside = body[at + by];
      if (beside !== undefined) take(at + by, beside.text);
    }
  }
  return inPlace(taken, body.length);
}

/** So much of the beginning of a scene is shown, in UTF-16 units. */
const LONGEST_OPENING = 160;

/** The first paragraphs of a scene, the first one at least, `…` where it goes on. */
export function sceneOpening(scene: ChatScene): string {
  const body = bodyOf(scene);
  const taken = new Map<number, string>();
  let length = 0;
  for (const [at, { text }] of body.entries()) {
    const shown = at === 0 && text.length > LONGEST_OPENING ? `${shortened(text, new Map())} …` : text;
    length += shown.length;
    if (at > 0 && length > LONGEST_OPENING) break;
    taken.set(at, shown);
  }
  return inPlace(taken, body.length);
}

/** Without the heading. */
function bodyOf({ paragraphs, heading }: ChatScene): ChatParagraph[] {
  return paragraphs.filter(({ text }) => text.trim() !== '' && text !== heading);
}

/** What is shown of some paragraphs of `all`, by position; `…` for those between and behind. */
function inPlace(taken: ReadonlyMap<number, string>, all: number): string {
  const places = [...taken.keys()].sort((a, b) => a - b);
  return places
    .flatMap((at, i) => [...(at > (places[i - 1] ?? -1) + 1 ? ['…'] : []), taken.get(at) ?? ''])
    .concat((places.at(-1) ?? 0) < all - 1 ? ['…'] : [])
    .join('\n');
}

/** Where the words stand, what tells most first; each further place has words that those before it do not have. */
function matchingPlaces(body: readonly ChatParagraph[], words: ReadonlyMap<string, number>): number[] {
  const termsOf = termReader();
  const terms = body.map(({ text }) => new Set(termsOf(text, { characters: true }).map(({ term }) => term)));
  const told = new Set<string>();
  const places: number[] = [];
  let first = 0;
  while (places.length < MOST_MATCHING) {
    const gains = terms.map((own, at) => (places.includes(at) ? 0 : gainOf(own, told, words)));
    const best = Math.max(0, ...gains);
    if (best <= first * WORTH_ADDING) break;
    const at = gains.indexOf(best);
    if (places.length === 0) first = best;
    places.push(at);
    for (const term of terms[at] ?? []) told.add(term);
  }
  return places;
}

function gainOf(own: ReadonlySet<string>, told: ReadonlySet<string>, words: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const term of own) if (!told.has(term)) sum += words.get(term) ?? 0;
  return sum;
}

/** A paragraph, or its cue and the sentences of a longer one that have the words. */
function shownOf(paragraph: ChatParagraph | undefined, words: ReadonlyMap<string, number>, longest: number): string {
  if (paragraph === undefined) return '';
  const { text, parts } = paragraph;
  if (text.length <= longest) return text;
  const [cue] = parts.length > 1 ? parts : [];
  const whole = (cue === undefined ? parts : parts.slice(1)).map((part) => part.text).join('\n');
  const kept = shortened(whole, words);
  const start = whole.indexOf(kept);
  const cut = `${start > 0 ? '… ' : ''}${kept}${start + kept.length < whole.length ? ' …' : ''}`;
  return cue === undefined ? cut : `${cue.text}\n${cut}`;
}
