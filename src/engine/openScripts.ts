import { canonicalUri } from '../protocol/canonicalUri';
import type {
  CloseResult,
  ConversationChanged,
  FilesResult,
  MoveParams,
  MoveResult,
  ScriptChanged,
  SyncParams,
  SyncResult,
} from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { cleanText } from '../screenplay/cleanText';
import { createScriptSearch, type ScriptSearch } from './chat/scriptSearch';
import { moveStoredScript } from './moveStoredScript';
import { readMarks } from './neverSendMarks';
import type { OpenScript } from './pipeline/openScript';
import { storedScriptOf, syncScript, type ScriptText, type SyncOutcome } from './pipeline/syncScript';
import type { RestingWork } from './restingWork';
import { createDecisionReader } from './scriptDecisions';
import { createScriptFiles } from './scriptFiles';
import { heirOf, takesOver, type HeldText } from './scriptHolders';
import { createScriptViewer, type ScriptViewer } from './scriptViewer';
import { asSynced, NOTHING_CHANGED, resolveText } from './sentText';
import { createSerialQueue, type SerialQueue } from './serialQueue';
import { deleteReplaced, listAddresses, listAddressesAt, moveFolderMarks } from './store/addressQueries';
import type { Transactional } from './store/db';
import { deleteScript } from './store/scriptQueries';
import type { TenantBackups } from './storeInPlace';

/** One client as the scripts know it: how it is told. */
export interface ClientKey {
  readonly onScriptChanged: (event: ScriptChanged) => void;
  readonly onConversationChanged: (event: ConversationChanged) => void;
}

/** A script of a client as it was sent, whole. */
export interface ClientText {
  readonly client: ClientKey;
  readonly params: SyncParams;
}

/** A script in memory, wherever its file is. What changes it comes one after another; runs likewise, beside that. */
export interface LoadedScript {
  readonly id: string;
  readonly writes: SerialQueue;
  readonly runs: SerialQueue;
  readonly search: ScriptSearch;
  readonly decisions: ReturnType<typeof createDecisionReader>;
  readonly viewer: ScriptViewer;
  /** Runs under way or waiting. */
  waitingRuns: number;
  resting: RestingWork;
  /** Pieces of work that need it: as long as there are any it stays, though nobody has it open. */
  uses: number;
  open: OpenScript;
}

/** One address: who has which text open there, and what script that is. What is asked of it comes one after another. */
interface Address {
  readonly uri: string;
  readonly turns: SerialQueue;
  /** Null until the first sync is stored. */
  script: LoadedScript | null;
  readonly held: Map<ClientKey, HeldText>;
  /** Whose text that of the script is. */
  author: ClientKey | null;
}

/** The scripts that clients have open on one database: whose text of each counts, and where each is stored. */
export interface OpenScripts {
  sync(client: ClientKey, params: SyncParams): Promise<SyncResult>;
  /** With `forget`, everything stored of the script is deleted; with a `version`, nothing is closed that was sent since. */
  closeScript(client: ClientKey, uri: string, forget: boolean, version?: number): Promise<CloseResult>;
  /** Closes what this client has open. */
  leave(client: ClientKey): Promise<void>;
  /** What is known of the script, or of the scripts in the folder, at `from` moves to `to`, with whatever is done with it now. */
  moveScripts(params: MoveParams): Promise<MoveResult>;
  /** Which of these files are stored scripts; that one has vanished, or is there again, is written. */
  lookAtFiles(uris: readonly string[]): Promise<FilesResult>;
  /** Looks for the files of all scripts; forgets what vanished long ago. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Rejects with `script-unknown`. */
  find(scriptId: string): LoadedScript;
  /** Whether this is still the script of its id: one that was forgotten is not. */
  has(script: LoadedScript): boolean;
  /** Work that takes its time: the script stays, under whatever address, until it is done. Rejects with `script-unknown`. */
  use<T>(scriptId: string, work: (script: LoadedScript) => Promise<T>): Promise<T>;
  /** A change of the script by what the writer decides, after what is being written; every view is told. */
  decide<T>(
    scriptId: string,
    work: (open: OpenScript) => Promise<{ readonly open: OpenScript; readonly result: T }>,
  ): Promise<T>;
  /** Every client hears that what views show of it has changed. */
  tell(script: LoadedScript): void;
  all(): readonly LoadedScript[];
  /** Who has which text open; of each script the text that is the stored one first. */
  heldTexts(): readonly ClientText[];
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
  const addresses = new Map<string, Address>();
  const loaded = new Map<string, LoadedScript>();
  /**
   * Scripts come in from the store one at a time, so that what is not open stays so while it is looked whether it has
   * moved. An address waits for it and it waits for the `writes` of a script, never the other way round.
   */
  const arrivals = createSerialQueue();
  const moves = createSerialQueue();
  const files = createScriptFiles(db, (uri) => (addresses.get(uri)?.held.size ?? 0) > 0);

  // An address stays: a script opened again right away waits for what is being written.
  const addressOf = (uri: string): Address => {
    const address = addresses.get(uri) ?? {
      uri,
      turns: createSerialQueue(),
      script: null,
      held: new Map(),
      author: null,
    };
    addresses.set(uri, address);
    return address;
  };
  const load = (open: OpenScript): LoadedScript => {
    const script: LoadedScript = {
      id: open.id,
      writes: createSerialQueue(),
      runs: createSerialQueue(),
      search: createScriptSearch(db),
      decisions: createDecisionReader(db),
      viewer: createScriptViewer(db),
      waitingRuns: 0,
      resting: new Set(),
      uses: 0,
      open,
    };
    loaded.set(open.id, script);
    return script;
  };
  const has: OpenScripts['has'] = (script) => loaded.get(script.id) === script;
  const find: OpenScripts['find'] = (scriptId) => {
    const script = loaded.get(scriptId);
    if (script !== undefined) return script;
    throw new Failure('script-unknown', 'This script is not open in the story engine. Open it again.', true);
  };
  /** Where the script is open; null where only work that needs it keeps it. */
  const addressOfScript = (script: LoadedScript): Address | null => {
    const address = addresses.get(script.open.uri);
    return address?.script === script ? address : null;
  };

  const tell = (script: LoadedScript): void => {
    const { id: scriptId, open } = script;
    const held = addressOfScript(script)?.held;
    for (const client of clients) {
      const from = held?.get(client)?.text === open.reading.text ? 'sent' : 'buffer';
      client.onScriptChanged({ scriptId, uri: open.uri, from, forgotten: false });
    }
  };

  const sync = (client: ClientKey, asked: SyncParams): Promise<SyncResult> => {
    const params = { ...asked, uri: canonicalUri(asked.uri) };
    const address = addressOf(params.uri);
    return address.turns.run(async () => {
      if (!clients.has(client)) throw new Failure('engine-gone', 'This client has left the story engine.', true);
      const { held, script: known } = address;
      const before = held.get(client);
      if (before !== undefined && params.version < before.version) return { kind: 'outdated' };
      const resolved = resolveText(before ?? null, params);
      if (resolved === null) return { kind: 'send-whole' };
      const { uri, format, name, version, source = 'saved', thresholds } = params;
      const next = { source, version, text: cleanText(resolved) };
      const textBefore = known?.open.reading.text;
      if (known !== null && !takesOver(address, client, next)) {
        held.set(client, next);
        return asSynced(known.open, NOTHING_CHANGED, textBefore === next.text);
      }
      const text = { uri, format, name, version, text: next.text, thresholds };
      if (known === null && params.onlyKnown === true && (await storedScriptOf(db, text, files.isGone)) === null) {
        return { kind: 'unknown' };
      }
      const entered = (): void => {
        held.set(client, next);
        address.author = client;
      };
      const outcome = await (known === null ? arrive(address, text, entered) : change(known, text));
      entered();
      const replaced = known !== null && textBefore !== next.text && held.size > 1;
      if (outcome.changed || replaced) tell(find(outcome.open.id));
      onWritten();
      return asSynced(outcome.open, outcome, true);
    });
  };

  /** The script says something else now. */
  const change = (script: LoadedScript, text: ScriptText): Promise<SyncOutcome> =>
    script.writes.run(async () => {
      const outcome = await syncScript(db, script.open, text);
      script.open = outcome.open;
      return outcome;
    });

  /** What comes to an address at which nothing is open: a script from the store, or one that something is still done with. */
  const arrive = (address: Address, text: ScriptText, entered: () => void): Promise<SyncOutcome> =>
    arrivals.run(async () => {
      const kept = await keptScriptOf(text);
      const script = kept !== null && (await relocate(kept, address.uri)) ? kept : null;
      const outcome = await (script === null
        ? syncScript(db, null, text, { isGone: files.isGone })
        : change(script, text));
      address.script = script ?? load(outcome.open);
      entered();
      return outcome;
    });
  /** The script in memory that a text is, though nobody has it open. */
  const keptScriptOf = async (text: ScriptText): Promise<LoadedScript | null> => {
    const kept = [...loaded.values()].filter(({ open }) => (addresses.get(open.uri)?.held.size ?? 0) === 0);
    if (kept.length === 0) return null;
    const id = await storedScriptOf(db, text, files.isGone);
    return kept.find((script) => script.id === id) ?? null;
  };
  /** What is done with the script goes on under another address; false if it has left memory meanwhile. */
  const relocate = (script: LoadedScript, uri: string): Promise<boolean> =>
    script.writes.run(async () => {
      if (!has(script)) return false;
      const left = addressOfScript(script);
      await moveStoredScript(db, script.open.uri, uri);
      script.open = await readMarks(db, script.open, uri);
      if (left !== null) left.script = null;
      return true;
    });

  /** Without forgetting, the script stays open for the others, with the text of an editor that is left. */
  const close = async (
    address: Address,
    client: ClientKey,
    asked: { readonly forget: boolean },
  ): Promise<CloseResult> => {
    const { script, held } = address;
    const mine = held.get(client);
    held.delete(client);
    // Two may have been given the same by a pipe: the last one takes it along.
    const forget = mine?.source === 'pipe' ? held.size === 0 : asked.forget;
    if (forget) return forgetScript(address);
    if (held.size === 0) {
      address.author = null;
      await letGo(address);
    } else if (address.author === client && script !== null) await inherit(address, script);
    return NOWHERE;
  };
  const inherit = async (address: Address, script: LoadedScript): Promise<void> => {
    const { held } = address;
    address.author = heirOf(held);
    const next = address.author === null ? undefined : held.get(address.author);
    if (next === undefined || next.text === script.open.reading.text) return;
    await change(script, { ...script.open, version: next.version, text: next.text });
    tell(script);
  };
  /** What nobody has open and nothing is done with goes from memory, after what is being written of it. */
  const letGo = async (address: Address): Promise<void> => {
    const { script, held, uri } = address;
    if (script === null || held.size > 0) return;
    await script.writes.run(() => {
      if (address.script === script && script.uses === 0) {
        address.script = null;
        loaded.delete(script.id);
      }
      return Promise.resolve();
    });
    await files.look([uri]);
  };

  const forgetScript = async (address: Address): Promise<CloseResult> => {
    const { uri, script } = address;
    Object.assign(address, { script: null, author: null });
    address.held.clear();
    const scriptId = await alone(script, () => {
      if (script !== null) loaded.delete(script.id);
      return deleteScript(db, uri);
    });
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

  const closeScript: OpenScripts['closeScript'] = (client, uri, forget, version) => {
    const address = addressOf(canonicalUri(uri));
    return address.turns.run(async () => {
      const held = address.held.get(client);
      const isSentSince = version !== undefined && held?.version !== version;
      return (forget || held !== undefined) && !isSentSince ? close(address, client, { forget }) : NOWHERE;
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
    const [left, reached] = [addressOf(from), addressOf(to)];
    return left.turns.run(() =>
      reached.turns.run(async () => {
        const { held, author, script: stood } = reached;
        const there = await arrivals.run(() => moveInStore(left, reached));
        if (there === null) return false;
        // Who still has the old address open has another script there from now on.
        Object.assign(left, { script: null, author: null });
        left.held.clear();
        reached.script = loaded.get(there) ?? null;
        const said = author === null ? undefined : held.get(author)?.text;
        const text = stood === null ? null : { ...stood.open, text: said ?? stood.open.reading.text };
        if (reached.script !== null) await takePlace(reached.script, to, text);
        else if (text !== null) await arrive(reached, text, () => undefined);
        await letGo(reached);
        return true;
      }),
    );
  };
  /** The id of the script that is at the second address now; null if nothing was at the first. What gives way leaves memory. */
  const moveInStore = (left: Address, reached: Address): Promise<string | null> =>
    alone(left.script, () =>
      alone(reached.script, async () => {
        const there = await moveStoredScript(db, left.uri, reached.uri);
        for (const script of [left.script, reached.script]) {
          if (there !== null && script !== null && script.id !== there) loaded.delete(script.id);
        }
        return there;
      }),
    );
  /** @param text what is open at the address; null: nothing yet */
  const takePlace = async (script: LoadedScript, uri: string, text: ScriptText | null): Promise<void> => {
    await script.writes.run(async () => {
      script.open = await readMarks(db, script.open, uri);
    });
    if (text !== null) await change(script, text);
    tell(script);
  };

  const leave = async (client: ClientKey): Promise<void> => {
    for (const address of addresses.values()) {
      await address.turns.run(async () => {
        if (address.held.has(client)) await close(address, client, { forget: false });
      });
    }
  };

  const use: OpenScripts['use'] = async (scriptId, work) => {
    const script = find(scriptId);
    script.uses++;
    try {
      return await work(script);
    } finally {
      script.uses--;
      const address = addressOfScript(script);
      if (address?.held.size === 0) await address.turns.run(() => letGo(address));
    }
  };

  const decide: OpenScripts['decide'] = (scriptId, work) =>
    find(scriptId).writes.run(async () => {
      const script = find(scriptId);
      const { open, result } = await work(script.open);
      script.open = open;
      tell(script);
      onWritten();
      return result;
    });

  return {
    sync,
    closeScript,
    leave,
    moveScripts,
    lookAtFiles: (uris) => files.look(uris.map(canonicalUri)),
    sweep: (signal) => files.sweep(signal),
    find,
    has,
    use,
    decide,
    tell,
    all: () => [...loaded.values()],
    heldTexts: () => [...addresses.values()].flatMap(textsOf),
    idle: async () => {
      for (const { turns } of addresses.values()) await turns.idle();
      for (const { runs, writes } of loaded.values()) {
        await runs.idle();
        await writes.idle();
      }
    },
  };
}

/** Work on a script's rows while nothing else changes it; at once where it is not in memory. */
function alone<T>(script: LoadedScript | null, work: () => Promise<T>): Promise<T> {
  return script === null ? work() : script.writes.run(work);
}

/** Of a script that was closed without forgetting it, or whose rows are gone from everywhere. */
const NOWHERE: CloseResult = { stillIn: [] };

function textsOf({ uri, script, held, author }: Address): readonly ClientText[] {
  if (script === null) return [];
  const { format, name, thresholds } = script.open;
  const texts = [...held].map(([client, { source, version, text }]) => ({
    client,
    params: { uri, format, name, version, source, thresholds, text: { kind: 'whole' as const, text } },
  }));
  return texts.sort((a, b) => Number(b.client === author) - Number(a.client === author));
}
