import { createRequire } from 'node:module';
import type { ElementType } from '../../../src/screenplay/screenplay';
import type { ReadElement, Reading, View } from '../../screenplay/exam/reading';

/**
 * What aw-parser 0.1.1 claims to model: lines, not paragraphs; numbers, depths and dual dialogue. It knows no notes but as
 * something to leave out, no emphasis and no boneyard, shows headings and transitions in capitals, and lower-cases title keys.
 */
export const AW_PARSER_VIEW: View = {
  fields: ['number', 'level', 'dual'],
  unmodelled: ['boneyard', 'note'],
  byLine: true,
  anyCase: ['scene_heading', 'transition'],
  anyKeyCase: true,
};

/** The package has no types; these are the parts used. */
interface AwParser {
  readonly parser: {
    parse(script: string, options: Readonly<Record<string, boolean>>): { title_page: AwToken[]; tokens: AwToken[] };
  };
}

interface AwToken {
  readonly type: string;
  readonly text: string;
  /** Its own count where the script has no number: a number then, else text. */
  readonly number?: number | string;
  readonly level?: number;
  readonly dual?: string;
  /** From 0. */
  readonly line: number;
}

const { parser } = createRequire(__filename)('aw-parser') as AwParser;

/** Everything on. */
const OPTIONS = {
  print_headers: true,
  print_actions: true,
  print_dialogues: true,
  print_sections: true,
  print_synopsis: true,
  use_dual_dialogue: true,
};

/**
 * Its tokens in the exam's words, twice: with notes left out by itself, which loses what stands around a note of several
 * lines, and with notes left in and taken out here, which does not find such notes. Separators are blank lines; a shot is its
 * word for capitals alone on a line, which Fountain calls action; a sung line, for which it has no type, comes as a text
 * between asterisks and counts as lyrics.
 */
export function awParserReadings(input: string): Reading[] {
  const lines = input.split(/\r\n|\r|\n/);
  return [false, true].map((print_notes) => {
    const { title_page, tokens } = parser.parse(input, { ...OPTIONS, print_notes });
    return {
      titlePage: title_page.map(({ type, text }) => ({ key: type, values: text === '' ? [] : text.split('\n') })),
      elements: tokens
        .filter(({ type, text }) => type !== 'separator' && !NOTE_ALONE.test(text))
        .map((token) => readToken(token, lines)),
    };
  });
}

const NOTE = /\[\[.*?\]\]/g;
const NOTE_ALONE = /^\s*\[\[.*\]\]\s*$/;

function readToken({ type, text: raw, number, level, dual, line }: AwToken, lines: readonly string[]): ReadElement {
  const text = raw.replace(NOTE, '');
  const isSung = lines[line]?.trimStart().startsWith('~') === true && /^\*.*\*$/.test(text);
  return {
    type: isSung ? 'lyrics' : type === 'shot' ? 'action' : (type as ElementType),
    text: isSung ? text.slice(1, -1) : text,
    ...(typeof number === 'string' ? { number } : {}),
    ...(level === undefined ? {} : { level }),
    ...(dual === undefined ? {} : { dual }),
  };
}
