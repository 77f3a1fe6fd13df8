import type { CharacterScene } from './characterVoice';
import { onOneLine } from './clip';
import type { SceneLine } from './sceneLines';
import { saysWant } from './speechActs';
import { wordCount } from './words';

/** A line and the scene it stands in. */
export interface SaidLine {
  readonly at: CharacterScene;
  readonly line: SceneLine;
}

/** What somebody says they want, strongest first chosen, in script order; at most three. English cues. */
export function wantsOf(scenes: readonly CharacterScene[]): SaidLine[] {
  return strongest(
    scenes.flatMap((at) => at.said.filter((line) => saysWant(line.quote)).map((line) => ({ at, line }))),
    wantStrength,
    MOST_WANTS,
  );
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
  return strongest(told, (line) => (wordCount(line.quote) === 3 ? 1 : lengthStrength(line) + 0.6), MOST_TOLD);
}

const MOST_WANTS = 3;
/** A plan ("I'm going to…") counts only if it says something of its own. */
const LEAST_STRENGTH = 0.9;
const MOST_TOLD = 2;

function strongest(lines: readonly SaidLine[], strengthOf: (line: SceneLine) => number, most: number): SaidLine[] {
  const seen = new Set<string>();
  return lines
    .filter(({ line }) => !seen.has(line.quote) && seen.add(line.quote))
    .map((said, order) => ({ said, order, strength: strengthOf(said.line) }))
    .filter(({ strength }) => strength > LEAST_STRENGTH)
    .sort((one, other) => other.strength - one.strength || one.order - other.order)
    .slice(0, most)
    .sort((one, other) => one.order - other.order)
    .map(({ said }) => said);
}

function wantStrength(line: SceneLine): number {
  const text = unified(line);
  const kind = STRONG.test(text) ? 3 : FIRM.test(text) ? 2 : 1;
  return kind + lengthStrength(line) - (ERRAND.test(text) ? 1.5 : 0);
}

/** Best between five and eighteen words; nothing under four or over thirty. */
function lengthStrength(line: SceneLine): number {
  const count = wordCount(line.quote);
  if (count < 4 || count > 30) return -5;
  return count >= 5 && count <= 18 ? 1 : 0.4;
}

function unified(line: SceneLine): string {
  return onOneLine(line.quote).replaceAll('’', "'").toLowerCase();
}

const STRONG =
  /\bi(?:'ve)? (?:just |only |really |always |still )?(?:want|wanted) |\ball i (?:want|ever wanted|need)|\bmy dream\b|\bi'd (?:give|do) anything\b|\bi(?:'m| am) not going to\b|\bi won't\b|\bi can't (?:let|lose|leave|live|stop)\b/u;
const FIRM =
  /\bi (?:just |only |really |still )?(?:need|have to|must)\b|\bi(?:'ve| have) got to\b|\bi(?:'ll| will) (?:find|prove|save|stop|never)\b|\bi wish\b/u;

/** Passing business: "I have to go", "I'm going to check on him". */
const ERRAND =
  /\b(?:have to|need to|got to|gotta|going to|gonna|must|want to) (?:go|get (?:going|started|back|dressed|some)|run|leave|start|check|call|ask|tell you|say|talk to|see|be|lie down|sleep|eat|pee|make a call|take this|admit|head)\b(?! (?:home|back)\b)/u;

const OF_YOU =
  /\byou(?:'re| are) (?:afraid|scared|frightened|hiding|running|alone|lying|just like|not (?:your|the|alone|that)|too (?:late|old|young|proud)|always|never)\b|\byou (?:never (?:listen|change|learn|stop|think|let|ask|say|talk|trust)\b|always|don't (?:see|understand|trust|believe|listen)|can't (?:keep|go on|run|hide|save|let go|forgive)|need (?:to (?:let|learn|tell|stop|forgive|trust|face|grow|talk|listen|believe)|help|someone|somebody|him|her|me))\b|\bwhat you need\b|\byou'll never\b/u;
