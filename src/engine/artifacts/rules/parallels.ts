import type { IndexedScene } from './indexedScenes';
import { readHeading } from '../../../screenplay/readHeading';

/** Two scenes, far apart, in the same place with the same people. */
export interface Parallel {
  readonly first: IndexedScene;
  readonly last: IndexedScene;
  /** As in the first heading. */
  readonly place: string;
  readonly cast: readonly string[];
  readonly score: number;
}

/**
 * Places to which the same two or more people come back after at least a quarter of the script. A place that is always there
 * (a kitchen in every tenth scene) makes no parallel.
 */
export function parallelsOf(scenes: readonly IndexedScene[]): Parallel[] {
  const byPlace = new Map<string, IndexedScene[]>();
  for (const at of scenes) {
    const { place } = readHeading(at.reading.heading);
    if (place === '') continue;
    const key = place.toUpperCase();
    byPlace.set(key, [...(byPlace.get(key) ?? []), at]);
  }
  const most = Math.max(4, Math.round(scenes.length * MOST_OF_PLACE));
  const gap = Math.max(3, scenes.length * LEAST_GAP);
  const parallels: Parallel[] = [];
  for (const visits of byPlace.values()) {
    if (visits.length < 2 || visits.length > most) continue;
    const best = visits
      .flatMap((first, index) => visits.slice(index + 1).map((last) => parallelOf(first, last, scenes.length)))
      .filter((parallel) => parallel !== null && parallel.last.order - parallel.first.order >= gap)
      .filter((parallel) => parallel !== null)
      .sort((one, other) => other.score - one.score)[0];
    if (best !== undefined) parallels.push(best);
  }
  return parallels.sort((one, other) => other.score - one.score || one.first.order - other.first.order);
}

const MOST_OF_PLACE = 0.06;
const LEAST_GAP = 0.25;

function parallelOf(first: IndexedScene, last: IndexedScene, total: number): Parallel | null {
  const one = new Set(first.scene.cast);
  const other = new Set(last.scene.cast);
  const both = [...one].filter((name) => other.has(name));
  const all = new Set([...one, ...other]).size;
  if (both.length < 2 || both.length / all < LEAST_SHARED) return null;
  const { place } = readHeading(first.reading.heading);
  return { first, last, place, cast: both, score: (last.order - first.order) / total + both.length / all };
}

/** Of all who speak in either scene, those who speak in both. */
const LEAST_SHARED = 0.6;
