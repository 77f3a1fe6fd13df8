import type { ChatScene } from './chatScene';
import { foldText } from '../../story/foldedText';

/** What may not leave, and what of a text may. */
export interface NeverSendGuard {
  readonly isMarked: (sceneId: string) => boolean;
  /** True while nothing is marked: then every text may leave. */
  readonly isOpen: boolean;
  /** Whether no word and no run of words that only a marked scene has, and no line of one, is in it. */
  readonly permits: (text: string) => boolean;
  /** The text without the sentences and lines that it does not permit. */
  readonly permitted: (text: string) => string;
}

/**
 * Keeps what is made from marked scenes at home too: an outline or a sheet repeats their words. A word is a scene's own if
 * no scene that may be sent has it, nor its card.
 * @param gone texts of marked scenes that are not in the script now: what was made of them may be
 */
export function neverSendGuard(
  scenes: readonly ChatScene[],
  marked: ReadonlySet<string>,
  gone: readonly string[] = [],
): NeverSendGuard {
  const secret = scenes.filter(({ id }) => marked.has(id));
  if (marked.size === 0 && gone.length === 0) {
    return { isMarked: () => false, isOpen: true, permits: () => true, permitted: (text) => text };
  }
  const open = new Set<string>();
  const openLines = new Set<string>();
  for (const scene of scenes) {
    if (marked.has(scene.id)) continue;
    for (const run of wordsAndRunsOf(`${scene.source}\n${scene.card ?? ''}`)) open.add(run);
    for (const line of linesOf(scene)) openLines.add(line);
  }
  /** Words and runs of them. */
  const words = new Set<string>();
  const lines = new Set<string>();
  for (const scene of secret) {
    for (const run of wordsAndRunsOf(scene.source)) if (!open.has(run)) words.add(run);
    for (const line of linesOf(scene)) if (!openLines.has(line)) lines.add(line);
  }
  for (const text of gone) {
    for (const run of wordsAndRunsOf(text)) if (!open.has(run)) words.add(run);
    for (const line of sentencesOf(text)) if (!openLines.has(line)) lines.add(line);
  }
  const permits = (text: string): boolean => {
    for (const run of wordsAndRunsOf(text)) if (words.has(run)) return false;
    const folded = foldText(text).text.toLowerCase();
    for (const line of lines) if (folded.includes(line)) return false;
    return true;
  };
  return {
    isMarked: (id) => marked.has(id),
    isOpen: false,
    permits,
    permitted: (text) =>
      text
        .split('\n')
        .map((line) => {
          if (permits(line)) return line;
          const kept = line.split(SENTENCE_END).filter(permits).join(' ');
          return permits(kept) ? kept : '';
        })
        .filter((line, at, all) => line.trim() !== '' || (at > 0 && all[at - 1]?.trim() !== ''))
        .join('\n')
        .trim(),
  };
}

const SENTENCE_END = /(?<=[.!?…]["”’)]*)\s+/u;

/** Words in lower case, without regard to how they are written out. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** So many words in a row are a quotation, whoever else uses each of them. */
const QUOTED_WORDS = 5;

/** The words of a text, and every run of `QUOTED_WORDS` of them. */
function wordsAndRunsOf(text: string): string[] {
  const words = wordsOf(text);
  const runs = words.slice(QUOTED_WORDS - 1).map((_, at) => words.slice(at, at + QUOTED_WORDS).join(' '));
  return [...words, ...runs];
}

/** The scene's lines, and the sentences in them, of three words and more. */
function linesOf(scene: ChatScene): string[] {
  return scene.paragraphs.flatMap(({ text }) => sentencesOf(text));
}

function sentencesOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => [line, ...line.split(SENTENCE_END)])
    .map((line) => foldText(line).text.toLowerCase())
    .filter((line) => line.split(' ').length >= 3);
}
