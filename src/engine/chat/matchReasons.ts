import type { SceneLine } from './sceneLines';
import type { SearchableScene } from './searchableScene';
import { searchTerms } from './searchTerms';

const MOST_WORDS = 6;

/**
 * Why a scene was found, in a writer's words: the script's words that matched, by where they stand, then the filters it
 * passed ("dialogue: lamp, lit · cast: MARA"). `asked` gives, for a term found in place of a misspelt word, that word.
 */
export function matchReasons(
  scene: SearchableScene,
  lines: readonly SceneLine[],
  terms: ReadonlySet<string>,
  passed: readonly string[],
  asked: ReadonlyMap<string, string> = new Map(),
): string {
  const words = new Map<string, Map<string, string>>();
  const note = (place: string, text: string): void => {
    for (const { term, word } of searchTerms(text, { characters: true })) {
      if (!terms.has(term)) continue;
      const found = words.get(place) ?? new Map<string, string>();
      const misspelt = asked.get(term);
      if (!found.has(term))
        found.set(term, misspelt === undefined ? shown(word, place) : `${shown(word, place)} (for ${misspelt})`);
      words.set(place, found);
    }
  };
  for (const { field, text } of lines) if (field !== 'cue') note(field, text);
  for (const name of scene.cast) note('cast', name);
  if (scene.card !== null) note('card', scene.card);

  const reasons = PLACES.flatMap((place) => {
    const found = [...(words.get(place)?.values() ?? [])];
    if (found.length === 0) return [];
    // The card repeats the scene: it is a reason only where the scene itself is none.
    if (place === 'card' && words.size > 1) return [];
    return [`${place}: ${found.slice(0, MOST_WORDS).join(', ')}`];
  });
  return [...reasons, ...passed.filter((reason) => !reasons.includes(reason))].join(' · ');
}

const PLACES = ['heading', 'cast', 'dialogue', 'action', 'synopsis', 'section', 'card'] as const;

function shown(word: string, place: string): string {
  return place === 'cast' || place === 'heading' ? word.toUpperCase() : word.toLowerCase();
}
