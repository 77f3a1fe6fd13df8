import type { OutlineScene } from '../outlineScene';
import { cardStory } from './cardLine';
import { isFunctionWord } from './functionWords';
import { readHeading } from '../../../screenplay/readHeading';
import { wordsOf } from './words';

/** A script as the outline's rules see it. */
export interface ScriptShape {
  readonly scenes: readonly ShapedScene[];
  /** Length in eighths of a page. */
  readonly eighths: number;
  /** Who speaks in most of the script, most present first, at most `MOST_PRINCIPALS`. */
  readonly principals: readonly Presence[];
}

export interface ShapedScene {
  readonly scene: OutlineScene;
  /** Where it begins and ends, as a share of the script's length, 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** The place of the heading in capitals, without the part after a dash. */
  readonly place: string;
  readonly words: ReadonlySet<string>;
}

/** How much of a script somebody speaks in. */
export interface Presence {
  readonly name: string;
  readonly scenes: number;
  /** Eighths of a page of these scenes. */
  readonly eighths: number;
}

/** Positions, places, words and principals of the scenes in order. */
export function shapeOf(scenes: readonly OutlineScene[]): ScriptShape {
  // A scene counts for something even where its length is not known.
  const lengths = scenes.map((scene) => Math.max(1, scene.eighths));
  const eighths = lengths.reduce((sum, length) => sum + length, 0);
  let before = 0;
  const shaped = scenes.map((scene, index): ShapedScene => {
    const from = before / eighths;
    before += lengths[index] ?? 1;
    return { scene, from, to: before / eighths, place: placeOf(scene.heading), words: storyWords(scene.card) };
  });
  return { scenes: shaped, eighths, principals: principalsOf(scenes) };
}

const MOST_PRINCIPALS = 6;

/** The main place of a heading: "LIGHTHOUSE" of "INT. LIGHTHOUSE - LAMP ROOM - NIGHT". */
export function placeOf(heading: string): string {
  const place = readHeading(heading).place.toUpperCase();
  return (place.split(/ [-–—] |\. /u)[0] ?? place).replace(/\s*\([^)]*\)\s*$/u, '').trim();
}

function storyWords(card: string): ReadonlySet<string> {
  return new Set(wordsOf(cardStory(card)).filter((word) => !isFunctionWord(word)));
}

function principalsOf(scenes: readonly OutlineScene[]): Presence[] {
  const found = new Map<string, { scenes: number; eighths: number }>();
  for (const scene of scenes) {
    for (const name of new Set(scene.cast)) {
      const presence = found.get(name) ?? { scenes: 0, eighths: 0 };
      presence.scenes += 1;
      presence.eighths += Math.max(1, scene.eighths);
      found.set(name, presence);
    }
  }
  const ordered = [...found]
    .map(([name, presence]) => ({ name, ...presence }))
    .sort((one, other) => other.eighths - one.eighths || other.scenes - one.scenes || (one.name < other.name ? -1 : 1));
  const least = Math.max(1, (ordered[0]?.scenes ?? 0) * LEAST_OF_FIRST);
  return ordered.slice(0, MOST_PRINCIPALS).filter((presence) => presence.scenes >= least);
}

/** A principal speaks in at least this share of the scenes of the most present one. */
const LEAST_OF_FIRST = 0.2;
