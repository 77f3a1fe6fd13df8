import { readSceneHeading } from '../../screenplay/sceneFacts';
import type { SearchableScene } from './searchableScene';
import { folded, searchTerms } from './searchTerms';

export const DAY_PARTS = [
  'day',
  'night',
  'morning',
  'afternoon',
  'evening',
  'noon',
  'midnight',
  'dawn',
  'sunrise',
  'dusk',
  'sunset',
  'twilight',
] as const;
export type DayPart = (typeof DAY_PARTS)[number];

export function isDayPart(word: string): word is DayPart {
  return (DAY_PARTS as readonly string[]).includes(word);
}

/** Where and when a scene is set, as its heading says. */
export interface SceneSetting {
  readonly sceneId: string;
  /** Null where the heading does not say, and where it is both. */
  readonly interior: boolean | null;
  /** The parts of the place, each as search terms: `INT. BLOOM HOUSE - KITCHEN` has two. */
  readonly places: readonly (readonly string[])[];
  /** Every part of the day that describes it: a morning is also day. Empty where neither it nor the scene before says. */
  readonly dayParts: ReadonlySet<DayPart>;
}

/** The settings of scenes in script order. CONTINUOUS, LATER and SAME take the part of the day from the scene before. */
export function sceneSettings(scenes: readonly SearchableScene[]): SceneSetting[] {
  let current: ReadonlySet<DayPart> = NO_PART;
  return scenes.map((scene) => {
    if (scene.index === null) return { sceneId: scene.id, interior: null, places: [], dayParts: NO_PART };
    const { interior, place, time } = readSceneHeading(scene.heading);
    const dayParts = new Set<DayPart>();
    let follows = false;
    for (const { word } of searchTerms(time ?? '')) {
      for (const dayPart of TIMES.get(folded(word)) ?? []) dayParts.add(dayPart);
      if (FOLLOWS.has(folded(word))) follows = true;
    }
    const places: (readonly string[])[] = [];
    for (const part of place.split(PART_BREAK)) {
      const words = searchTerms(part);
      // `NIGHT - CONTINUOUS` says it twice.
      const partTimes = words.map(({ word }) => TIMES.get(folded(word)));
      if (words.length > 0 && partTimes.every((time) => time !== undefined)) {
        for (const dayPart of partTimes.flat()) dayParts.add(dayPart);
      } else if (words.length > 0) {
        places.push(words.map(({ term }) => term));
      }
    }
    if (dayParts.size > 0) current = dayParts;
    else if (!follows) current = NO_PART;
    const inside = interior === null || interior === 'INT/EXT' ? null : interior === 'INT';
    return { sceneId: scene.id, interior: inside, places, dayParts: current };
  });
}

const NO_PART: ReadonlySet<DayPart> = new Set();
const PART_BREAK = /\s+[-–—]+\s+|\s*(?:--|[/,;:()[\]])\s*/;

const FOLLOWS = new Set('continuous continued later same moments momentarily simultaneous intercut'.split(' '));

/** Words of headings, in the languages whose screenplays are often written in Fountain, and what each stands for. */
const TIMES: ReadonlyMap<string, readonly DayPart[]> = new Map(
  (
    [
      ['day', 'day jour journee dia giorno tag день 日 昼'],
      ['night', 'night nighttime nuit noche notte noite nacht ночь 夜'],
      ['day morning', 'morning matin manana mattina manha morgen утро 朝'],
      ['day afternoon', 'afternoon tarde pomeriggio nachmittag'],
      ['evening', 'evening soir soiree sera abend вечер 夕方'],
      ['day noon', 'noon midi mediodia mittag'],
      ['night midnight', 'midnight minuit medianoche mitternacht'],
      ['dawn morning', 'dawn daybreak aube amanecer alba'],
      ['dawn morning sunrise', 'sunrise'],
      ['dusk evening', 'dusk crepuscule anochecer'],
      ['dusk evening sunset', 'sunset'],
      ['dusk evening twilight', 'twilight'],
    ] as const
  ).flatMap(([parts, words]) => words.split(' ').map((word) => [word, parts.split(' ').filter(isDayPart)] as const)),
);
