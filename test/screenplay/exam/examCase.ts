import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ElementType } from '../../../src/screenplay/screenplay';
import { unfold } from './notation';

/*
 * The exam of Fountain 1.1: the `.cases` files of this folder, in a notation that any reader can be judged by. They rest on the
 * syntax text and on what `parse` promises. Most were written before and apart from any reader; those that stand last in a file
 * came when a change made to our reader on purpose went unnoticed.
 *
 * A file begins with its title. After it, each line says by its first word or sign what it is:
 *
 *   rule SECTION: SENTENCE   the rule the next cases rest on: the section of the syntax text, and what it says in our words
 *   case ID                  a case begins
 *   tolerant                 the syntax text is silent or strict here, and what is expected is our own decision
 *   trap NAME                one of the things readers are known to stumble over
 *   ends CRLF | CR           how the lines of the input end; LF where it is not said
 *   | TEXT                   a line of the input, with its line end; a bare | is an empty line
 *   = KEY: VALUE | VALUE     an entry of the title page
 *   > TYPE: TEXT             an element; without the colon its text is not judged
 *   + FIELD: VALUE           what the element before has: number, level, dual, name, extensions, line, source, runs, note (one a line), notes (only how many)
 *   ! CODE LINE              a problem; none expected where none is named; `! *` leaves them open
 *
 * Signs in input and texts are those of `notation.ts`.
 */
export interface ExamCase {
  readonly id: string;
  /** The title of the file. */
  readonly group: string;
  /** Section and rule, in our words. */
  readonly rule: string;
  /** True where the syntax text does not decide, and we did. */
  readonly tolerant: boolean;
  readonly trap: string | null;
  readonly input: string;
  readonly titlePage: readonly ExpectedEntry[];
  readonly elements: readonly ExpectedElement[];
  /** Null where any will do. */
  readonly problems: readonly ExpectedProblem[] | null;
}

export interface ExpectedEntry {
  readonly key: string;
  readonly values: readonly string[];
}

export interface ExpectedProblem {
  readonly code: string;
  readonly line: number;
}

/**
 * `number`, `level`, `dual`, `notes` and `runs` are always judged, and absent means that there is none. `name`, `extensions`,
 * `line` and `source` (the piece of the input the element was read from) are judged where a case names them. `text` is null
 * where it is not judged; `notes` is a number where only how many is judged.
 */
export interface ExpectedElement {
  readonly type: ElementType;
  readonly text: string | null;
  readonly number?: string;
  readonly level?: number;
  readonly dual?: string;
  readonly notes?: readonly string[] | number;
  /** In the notation of `formatRuns`. */
  readonly runs?: string;
  readonly name?: string;
  readonly extensions?: readonly string[];
  readonly line?: number;
  readonly source?: string;
}

const TYPES: readonly ElementType[] = [
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
  'boneyard',
];

/** All cases, by file in order of name. Throws on a line it cannot read, with file and line. */
export function readExam(): ExamCase[] {
  return readdirSync(__dirname)
    .filter((file) => file.endsWith('.cases'))
    .sort()
    .flatMap((file) => readCases(file, readFileSync(path.join(__dirname, file), 'utf8')));
}

interface Draft {
  readonly id: string;
  readonly rule: string;
  tolerant: boolean;
  trap: string | null;
  lineEnd: string;
  readonly lines: string[];
  readonly titlePage: ExpectedEntry[];
  readonly elements: { -readonly [Field in keyof ExpectedElement]: ExpectedElement[Field] }[];
  problems: ExpectedProblem[] | null;
}

function readCases(file: string, text: string): ExamCase[] {
  const [group = '', ...lines] = text.split('\n');
  const drafts: Draft[] = [];
  let rule = '';
  lines.forEach((line, index) => {
    if (line === '') return;
    const fail = (): never => {
      throw new Error(`${file}:${index + 2}: ${line}`);
    };
    const [sign, rest = ''] = split(line, ' ');
    if (sign === 'rule') rule = rest;
    else if (sign === 'case') drafts.push(emptyDraft(rest, rule));
    else if (!readInto(drafts.at(-1) ?? fail(), sign, rest)) fail();
  });
  return drafts.map(({ lines, lineEnd, ...draft }) => ({ ...draft, group, input: joinLines(lines, lineEnd) }));
}

function emptyDraft(id: string, rule: string): Draft {
  return {
    id,
    rule,
    tolerant: false,
    trap: null,
    lineEnd: '\n',
    lines: [],
    titlePage: [],
    elements: [],
    problems: [],
  };
}

/** False where the line says nothing known. */
function readInto(draft: Draft, sign: string, rest: string): boolean {
  switch (sign) {
    case 'tolerant':
      draft.tolerant = true;
      return true;
    case 'trap':
      draft.trap = rest;
      return true;
    case 'ends':
      draft.lineEnd = rest === 'CRLF' ? '\r\n' : '\r';
      return rest === 'CRLF' || rest === 'CR';
    case '|':
      draft.lines.push(rest);
      return true;
    case '=': {
      const [key, values = ''] = split(rest, ':');
      draft.titlePage.push({ key, values: values.trim() === '' ? [] : values.split('|').map((value) => value.trim()) });
      return true;
    }
    case '>': {
      const [type, content] = split(rest, ':');
      const known = TYPES.find((one) => one === type);
      if (known === undefined) return false;
      draft.elements.push({ type: known, text: content === undefined ? null : unfold(content.replace(/^ /, '')) });
      return true;
    }
    case '+': {
      const element = draft.elements.at(-1);
      const [field, value = ''] = split(rest, ':');
      return element !== undefined && readField(element, field, unfold(value.replace(/^ /, '')));
    }
    case '!': {
      if (rest === '*') draft.problems = null;
      const [code, line] = split(rest, ' ');
      if (line !== undefined) draft.problems?.push({ code, line: Number(line) });
      return rest === '*' || line !== undefined;
    }
    default:
      return false;
  }
}

function readField(element: Draft['elements'][number], field: string, value: string): boolean {
  switch (field) {
    case 'number':
    case 'dual':
    case 'runs':
    case 'name':
    case 'source':
      element[field] = value;
      return true;
    case 'level':
    case 'line':
    case 'notes':
      element[field] = Number(value);
      return true;
    case 'extensions':
      element.extensions = value.split(' | ');
      return true;
    case 'note':
      element.notes = [...(typeof element.notes === 'object' ? element.notes : []), value];
      return true;
    default:
      return false;
  }
}

/** Before and after the first separator; nothing after where there is none. */
function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function joinLines(lines: readonly string[], lineEnd: string): string {
  return lines
    .map((line) => {
      const text = unfold(line).replaceAll('\n', lineEnd);
      return text.endsWith('␄') ? text.slice(0, -1) : text + lineEnd;
    })
    .join('');
}
