import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { readFdx, type FdxReading } from '../../src/screenplay/fdx/readFdx';
import { writeFdx } from '../../src/screenplay/fdx/writeFdx';
import type { EmphasisRun, Screenplay, ScreenplayElement } from '../../src/screenplay/screenplay';

type Script = Extract<FdxReading, { kind: 'script' }>;

/** A reading that is to be a script. */
export function scriptOf(xml: string): Script {
  const reading = readFdx(xml);
  if (reading.kind === 'failed') throw new Error(`${reading.message}\n${xml.slice(0, 500)}`);
  return reading;
}

/** A Final Draft file with this body, and what else stands beside it. */
export function fdx(body: string, beside = ''): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft DocumentType="Script" Template="No" Version="5">\n<Content>\n${body}\n</Content>\n${beside}</FinalDraft>\n`;
}

/** A paragraph of one run. */
export function paragraph(type: string, text: string, attributes = ''): string {
  return `<Paragraph Type="${type}"${attributes}><Text>${text}</Text></Paragraph>`;
}

/** A Fountain text as a Final Draft file. */
export function asFdx(fountain: string): string {
  return [...writeFdx(parseScreenplay(fountain), fountain)].join('');
}

/** A Fountain text after a way through Final Draft. */
export function throughFdx(fountain: string): string {
  return scriptOf(asFdx(fountain)).text;
}

/** What an element is, whatever marks it is written with. */
export interface Meaning {
  readonly type: string;
  readonly runs: readonly EmphasisRun[];
  readonly number?: string | null;
  readonly level?: number;
  readonly dual?: string;
  readonly notes?: readonly string[];
}

/** What a script says, in order. */
export interface Said {
  readonly page: readonly Meaning[];
  /** All notes, by the alphabet. */
  readonly notes: readonly string[];
}

/**
 * What a script says, without what Final Draft cannot keep (`FDX_RULES`): boneyard, empty paragraphs, a page break at the start.
 * Without `placesNotes` also without where notes stand.
 */
export function saidBy({ elements }: Screenplay, placesNotes: boolean): Said {
  const kept = elements.filter(
    ({ type, text }) =>
      type !== 'boneyard' && (type === 'page_break' || text.trim() !== '') && (placesNotes || type !== 'note'),
  );
  while (kept[0]?.type === 'page_break') kept.shift();
  const notes = elements.flatMap((element) =>
    element.type === 'note' ? [element.text] : (element.notes ?? []).map(({ text }) => text),
  );
  return {
    page: kept.map((element) => meaning(element, placesNotes)),
    notes: notes.filter((text) => text !== '').sort(),
  };
}

/** Whether a note stands in two speeches at once, where Final Draft cannot have one: it moves behind them. */
export function hasNotesInDual({ elements }: Screenplay): boolean {
  return elements.some(
    ({ type, dual, notes }, i) =>
      dual !== undefined &&
      (notes !== undefined || [elements[i - 1]?.type, elements[i + 1]?.type].includes('note')) &&
      type !== 'note',
  );
}

function meaning({ type, text, runs, number, level, dual, notes }: ScreenplayElement, withNotes: boolean): Meaning {
  return {
    type,
    runs: plain(runs ?? [{ text, styles: [] }]),
    ...(number !== undefined && { number }),
    ...(level !== undefined && { level: Math.min(4, level) }),
    ...(dual !== undefined && { dual }),
    ...(withNotes && notes !== undefined && { notes: notes.map((note) => note.text).filter((words) => words !== '') }),
  };
}

/** Without the characters that shield a line and without blank lines at the ends. */
function plain(runs: readonly EmphasisRun[]): readonly EmphasisRun[] {
  return runs
    .map((run, i) => {
      const text = run.text.replace(/[\u2060\u1160]/g, '');
      const start = i === 0 ? text.replace(/^(?:[^\S\n]*\n)+/, '') : text;
      return { ...run, text: i === runs.length - 1 ? start.trimEnd() : start };
    })
    .filter(({ text }) => text !== '');
}
