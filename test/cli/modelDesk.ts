import assert from 'node:assert/strict';
import { ledgerCallSchema, type LedgerCall } from '../../src/story/ledger';
import { KEY, startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import { artifactAnswer, artifactAnswers, askedKind } from '../models/artifactAnswers';
import type { RecordedCall } from '../models/messagesServer/recordedCall';
import { blocksOf, isObject } from '../models/messagesServer/wireTypes';
import { createDesk, type CliRun, type Desk } from './runCli';

/** A desk with a server that speaks the Messages API beside it. */
interface ModelDesk {
  readonly desk: Desk;
  readonly server: MessagesServer;
  /** The options that name a model at that server. */
  readonly model: readonly string[];
  /** The environment with its key. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls for answers since the last look, by what they asked for; `chat`: a question. */
  newCalls(): { readonly calls: readonly RecordedCall[]; readonly kinds: Readonly<Record<string, number>> };
  remove(): Promise<void>;
}

/** Starts them; the model reads what it is given (`artifactAnswers`) until the server is told otherwise. */
export async function createModelDesk(): Promise<ModelDesk> {
  const server = await startMessagesServer({ script: artifactAnswers });
  const desk = createDesk();
  let seen = 0;
  return {
    desk,
    server,
    model: ['--model', 'anthropic/claude-haiku-5-5', '--base-url', server.url],
    env: { WRITERSROOM_API_KEY: KEY },
    newCalls: () => {
      const calls = server.messageCalls().slice(seen);
      seen += calls.length;
      const kinds: Record<string, number> = {};
      for (const call of calls) kinds[kindOf(call)] = (kinds[kindOf(call)] ?? 0) + 1;
      return { calls, kinds };
    },
    remove: async () => {
      await server.close();
      await desk.remove();
    },
  };
}

/** A desk of a suite. */
export interface SuiteModelDesk extends Omit<ModelDesk, 'remove'> {
  /** The command line with the key in its environment. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliRun>;
  /** Newest first. */
  readonly ledgerOf: (file: string) => Promise<readonly LedgerCall[]>;
}

/** Starts one before the tests of a suite and ends it behind them; each test finds the model as it is at first. */
export function useModelDesk(): SuiteModelDesk {
  let started: ModelDesk | null = null;
  const on = (): ModelDesk => {
    assert.ok(started !== null, 'the suite has begun');
    return started;
  };
  before(async () => {
    started = await createModelDesk();
  });
  afterEach(() => {
    on().server.answer((request) => artifactAnswer(request));
    on().newCalls();
  });
  after(() => started?.remove());
  return {
    get desk() {
      return on().desk;
    },
    get server() {
      return on().server;
    },
    get model() {
      return on().model;
    },
    get env() {
      return on().env;
    },
    newCalls: () => on().newCalls(),
    run: (args, env = {}) => on().desk.run(args, { env: { ...on().env, ...env } }),
    ledgerOf: async (file) => {
      const { calls } = (await on().desk.json(['ledger', file])) as { calls: unknown };
      return ledgerCallSchema.strict().array().parse(calls);
    },
  };
}

/** What tests with a model are about. */
export const SCENES = [
  'EXT. PIER - DAY\n\nMARA mends a torn net by the water.\n\nMARA\nHand me the brass key.\n\nJONAS\nNever in this life.',
  'INT. HUT - NIGHT\n\nRain on the tin roof.\n\nMARA\nWhere is my zinnober letter?\n\nJONAS\nGone with the quillfeather.',
  'EXT. BAY - DAWN\n\nA boat comes in.\n\nMARA\nI want to go home.\n\nJONAS\nThen take the key.',
];

/** What is made of a script is copied to another with the same scenes: `of` gives a test scenes of its own. */
export function scriptOf(of: string, scenes: readonly string[] = SCENES): string {
  return `${scenes.map((scene) => `${scene}\n\nA gull, ${of}.`).join('\n\n')}\n`;
}

/** What a call asked for: an artifact's kind, or `chat`. */
export function kindOf({ body }: RecordedCall): string {
  const format = isObject(body?.output_config) ? body.output_config.format : null;
  return askedKind({ system: blocksOf(body?.system), schema: isObject(format) ? format : null }) ?? 'chat';
}
