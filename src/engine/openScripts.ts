import { isDeepStrictEqual } from 'node:util';
import { canonicalUri } from '../protocol/canonicalUri';
import type {
  CloseResult,
  FilesResult,
  MarkParams,
  MoveParams,
  MoveResult,
  ScriptChanged,
  SyncParams,
  SyncResult,
} from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { cleanText } from '../screenplay/cleanText';
import type { NeverSend } from '../story/neverSend';
import { createScriptSearch, type ScriptSearch } from './chat/scriptSearch';
import { moveStoredScript } from './moveStoredScript';
import { openScript, type OpenScript } from './pipeline/openScript';
import { knowsScript, syncScript, type ScriptText, type SyncOutcome } from './pipeline/syncScript';
import { writeStandings } from './pipeline/writeStandings';
import { createDecisionReader } from './scriptDecisions';
import { createScriptFiles } from './scriptFiles';
import { heirOf, takesOver, type HeldText } from './scriptHolders';
import { createScriptViewer, type ScriptViewer } from './scriptViewer';
import { createSerialQueue, type SerialQueue } from './serialQueue';
import { deleteReplaced, listAddresses, listAddressesAt, moveFolderMarks } from './store/addressQueries';
import type { Transactional } from './store/db';
import { findMarks, writeMark, type MarkTarget } from './store/privacyMarkQueries';
import { deleteScript } from './store/scriptQueries';
import type { TenantBackups } from './storeInPlace';

/** One client as the scripts know it: how it is told. */
export interface ClientKey {
  readonly onScriptChanged: (event: ScriptChanged) => void;
}

/** A script of a client as it was sent, whole. */
export interface ClientText {
  readonly client: ClientKey;
  readonly params: SyncParams;
}

/** One script that clients have open. Writes to it come one after another; runs likewise, beside them. */
export interface Session {
  readonly uri: string;
  readonly writes: SerialQueue;
  readonly runs: SerialQueue;
  search: ScriptSearch;
  readonly decisions: ReturnType<typeof createDecisionReader>;
  viewer: ScriptViewer;
  /** Runs under way or waiting. */
  waitingRuns: number;
  /** Null until the first sync is stored. */
  open: OpenScript | null;
  readonly held: Map<ClientKey, HeldText>;
  /** Whose text `open` is. */
  author: ClientKey | null;
}

/** The scripts that clients have open on one database: whose text of each counts, and where each is stored. */
export interface OpenScripts {
  sync(client: ClientKey, params: SyncParams): Promise<SyncResult>;
  /** With `forget`, everything stored of the script is deleted; with a `version`, nothing is closed that was sent since. */
  closeScript(client: ClientKey, uri: string, forget: boolean, version?: number): Promise<CloseResult>;
  /** Closes what this client has open. */
  leave(client: ClientKey): Promise<void>;
  /** What is known of the script, or of the scripts in the folder, at `from` moves to `to`. */
  moveScripts(params: MoveParams): Promise<MoveResult>;
  /** Which of these files are stored scripts; that one has vanished, or is there again, is written. */
  lookAtFiles(uris: readonly string[]): Promise<FilesResult>;
  /** Looks for the files of all scripts; forgets what vanished long ago. */
  sweep(signal: AbortSignal): Promise<void>;
  markNeverSend(params: MarkParams): Promise<NeverSend>;
  /** Rejects with `script-unknown`. */
  find(scriptId: string): { readonly session: Session; readonly open: OpenScript };
  /** A change of the script by what the writer decides, after what is being written; every view is told. */
  decide<T>(
    scriptId: string,
    work: (open: OpenScript) => Promise<{ readonly open: OpenScript; readonly result: T }>,
  ): Promise<T>;
  /** Every client hears that what views show of it has changed. */
  tell(session: Session): void;
  /** The same for all of them. */
  tellAll(): void;
  /** Who has which text open; of each script the text that is the stored one first. */
  heldTexts(): readonly ClientText[];
  /** Whether a run is under way or waits on any of them. */
  isAnyRunning(): boolean;
  /** Resolves once no run and nothing that is written is under way. */
  idle(): Promise<void>;
}

/** What open scripts are kept with. */
export interface OpenScriptsContext {
  readonly db: Transactional;
  /** Those who are told of changes, and whose requests are taken. */
  readonly clients: ReadonlySet<ClientKey>;
  readonly backups: TenantBackups;
  /** Called when something was written. */
  readonly onWritten: () => void;
}

export function createOpenScripts({ db, clients, backups, onWritten }: OpenScriptsContext): OpenScripts {
  const sessions = new Map<string, Session>();

  const sessionOf = (uri: string): Session => {
    let session = sessions.get(uri);
    if (session === undefined) {
      session = {
        uri,
        writes: createSerialQueue(),
        runs: createSerialQueue(),
        search: createScriptSearch(db),
        decisions: createDecisionReader(db),
        viewer: createScriptViewer(db),
        waitingRuns: 0,
        open: null,
        held: new Map(),
        author: null,
      };
      sessions.set(uri, session);
    }
    return session;
  };
  const files = createScriptFiles(db, (uri) => {
    const session = sessions.get(uri);
    return session !== undefined && (session.open !== null || session.held.size > 0);
  });
  /**
   * Scripts come in from the store one at a time, so that what is not open stays so while it is looked whether it has
   * moved. Waited for with the `writes` of sessions in hand, never the other way round.
   */
  const arrivals = createSerialQueue();
  const moves = createSerialQueue();

  const find: OpenScripts['find'] = (scriptId) => {
    for (const session of sessions.values()) {
      if (session.open?.id === scriptId) return { session, open: session.open };
    }
    throw new Failure('script-unknown', 'This script is not open in the story engine. Open it again.', true);
  };

  const tell = ({ uri, open, held }: Session): void => {
    if (open === null) return;
    for (const client of clients) {
      const from = held.get(client)?.text === open.reading.text ? 'sent' : 'buffer';
      client.onScriptChanged({ scriptId: open.id, uri, from, forgotten: false });
    }
  };

  const sync = (client: ClientKey, asked: SyncParams): Promise<SyncResult> => {
    const params = { ...asked, uri: canonicalUri(asked.uri) };
    const session = sessionOf(params.uri);
    return session.writes.run(async () => {
      if (!clients.has(client)) throw new Failure('engine-gone', 'This client has left the story engine.', true);
      const before = session.held.get(client);
      if (before !== undefined && params.version < before.version) return { kind: 'outdated' };
      const resolved = resolveText(before ?? null, params);
      if (resolved === null) return { kind: 'send-whole' };
      const { uri, format, name, version, source = 'saved', thresholds } = params;
      const next = { source, version, text: cleanText(resolved) };
      const previous = session.open;
      if (previous !== null && !takesOver(session, client, next)) {
        session.held.set(client, next);
        return asSynced(previous, NOTHING_CHANGED, previous.reading.text === next.text);
      }
      const script = { uri, format, name, version, text: next.text, thresholds };
      if (previous === null && params.onlyKnown === true && !(await knowsScript(db, script, files.isGone))) {
        return { kind: 'unknown' };
      }
      const outcome = await (previous === null ? arrive(session, script) : syncScript(db, previous, script));
      Object.assign(session, { open: outcome.open, author: client });
      session.held.set(client, next);
      const replaced = previous !== null && previous.reading.text !== next.text && session.held.size > 1;
      if (outcome.changed || replaced) tell(session);
      onWritten();
      return asSynced(outcome.open, outcome, true);
    });
  };

  const arrive = (session: Session, script: ScriptText): Promise<SyncOutcome> =>
    arrivals.run(async () => {
      const outcome = await syncScript(db, null, script, { isGone: files.isGone });
      session.open = outcome.open;
      return outcome;
    });

  /** Without forgetting, the script stays open for the others, with the text of an editor that is left. */
  const close = async (
    session: Session,
    client: ClientKey,
    asked: { readonly forget: boolean },
  ): Promise<CloseResult> => {
    const { open, held, uri } = session;
    const mine = held.get(client);
    held.delete(client);
    // Two may have been given the same by a pipe: the last one takes it along.
    const forget = mine?.source === 'pipe' ? held.size === 0 : asked.forget;
    if (forget || held.size === 0) {
      const fresh = { search: createScriptSearch(db), viewer: createScriptViewer(db) };
      Object.assign(session, { open: null, author: null, ...fresh });
      held.clear();
      if (forget) return forgetScript(uri);
      if (open !== null) await files.look([uri]);
    } else if (session.author === client && open !== null) {
      session.author = heirOf(held);
      const next = session.author === null ? undefined : held.get(session.author);
      if (next === undefined || next.text === open.reading.text) return NOWHERE;
      session.open = (await syncScript(db, open, { ...open, version: next.version, text: next.text })).open;
      tell(session);
    }
    return NOWHERE;
  };
  const forgetScript = async (uri: string): Promise<CloseResult> => {
    const scriptId = await deleteScript(db, uri);
    const replaced = new Set(await deleteReplaced(db, uri));
    // A backup may have a script at this uri that has moved since, and is not to be forgotten.
    const elsewhere = new Set((await listAddresses(db)).map(({ id }) => id));
    for (const one of clients) {
      if (scriptId !== null) one.onScriptChanged({ scriptId, uri, from: 'buffer', forgotten: true });
    }
    return {
      stillIn: await backups.forget(
        ({ id, uri: at }) => id === scriptId || replaced.has(id) || (canonicalUri(at) === uri && !elsewhere.has(id)),
      ),
    };
  };

  // The session stays: a script opened again right away waits for what is being written.
  const closeScript: OpenScripts['closeScript'] = (client, uri, forget, version) => {
    const session = sessionOf(canonicalUri(uri));
    return session.writes.run(async () => {
      const held = session.held.get(client);
      const isSentSince = version !== undefined && held?.version !== version;
      return (forget || held !== undefined) && !isSentSince ? close(session, client, { forget }) : NOWHERE;
    });
  };

  const moveScripts: OpenScripts['moveScripts'] = (asked) =>
    moves.run(async () => {
      const [from, to] = [canonicalUri(asked.from), canonicalUri(asked.to)];
      if (from === to) return { moved: 0 };
      await moveFolderMarks(db, from, to);
      const stored = (await listAddressesAt(db, [from])).map(({ uri }) => uri);
      let moved = 0;
      for (const uri of stored) if (await moveOne(uri, `${to}${uri.slice(from.length)}`)) moved++;
      return { moved };
    });
  const moveOne = (from: string, to: string): Promise<boolean> => {
    const [left, reached] = [sessionOf(from), sessionOf(to)];
    return left.writes.run(() =>
      reached.writes.run(async () => {
        const { open, held, author } = reached;
        if (!(await arrivals.run(() => moveStoredScript(db, from, to)))) return false;
        // Who still has the old address open has another script there from now on.
        Object.assign(left, { open: null, author: null, search: createScriptSearch(db) });
        left.held.clear();
        const text = author === null ? open?.reading.text : held.get(author)?.text;
        if (open === null || text === undefined) return true;
        reached.open = null;
        reached.search = createScriptSearch(db);
        await arrive(reached, { ...open, text });
        tell(reached);
        return true;
      }),
    );
  };

  const leave = async (client: ClientKey): Promise<void> => {
    for (const session of sessions.values()) {
      await session.writes.run(async () => {
        if (session.held.has(client)) await close(session, client, { forget: false });
      });
    }
  };

  /** A folder's mark is every script's in it. */
  const markNeverSend = async ({ scriptId, target, on }: MarkParams): Promise<NeverSend> => {
    const { session, open: asked } = find(scriptId);
    if (target.kind === 'scene' && !asked.readings().has(target.sceneId)) {
      throw new Failure('subject-unknown', 'This scene is not in the script any more.');
    }
    await session.writes.run(() => writeMark(db, markTarget(scriptId, target), on));
    const concerned = target.kind === 'folder' ? [...sessions.values()] : [session];
    for (const one of concerned) {
      await one.writes.run(async () => {
        if (one.open === null) return;
        const marks = { ...(await findMarks(db, one.open.id, one.uri)), joined: one.open.marks.joined };
        if (isDeepStrictEqual(marks, one.open.marks)) return;
        const before = one.open;
        const after = openScript({ ...before, marks }, before);
        // What a model makes reads other scenes now.
        await db.transaction((tx) => writeStandings(tx, after, before));
        one.open = after;
        tell(one);
      });
    }
    const { open } = find(scriptId);
    const live = open.readings();
    return { ...open.marks, sceneIds: open.marks.sceneIds.filter((id) => live.has(id)) };
  };
  const decide = <T>(
    scriptId: string,
    work: (open: OpenScript) => Promise<{ readonly open: OpenScript; readonly result: T }>,
  ): Promise<T> => {
    const { session } = find(scriptId);
    return session.writes.run(async () => {
      const { open, result } = await work(find(scriptId).open);
      session.open = open;
      tell(session);
      onWritten();
      return result;
    });
  };

  return {
    sync,
    closeScript,
    leave,
    moveScripts,
    lookAtFiles: (uris) => files.look(uris.map(canonicalUri)),
    sweep: (signal) => files.sweep(signal),
    markNeverSend,
    find,
    decide,
    tell,
    tellAll: () => {
      for (const session of sessions.values()) tell(session);
    },
    heldTexts: () => [...sessions.values()].flatMap(textsOf),
    isAnyRunning: () => [...sessions.values()].some(({ waitingRuns }) => waitingRuns > 0),
    idle: async () => {
      for (const session of sessions.values()) {
        await session.runs.idle();
        await session.writes.idle();
      }
    },
  };
}

/** Of a script that was closed without forgetting it, or whose rows are gone from everywhere. */
const NOWHERE: CloseResult = { stillIn: [] };

function markTarget(scriptId: string, target: MarkParams['target']): MarkTarget {
  switch (target.kind) {
    case 'script':
      return { kind: 'script', scriptId };
    case 'scene':
      return { kind: 'scenes', scriptId, sceneIds: [target.sceneId] };
    case 'folder':
      return { ...target, uri: canonicalUri(target.uri) };
  }
}

function textsOf({ uri, open, held, author }: Session): readonly ClientText[] {
  if (open === null) return [];
  const { format, name, thresholds } = open;
  const texts = [...held].map(([client, { source, version, text }]) => ({
    client,
    params: { uri, format, name, version, source, thresholds, text: { kind: 'whole' as const, text } },
  }));
  return texts.sort((a, b) => Number(b.client === author) - Number(a.client === author));
}

/** What a sync says that has changed nothing. */
const NOTHING_CHANGED = { added: 0, rewritten: 0, moved: 0, removed: 0, changed: false } as const;

function asSynced(open: OpenScript, outcome: Omit<SyncOutcome, 'open'>, isOwn: boolean): SyncResult {
  const { id: scriptId, state, reading } = open;
  const { added, rewritten, moved, removed, changed } = outcome;
  return {
    kind: 'synced',
    scriptId,
    from: isOwn ? 'sent' : 'buffer',
    state,
    hash: reading.hash,
    pages: reading.pages,
    eighths: reading.eighths,
    scenes: { all: reading.scenes.length, added, rewritten, moved, removed },
    changed,
  };
}

/** The whole text after a sync request; null if it builds on a text of this client that the engine does not have. */
function resolveText(before: HeldText | null, { text }: SyncParams): string | null {
  if (text.kind === 'whole') return text.text;
  if (before?.version !== text.baseVersion) return null;
  const base = before.text;
  if (text.start > text.end || text.end > base.length) return null;
  const result = base.slice(0, text.start) + text.insert + base.slice(text.end);
  return result.length === text.length ? result : null;
}
