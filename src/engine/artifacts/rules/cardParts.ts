import { centralLinesOf } from './centralLines';
import { changesOf, type SceneChange } from './changes';
import { conflictOf, type ConflictMove } from './conflict';
import { progressionOf, type PlotStep } from './progression';
import type { SceneReading } from './readScene';
import { sceneLinesOf, type SceneLine } from './sceneLines';
import { paceOf, toneOf, type Pace } from './tone';

/** What a scene card is put together from. */
export interface CardParts {
  /** The writer's own first `=` line; null where there is none. */
  readonly synopsis: string | null;
  /** The lines that carry the scene, in order. */
  readonly action: readonly SceneLine[];
  /** The same and more, best first. */
  readonly ranked: readonly SceneLine[];
  readonly conflict: readonly ConflictMove[];
  readonly changes: readonly SceneChange[];
  readonly told: PlotStep | null;
  readonly planted: PlotStep | null;
  readonly ends: PlotStep | null;
  /** From shortest to longest. */
  readonly tone: readonly string[];
  readonly pace: Pace;
}

/** Reads all parts of a card; a line is used in one of them only, as far as the scene has enough lines. */
export function cardPartsOf(reading: SceneReading): CardParts {
  const lines = sceneLinesOf(reading);
  const conflict = conflictOf(lines, reading.cast);
  const changes = changesOf(reading, lines);
  const used = new Set(conflict.flatMap((move) => move.lines));
  const changeQuotes = new Set(changes.map((change) => change.quote));
  const last = lines.length > 2 ? lines.at(-1) : undefined;

  const free = centralLinesOf(lines, reading.cast)
    .filter(({ line }) => !used.has(line) && line !== last)
    .map(({ line, score }) => ({
      line,
      score: score + (line.speaker === null ? ACTION_FIRST : 0) - (changeQuotes.has(line.quote) ? SHOWN_ELSEWHERE : 0),
    }))
    .sort((one, other) => other.score - one.score || one.line.position - other.line.position)
    .map(({ line }) => line);
  const action = free.slice(0, CENTRAL_LINES).sort(byPosition);
  for (const line of action) used.add(line);
  const pace = paceOf(reading);
  return {
    synopsis: reading.synopses[0] ?? null,
    action,
    ranked: free,
    conflict,
    changes: changes.filter((change) => !action.some((line) => line.quote === change.quote)),
    ...progressionOf(reading, lines, used),
    tone: toneOf(reading, pace),
    pace,
  };
}

/** What is done says more of a scene than what is said, other things equal. */
const ACTION_FIRST = 0.8;
const SHOWN_ELSEWHERE = 1;
const CENTRAL_LINES = 2;

function byPosition(one: SceneLine, other: SceneLine): number {
  return one.position - other.position;
}
