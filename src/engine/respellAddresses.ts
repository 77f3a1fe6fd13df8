import { canonicalUri } from '../protocol/canonicalUri';
import { moveStoredScript } from './moveStoredScript';
import {
  listAddresses,
  listFolderMarks,
  moveFolderMarks,
  REPLACED_SCHEME,
  respellAddress,
} from './store/addressQueries';
import type { Transactional } from './store/db';

/**
 * Gives what was stored under another spelling of its address the one that all hosts are understood by. Where a file has
 * a memory under each, they meet as if one file had been moved over the other.
 */
export async function respellAddresses(db: Transactional): Promise<void> {
  for (const from of await listFolderMarks(db)) {
    const to = canonicalUri(from);
    if (to !== from) await moveFolderMarks(db, from, to);
  }
  for (const { id, uri } of await listAddresses(db)) {
    const replaced = `${REPLACED_SCHEME}${id}/`;
    if (uri.startsWith(replaced)) {
      const to = `${replaced}${canonicalUri(uri.slice(replaced.length))}`;
      if (to !== uri) await respellAddress(db, id, to);
    } else if (canonicalUri(uri) !== uri) await moveStoredScript(db, uri, canonicalUri(uri));
  }
}
