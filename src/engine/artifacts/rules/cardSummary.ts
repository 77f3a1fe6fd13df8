import { CARD_MAX_LINES, CARD_MAX_TOKENS } from '../../../story/sceneCard';
import type { CountTokens } from '../sceneSource';
import type { CardParts } from './cardParts';
import { clipToTokens, ELLIPSIS, onOneLine } from './clip';
import { fitLines, type FittingLine } from './fitLines';
import type { SceneReading } from './readScene';
import { quoted, shown } from './sceneSentences';

/**
 * The card as it is read and sent. Within `CARD_MAX_TOKENS` and half of the scene's own tokens: one line for a short
 * scene, else `FEWEST_LINES` to `CARD_MAX_LINES`. A sentence that does not fit is cut at a word, with an ellipsis.
 */
export function cardSummaryOf(reading: SceneReading, parts: CardParts, countTokens: CountTokens): string {
  const own = countTokens(reading.text);
  const maxTokens = Math.min(CARD_MAX_TOKENS, Math.floor(own / 2));
  if (own >= SHORT_SCENE_TOKENS) {
    const lines = linesOf(parts);
    const minLines = Math.min(FEWEST_LINES, lines.length);
    const bounds = { maxTokens, minLines, maxLines: CARD_MAX_LINES };
    const importance = [...lines.keys()].sort((one, other) => (lines[one]?.rank ?? 0) - (lines[other]?.rank ?? 0));
    const fitted = fitLines(lines, importance, bounds, countTokens);
    if (fitted !== null && fitted.length > 0) return beginning(fitted).join('\n');
  }
  return oneLine(reading, parts, maxTokens, countTokens);
}

/** "Then" needs something before it. */
function beginning(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => /^(?:Action|Then|Said by [^:]+): /u.test(line));
  return lines.map((line, index) => (index === first ? line.replace(/^Then: /u, 'Action: ') : line));
}

/** analysis.md: half of all scenes are shorter than this, and their cards are a line. */
const SHORT_SCENE_TOKENS = 150;
const FEWEST_LINES = 5;

interface RankedLine extends FittingLine {
  /** 1 is the most important. */
  readonly rank: number;
}

/** All the lines a card may have, in the order in which they are read. */
function linesOf(parts: CardParts): RankedLine[] {
  const lines: RankedLine[] = [];
  const add = (rank: number, label: string, versions: readonly string[]): void => {
    if (versions.length > 0 && versions[0] !== '') lines.push({ rank, label, versions });
  };
  if (parts.synopsis !== null) add(1, 'Synopsis', [parts.synopsis]);
  for (const [index, line] of parts.action.entries()) {
    const rank = index > 0 ? 8 + index : parts.synopsis === null ? 1 : 8;
    if (line.speaker !== null) add(rank, `Said by ${line.speaker}`, [quoted(onOneLine(line.quote))]);
    else add(rank, index === 0 ? 'Action' : 'Then', [onOneLine(line.quote)]);
  }
  const strongest = [...parts.conflict].sort((one, other) => other.weight - one.weight)[0];
  if (strongest !== undefined)
    add(2, 'Conflict', [strongest.short, strongest.text, parts.conflict.map((move) => move.text).join(' ')]);
  const telling = [...parts.unshownChanges].sort((one, other) => one.rank - other.rank)[0];
  if (telling !== undefined)
    add(3, 'Changes', [telling.text, parts.unshownChanges.map((change) => change.text).join(' ')]);
  if (parts.told !== null) add(6, parts.told.label, [parts.told.text]);
  if (parts.planted !== null) add(7, parts.planted.label, [parts.planted.text]);
  if (parts.ends !== null) add(4, parts.ends.label, [parts.ends.text]);
  add(5, 'Tone', parts.tone);
  if (parts.pace.speakers.length > 1) add(11, 'Speak', [speakers(parts)]);
  return lines;
}

function speakers(parts: CardParts): string {
  const shownSpeakers = parts.pace.speakers.slice(0, 5).map(([name, speeches]) => `${name} ${speeches}`);
  const more = parts.pace.speakers.length - shownSpeakers.length;
  return `${shownSpeakers.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** One line: the action, then as much of conflict, changes and end as fits whole. */
function oneLine(reading: SceneReading, parts: CardParts, maxTokens: number, countTokens: CountTokens): string {
  const rest = [
    ...parts.action.map(shown),
    ...parts.conflict.map((move) => move.text),
    ...parts.unshownChanges.map((change) => change.text),
    ...(parts.ends === null ? [] : [`${parts.ends.label}: ${parts.ends.text}`]),
  ];
  if (rest.length === 0) rest.push(...parts.tone.slice(-1));
  const all = (parts.synopsis === null ? rest : [parts.synopsis, ...rest]).map(closed);
  const [first = onOneLine(reading.heading), ...others] = all;
  let line = clipToTokens(first, maxTokens, countTokens);
  if (line === '') return leastLine(first);
  if (line.endsWith(ELLIPSIS)) return line;
  for (const other of others) {
    if (!line.includes(other) && countTokens(`${line} ${other}`) <= maxTokens) line = `${line} ${other}`;
  }
  return line;
}

/** Where half of the scene is less than a word: its first word. */
function leastLine(text: string): string {
  const [first = '', ...more] = text.split(' ');
  if (first === '') return 'Nothing on the page yet.';
  return more.length === 0 ? first : `${first}${ELLIPSIS}`;
}

/** With a full stop where the next sentence would run into it. */
function closed(text: string): string {
  return /[\p{P}]$/u.test(text) ? text : `${text}.`;
}
