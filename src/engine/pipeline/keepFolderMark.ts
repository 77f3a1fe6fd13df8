import type { Db } from '../store/db';
import { findMarks, writeMark } from '../store/privacyMarkQueries';
import type { IsGone } from './movedScript';

/**
 * A script that leaves a folder that is never to be sent stays one that is never to be sent: the mark is about its words. Where
 * the folder is gone and the script stands as deep in another one, it is the folder that was moved: that one is marked, for
 * files in it that nobody has opened yet.
 */
export async function keepFolderMark(
  db: Db,
  scriptId: string,
  { from, to, isGone }: { readonly from: string; readonly to: string; readonly isGone: IsGone },
): Promise<void> {
  const [before, after] = [await findMarks(db, scriptId, from), await findMarks(db, scriptId, to)];
  if (before.folders.length === 0 || after.folders.length > 0) return;
  await writeMark(db, { kind: 'script', scriptId }, true);
  for (const folder of before.folders) {
    const inside = from.slice(folder.length);
    if (!to.endsWith(inside) || !(await isGone({ uri: folder }))) continue;
    await writeMark(db, { kind: 'folder', uri: to.slice(0, -inside.length) }, true);
  }
}
