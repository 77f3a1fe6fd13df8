import { aliasesOf, NO_ALIASES } from '../../screenplay/aliases';
import type { KnownName } from './knownNames';
import type { SearchableScene } from './searchableScene';

/** Everyone who speaks, in the order of their first scene, with the other names they are decided to go by. */
export function speakersOf(scenes: readonly SearchableScene[], aliases = NO_ALIASES): KnownName[] {
  return [...new Set(scenes.flatMap(({ cast }) => cast))].map((name) => ({ name, aliases: aliasesOf(name, aliases) }));
}

/** Whether the script uses a word in lower case: then a name like it may be the word. Remembers what it was asked. */
export function ordinaryWordsOf(scenes: readonly SearchableScene[]): (word: string) => boolean {
  const known = new Map<string, boolean>();
  return (word) => {
    let ordinary = known.get(word);
    if (ordinary === undefined) {
      const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${escaped(word)}(?![\\p{L}\\p{M}\\p{N}])`, 'u');
      ordinary = scenes.some(({ source }) => pattern.test(source));
      known.set(word, ordinary);
    }
    return ordinary;
  };
}

/** Whether the script has these words in a row, in any case. Remembers what it was asked. */
export function standsInScript(scenes: readonly SearchableScene[]): (phrase: string) => boolean {
  const known = new Map<string, boolean>();
  return (phrase) => {
    let stands = known.get(phrase);
    if (stands === undefined) {
      const words = phrase
        .trim()
        .split(/[\s.]+/)
        .filter((word) => word !== '');
      const pattern = new RegExp(`(?<![\\p{L}])${words.map(escaped).join('\\.?\\s+')}(?![\\p{L}])`, 'iu');
      stands = words.length > 0 && scenes.some(({ source }) => pattern.test(source));
      known.set(phrase, stands);
    }
    return stands;
  };
}

/** A text as a pattern that matches just it. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
