import type { Screenplay, ScreenplayElement } from '../../../src/screenplay/screenplay';
import { formatRuns, type ReadElement, type Reading } from './reading';

/** Our own reading in the exam's words. `input` is the text it was read from. */
export function ourReading({ titlePage, elements }: Screenplay, input: string): Reading {
  return { titlePage, elements: elements.map((element) => readElement(element, input)) };
}

function readElement(element: ScreenplayElement, input: string): ReadElement {
  const { type, text, line, level, number, dual, name, extensions, notes, runs } = element;
  return {
    type,
    text,
    line,
    source: input.slice(element.startOffset, element.endOffset).replace(/\r\n?/g, '\n'),
    ...(level === undefined ? {} : { level }),
    ...(typeof number === 'string' ? { number } : {}),
    ...(dual === undefined ? {} : { dual }),
    ...(name === undefined ? {} : { name }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(notes === undefined ? {} : { notes: notes.map((note) => note.text) }),
    ...(runs === undefined ? {} : { runs: formatRuns(runs) }),
  };
}
