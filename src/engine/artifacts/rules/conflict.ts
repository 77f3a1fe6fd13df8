import { clipToLength, onOneLine } from './clip';
import { quoted, type SceneSentence } from './sceneSentences';
import { speechActOf, type SpeechAct } from './speechActs';
import { wordsOf } from './words';

/** One move of a conflict, as it is shown and what it rests on. */
export interface ConflictMove {
  readonly text: string;
  /** The same with long quotations cut. */
  readonly short: string;
  readonly lines: readonly SceneSentence[];
  /** Higher is more telling. */
  readonly weight: number;
}

/**
 * Who wants what from whom, as far as said: the strongest one or two exchanges of a scene in the order in which they
 * come. A want or request with the answer against it, a threat, a reproach, a question nobody answers. Empty where
 * nobody says anything of the kind.
 */
export function conflictOf(lines: readonly SceneSentence[], cast: readonly string[]): ConflictMove[] {
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
  spoken: readonly SceneSentence[],
  acts: readonly (SpeechAct | null)[],
  present: readonly string[],
): Candidate[] {
  const found: Candidate[] = [];
  for (const [at, line] of spoken.entries()) {
    const act = acts[at] ?? null;
    if (act === null || line.offScreen) continue;
    const reply = replyTo(spoken, at, present);
    const replyAct = reply === null ? null : (acts[reply] ?? null);
    const answer = reply === null ? null : (spoken[reply] ?? null);
    const asked = ASKS.has(act);
    const against = replyAct !== null && (AGAINST.has(replyAct) || (asked && replyAct === 'no'));
    const own = WEIGHTS[act] + wordBonus(line) + (at / spoken.length) * 0.3;
    const exchange = (verb: string, weight: number): void => {
      if (answer !== null) found.push(moveOf([line, answer], at, weight, present, verb));
    };
    if (act !== 'refusal' && act !== 'no' && against) exchange('answers', own + WEIGHTS[replyAct] + 1);
    else if (answer !== null && asked && RESISTS.test(answer.quote)) exchange('answers', own + 1.5);
    else if (act === 'question' && replyAct === 'question') exchange('asks back', own + 1);
    else if (act === 'question' && at === spoken.length - 1 && present.length > 1) {
      found.push(moveOf([line], at, own + 1.2, present, NO_ANSWER));
    } else if (act !== 'question' && (act !== 'request' || FOR_ONESELF.test(line.quote))) {
      found.push(moveOf([line], at, own, present, ''));
    }
  }
  return found;
}

function moveOf(
  lines: readonly SceneSentence[],
  at: number,
  weight: number,
  present: readonly string[],
  verb: string,
): Candidate {
  const [one, other] = lines;
  const told = (longest: number): string => {
    if (one === undefined) return '';
    const words = (line: SceneSentence): string => quoted(clipToLength(onOneLine(line.quote), longest));
    const first = `${one.speaker ?? ''}${addressee(one, present)}: ${words(one)}`;
    if (other === undefined) return verb === '' ? first : `${first} ${verb}`;
    return `${first} ${other.speaker ?? ''} ${verb}: ${words(other)}`;
  };
  const speakers = lines
    .map((line) => line.speaker ?? '')
    .sort()
    .join('/');
  return { text: told(LONGEST_QUOTE), short: told(SHORT_QUOTE), lines, at, weight, speakers };
}

/** Of what is said; a nod is no word. */
const NO_ANSWER = 'No spoken answer.';
const LONGEST_QUOTE = 240;
const SHORT_QUOTE = 48;

const WEIGHTS: Readonly<Record<SpeechAct, number>> = {
  threat: 4,
  accusation: 3,
  refusal: 2.2,
  no: 0.8,
  request: 1.8,
  want: 1.8,
  question: 0.8,
};

const ASKS: ReadonlySet<SpeechAct> = new Set(['request', 'want', 'threat', 'accusation']);
const AGAINST: ReadonlySet<SpeechAct> = new Set(['refusal', 'threat', 'accusation']);

/** An answer that does not go along. */
const RESISTS = /^(?:but|why|what for|since when|says who|who says|and if|not)\b/iu;

/** A request that somebody makes on their own account. */
const FOR_ONESELF = /\b(?:me|us|my|our|i)\b/iu;

/** A line of five to eighteen words says what it is about; "No." alone does not. */
function wordBonus(line: SceneSentence): number {
  const count = wordsOf(line.quote).length;
  if (count < 3) return -0.7;
  return count >= 5 && count <= 18 ? 0.5 : 0;
}

/** ` to JONAS` where it is certain whom the speaker means. */
function addressee(line: SceneSentence, present: readonly string[]): string {
  const others = present.filter((name) => name !== line.speaker);
  const words = new Set(wordsOf(line.quote));
  const named = others.filter((name) => wordsOf(name).some((word) => word.length > 2 && words.has(word)));
  const whom = others.length === 1 ? others[0] : named.length === 1 ? named[0] : undefined;
  return whom === undefined ? '' : ` to ${whom}`;
}

/** Index of the first sentence of the next speech, if somebody else gives it at once and not to a third; null where nobody does. */
function replyTo(spoken: readonly SceneSentence[], at: number, present: readonly string[]): number | null {
  const line = spoken[at];
  if (line === undefined) return null;
  for (let next = at + 1; next < spoken.length; next++) {
    const other = spoken[next];
    if (other === undefined || other.beat === line.beat) continue;
    // What is done between two speeches may be the answer; then the words behind it answer that.
    const follows = other.beat === line.beat + 1 && other.speaker !== line.speaker;
    return follows && other.offScreen === line.offScreen && !isToSomebodyElse(other, line, present) ? next : null;
  }
  return null;
}

/** Whether a reply calls somebody by name who is not the one to be answered. */
function isToSomebodyElse(reply: SceneSentence, to: SceneSentence, present: readonly string[]): boolean {
  const words = wordsOf(reply.quote);
  const ends = new Set([words[0], words.at(-1)]);
  const called = present.filter(
    (name) => name !== reply.speaker && wordsOf(name).some((word) => word.length > 2 && ends.has(word)),
  );
  return called.length > 0 && !called.includes(to.speaker ?? '');
}

function presentCast(spoken: readonly SceneSentence[], cast: readonly string[]): string[] {
  return cast.filter((name) => spoken.some((line) => line.speaker === name && !line.offScreen));
}

function overlaps(one: ConflictMove, other: ConflictMove): boolean {
  return one.lines.some((line) => other.lines.includes(line));
}
