import { countLineEnds } from './countLineEnds';
import { findRemovedSpans, type RemovedSpans } from './findRemovedSpans';
import { PROBLEM_MESSAGES } from './problemMessages';
import type { PageProblem } from './pageProblem';
import { readElements, type ReadElements } from './readElements';
import { readScenes } from './readScenes';
import { readTitlePage, type TitlePage } from './readTitlePage';
import type { Problem, SceneBlock } from './screenplay';

/** A text as read, whole script or stretch of one: what a script needs to know of it, and what only the whole can decide. */
export interface ReadPage {
  readonly title: TitlePage;
  readonly removed: RemovedSpans;
  readonly read: ReadElements;
  readonly preamble: SceneBlock | null;
  readonly scenes: readonly SceneBlock[];
  /** By line. The boneyard that is not closed is not among them: it is a problem only where it is the script's first. */
  readonly problems: readonly PageProblem[];
  /** Line of the first boneyard that is not closed; null where there is none. */
  readonly openBoneyardLine: number | null;
}

/** Reads a text, its first lines as a title page if they can be one and `titlePage` says so. */
export function readPage(text: string, titlePage: boolean): ReadPage {
  const title = titlePage ? readTitlePage(text) : NO_TITLE_PAGE;
  const from = title.endOffset;
  const removed = findRemovedSpans(text, from);
  const read = readElements(text, from, countLineEnds(text, 0, from) + 1, removed.spans);
  const problems = [...read.problems, ...read.lonelyCues];
  let at = 0;
  let line = 1;
  for (const offset of removed.unclosedNotes) {
    line += countLineEnds(text, at, offset);
    at = offset;
    problems.push({ code: 'unclosed-note', line });
  }
  return {
    title,
    removed,
    read,
    ...readScenes(text, read, from),
    problems: problems.sort((a, b) => a.line - b.line),
    openBoneyardLine: removed.unclosedBoneyard === -1 ? null : countLineEnds(text, 0, removed.unclosedBoneyard) + 1,
  };
}

const NO_TITLE_PAGE: TitlePage = { entries: [], endOffset: 0 };

/** Adds the problems of a page to those of the script, `lines` further down. `speaking` are the names with a cue in the script. */
export function addProblems(
  problems: Problem[],
  page: Pick<ReadPage, 'problems' | 'openBoneyardLine'>,
  speaking: ReadonlySet<string>,
  lines: number,
): void {
  let open = page.openBoneyardLine;
  const add = (code: Problem['code'], line: number): void =>
    void problems.push({ code, message: PROBLEM_MESSAGES[code], line: line + lines });
  for (const { code, line, name } of page.problems) {
    if (open !== null && line > open) {
      add('unclosed-boneyard', open);
      open = null;
    }
    if (name === undefined || speaking.has(name)) add(code, line);
  }
  if (open !== null) add('unclosed-boneyard', open);
}
