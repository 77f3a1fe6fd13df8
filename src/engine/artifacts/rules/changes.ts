import { capitalPhrasesOf, type CapitalPhrase } from './capitals';
import { onOneLine } from './clip';
import type { SceneReading } from './readScene';
import type { SceneSentence } from './sceneSentences';
import { isNoProp } from './stageNouns';
import { wordsOf } from './words';
import { stemOf } from './indexedScenes';
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
 * Whose name is put in capitals with an age, as screenplays introduce people (one scene cannot tell whether they were in an
 * earlier one), what is seen to change, who comes and who goes: at most one each, in the script's words. Empty where the page shows nothing of the kind.
 */
export function changesOf(reading: SceneReading, lines: readonly SceneSentence[]): SceneChange[] {
  const changes: SceneChange[] = [];
  const introduced = introducedIn(reading);
  if (introduced.length > 0) {
    const more = introduced.length > MOST_NAMES ? ` and ${introduced.length - MOST_NAMES} more` : '';
    const names = introduced.slice(0, MOST_NAMES);
    changes.push({
      text: `Introduced in capitals: ${names.map(onOneLine).join(', ')}${more}.`,
      quote: names[0] ?? '',
      rank: 2,
    });
  }
  const moves = new Map<StageMove, SceneSentence>();
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

/** Names in capitals with an age behind them. */
function introducedIn(reading: SceneReading): string[] {
  return phrasesOf(reading)
    .filter(({ aged }) => aged)
    .map(({ phrase }) => phrase);
}

/** Things in capitals in the action that read like props: behind a determiner, and no person, sound, place or size. */
export function plantedIn(reading: SceneReading): string[] {
  const speaking = new Set(reading.cast.map((name) => name.toUpperCase()));
  return phrasesOf(reading)
    .filter(({ phrase, aged, determined }) => !aged && determined && isThing(phrase) && !isSpeaker(phrase, speaking))
    .map(({ phrase }) => phrase);
}

/** Whether none of its words names somebody or something heard, and the last is a thing of its own. */
function isThing(phrase: string): boolean {
  const stems = wordsOf(phrase).map(stemOf);
  const head = stems.at(-1);
  return (
    head !== undefined &&
    head.length > 2 &&
    !stems.some((stem) => isNoProp(stem) || isSound(stem)) &&
    !/(?:^|\s)(?:open|shut|up|down|off|out|away|over)$/iu.test(phrase)
  );
}

/** A sound in capitals: the mixer's business, not a thing that comes back. */
function isSound(stem: string): boolean {
  return SOUNDS.has(stem) || /^(?:a+h+|o+h+|u+h+|h+m+|w?h?irr+|[a-z]+ouder)$/u.test(stem);
}

const SOUNDS: ReadonlySet<string> = new Set(
  `clink clank clang clatter rattle rustle thunder ding dong tick tock whoosh swish roll drum drumroll siren alarm buzzer ringtone echo squeak squelch
  plop drip crunch scrape shriek moan murmur whisper chatter giggle chuckle bark growl purr meow titter whirr hush wail yelp squawk jingle jangle plink pop fizz chirp tweet croak neigh low loud soft faint high`.split(
    /\s+/u,
  ),
);

function phrasesOf(reading: SceneReading): CapitalPhrase[] {
  const found = new Map<string, CapitalPhrase>();
  for (const beat of reading.beats) {
    if (beat.kind !== 'action') continue;
    for (const { phrase, aged, determined } of capitalPhrasesOf(beat.text)) {
      const before = found.get(phrase);
      found.set(phrase, {
        phrase,
        aged: aged || before?.aged === true,
        determined: determined || before?.determined === true,
      });
    }
  }
  return [...found.values()];
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
