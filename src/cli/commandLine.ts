import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Failure } from '../protocol/failure';
import { ARTIFACT_KINDS, type ArtifactKind } from '../story/artifactKind';
import { MAX_QUESTION_LENGTH } from '../story/chatMessage';
import { PINNABLE_KINDS, type PinnableKind } from '../story/scriptDecisions';

const OPTIONS = {
  json: { type: 'boolean' },
  data: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
  remake: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  sample: { type: 'boolean' },
  limit: { type: 'string' },
  model: { type: 'string' },
  yes: { type: 'boolean' },
  tier: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  kind: { type: 'string' },
  subject: { type: 'string' },
  off: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

/** What the writer asked for on the command line. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'parse'; readonly file: string }
  | {
      readonly kind: 'analyze';
      /** Null: the sample screenplay. */
      readonly file: string | null;
      readonly remake: boolean;
      readonly dryRun: boolean;
    }
  | {
      readonly kind: 'refresh';
      readonly file: string;
      /** Null: every kind. */
      readonly artifact: ArtifactKind | null;
      /** As the writer gave it: a scene id or label, a character's name, the id of a row; null: all. */
      readonly subject: string | null;
    }
  | { readonly kind: 'status'; readonly file: string }
  | { readonly kind: 'ask'; readonly file: string; readonly question: string }
  | {
      readonly kind: 'changes';
      /** Each a file, `FILE@REVISION`, or, one of the two, `-`. */
      readonly from: string;
      readonly to: string;
      /** Null: a list. */
      readonly format: 'md' | null;
      /** Of a document; null: standard output. */
      readonly out: string | null;
    }
  | {
      readonly kind: 'export';
      readonly file: string;
      readonly format: ExportFormat;
      /** Null: standard output. */
      readonly out: string | null;
    }
  | { readonly kind: 'search'; readonly file: string; readonly query: string; readonly limit: number }
  | { readonly kind: 'forget'; readonly file: string }
  | PinCommand
  | AliasCommand
  | {
      readonly kind: 'db';
      readonly action: DbAction;
      /** Of `restore`: which backup; null: the newest one that can be read. */
      readonly file: string | null;
    };

const EXPORT_FORMATS = ['md', 'json', 'csv', 'fdx'] as const;
/** `fdx` is the script itself; the others what is known of it. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Keeps what is made of one subject as it is, or lets it be made again. */
export interface PinCommand {
  readonly kind: 'pin';
  readonly file: string;
  readonly artifact: PinnableKind;
  /** A scene's id or label, a character's name, a row's id; null: the outline. */
  readonly subject: string | null;
  readonly pinned: boolean;
}

/** Says whether two names are one person's. */
export interface AliasCommand {
  readonly kind: 'alias';
  readonly file: string;
  readonly name: string;
  readonly decision: 'merge' | 'split';
  readonly other: string;
}

const DB_ACTIONS = ['check', 'backup', 'restore', 'rollback'] as const;
export type DbAction = (typeof DB_ACTIONS)[number];

export interface CommandLine {
  readonly command: Command;
  readonly json: boolean;
  /** Null: the default of every host. */
  readonly data: string | null;
}

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 200;

/** Reads the arguments after the command's own name. Throws a `usage` failure that names what is wrong. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const [name, ...rest] = positionals;
  const common = { json: values.json ?? false, data: values.data ?? null };
  if (values.data === '') throw usage('--data needs a folder.');
  if (values.help === true || name === 'help') return { ...common, command: { kind: 'help' } };
  if (values.version === true) return { ...common, command: { kind: 'version' } };
  if (values.model !== undefined && values.model !== 'offline') {
    throw usage(`${values.model} is not available: this version works offline.`);
  }
  switch (name) {
    case undefined:
      throw usage('Name a command.');
    case 'parse':
    case 'status':
    case 'forget':
      return { ...common, command: { kind: name, file: onlyFile(name, rest) } };
    case 'analyze': {
      const file = values.sample === true && rest.length === 0 ? null : onlyFile(name, rest);
      const remake = values.remake ?? false;
      return { ...common, command: { kind: name, file, remake, dryRun: values['dry-run'] ?? false } };
    }
    case 'refresh': {
      const file = onlyFile(name, rest);
      const { subject = null } = values;
      if (subject?.trim() === '') throw usage('--subject needs a scene number, a name or an id.');
      return { ...common, command: { kind: name, file, artifact: readKind(values.kind), subject } };
    }
    case 'ask': {
      const [file, ...words] = rest;
      const question = words.join(' ').trim();
      if (file === undefined || file === '' || question === '') throw usage('ask needs a FILE and a QUESTION.');
      if (question.length > MAX_QUESTION_LENGTH)
        throw usage(`A QUESTION has at most ${MAX_QUESTION_LENGTH} characters.`);
      return { ...common, command: { kind: name, file, question } };
    }
    case 'changes': {
      const [from, to, ...more] = rest;
      if (from === undefined || to === undefined || from === '' || to === '' || more.length > 0) {
        throw usage('changes needs OLD and NEW: two files, or the same FILE and FILE@REVISION.');
      }
      if (from === '-' && to === '-') throw usage('Only one of OLD and NEW can be standard input.');
      const format = readChangesFormat(values.format);
      const out = readOut(values.out, name, common.json && format !== null);
      if (out !== null && format === null) throw usage('changes writes a file with --format md only.');
      return { ...common, command: { kind: name, from, to, format, out } };
    }
    case 'search': {
      const [file, ...words] = rest;
      if (file === undefined || file === '' || words.length === 0) throw usage('search needs a FILE and a QUERY.');
      return {
        ...common,
        command: { kind: name, file, query: words.join(' '), limit: readLimit(values.limit) },
      };
    }
    case 'pin':
      return { ...common, command: readPinCommand(rest, values) };
    case 'alias':
      return { ...common, command: readAliasCommand(rest) };
    case 'db':
      return { ...common, command: readDbCommand(rest) };
    case 'export': {
      const file = onlyFile(name, rest);
      const format = readFormat(values.format);
      const out = readOut(values.out, name, common.json);
      return { ...common, command: { kind: name, file, format, out } };
    }
    default:
      throw usage(`There is no command ${name}.`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(error instanceof Error ? (error.message.split('.')[0] ?? '') + '.' : 'The options are not understood.');
  }
}

function onlyFile(command: string, rest: readonly string[]): string {
  const [file, ...more] = rest;
  if (file === undefined || file === '') throw usage(`${command} needs a FILE.`);
  if (more.length > 0) throw usage(`${command} takes one FILE; a name with blanks needs quotation marks.`);
  return file;
}

function readPinCommand(
  rest: readonly string[],
  { kind, subject, off = false }: { kind?: string; subject?: string; off?: boolean },
): PinCommand {
  const file = onlyFile('pin', rest);
  const artifact = PINNABLE_KINDS.find((known) => known === kind);
  if (artifact === undefined) throw usage(`pin needs --kind, one of ${PINNABLE_KINDS.join(', ')}.`);
  if (artifact === 'outline') {
    if (subject !== undefined) throw usage('A script has one outline: pin --kind outline takes no --subject.');
  } else if (subject === undefined || subject === '') {
    throw usage(`pin --kind ${artifact} needs --subject: a scene's label or id, a character's name, or an id.`);
  }
  return { kind: 'pin', file, artifact, subject: subject ?? null, pinned: !off };
}

function readAliasCommand([file, name, decision, other, ...more]: readonly string[]): AliasCommand {
  const isDecision = decision === 'merge' || decision === 'split';
  if (!file || !name || !isDecision || !other || more.length > 0) {
    throw usage(
      'alias needs a FILE, a NAME, merge or split, and the OTHER name; names with blanks need quotation marks.',
    );
  }
  return { kind: 'alias', file, name, decision, other };
}

function readDbCommand([word, file, ...more]: readonly string[]): Command {
  const action = DB_ACTIONS.find((known) => known === word);
  if (action === undefined) throw usage(`db needs one of ${DB_ACTIONS.join(', ')}.`);
  if (action !== 'restore' && file !== undefined) throw usage(`db ${action} takes no FILE.`);
  if (more.length > 0) throw usage('db restore takes one FILE; a name with blanks needs quotation marks.');
  return { kind: 'db', action, file: file === undefined || file === '' || file === 'newest' ? null : file };
}

function readFormat(word: string | undefined): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === word);
  if (format !== undefined) return format;
  if (word === undefined) throw usage('export needs --format md, json, csv or fdx.');
  throw usage(`export cannot write ${word}: it writes ${EXPORT_FORMATS.join(', ')}.`);
}

function readChangesFormat(word: string | undefined): 'md' | null {
  if (word === undefined || word === 'md') return word ?? null;
  throw usage(`changes cannot write ${word}: it writes md.`);
}

/** @param isNeeded standard output is taken by the object that names the file */
function readOut(out: string | undefined, command: string, isNeeded: boolean): string | null {
  if (out === '') throw usage('--out needs a file.');
  if (isNeeded && out === undefined) throw usage(`${command} --json needs --out FILE: the object names the file.`);
  return out ?? null;
}

function readKind(word: string | undefined): ArtifactKind | null {
  if (word === undefined) return null;
  const wanted = word.toLowerCase();
  const kind = ARTIFACT_KINDS.find((known) => wanted === known.toLowerCase() || wanted === `${known.toLowerCase()}s`);
  if (kind === undefined) throw usage(`--kind takes one of ${ARTIFACT_KINDS.join(', ')}.`);
  return kind;
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw usage(`--limit takes a whole number from 1 to ${MAX_LIMIT}.`);
  }
  return limit;
}

function usage(message: string): Failure {
  return new Failure('usage', message);
}
