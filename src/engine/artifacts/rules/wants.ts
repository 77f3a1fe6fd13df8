import { countWords } from '../../../screenplay/countWords';
import type { CharacterScene } from './characterVoice';
import { onOneLine } from './clip';
import { isFunctionWord } from './functionWords';
import type { SceneSentence } from './sceneSentences';
import { wordsOf } from './words';
import { saysWant } from './speechActs';

/** A line and the scene it stands in. */
export interface SaidLine {
  readonly at: CharacterScene;
  readonly line: SceneSentence;
}

/** What somebody says they want, strongest first chosen, in script order; at most three. English cues. */
export function wantsOf(scenes: readonly CharacterScene[]): SaidLine[] {
  const longest = Math.max(1, ...scenes.map(({ scene }) => scene.eighths));
  const wants = scenes.flatMap((at) =>
    at.said.filter((line) => !line.sung && saysWant(line.quote) && !isOrder(line)).map((line) => ({ at, line })),
  );
  // A want that comes back, or that has room in a long scene, is more than a wish of the moment.
  const weighed = (said: SaidLine): number =>
    wantStrength(said.line) +
    (wants.some((other) => other.at !== said.at && sharesWord(other.line, said.line)) ? RETURNS : 0) +
    (ROOM * said.at.scene.eighths) / longest;
  return strongest(wants, weighed, MOST_WANTS);
}

/** What others tell somebody of themselves, in scenes of two: the words that come closest to a need; at most two. English. */
export function toldOfThem(scenes: readonly CharacterScene[], names: readonly string[]): SaidLine[] {
  const own = new Set(names);
  const told = scenes.flatMap((at) => {
    const speakers = new Set(at.lines.flatMap((line) => (line.speaker === null ? [] : [line.speaker])));
    if (speakers.size !== 2 || at.said.length === 0) return [];
    return at.lines
      .filter(
        (line) =>
          line.speaker !== null && !own.has(line.speaker) && !at.said.includes(line) && OF_YOU.test(unified(line)),
      )
      .map((line) => ({ at, line }));
  });
  return strongest(told, ({ line }) => (countWords(line.quote) === 3 ? 1 : lengthStrength(line) + 0.6), MOST_TOLD);
}

const MOST_WANTS = 3;
/** A plan ("I'm going to…") counts only if it says something of its own. */
const LEAST_STRENGTH = 0.9;
const MOST_TOLD = 2;

const RETURNS = 0.6;
const ROOM = 0.5;

function sharesWord(one: SceneSentence, other: SceneSentence): boolean {
  const words = new Set(wordsOf(one.quote).filter((word) => !isFunctionWord(word)));
  return wordsOf(other.quote).some((word) => words.has(word));
}

/** An order to many is the scene's business, not what somebody is after. */
function isOrder(line: SceneSentence): boolean {
  return ORDER.test(unified(line));
}

const ORDER =
  /\bi (?:want|need) (?:all of you|you all|everyone|everybody|every one of you|each of you|you (?:two|three|four|guys|boys|girls|lads|men|people)|someone|somebody|him|them|that \w+|this \w+) (?:to|out|off|back|here|gone|on|in)\b/u;

function strongest(lines: readonly SaidLine[], strengthOf: (said: SaidLine) => number, most: number): SaidLine[] {
  const seen = new Set<string>();
  return lines
    .filter(({ line }) => !seen.has(line.quote) && seen.add(line.quote))
    .map((said, order) => ({ said, order, strength: strengthOf(said) }))
    .filter(({ strength }) => strength > LEAST_STRENGTH)
    .sort((one, other) => other.strength - one.strength || one.order - other.order)
    .slice(0, most)
    .sort((one, other) => one.order - other.order)
    .map(({ said }) => said);
}

function wantStrength(line: SceneSentence): number {
  const text = unified(line);
  const kind = STRONG.test(text) ? 3 : FIRM.test(text) ? 2 : 1;
  return kind + lengthStrength(line) - (ERRAND.test(text) ? ERRAND_COST : 0);
}

/** Best between five and eighteen words; nothing under four or over thirty. */
function lengthStrength(line: SceneSentence): number {
  const count = countWords(line.quote);
  if (count < 4 || count > 30) return -5;
  return count >= 5 && count <= 18 ? 1 : 0.4;
}

function unified(line: SceneSentence): string {
  return onOneLine(line.quote).replaceAll('’', "'").toLowerCase();
}

const STRONG =
  /\bi(?:'ve)? (?:just |only |really |always |still )?(?:want|wanted) |\ball i (?:want|ever wanted|need)|\bmy dream\b|\bi'd (?:give|do) anything\b|\bi(?:'m| am) not going to\b|\bi won't\b|\bi can't (?:let|lose|leave|live|stop)\b/u;
const FIRM =
  /\bi (?:just |only |really |still )?(?:need|have to|must)\b|\bi(?:'ve| have) got to\b|\bi(?:'ll| will) (?:find|prove|save|stop|never)\b|\bi wish\b/u;

const ERRAND_COST = 2.6;

/** Passing business: "I have to go", "I'm going to check on him". */
const ERRAND =
  /\b(?:have to|need to|got to|gotta|going to|gonna|must|want to) (?:go|get (?:going|started|back|dressed|some)|run|leave|start|check|call|ask|tell you|say|talk to|see|be|lie down|sleep|eat|pee|make a call|take this|take (?:a|my|the) \w+|admit|head|use the|borrow|wash|change (?:my|clothes)|finish (?:this|my|up)|pick up|drop off|catch (?:a|my|the)|powder|find my (?:keys|glasses|coat))\b(?! (?:home|back)\b)/u;

const OF_YOU =
  /\byou(?:'re| are) (?:afraid|scared|frightened|hiding|running|alone|lying|just like|not (?:your|the|alone|that)|too (?:late|old|young|proud)|always|never)\b|\byou (?:never (?:listen|change|learn|stop|think|let|ask|say|talk|trust)\b|always|don't (?:see|understand|trust|believe|listen)|can't (?:keep|go on|run|hide|save|let go|forgive)|need (?:to (?:let|learn|tell|stop|forgive|trust|face|grow|talk|listen|believe)|help|someone|somebody|him|her|me))\b|\bwhat you need\b|\byou'll never\b/u;
