import { filePresence } from './filePresence';
import {
  deleteVanishedBefore,
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

type Stored = Pick<ScriptAddress, 'id' | 'uri'>;

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
  const mark = async (scripts: readonly Stored[]): Promise<FilesLookedAt & { readonly goneIds: string[] }> => {
    const [gone, there]: [Stored[], Stored[]] = [[], []];
    for (const script of scripts) ((await isGone(script)) ? gone : there).push(script);
    const ids = (some: readonly Stored[]): string[] => some.map(({ id }) => id);
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
      const { goneIds } = await mark(await listAddresses(db));
      if (signal.aborted) return;
      // Of one that came back while the disk was asked the moment is gone, or another.
      await deleteVanishedBefore(db, goneIds, new Date(Date.now() - VANISHED_KEPT_MS));
    },
  };
}
