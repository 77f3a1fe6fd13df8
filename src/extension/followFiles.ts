import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EngineConnection } from '../client/engineConnection';
import { filesToRead, openedText, type FileEvents } from './filesToRead';
import { gather } from './gather';
import { readKnownFile } from './readKnownFile';
import { scriptAddress } from './scriptAddress';
import type { ScriptDocuments } from './scriptDocuments';
import { readSettings } from './settings';
import type { StoryEngine } from './storyEngine';

/** The screenplays of the workspace as files: the memory of known ones follows them, and no other one is read. */
export interface FollowedFiles {
  /** How many screenplays there are beside those that were opened, in a sentence; null where there are no others, or it is not known yet. */
  readonly sentence: string | null;
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

const SCREENPLAYS = '**/*.{fountain,spmd,fdx}';

/** Below that of any document of an editor. */
const FILE_VERSION = 0;

/** More files than this are not counted. */
const MOST_FILES = 10_000;

/** How long changes of files are gathered, in milliseconds: a branch that is checked out changes many. */
const GATHER_MS = 400;

export function followFiles(
  engine: StoryEngine,
  documents: ScriptDocuments,
  log: vscode.LogOutputChannel,
): FollowedFiles {
  const changed = new vscode.EventEmitter<void>();
  let events: Record<keyof FileEvents, Set<string>> = noEvents();
  let sentence: string | null = null;
  const counted = new WeakSet<vscode.TextDocument>();

  const follow = async (): Promise<void> => {
    const happened = events;
    events = noEvents();
    // Without an engine nobody is told; when one runs it looks for the files itself.
    if (engine.state.kind !== 'running') return;
    try {
      await readAgain(engine.state.connection, {
        created: [...happened.created],
        changed: [...happened.changed],
        deleted: [...happened.deleted],
      });
      await count(engine.state.connection);
    } catch (error) {
      log.warn(`Files changed and could not be followed: ${String(error)}`);
    }
  };

  const readAgain = async (connection: EngineConnection, happened: FileEvents): Promise<void> => {
    const uris = [...happened.created, ...happened.changed, ...happened.deleted];
    if (uris.length === 0) return;
    // Of a folder that goes not every file is told.
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => scriptAddress(uri));
    const found = await connection.lookAtFiles([...uris, ...folders]);
    const open = new Set(documents.open.map(({ uri }) => scriptAddress(uri)));
    for (const uri of filesToRead(happened, found, open)) {
      const file = vscode.Uri.parse(uri, true);
      const read = await readKnownFile(file);
      if (read === null) continue;
      const { format, text } = read;
      const name = path.posix.basename(file.path);
      const { thresholds } = readSettings().refresh;
      const params = { uri, format, name, version: FILE_VERSION, source: 'file', onlyKnown: true, thresholds } as const;
      const { kind } = await connection.sync({ ...params, text: { kind: 'whole', text } });
      // The writer may have opened it meanwhile: what an editor has sent since stays open.
      if (kind === 'synced') await connection.closeScript({ uri, forget: false, version: FILE_VERSION });
    }
  };

  const count = async (connection: EngineConnection): Promise<void> => {
    const files = (await vscode.workspace.findFiles(SCREENPLAYS, undefined, MOST_FILES)).map(scriptAddress);
    const { known } = files.length < 2 ? { known: [] } : await connection.lookAtFiles(files);
    const there = new Set(files);
    const next = openedText(files.length, known.filter((uri) => there.has(uri)).length);
    if (next === sentence) return;
    sentence = next;
    changed.fire();
  };

  const following = gather(follow, GATHER_MS);
  const note = (kind: keyof FileEvents) => (uri: vscode.Uri) => {
    if (uri.scheme !== 'file') return;
    events[kind].add(scriptAddress(uri));
    following.soon();
  };
  const move = async (from: vscode.Uri, to: vscode.Uri): Promise<void> => {
    if (engine.state.kind !== 'running' || from.scheme !== 'file' || to.scheme !== 'file') return;
    await engine.state.connection.moveScripts({ from: scriptAddress(from), to: scriptAddress(to) });
  };
  const watcher = vscode.workspace.createFileSystemWatcher(SCREENPLAYS);
  const disposables = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(note('created')),
    watcher.onDidChange(note('changed')),
    watcher.onDidDelete(note('deleted')),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        move(oldUri, newUri).catch((error: unknown) => log.warn(`A renamed file was not followed: ${String(error)}`));
      }
    }),
    // Opened for the first time, it is one more that is known.
    documents.onDidSync(({ document }) => {
      if (counted.has(document)) return;
      counted.add(document);
      following.soon();
    }),
  );
  return {
    get sentence() {
      return sentence;
    },
    onDidChange: changed.event,
    dispose: () => {
      following.stop();
      disposables.dispose();
    },
  };
}

function noEvents(): Record<keyof FileEvents, Set<string>> {
  return { created: new Set(), changed: new Set(), deleted: new Set() };
}
