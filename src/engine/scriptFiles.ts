import { filePresence } from './filePresence';
import {
  deleteScriptsById,
  listAddresses,
  listAddressesAt,
  markPresent,
  markVanished,
  REPLACED_SCHEME,
  type ScriptAddress,
} from './store/addressQueries';
import type { Db } from './store/db';

/** What files say about the scripts stored of them: a script whose file vanished is kept for thirty days. */
export interface ScriptFiles {
  /** Whether nobody can come to the script where it is stored: its file vanished, and no client has it open. */
  readonly isGone: (script: Pick<ScriptAddress, 'uri'>) => Promise<boolean>;
  /** Looks for the files under these uris, and in folders of these uris, and writes which have vanished and which came back. */
  look(uris: readonly string[]): Promise<FilesLookedAt>;
  /** Looks for the files of all scripts, and deletes what is known of those that vanished thirty days ago. Aborting ends it. */
  sweep(signal: AbortSignal): Promise<void>;
}

/** Of the files asked for, those that are stored scripts, by uri. */
export interface FilesLookedAt {
  /** It is there, or nobody can say. */
  readonly known: readonly string[];
  /** It has vanished, and no client has it open. */
  readonly vanished: readonly string[];
}

const VANISHED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** @param isOpen whether a client has the script of this uri open */
export function createScriptFiles(db: Db, isOpen: (uri: string) => boolean): ScriptFiles {
  const isGone: ScriptFiles['isGone'] = async ({ uri }) => {
    if (isOpen(uri)) return false;
    // A buffer that was never saved goes with its window; one that comes back has its name.
    if (uri.startsWith(REPLACED_SCHEME) || uri.startsWith('untitled:')) return true;
    // It may have been opened while the disk was asked.
    return (await filePresence(uri)) === 'gone' && !isOpen(uri);
  };
  const mark = async (scripts: readonly ScriptAddress[]): Promise<FilesLookedAt & { readonly goneIds: string[] }> => {
    const [gone, there]: [ScriptAddress[], ScriptAddress[]] = [[], []];
    for (const script of scripts) ((await isGone(script)) ? gone : there).push(script);
    const ids = (some: readonly ScriptAddress[]): string[] => some.map(({ id }) => id);
    await markVanished(db, ids(gone));
    await markPresent(db, ids(there));
    const [vanished, known] = [gone, there].map((some) => some.map(({ uri }) => uri));
    return { known: known ?? [], vanished: vanished ?? [], goneIds: ids(gone) };
  };
  return {
    isGone,
    look: async (uris) => {
      const { known, vanished } = await mark(await listAddressesAt(db, uris));
      return { known, vanished };
    },
    sweep: async (signal) => {
      const scripts = await listAddresses(db);
      const { goneIds } = await mark(scripts);
      if (signal.aborted) return;
      const since = new Map(scripts.map(({ id, removedAt }) => [id, removedAt]));
      const long = goneIds.filter((id) => (since.get(id)?.getTime() ?? Infinity) < Date.now() - VANISHED_KEPT_MS);
      await deleteScriptsById(db, long);
    },
  };
}
