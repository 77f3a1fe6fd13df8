import { countLineEnds } from './countLineEnds';
import { findRemovedSpans, type RemovedSpans } from './findRemovedSpans';
import { PROBLEM_MESSAGES } from './problemMessages';
import { readElements, type ReadElements } from './readElements';
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
  const removed = findRemovedSpans(text, from);
  const read = readElements(text, from, countLineEnds(text, 0, from) + 1, removed.spans);
  return {
    titlePage: title.entries,
    titlePageEndOffset: from,
    elements: read.elements,
    ...readScenes(text, read, from),
    removed: removed.spans,
    problems: problemsOf(text, read, removed),
  };
}

function problemsOf(text: string, read: ReadElements, removed: RemovedSpans): Problem[] {
  const found = [...read.problems];
  for (const lonely of read.lonelyCues) if (read.speaking.has(lonely.name)) found.push(lonely);
  let at = 0;
  let line = 1;
  const lineAt = (offset: number): number => {
    line += countLineEnds(text, at, offset);
    at = offset;
    return line;
  };
  for (const offset of removed.unclosedNotes) found.push({ code: 'unclosed-note', line: lineAt(offset) });
  if (removed.unclosedBoneyard !== -1) {
    line = 1;
    at = 0;
    found.push({ code: 'unclosed-boneyard', line: lineAt(removed.unclosedBoneyard) });
  }
  found.sort((a, b) => a.line - b.line);
  return found.map(({ code, line }) => ({ code, message: PROBLEM_MESSAGES[code], line }));
}
