import type { StoryScene } from '../storyScene';
import { isFunctionWord } from './functionWords';
import { readScene, type SceneReading } from './readScene';
import { sceneSentencesOf, type SceneSentence } from './sceneSentences';
import { placeOf } from './scriptShape';
import { wordsOf } from './words';

/** One scene with its words looked up. */
export interface IndexedScene {
  readonly scene: StoryScene;
  /** From 0. */
  readonly order: number;
  readonly reading: SceneReading;
  readonly lines: readonly SceneSentence[];
  /** The main place of the heading, in capitals. */
  readonly place: string;
  /** Stem of a content word → the lines it stands in. */
  readonly words: ReadonlyMap<string, readonly SceneSentence[]>;
}

/** Reads all scenes of a script once. */
export function indexScenes(scenes: readonly StoryScene[]): IndexedScene[] {
  return scenes.map((scene, order) => {
    const reading = readScene(scene.source, scene.aliases);
    const lines = sceneSentencesOf(reading);
    const words = new Map<string, SceneSentence[]>();
    for (const line of lines) {
      for (const word of new Set(wordsOf(line.quote))) {
        if (isFunctionWord(word)) continue;
        const stem = stemOf(word);
        const entry = words.get(stem);
        if (entry === undefined) words.set(stem, [line]);
        else entry.push(line);
      }
    }
    return { scene, order, reading, lines, place: placeOf(reading.heading), words };
  });
}

/** A folded word without the plural of English, French and Spanish: "keys" and "key" are one. */
export function stemOf(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ch|sh|x|ss)es$/u.test(word)) return word.slice(0, -2);
  return word.length > 3 && /(?:[^suiy']|[aeo]y)s$/u.test(word) ? word.slice(0, -1) : word;
}

/** Everybody's names in all scenes, as stems: no name is a motif. */
export function nameStems(scenes: readonly IndexedScene[]): ReadonlySet<string> {
  const names = scenes.flatMap(({ scene, reading }) => [...scene.cast, ...reading.cast]);
  return new Set([...new Set(names)].flatMap((name) => wordsOf(name)).map(stemOf));
}
