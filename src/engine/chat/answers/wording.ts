import type { SceneLine } from '../sceneLines';
import { searchTerms } from '../searchTerms';
import type { FactScene } from '../scriptFacts';
import { LONGEST_QUOTE, shortened } from '../sceneQuote';
import type { AnswerBlock, OfflineAnswer, OfflineCitation, Searched } from './offlineAnswer';

/** A scene as a script supervisor names it: `scene 12 (INT. KITCHEN - NIGHT, p. 14)`. */
export function sceneName(scene: FactScene): string {
  if (scene.index === null) return `the text before the first heading (p. ${scene.page})`;
  const heading = scene.heading.replace(/\s+/g, ' ').trim();
  return `scene ${scene.label} (${heading === '' ? '' : `${heading}, `}p. ${scene.page})`;
}

/** "scene 4", "scenes 1, 4 and 5", "the opening and scene 4"; after `most` labels "and 7 more". */
export function sceneLabels(scenes: readonly FactScene[], most = 12): string {
  const numbered = scenes.filter(({ index }) => index !== null);
  const opening = numbered.length < scenes.length ? 'the opening' : '';
  if (numbered.length === 0) return opening;
  const row = `${numbered.length === 1 ? 'scene' : 'scenes'} ${labelRow(numbered, most)}`;
  return opening === '' ? row : `${opening} and ${row}`;
}

/** "1, 4 and 5". */
export function labelRow(scenes: readonly FactScene[], most = 12): string {
  const labels = scenes.map((scene) => (scene.index === null ? 'the opening' : scene.label));
  return listed(labels.length > most + 1 ? [...labels.slice(0, most), `${labels.length - most} more`] : labels);
}

/** "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** "1 scene", "2 scenes". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** "86 scenes", "the opening and 85 scenes", "the opening": text before the first heading is no scene. */
export function countedScenes(scenes: readonly FactScene[]): string {
  const numbered = scenes.filter(({ index }) => index !== null).length;
  const opening = numbered < scenes.length;
  if (!opening) return counted(numbered, 'scene');
  return numbered === 0 ? 'the opening' : `the opening and ${counted(numbered, 'scene')}`;
}

/** Eighths as the trade writes them: `2 3/8`, `5/8`, `3`. */
export function inPages(eighths: number): string {
  const whole = Math.floor(eighths / 8);
  const rest = eighths % 8;
  const figure = rest === 0 ? String(whole) : whole === 0 ? `${rest}/8` : `${whole} ${rest}/8`;
  return `${figure} ${whole < 1 || (whole === 1 && rest === 0) ? 'page' : 'pages'}`;
}

export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** The terms of some words, of equal weight: what a quote should have of a long line. */
export function wordsToQuote(words: string): ReadonlyMap<string, number> {
  return new Map(searchTerms(words).map(({ term }) => [term, 1]));
}

/** A line of the script as a citation; of a long one the sentences with these terms. */
export function cite(
  scene: FactScene,
  line: SceneLine | null,
  weights: ReadonlyMap<string, number> = NO_WEIGHTS,
): OfflineCitation {
  if (line === null) return { sceneId: scene.id, lineOffset: headingOffset(scene), quote: null };
  return { sceneId: scene.id, lineOffset: line.lineOffset, quote: shortened(line.text, weights) };
}

/** Line of the heading in the scene's slice, from 0; the first line that is not blank where it has none. */
function headingOffset({ source, heading }: FactScene): number {
  const lines = source.split(/\r\n|\r|\n/);
  const start = unmarked(heading).slice(0, 24);
  const at = start === '' ? -1 : lines.findIndex((line) => unmarked(line).includes(start));
  return at >= 0
    ? at
    : Math.max(
        0,
        lines.findIndex((line) => line.trim() !== ''),
      );
}

function unmarked(text: string): string {
  return text
    .replace(/[*_\\.]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const NO_WEIGHTS: ReadonlyMap<string, number> = new Map();

/** A citation's words in quotation marks; their own stay as they are. */
export function quoted(citation: OfflineCitation): string {
  return citation.quote === null ? '' : `“${citation.quote.slice(0, 2 * LONGEST_QUOTE)}”`;
}

export function block(text: string, ...citations: readonly OfflineCitation[]): AnswerBlock {
  return { text, citations };
}

export function answer(blocks: readonly AnswerBlock[], searched: Searched): OfflineAnswer {
  return { found: true, blocks, citations: distinct(blocks), searched };
}

/** The script does not say. */
export function refusal(blocks: readonly AnswerBlock[], searched: Searched): OfflineAnswer {
  // An answer without support says what was searched (chat.md, *Grounding*).
  const told = searched.scenes === 0 ? blocks : [...blocks, block(`Searched: ${searched.words}.`)];
  return { found: false, blocks: told, citations: distinct(told), searched };
}

function distinct(blocks: readonly AnswerBlock[]): OfflineCitation[] {
  const seen = new Set<string>();
  return blocks
    .flatMap((one) => one.citations)
    .filter(({ sceneId, lineOffset, quote }) => {
      const key = `${sceneId}\n${lineOffset}\n${quote ?? ''}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}
