import { onOneLine } from './clip';
import { quoted, type SceneLine } from './sceneLines';
import { speechActOf, type SpeechAct } from './speechActs';
import { wordsOf } from './words';

/** One move of a conflict, as it is shown and what it rests on. */
export interface ConflictMove {
  readonly text: string;
  readonly lines: readonly SceneLine[];
  /** Higher is more telling. */
  readonly weight: number;
}

/**
 * Who wants what from whom, as far as said: the strongest one or two exchanges of a scene in the order in which they
 * come. A want or request with the answer against it, a threat, a reproach, a question nobody answers. Empty where
 * nobody says anything of the kind.
 */
export function conflictOf(lines: readonly SceneLine[], cast: readonly string[]): ConflictMove[] {
  const spoken = lines.filter((line) => line.speaker !== null);
  const acts = spoken.map((line) => speechActOf(line.quote));
  const moves = candidates(spoken, acts, presentCast(spoken, cast));
  const strongest = [...moves].sort((one, other) => other.weight - one.weight || one.at - other.at);
  const kept: Candidate[] = [];
  for (const move of strongest) {
    if (kept.length === MOST_MOVES || move.weight < LEAST_WEIGHT) break;
    if (kept.some((other) => overlaps(other, move) || (move.weight < SOLO_WEIGHT && other.speakers === move.speakers)))
      continue;
    kept.push(move);
  }
  return kept.sort((one, other) => one.at - other.at);
}

const MOST_MOVES = 2;
const LEAST_WEIGHT = 2;
/** A second move of the same speakers is worth a line only if it is this strong. */
const SOLO_WEIGHT = 3.5;

interface Candidate extends ConflictMove {
  readonly at: number;
  readonly speakers: string;
}

function candidates(
  spoken: readonly SceneLine[],
  acts: readonly (SpeechAct | null)[],
  present: readonly string[],
): Candidate[] {
  const found: Candidate[] = [];
  for (const [at, line] of spoken.entries()) {
    const act = acts[at] ?? null;
    if (act === null || line.offScreen) continue;
    const reply = replyTo(spoken, at);
    const replyAct = reply === null ? null : (acts[reply] ?? null);
    const answer = reply === null ? null : (spoken[reply] ?? null);
    const against = replyAct === 'refusal' || replyAct === 'threat' || replyAct === 'accusation';
    const own = WEIGHTS[act] + wordBonus(line) + (at / spoken.length) * 0.3;
    if (answer !== null && act !== 'refusal' && against) {
      found.push(exchange(line, answer, 'answers', own + WEIGHTS[replyAct] + 1, at, present));
    } else if (answer !== null && act === 'question' && replyAct === 'question') {
      found.push(exchange(line, answer, 'asks back', own + 1, at, present));
    } else if (act === 'question' && answer === null && isLastOfSpeech(spoken, at) && present.length > 1) {
      found.push({
        text: `No one answers ${addressed(line, present)}`,
        lines: [line],
        at,
        weight: own + 1.2,
        speakers: speakersOf(line),
      });
    } else if (act !== 'question') {
      found.push({ text: addressed(line, present), lines: [line], at, weight: own, speakers: speakersOf(line) });
    }
  }
  return found;
}

const WEIGHTS: Readonly<Record<SpeechAct, number>> = {
  threat: 4,
  accusation: 3,
  refusal: 2.2,
  request: 1.8,
  want: 1.8,
  question: 0.8,
};

/** A line of five to eighteen words says what it is about; "No." alone does not. */
function wordBonus(line: SceneLine): number {
  const count = wordsOf(line.quote).length;
  if (count < 3) return -0.7;
  return count >= 5 && count <= 18 ? 0.5 : 0;
}

function exchange(
  one: SceneLine,
  other: SceneLine,
  verb: string,
  weight: number,
  at: number,
  present: readonly string[],
): Candidate {
  const text = `${addressed(one, present)} ${other.speaker ?? ''} ${verb}: ${quoted(onOneLine(other.quote))}`;
  return { text, lines: [one, other], at, weight, speakers: [one.speaker, other.speaker].sort().join('/') };
}

/** `MARA to JONAS: "…"` where it is certain whom she means, else `MARA: "…"`. */
function addressed(line: SceneLine, present: readonly string[]): string {
  const others = present.filter((name) => name !== line.speaker);
  const words = new Set(wordsOf(line.quote));
  const named = others.filter((name) => wordsOf(name).some((word) => word.length > 2 && words.has(word)));
  const whom = others.length === 1 ? others[0] : named.length === 1 ? named[0] : undefined;
  const from = line.speaker ?? '';
  return `${from}${whom === undefined ? '' : ` to ${whom}`}: ${quoted(onOneLine(line.quote))}`;
}

/** Index of the first sentence of the next speech, if somebody else gives it; null where nobody does. */
function replyTo(spoken: readonly SceneLine[], at: number): number | null {
  const line = spoken[at];
  if (line === undefined) return null;
  for (let next = at + 1; next < spoken.length; next++) {
    const other = spoken[next];
    if (other === undefined || other.beat === line.beat) continue;
    return other.speaker === line.speaker || other.offScreen !== line.offScreen ? null : next;
  }
  return null;
}

/** True for the last sentence of a speech after which nobody speaks any more. */
function isLastOfSpeech(spoken: readonly SceneLine[], at: number): boolean {
  return at === spoken.length - 1;
}

function presentCast(spoken: readonly SceneLine[], cast: readonly string[]): string[] {
  return cast.filter((name) => spoken.some((line) => line.speaker === name && !line.offScreen));
}

function speakersOf(line: SceneLine): string {
  return line.speaker ?? '';
}

function overlaps(one: ConflictMove, other: ConflictMove): boolean {
  return one.lines.some((line) => other.lines.includes(line));
}
