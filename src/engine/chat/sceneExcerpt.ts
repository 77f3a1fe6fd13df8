import type { ChatParagraph, ChatScene } from './chatScene';
import { shortened } from './sceneQuote';
import { termReader } from './searchTerms';

/** So much of a scene is shown at most, in UTF-16 units; about 40 tokens. */
const LONGEST = 160;
const MOST_PARAGRAPHS = 2;
/** A further paragraph has to add so much of what the first one has. */
const WORTH_ADDING = 0.25;

/**
 * The paragraphs of a scene that say most of what is asked, in the scene's order, `…` where something is left out
 * between or of them: the script's own characters. Null where no paragraph but the heading has any of the words.
 *
 * @param words what each term tells, as `LikelyScenes` has it
 */
export function sceneExcerpt(scene: ChatScene, words: ReadonlyMap<string, number>): string | null {
  const termsOf = termReader();
  const body = scene.paragraphs.filter(({ text }) => text.trim() !== '' && text !== scene.heading);
  const terms = body.map(({ text }) => new Set(termsOf(text, { characters: true }).map(({ term }) => term)));
  const told = new Set<string>();
  const gainOf = (at: number): number => {
    let sum = 0;
    for (const term of terms[at] ?? []) if (!told.has(term)) sum += words.get(term) ?? 0;
    return sum;
  };
  const taken = new Map<number, string>();
  let first = 0;
  let length = 0;
  while (taken.size < MOST_PARAGRAPHS) {
    const gains = body.map((_, at) => (taken.has(at) ? 0 : gainOf(at)));
    const best = Math.max(0, ...gains);
    const at = gains.indexOf(best);
    const paragraph = body[at];
    if (best <= first * WORTH_ADDING || paragraph === undefined) break;
    const shown = shownOf(paragraph, words);
    if (taken.size > 0 && length + shown.length > LONGEST) break;
    if (taken.size === 0) first = best;
    taken.set(at, shown);
    length += shown.length;
    for (const term of terms[at] ?? []) told.add(term);
  }
  if (taken.size === 0) return null;
  const places = [...taken.keys()].sort((a, b) => a - b);
  return places
    .flatMap((at, i) => [...(at > (places[i - 1] ?? -1) + 1 ? ['…'] : []), taken.get(at) ?? ''])
    .concat((places.at(-1) ?? 0) < body.length - 1 ? ['…'] : [])
    .join('\n');
}

/** A paragraph, or its cue and the sentences of a longer one that have the words. */
function shownOf({ text, parts }: ChatParagraph, words: ReadonlyMap<string, number>): string {
  if (text.length <= LONGEST) return text;
  const [cue] = parts.length > 1 ? parts : [];
  const whole = (cue === undefined ? parts : parts.slice(1)).map((part) => part.text).join('\n');
  const kept = shortened(whole, words);
  const start = whole.indexOf(kept);
  const cut = `${start > 0 ? '… ' : ''}${kept}${start + kept.length < whole.length ? ' …' : ''}`;
  return cue === undefined ? cut : `${cue.text}\n${cut}`;
}
