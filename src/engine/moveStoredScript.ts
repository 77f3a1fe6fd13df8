import { keepFolderMark } from './pipeline/keepFolderMark';
import { belongingsOf, deleteScriptsById, setAside, writeAddress } from './store/addressQueries';
import type { Transactional } from './store/db';
import { findScript } from './store/scriptQueries';

/**
 * What is known of the script at `from` is known of the one at `to` from now on; one transaction. What was stored at
 * `to` gives way: it is deleted if there is nothing to it, and else kept like a script whose file vanished. But if only that
 * has anything of the writer's, it stays where it is and the other one gives way. Returns the id of the one that is at `to`
 * then; null if nothing was stored at `from`.
 */
export async function moveStoredScript(db: Transactional, from: string, to: string): Promise<string | null> {
  return db.transaction(async (tx) => {
    const moved = await findScript(tx, from);
    if (moved === null || from === to) return null;
    const there = await findScript(tx, to);
    if (there !== null) {
      const [comes, stands] = [await belongingsOf(tx, moved.id), await belongingsOf(tx, there.id)];
      if (stands === 'own' && comes !== 'own') {
        if (comes === 'nothing') await deleteScriptsById(tx, [moved.id]);
        else await setAside(tx, moved.id);
        return there.id;
      }
      if (stands === 'nothing') await deleteScriptsById(tx, [there.id]);
      else await setAside(tx, there.id);
    }
    // A folder that the editor moves takes its mark along.
    await keepFolderMark(tx, moved.id, { from, to, isGone: () => false });
    await writeAddress(tx, moved.id, to);
    return moved.id;
  });
}
