import { isConnective } from './centralLines';
import { plantedIn } from './changes';
import { onOneLine } from './clip';
import type { SceneReading } from './readScene';
import { quoted, type SceneSentence } from './sceneSentences';
import { wordsOf } from './words';

/** One step of the plot in a scene, as it is shown and what it rests on. */
export interface PlotStep {
  /** "Ends", "Ends on MARA", "Told by JONAS", "In capitals". */
  readonly label: string;
  readonly text: string;
  /** The script's own characters. */
  readonly quotes: readonly string[];
}

/** What a scene adds to the plot; null where the page shows nothing of the kind. */
export interface Progression {
  /** What is said of what comes or was hidden. */
  readonly told: PlotStep | null;
  /** What is put in capitals and is no person. */
  readonly planted: PlotStep | null;
  /** The last image or line. */
  readonly ends: PlotStep | null;
}

/** Reads the plot steps of a scene; a line of `used` is shown elsewhere on the card and not told again. */
export function progressionOf(
  reading: SceneReading,
  lines: readonly SceneSentence[],
  used: ReadonlySet<SceneSentence>,
): Progression {
  const things = plantedIn(reading).slice(0, MOST_THINGS);
  const told = tellingLine(lines, used);
  const last = lastImage(lines);
  return {
    told: told === null ? null : stepOf('Told by', 'Told', told, [told.quote]),
    planted:
      things.length === 0
        ? null
        : { label: 'In capitals', text: `${things.map(onOneLine).join(', ')}.`, quotes: things },
    ends: last === null || used.has(last) || lines.length < 3 ? null : endOf(last, lines),
  };
}

const MOST_THINGS = 4;

/** The last line that is an image or a word, not the way into the next shot; the last of all where none of three is. */
export function lastImage(lines: readonly SceneSentence[]): SceneSentence | null {
  const late = lines.slice(-3).reverse();
  return late.find((line) => line.speaker !== null || !isConnective(line.quote)) ?? late[0] ?? null;
}

/** The last image with the sentence before it where it hangs on that ("He goes."). */
export function endingLines(last: SceneSentence, lines: readonly SceneSentence[]): SceneSentence[] {
  const before = lines[last.position - 1];
  const hangs = before?.beat === last.beat && (wordsOf(last.quote).length < 4 || HANGING.test(last.quote));
  return hangs ? [before, last] : [last];
}

const HANGING = /^(?:he|she|they|it|his|her|their|him|them|the latter|then|but|and|so|il|elle|er|sie)\b/iu;

function endOf(last: SceneSentence, lines: readonly SceneSentence[]): PlotStep {
  return stepOf(
    'Ends on',
    'Ends',
    last,
    endingLines(last, lines).map((line) => line.quote),
  );
}

function stepOf(
  labelOfSpeech: string,
  labelOfAction: string,
  line: SceneSentence,
  quotes: readonly string[],
): PlotStep {
  const words = onOneLine(quotes.join(' '));
  return line.speaker === null
    ? { label: labelOfAction, text: words, quotes }
    : { label: `${labelOfSpeech} ${line.speaker}`, text: quoted(words), quotes };
}

/** The speech that says most of what comes or what was hidden: a deadline, a plan, a confession, a death. English only. */
function tellingLine(lines: readonly SceneSentence[], used: ReadonlySet<SceneSentence>): SceneSentence | null {
  const last = lastImage(lines);
  let best: SceneSentence | null = null;
  let bestScore = 0;
  for (const line of lines) {
    if (line.speaker === null || used.has(line) || line === last) continue;
    const text = line.quote.replaceAll('’', "'").replace(/\s+/gu, ' ');
    if (/[?？]["'”’]*$/u.test(text)) continue;
    const count = wordsOf(text).length;
    if (count < 4 || count > 30) continue;
    const score = (SECRET.test(text) ? 3 : 0) + (DEADLINE.test(text) ? 2 : 0) + (PLAN.test(text) ? 1.5 : 0);
    if (score > bestScore) {
      best = line;
      bestScore = score;
    }
  }
  return best;
}

const SECRET =
  /\b(?:i lied|i killed|i stole|i took (?:it|the)|i'm (?:pregnant|dying|sick|leaving|married|sorry i)|i never told|the truth is|it was (?:me|you|him|her|us)\b|(?:is|are|was|were) (?:dead|alive|missing|gone|not (?:my|your|his|her))|(?:he|she|they)(?:'s|'re) (?:dead|alive|dying|gone|missing|coming|here|not (?:my|your|his|her))|(?:died|passed away|drowned|was killed|was murdered|disappeared|was born)\b|i (?:know|knew|saw|found out|found|heard) (?:who|what|where|why|that|how|your|the|him|her|about)|nobody knows|no one knows|don't tell|secret|confess|(?:my|your|his|her) (?:real|true) (?:father|mother|name|son|daughter)|(?:he|she|i|you)(?:'s| is| am| are|'m|'re) (?:the|my|your|his|her) (?:father|mother|son|daughter|brother|sister|killer))\b/iu;

const DEADLINE =
  /\b(?:tomorrow|tonight|by (?:noon|midnight|morning|dawn|sunrise|sundown|dark|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d)|(?:in|only|got) (?:\w+ )?(?:a|an|one|two|three|four|five|six|ten|twelve|\d+) (?:hours?|minutes?|days?|weeks?|months?)|before (?:it's too late|dawn|dark|midnight|morning|they|he|she)|until (?:noon|midnight|morning|dawn|dark|tomorrow|\w+day)|deadline|too late|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|at (?:noon|midnight|dawn|\d))\b/iu;

const PLAN =
  /\b(?:i'm going to|we're going to|i'll (?:find|go|get|be|take|meet|bring|tell|come)|we'll (?:find|go|get|be|take|meet|have)|meet me|the plan|here's what|we have to|i have to|we need to|i found|there's (?:a|another|only)|if (?:we|i|they|he|she))\b/iu;
