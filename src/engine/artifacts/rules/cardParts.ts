import { centralLinesOf } from './centralLines';
import { changesOf, type SceneChange } from './changes';
import { conflictOf, type ConflictMove } from './conflict';
import { endingLines, lastImage, progressionOf, type PlotStep } from './progression';
import type { SceneReading } from './readScene';
import { sceneSentencesOf, type SceneSentence } from './sceneSentences';
import { paceOf, toneOf, type Pace } from './tone';

/** What a scene card is put together from. */
export interface CardParts {
  /** The writer's own first `=` line; null where there is none. */
  readonly synopsis: string | null;
  /** The lines that carry the scene, in order. */
  readonly action: readonly SceneSentence[];
  readonly conflict: readonly ConflictMove[];
  readonly changes: readonly SceneChange[];
  /** The changes whose words stand neither in the action nor in the end. */
  readonly unshownChanges: readonly SceneChange[];
  readonly told: PlotStep | null;
  readonly planted: PlotStep | null;
  readonly ends: PlotStep | null;
  /** From shortest to longest. */
  readonly tone: readonly string[];
  readonly pace: Pace;
}

/** Reads all parts of a card; a line is used in one of them only, as far as the scene has enough lines. */
export function cardPartsOf(reading: SceneReading): CardParts {
  const lines = sceneSentencesOf(reading);
  const conflict = conflictOf(lines, reading.cast);
  const changes = changesOf(reading, lines);
  const used = new Set(conflict.flatMap((move) => move.lines));
  const changeQuotes = new Set(changes.map((change) => change.quote));
  const last = lines.length > 2 ? lastImage(lines) : null;

  const ending = new Set(last === null ? [] : endingLines(last, lines));
  const free = centralLinesOf(lines, reading.cast)
    .filter(({ line }) => !used.has(line) && !ending.has(line))
    .map(({ line, score }) => ({
      line,
      score: score + (line.speaker === null ? ACTION_FIRST : 0) - (changeQuotes.has(line.quote) ? SHOWN_ELSEWHERE : 0),
    }))
    .sort((one, other) => other.score - one.score || one.line.position - other.line.position)
    .map(({ line }) => line)
    .filter((line, rank, all) => all.findIndex((other) => other.quote === line.quote) === rank);
  const pace = paceOf(reading);
  const tone = toneOf(reading, pace);
  const others = [conflict.length, changes.length, last === null ? 0 : 1, tone.length, pace.speakers.length - 1];
  const wanted = Math.max(CENTRAL_LINES, FEWEST_PARTS - others.filter((count) => count > 0).length);
  const action = free.slice(0, wanted).sort(byPosition);
  for (const line of action) used.add(line);
  const progression = progressionOf(reading, lines, used);
  const shown = new Set([...action.map((line) => line.quote), ...(progression.ends?.quotes ?? [])]);
  return {
    synopsis: reading.synopses[0] ?? null,
    action,
    conflict,
    changes,
    unshownChanges: changes.filter((change) => !shown.has(change.quote)),
    ...progression,
    tone,
    pace,
  };
}

/** What is done says more of a scene than what is said, other things equal. */
const ACTION_FIRST = 0.8;
const SHOWN_ELSEWHERE = 1;
const CENTRAL_LINES = 2;
/** A card of five lines needs this many things to say; more of the action makes up for what is missing. */
const FEWEST_PARTS = 6;

function byPosition(one: SceneSentence, other: SceneSentence): number {
  return one.position - other.position;
}
