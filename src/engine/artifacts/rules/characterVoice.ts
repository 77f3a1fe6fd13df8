import { countWords } from '../../../screenplay/countWords';
import { nameFinder } from '../../../screenplay/nameFinder';
import { speakersOf } from '../../../screenplay/names';
import type { StoryScene } from '../storyScene';
import { nameMatcher } from './nameMatcher';
import { readScene } from './readScene';
import { sceneSentencesOf, type SceneSentence } from './sceneSentences';

/** One scene with somebody in it. */
export interface CharacterScene {
  readonly scene: StoryScene;
  readonly heading: string;
  /** Every line of the scene. */
  readonly lines: readonly SceneSentence[];
  /** What they say here. */
  readonly said: readonly SceneSentence[];
  /** Lines of action that name them. */
  readonly shownIn: readonly SceneSentence[];
  readonly speeches: number;
  readonly words: number;
  /** Who they talk with: name → how often one speaks right after the other. */
  readonly exchanges: ReadonlyMap<string, number>;
}

/**
 * Reads the scenes of somebody who goes by these names; scenes in which they neither speak nor are named are left out, by
 * the rule of the cast, so that every count of their scenes is the same.
 */
export function characterScenes(scenes: readonly StoryScene[], names: readonly string[]): CharacterScene[] {
  const own = new Set(names.map((name) => name.toUpperCase()));
  const isNamed = nameMatcher(names);
  const people = new Set([...scenes.flatMap(({ cast, aliases = {} }) => [...cast, ...Object.keys(aliases)]), ...names]);
  const namesIn = nameFinder(people);
  return scenes.flatMap((scene) => {
    const reading = readScene(scene.source, scene.aliases);
    const aliases = new Map(Object.entries(scene.aliases ?? {}));
    const known = new Set([...scene.cast, ...names, ...aliases.keys()]);
    const speakersIn = (cue: string): ReadonlySet<string> =>
      new Set(speakersOf(cue, known).map((name) => aliases.get(name) ?? name));
    const isOwn = (speaker: string): boolean => [...speakersIn(speaker)].some((name) => own.has(name.toUpperCase()));
    const lines = sceneSentencesOf(reading);
    const said = lines.filter((line) => line.speaker !== null && isOwn(line.speaker));
    const actions = reading.beats.flatMap((beat) => (beat.kind === 'action' ? [beat.text] : []));
    const isMentioned = actions.some((text) => namesIn(text).some((name) => own.has(name.toUpperCase())));
    if (said.length === 0 && !isMentioned) return [];
    const shownIn = lines.filter((line) => line.speaker === null && !line.sung && isNamed(line.quote));
    const exchanges = new Map<string, number>();
    const speeches = reading.beats.filter((beat) => beat.kind === 'speech');
    for (const [index, speech] of speeches.entries()) {
      const next = speeches[index + 1];
      if (next === undefined || isOwn(speech.name) === isOwn(next.name)) continue;
      const other = isOwn(speech.name) ? next : speech;
      for (const name of speakersIn(other.name)) exchanges.set(name, (exchanges.get(name) ?? 0) + 1);
    }
    return [
      {
        scene,
        heading: reading.heading,
        lines,
        said,
        shownIn,
        speeches: speeches.filter((speech) => isOwn(speech.name)).length,
        words: said.reduce((sum, line) => sum + countWords(line.quote), 0),
        exchanges,
      },
    ];
  });
}
