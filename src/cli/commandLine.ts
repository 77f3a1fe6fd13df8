import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Failure } from '../protocol/failure';
import { ARTIFACT_KINDS, type ArtifactKind } from '../story/artifactKind';
import {
  BUDGET_TIERS,
  DEFAULT_TIER_BUDGETS,
  MAX_QUESTION_LENGTH,
  tierBudgetsSchema,
  type BudgetTier,
  type TierBudgets,
} from '../story/chatMessage';
import type { ModelChoice } from '../story/plan';
import { PINNABLE_KINDS, type PinnableKind } from '../story/scriptDecisions';
import { OFFLINE } from '../story/scriptSnapshot';

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
  'cards-model': { type: 'string' },
  'base-url': { type: 'string' },
  'limit-usd': { type: 'string' },
  'day-limit-usd': { type: 'string' },
  'never-send': { type: 'string' },
  scene: { type: 'string' },
  folder: { type: 'boolean' },
  yes: { type: 'boolean' },
  tier: { type: 'string' },
  tokens: { type: 'string' },
  'send-notes': { type: 'boolean' },
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
      readonly models: ModelWish | null;
    }
  | {
      readonly kind: 'refresh';
      readonly file: string;
      /** Null: every kind. */
      readonly artifact: ArtifactKind | null;
      /** As the writer gave it: a scene id or label, a character's name, the id of a row; null: all. */
      readonly subject: string | null;
      readonly dryRun: boolean;
      readonly models: ModelWish | null;
    }
  | { readonly kind: 'status'; readonly file: string; readonly models: ModelWish | null }
  | AskCommand
  | { readonly kind: 'ledger'; readonly file: string }
  | MarkCommand
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

/** Which models are to be asked, where, and at what price; a wish that is null means rules on this machine. */
export interface ModelWish {
  readonly choice: ModelChoice;
  /** Of a server that speaks the Messages API; null: Anthropic's own. */
  readonly baseUrl: string | null;
  /** The price is agreed to without being asked for. */
  readonly yes: boolean;
  /** US dollars; null: no limit. */
  readonly limits: { readonly runUsd: number | null; readonly dayUsd: number | null };
}

/** A question about the script. */
export interface AskCommand {
  readonly kind: 'ask';
  readonly file: string;
  readonly question: string;
  readonly tier: BudgetTier;
  readonly tierBudgets: TierBudgets;
  /** Whether notes of what is sent go with it. */
  readonly sendNotes: boolean;
  readonly models: ModelWish | null;
}

/** Marks what is never to be sent to a model, or takes the mark away. */
export interface MarkCommand {
  readonly kind: 'mark';
  readonly file: string;
  readonly on: boolean;
  /** All of the script, all that is in its folder, or one scene by its label or id. */
  readonly target: { readonly kind: 'script' | 'folder' } | { readonly kind: 'scene'; readonly scene: string };
}

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

/**
 * Reads the arguments after the command's own name; of the environment only `WRITERSROOM_LIMIT_USD` and
 * `WRITERSROOM_DAY_LIMIT_USD`, where no option says otherwise. Throws a `usage` failure that names what is wrong.
 */
export function readCommandLine(args: readonly string[], environment: Environment = {}): CommandLine {
  const { values, positionals } = parse(args);
  const [name, ...rest] = positionals;
  const common = { json: values.json ?? false, data: values.data ?? null };
  if (values.data === '') throw usage('--data needs a folder.');
  if (values.help === true || name === 'help') return { ...common, command: { kind: 'help' } };
  if (values.version === true) return { ...common, command: { kind: 'version' } };
  const models = readModels(values, environment);
  switch (name) {
    case undefined:
      throw usage('Name a command.');
    case 'status':
      return { ...common, command: { kind: name, file: onlyFile(name, rest), models } };
    case 'mark':
      return { ...common, command: readMarkCommand(rest, values) };
    case 'parse':
    case 'ledger':
    case 'forget':
      return { ...common, command: { kind: name, file: onlyFile(name, rest) } };
    case 'analyze': {
      const file = values.sample === true && rest.length === 0 ? null : onlyFile(name, rest);
      const remake = values.remake ?? false;
      return { ...common, command: { kind: name, file, remake, dryRun: values['dry-run'] ?? false, models } };
    }
    case 'refresh': {
      const file = onlyFile(name, rest);
      const { subject = null } = values;
      if (subject?.trim() === '') throw usage('--subject needs a scene number, a name or an id.');
      const artifact = readKind(values.kind);
      const dryRun = values['dry-run'] ?? false;
      return { ...common, command: { kind: name, file, artifact, subject, dryRun, models } };
    }
    case 'ask': {
      const [file, ...words] = rest;
      const question = words.join(' ').trim();
      if (file === undefined || file === '' || question === '') throw usage('ask needs a FILE and a QUESTION.');
      if (question.length > MAX_QUESTION_LENGTH)
        throw usage(`A QUESTION has at most ${MAX_QUESTION_LENGTH} characters.`);
      const tier = readTier(values.tier);
      const tierBudgets = readTokens(tier, values.tokens);
      const { 'send-notes': sendNotes = false } = values;
      return { ...common, command: { kind: name, file, question, tier, tierBudgets, sendNotes, models } };
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

type Environment = Readonly<Record<string, string | undefined>>;

interface ModelOptions {
  readonly model?: string;
  readonly 'cards-model'?: string;
  readonly 'base-url'?: string;
  readonly 'limit-usd'?: string;
  readonly 'day-limit-usd'?: string;
  readonly yes?: boolean;
}

function readModels(values: ModelOptions, environment: Environment): ModelWish | null {
  const story = readModel('--model', values.model) ?? OFFLINE;
  const cards = readModel('--cards-model', values['cards-model']) ?? story;
  const { 'base-url': baseUrl = null, yes = false } = values;
  if (baseUrl?.trim() === '') throw usage('--base-url needs an address.');
  const runUsd = readUsd('--limit-usd', values['limit-usd'] ?? environment.WRITERSROOM_LIMIT_USD);
  const dayUsd = readUsd('--day-limit-usd', values['day-limit-usd'] ?? environment.WRITERSROOM_DAY_LIMIT_USD);
  if (story === OFFLINE && cards === OFFLINE) {
    if (baseUrl !== null) throw usage('--base-url needs --model: which model is to be asked there.');
    return null;
  }
  return { choice: { cards, story }, baseUrl, yes, limits: { runUsd, dayUsd } };
}

function readModel(option: string, word: string | undefined): string | null {
  if (word === undefined) return null;
  if (word !== OFFLINE && !/^(?:anthropic|server)\/\S+$/u.test(word)) {
    throw usage(`${option} takes offline, anthropic/MODEL or server/MODEL.`);
  }
  return word;
}

function readUsd(option: string, word: string | undefined): number | null {
  if (word === undefined || word.trim() === '') return null;
  const usd = Number(word);
  if (!Number.isFinite(usd) || usd < 0) throw usage(`${option} takes US dollars, such as 0.50.`);
  return usd;
}

function readTier(word: string | undefined): BudgetTier {
  if (word === undefined) return 'standard';
  const tier = BUDGET_TIERS.find((known) => known === word);
  if (tier === undefined) throw usage(`--tier takes one of ${BUDGET_TIERS.join(', ')}.`);
  return tier;
}

/** What the tier that is asked for allows; the others are as usual. */
function readTokens(tier: BudgetTier, word: string | undefined): TierBudgets {
  if (word === undefined) return DEFAULT_TIER_BUDGETS;
  const tokens = /^\d+$/u.test(word) ? Number(word) : Number.NaN;
  const { success, data } = tierBudgetsSchema.safeParse({ ...DEFAULT_TIER_BUDGETS, [tier]: tokens });
  if (!success) throw usage('--tokens takes a whole number from 200 to 1000000.');
  return data;
}

function readMarkCommand(
  rest: readonly string[],
  { 'never-send': word, scene, folder = false }: { 'never-send'?: string; scene?: string; folder?: boolean },
): MarkCommand {
  const file = onlyFile('mark', rest);
  if (word !== 'on' && word !== 'off') throw usage('mark needs --never-send on or off.');
  if (scene !== undefined && folder) throw usage('mark takes --scene or --folder, not both.');
  if (scene?.trim() === '') throw usage("--scene needs a scene's label or id.");
  const target: MarkCommand['target'] =
    scene === undefined ? { kind: folder ? 'folder' : 'script' } : { kind: 'scene', scene };
  return { kind: 'mark', file, on: word === 'on', target };
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
