import { addProblems, readPage } from './readPage';
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
  const page = readPage(text, options.titlePage !== false);
  const { title, removed, read, preamble, scenes } = page;
  const problems: Problem[] = [];
  addProblems(problems, page, read.speaking, 0);
  return {
    titlePage: title.entries,
    titlePageEndOffset: title.endOffset,
    elements: read.elements,
    preamble,
    scenes,
    removed: removed.spans,
    problems,
  };
}
