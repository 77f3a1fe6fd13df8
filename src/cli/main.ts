import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineConnection } from '../client/engineConnection';
import { Failure } from '../protocol/failure';
import { aliasCommand } from './aliasCommand';
import { analyze } from './analyzeCommand';
import { ask } from './askCommand';
import { changes } from './changesCommand';
import { readCommandLine, type Command, type CommandLine, type DbAction } from './commandLine';
import type { StoreReport } from '../story/storeReport';
import { exportScript } from './exportCommand';
import { parseResult } from './parseResult';
import { parseText } from './parseText';
import { EXIT, type Outcome } from './outcome';
import { createProgressLine } from './progressLine';
import { ledger } from './ledgerCommand';
import { markCommand } from './markCommand';
import { refresh } from './refreshCommand';
import { pinCommand } from './pinCommand';
import { searchText } from './searchText';
import { engineSession, readScript, type Session } from './session';
import { status } from './statusCommand';
import { untilAborted } from './untilAborted';
import { USAGE } from './usage';
import { dataDirectoryOf, withEngine, withScript, type SyncedScript } from './withEngine';
import { writeDocument, writeJson, writeText } from './writeText';

/* The command line: another host of the engine contract (interface.md). Exit 0 done, 1 failed, 2 usage, 130 cancelled. */

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});

async function main(args: readonly string[]): Promise<number> {
  // Whoever reads our output may stop reading: that is no error of ours. Nobody may listen to warnings.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    writeText(process.stderr, `The output could not be written (${error.code ?? error.message}).\n`);
    process.exit(EXIT.failed);
  });
  const json = args.includes('--json');
  const progress = createProgressLine(process.stderr);
  const signal = cancelledByCtrlC();
  try {
    const commandLine = readCommandLine(args, process.env);
    const outcome = await run(commandLine, { data: commandLine.data, progress, signal });
    progress.end();
    if (json) writeJson(process.stdout, outcome.result);
    else if (outcome.isDocument === true) writeDocument(process.stdout, outcome.text);
    else writeText(process.stdout, outcome.text);
    return outcome.exitCode;
  } catch (error) {
    progress.end();
    if (signal.aborted) {
      if (json) writeJson(process.stdout, {});
      return EXIT.cancelled;
    }
    return report(error, json);
  }
}

function run({ command }: CommandLine, session: Session): Promise<Outcome> {
  switch (command.kind) {
    case 'help':
      return Promise.resolve({ result: { usage: USAGE }, text: USAGE, exitCode: EXIT.done });
    case 'version':
      return version();
    case 'parse':
      return parse(command, session);
    case 'analyze':
      return analyze(command, session);
    case 'refresh':
      return refresh(command, session);
    case 'changes':
      return changes(command, session);
    case 'status':
      return status(command, session);
    case 'search':
      return search(command, session);
    case 'ask':
      return ask(command, session);
    case 'forget':
      return forget(command, session);
    case 'ledger':
      return ledger(command, session);
    case 'mark':
      return decide(command, session, (synced) => markCommand(command, synced));
    case 'pin':
      return decide(command, session, (synced) => pinCommand(command, synced));
    case 'alias':
      return decide(command, session, (synced) => aliasCommand(command, synced));
    case 'db':
      return db(command, session);
    case 'export':
      return exportScript(command, session);
  }
}

async function parse({ file }: Extract<Command, { kind: 'parse' }>, session: Session): Promise<Outcome> {
  const script = await readScript(file, session);
  const result = parseResult(script.text);
  return { result, text: parseText(result), exitCode: EXIT.done };
}

async function search(
  { file, query, limit }: Extract<Command, { kind: 'search' }>,
  session: Session,
): Promise<Outcome> {
  const script = await readScript(file, session);
  return withScript(script, engineSession(session), async ({ engine, scriptId }) => {
    const result = await untilAborted(session.signal, engine.search({ scriptId, query, limit }));
    return { result, text: searchText(result, query), exitCode: EXIT.done };
  });
}

/** By its address alone: the file may be gone. */
async function forget({ file }: Extract<Command, { kind: 'forget' }>, session: Session): Promise<Outcome> {
  if (file === '-') throw new Failure('usage', 'forget needs the name of a file.');
  const { stillIn } = await withEngine(engineSession(session), (engine) =>
    engine.closeScript({ uri: pathToFileURL(path.resolve(file)).href, forget: true }),
  );
  for (const place of stillIn) session.progress.say(`It may still be in ${place}: delete that if you do not need it.`);
  const text = `What was known of ${file} is deleted, in the backups too, with its Never Send marks: mark it again if you analyze it again. The file itself is not touched.\n`;
  return { result: { forgotten: true }, text, exitCode: EXIT.done };
}

/** A decision of the writer, which has to outlive the command. */
async function decide(
  { kind, file }: Extract<Command, { kind: 'pin' | 'alias' | 'mark' }>,
  session: Session,
  work: (script: SyncedScript) => Promise<{ readonly result: unknown; readonly text: string }>,
): Promise<Outcome> {
  if (file === '-') throw new Failure('usage', `${kind} needs the name of a file: what comes from a pipe is not kept.`);
  const script = await readScript(file, session);
  return withScript(script, engineSession(session), async (synced) => ({
    ...(await untilAborted(session.signal, work(synced))),
    exitCode: EXIT.done,
  }));
}

async function db({ action, file }: Extract<Command, { kind: 'db' }>, session: Session): Promise<Outcome> {
  const result = await withEngine(engineSession(session), (engine) => askStore(engine, action, file)).catch(
    (error: unknown) => {
      // A store that cannot even be opened is what the check is for.
      if (action !== 'check' || !(error instanceof Failure) || !error.code.startsWith('store-')) throw error;
      return { ok: false, path: dataDirectoryOf(session.data), message: error.message };
    },
  );
  return { result, text: `${result.message}\n`, exitCode: result.ok ? EXIT.done : EXIT.failed };
}

function askStore(engine: EngineConnection, action: DbAction, file: string | null): Promise<StoreReport> {
  switch (action) {
    case 'check':
      return engine.checkStore();
    case 'backup':
      return engine.backUpStore();
    case 'restore':
      // A name alone may also be that of a backup in the data directory.
      return engine.restoreStore(file !== null && existsSync(file) ? path.resolve(file) : file);
    case 'rollback':
      return engine.rollBackStore();
  }
}

async function version(): Promise<Outcome> {
  const manifest = JSON.parse(await readFile(path.join(__dirname, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return { result: { version: manifest.version }, text: `${manifest.version}\n`, exitCode: EXIT.done };
}

/** Ctrl-C (or being asked to end) once ends the work in hand and keeps what is done; twice ends at once. */
function cancelledByCtrlC(): AbortSignal {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (abort.signal.aborted) process.exit(EXIT.cancelled);
      abort.abort();
    });
  }
  return abort.signal;
}

function report(error: unknown, json: boolean): number {
  const failure =
    error instanceof Failure
      ? error
      : new Failure('internal', `WritersRoom met an error it does not know: ${String(error)}`);
  if (json) writeJson(process.stdout, { error: failure.toData() });
  const hint = failure.code === 'usage' ? '\nTry: writersroom --help' : '';
  writeText(process.stderr, `${failure.message}${hint}\n`);
  return failure.code === 'usage' ? EXIT.usage : EXIT.failed;
}
