import { Fountain, InlineLexer, type Token } from 'fountain-js';
import type { ElementType, EmphasisStyle } from '../../../src/screenplay/screenplay';
import { formatRuns, type ReadElement, type Reading, type View } from '../../screenplay/exam/reading';

/**
 * What fountain-js 1.2.4 claims to model: paragraphs, numbers, depths, dual dialogue, notes, and emphasis through its
 * InlineLexer. It drops the boneyard and gives no positions, and its title keys are lower case with underscores.
 */
export const FOUNTAIN_JS_VIEW: View = {
  fields: ['number', 'level', 'dual', 'notes', 'runs'],
  unmodelled: ['boneyard'],
  byLine: false,
  anyCase: [],
  anyKeyCase: true,
};

/**
 * Its tokens in the exam's words. Its texts keep notes, which its InlineLexer turns into comments: they are taken out here as
 * that does, and a text that is nothing but a note is a note. A caret without a partner makes the last speech of the next
 * text it reads half of a pair; it reads a speech in between, so that each case stands for itself.
 */
export function fountainJsReading(input: string): Reading {
  new Fountain().parse('A\nB');
  const { tokens } = new Fountain().parse(input, true);
  let dual: string | undefined;
  const elements: ReadElement[] = [];
  for (const token of tokens) {
    if (token.type === 'dialogue_begin') dual = token.dual;
    else if (token.type === 'dialogue_end') dual = undefined;
    else if (token.is_title !== true && isElement(token.type)) elements.push(...readToken(token, token.type, dual));
  }
  return {
    titlePage: tokens
      .filter((token) => token.is_title)
      .map(({ type, text = '' }) => ({ key: type, values: text === '' ? [] : text.split('\n') })),
    elements,
  };
}

const TYPES: readonly string[] = [
  'scene_heading',
  'action',
  'character',
  'parenthetical',
  'dialogue',
  'lyrics',
  'transition',
  'centered',
  'section',
  'synopsis',
  'page_break',
  'note',
] satisfies ElementType[];

function isElement(type: string): type is ElementType {
  return TYPES.includes(type);
}

const NOTE = /\[{2}(?!\[+)([\s\S]+?)]{2}(?!\[+)/g;

function readToken(
  { text = '', scene_number, depth }: Token,
  type: ElementType,
  dual: string | undefined,
): ReadElement[] {
  const notes = [...text.matchAll(NOTE)].map(([, note = '']) => note);
  const plain = text.replace(NOTE, '');
  if (notes.length > 0 && plain.trim() === '') return notes.map((note) => ({ type: 'note', text: note }));
  const runs = type === 'note' ? [] : readRuns(plain);
  const isPlain =
    runs
      .map((run) => run.text)
      .join('')
      .trimEnd() === plain.trimEnd() && runs.every(({ styles }) => styles.length === 0);
  return [
    {
      type,
      text: plain,
      ...(scene_number === undefined ? {} : { number: scene_number }),
      ...(depth === undefined ? {} : { level: depth }),
      ...(dual === undefined ? {} : { dual }),
      ...(notes.length === 0 ? {} : { notes }),
      ...(isPlain || type === 'note' ? {} : { runs: formatRuns(runs) }),
    },
  ];
}

interface Run {
  readonly text: string;
  readonly styles: readonly EmphasisStyle[];
}

const STYLES: readonly EmphasisStyle[] = ['bold', 'italic', 'underline'];

/** The runs in the HTML its InlineLexer makes. */
function readRuns(text: string): Run[] {
  const runs: Run[] = [];
  const open: string[] = [];
  for (const part of InlineLexer.reconstruct(text).split(/(<span class="[a-z ]+">|<\/span>|<br \/>)/)) {
    const opened = /^<span class="([a-z ]+)">$/.exec(part)?.[1];
    if (opened !== undefined) open.push(opened);
    else if (part === '</span>') open.pop();
    else if (part !== '') addRun(runs, part === '<br />' ? '\n' : unescapeHtml(part), open.join(' '));
  }
  return runs;
}

/** Runs of one style are one run. */
function addRun(runs: Run[], text: string, open: string): void {
  const styles = STYLES.filter((style) => open.split(' ').includes(style));
  const last = runs.at(-1);
  if (last?.styles.join() === styles.join()) runs[runs.length - 1] = { text: last.text + text, styles };
  else runs.push({ text, styles });
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
