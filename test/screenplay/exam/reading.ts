import type { ElementType, EmphasisStyle } from '../../../src/screenplay/screenplay';
import type { ExamCase, ExpectedElement, ExpectedEntry } from './examCase';
import { fold } from './notation';

/** What a reader made of a text, in the exam's words. Fields it does not know stay away. */
export interface Reading {
  readonly titlePage: readonly ExpectedEntry[];
  readonly elements: readonly ReadElement[];
}

export interface ReadElement extends ExpectedElement {
  readonly text: string;
}

export type Field = Exclude<keyof ExpectedElement, 'type' | 'text'>;

/** What of a reading is judged: what the reader claims to model, and nothing else. */
export interface View {
  readonly fields: readonly Field[];
  /** Elements of these types are not looked at. */
  readonly unmodelled: readonly ElementType[];
  /** True for a reader that gives lines, not paragraphs: then only the lines are compared. */
  readonly byLine: boolean;
  /** Elements whose texts are compared without regard to case. */
  readonly anyCase: readonly ElementType[];
  /** True where title keys are compared without regard to case, with blank and underscore alike. */
  readonly anyKeyCase: boolean;
}

/** All that a case says. */
export const WHOLE_VIEW: View = {
  fields: ['number', 'level', 'dual', 'notes', 'runs', 'name', 'extensions', 'line', 'source'],
  unmodelled: [],
  byLine: false,
  anyCase: [],
  anyKeyCase: false,
};

/** What a case expects and what was read, both as lines of the exam's notation: equal lines, right answer. */
export function compareReading(
  { titlePage, elements }: ExamCase,
  reading: Reading,
  view: View,
): { readonly expected: string[]; readonly got: string[] } {
  const seen = (all: readonly ExpectedElement[]): readonly ExpectedElement[] =>
    all.filter(({ type }) => !view.unmodelled.includes(type)).flatMap((one) => (view.byLine ? linesOf(one) : [one]));
  const wanted = seen(elements);
  return {
    expected: [...titlePage.map((entry) => writeEntry(entry, view)), ...wanted.flatMap((one) => write(one, one, view))],
    got: [
      ...reading.titlePage.map((entry) => writeEntry(entry, view)),
      ...seen(reading.elements).flatMap((one, index) => write(one, wanted[index], view)),
    ],
  };
}

/** Runs in the exam's notation: `The <bi>lamp</bi> swings.` with the first letters of the styles. */
export function formatRuns(runs: readonly { text: string; styles: readonly EmphasisStyle[] }[]): string {
  return runs
    .map(({ text, styles }) => {
      const letters = styles.map((style) => style.charAt(0)).join('');
      return letters === '' ? text : `<${letters}>${text}</${letters}>`;
    })
    .join('');
}

/** Fields that a case leaves open are judged only where it names them. */
const OPEN: readonly Field[] = ['name', 'extensions', 'line', 'source'];

function write(element: ExpectedElement, wanted: ExpectedElement | undefined, view: View): string[] {
  const open = wanted?.type === element.type && wanted.text === null;
  const text = element.text === null || open ? '' : `: ${visible(element.text)}`;
  return [
    `> ${element.type}${view.anyCase.includes(element.type) ? text.toLowerCase() : text}`,
    ...view.fields.flatMap((field) => {
      const value = element[field];
      if (value === undefined || (OPEN.includes(field) && wanted?.[field] === undefined)) return [];
      if (field !== 'notes')
        return [`+ ${field}: ${visible(typeof value === 'object' ? value.join(' | ') : `${value}`)}`];
      const notes = element.notes ?? [];
      if (typeof notes === 'number') return [`+ notes: ${notes}`];
      if (typeof wanted?.notes === 'number') return [`+ notes: ${notes.length}`];
      return notes.map((note) => `+ note: ${visible(note)}`);
    }),
  ];
}

function writeEntry({ key, values }: ExpectedEntry, view: View): string {
  return `= ${view.anyKeyCase ? key.toLowerCase().replaceAll('_', ' ') : key}: ${values.join(' | ')}`;
}

function linesOf(element: ExpectedElement): ExpectedElement[] {
  return (element.text ?? '').split('\n').map((text) => ({ ...element, text: element.text === null ? null : text }));
}

/** Blanks at line ends cannot be seen on a page and are not judged; half a surrogate pair counts as U+FFFD. */
function visible(text: string): string {
  const lines = text.replace(/\p{Surrogate}/gu, '\ufffd').split('\n');
  return fold(lines.map((line) => line.trimEnd()).join('\n'));
}
