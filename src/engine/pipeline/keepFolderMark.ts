import type { Db } from '../store/db';
import { findMarks, writeMark } from '../store/privacyMarkQueries';

/** A script that leaves a folder that is never to be sent stays one that is never to be sent: the mark is about its words. */
export async function keepFolderMark(db: Db, scriptId: string, from: string, to: string): Promise<void> {
  const [before, after] = [await findMarks(db, scriptId, from), await findMarks(db, scriptId, to)];
  if (before.folders.length === 0 || after.folders.length > 0) return;
  await writeMark(db, { kind: 'script', scriptId }, true);
}
