import { isFunctionWord } from './functionWords';
import type { SceneSentence } from './sceneSentences';
import { wordsOf } from './words';

/** A line and how much of its scene it carries; below 1 it carries nothing. */
export interface CentralLine {
  readonly line: SceneSentence;
  readonly score: number;
}

/**
 * The lines of a scene that carry it, best first: those that share most words with the rest of the scene, that have
 * somebody of the cast do something, and that are neither camera, nor fragment, nor description of what merely is.
 */
export function centralLinesOf(lines: readonly SceneSentence[], cast: readonly string[]): CentralLine[] {
  const names = new Set(cast.flatMap((name) => wordsOf(name)));
  const contents = lines.map((line) => [...new Set(wordsOf(line.quote).filter((word) => !isFunctionWord(word)))]);
  const frequency = new Map<string, number>();
  for (const words of contents) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const scores = lines.map((line, index) => score(line, contents[index] ?? [], frequency, names));
  return lines
    .map((line, index) => ({ line, score: scores[index] ?? 0 }))
    .sort((one, other) => other.score - one.score || one.line.position - other.line.position);
}

function score(
  line: SceneSentence,
  words: readonly string[],
  frequency: ReadonlyMap<string, number>,
  names: ReadonlySet<string>,
): number {
  let shared = 0;
  for (const word of words) shared += Math.log2(1 + (frequency.get(word) ?? 1));
  let total = shared / Math.sqrt(words.length + 4);
  const text = line.quote.replaceAll('’', "'").replace(/\s+/gu, ' ');
  const count = wordsOf(text).length;
  if (count < 4) total -= 1.2;
  if (count > 32) total -= 0.7;
  if (CAMERA.test(text)) total -= 1.5;
  if (UNFINISHED.test(text)) total -= 0.8;
  if (line.speaker === null) {
    const first = wordsOf(text)[0] ?? '';
    if (names.has(first)) total += 0.6;
    else if (words.some((word) => names.has(word))) total += 0.3;
    if (PRONOUN_START.test(text)) total -= 0.3;
    if (STATIC.test(text)) total -= 0.4;
    if (DEED.test(text)) total += 0.6;
    if (plantsSomething(text)) total += 0.3;
  }
  return total;
}

/** Whether a line of action is about the camera, or runs into what comes next: no image to end on. */
export function isConnective(quote: string): boolean {
  return CAMERA.test(quote) || UNFINISHED.test(quote);
}

const CAMERA =
  /^(?:(?:instead|then|now|suddenly|finally|and|but|this time|as|again),? )?(?:we(?:'re| are)? (?:see|hear|find|come|pull|push|move|rush|hold|follow|pan|track|cut|finally|don't cut)|angle|close|camera|pov|wide|insert|super|title|caption|on the screen|intercut|montage|flash|back to|moving|reverse|pull|push|the camera|this time we)\b|\bto reveal\b.{0,12}$/iu;

/** Runs into the next heading or shot: "We are…", "at the gates of--". */
const UNFINISHED = /(?:\.\.\.|…|--|—|–|:|,)["'”’]*$|^(?:\.\.\.|…|--|\p{Ll})/u;

const PRONOUN_START = /^(?:he|she|they|it|his|her|their|its|this|that|il|elle|ils|elles|er|sie|es)\b/iu;

const STATIC = /\b(?:is|are|was|were|looks like|seems|sits|stands|hangs|lies|wears)\b/iu;

const DEED =
  /\b(?:gives?|hands|takes?|opens|unlocks|finds|discovers|reads|signs|writes|shoots|fires|hits|strikes|slaps|punches|throws|drops|falls|hides|buries|steals|burns|tears|breaks|cuts|kisses|pulls|pushes|grabs|catches|runs|jumps|climbs|stops|turns off|picks up|puts|lifts|pockets|locks|kills|wakes|leaves|arrives|shows|points|stares|realizes|realises|sees|notices|recogni[sz]es|laughs|cries|weeps|screams|attacks|escapes|follows|swallows|drinks|presses|rings|dials|crosses|refuses|nods)\b/iu;

/** A word in capitals in a line that is not all capitals. */
function plantsSomething(text: string): boolean {
  return /\p{Ll}/u.test(text) && /(?<!\p{L})\p{Lu}{3,}(?!\p{L})/u.test(text);
}
