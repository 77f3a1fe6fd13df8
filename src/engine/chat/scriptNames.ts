import type { KnownName } from './knownNames';
import type { SearchableScene } from './searchableScene';

/** Everyone who speaks, without aliases, in the order of their first scene. */
export function speakersOf(scenes: readonly SearchableScene[]): KnownName[] {
  return [...new Set(scenes.flatMap(({ cast }) => cast))].map((name) => ({ name, aliases: [] }));
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

/** A text as a pattern that matches just it. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
