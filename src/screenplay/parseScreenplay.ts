import { findRemovedSpans } from './findRemovedSpans';
import { PROBLEM_MESSAGES } from './problemMessages';
import { readElements } from './readElements';
import { countLineEnds, readLines } from './readLines';
import { readScenes } from './readScenes';
import { readTitlePage } from './readTitlePage';
import type { Problem, Screenplay } from './screenplay';

export interface ParseOptions {
  /** False reads a part of a script: the first lines are never a title page. Default true. */
  readonly titlePage?: boolean;
}

/**
 * Reads Fountain 1.1 (fountain.io/syntax). Never throws and takes time linear in the text, whatever it is: what is wrong on the
 * page comes back as `problems`, by line. Text is as `decodeText` or `cleanText` gives it; offsets are UTF-16 units of it.
 * Reading the slice of one scene with `titlePage: false` gives exactly its elements.
 */
export function parseScreenplay(text: string, options: ParseOptions = {}): Screenplay {
  const title = options.titlePage === false ? { entries: [], endOffset: 0 } : readTitlePage(text);
  const from = title.endOffset;
  const { spans, unclosedNotes, unclosedBoneyard } = findRemovedSpans(text, from);
  const lines = readLines(text, from, countLineEnds(text, 0, from) + 1, spans);
  const read = readElements(text, lines);
  const problems: Problem[] = [...read.problems];
  const open: readonly { code: Problem['code']; offset: number }[] = [
    ...unclosedNotes.map((offset) => ({ code: 'unclosed-note' as const, offset })),
    ...(unclosedBoneyard === -1 ? [] : [{ code: 'unclosed-boneyard' as const, offset: unclosedBoneyard }]),
  ];
  for (const { code, offset } of open)
    problems.push({ code, message: PROBLEM_MESSAGES[code], line: lineAt(lines, text, offset) });
  problems.sort((a, b) => a.line - b.line);
  return {
    titlePage: title.entries,
    titlePageEndOffset: from,
    elements: read.elements,
    ...readScenes(read, lines, from, text.length),
    removed: spans,
    problems,
  };
}

function lineAt(lines: ReturnType<typeof readLines>, text: string, offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = lines[low];
  return line ? line.number + countLineEnds(text, line.start, offset) : 1;
}
