import { capitalPhrasesOf } from './capitals';
import { onOneLine } from './clip';
import type { SceneReading } from './readScene';
import type { SceneLine } from './sceneLines';
import { stageMoveOf, type StageMove } from './stageMoves';

/** Something a scene shows to be different after it. */
export interface SceneChange {
  readonly text: string;
  /** The script's own characters it rests on. */
  readonly quote: string;
  /** Order of showing; lower is more telling. */
  readonly rank: number;
}

/**
 * Who is introduced (a name in capitals with an age, or with a surname), what is seen to change, who comes
 * and who goes: at most one each, in the script's words. Empty where the page shows nothing of the kind.
 */
export function changesOf(reading: SceneReading, lines: readonly SceneLine[]): SceneChange[] {
  const changes: SceneChange[] = [];
  const introduced = introducedIn(reading);
  if (introduced.length > 0) {
    const more = introduced.length > MOST_NAMES ? ` and ${introduced.length - MOST_NAMES} more` : '';
    const names = introduced.slice(0, MOST_NAMES);
    changes.push({ text: `Introduced: ${names.map(onOneLine).join(', ')}${more}.`, quote: names[0] ?? '', rank: 2 });
  }
  const moves = new Map<StageMove, SceneLine>();
  for (const line of lines) {
    if (line.speaker !== null) continue;
    const move = stageMoveOf(line.quote);
    // The first arrival, but the last departure and the last turn: what the scene comes to.
    if (move !== null && !(move === 'enters' && moves.has(move))) moves.set(move, line);
  }
  for (const [move, line] of [...moves].sort(([, one], [, other]) => one.position - other.position)) {
    changes.push({ text: `${MOVE_LABELS[move]}${onOneLine(line.quote)}`, quote: line.quote, rank: MOVE_RANKS[move] });
  }
  return changes;
}

const MOST_NAMES = 4;

const MOVE_LABELS: Readonly<Record<StageMove, string>> = { enters: 'Enters: ', exits: 'Exits: ', changes: '' };
const MOVE_RANKS: Readonly<Record<StageMove, number>> = { changes: 1, exits: 3, enters: 4 };

/** Names in capitals in the action, of people: with an age, or the full name of somebody who speaks here. */
export function introducedIn(reading: SceneReading): string[] {
  const speaking = new Set(reading.cast.map((name) => name.toUpperCase()));
  return phrasesOf(reading)
    .filter(({ phrase, aged }) => aged || isFullName(phrase, speaking))
    .map(({ phrase }) => phrase);
}

/** "CLEM ROOK" for the cue CLEM: given once, when somebody is introduced. */
function isFullName(phrase: string, speaking: ReadonlySet<string>): boolean {
  return isSpeaker(phrase, speaking) && !speaking.has(onOneLine(phrase).toUpperCase()) && phrase.includes(' ');
}

/** Things in capitals in the action: the phrases that name nobody who speaks here or is given an age. */
export function plantedIn(reading: SceneReading): string[] {
  const speaking = new Set(reading.cast.map((name) => name.toUpperCase()));
  return phrasesOf(reading)
    .filter(({ phrase, aged }) => !aged && !isSpeaker(phrase, speaking))
    .map(({ phrase }) => phrase);
}

function phrasesOf(reading: SceneReading): { phrase: string; aged: boolean }[] {
  const found = new Map<string, boolean>();
  for (const beat of reading.beats) {
    if (beat.kind !== 'action') continue;
    for (const { phrase, aged } of capitalPhrasesOf(beat.text)) found.set(phrase, aged || (found.get(phrase) ?? false));
  }
  return [...found].map(([phrase, aged]) => ({ phrase, aged }));
}

/** The name of somebody who speaks, whole or in part: "CLEM ROOK" for CLEM. */
function isSpeaker(phrase: string, speaking: ReadonlySet<string>): boolean {
  const folded = onOneLine(phrase).toUpperCase();
  if (speaking.has(folded)) return true;
  const words = folded.split(' ');
  return [...speaking].some((name) => {
    const parts = name.split(' ');
    return words.every((word) => parts.includes(word)) || parts.every((part) => words.includes(part));
  });
}
