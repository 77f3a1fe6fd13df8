import { and, eq, isNotNull, or } from 'drizzle-orm';
import type { Db } from './db';
import { privacyMarks } from './schema/scriptTables';

/** What of a script no path may send: all of it, or these scenes. */
export interface NeverSend {
  readonly wholeScript: boolean;
  readonly sceneIds: readonly string[];
}

/** The marks that concern a script: its own, its scenes', and those of the folders it is in. */
export async function readNeverSend(db: Db, script: { readonly id: string; readonly uri: string }): Promise<NeverSend> {
  const rows = await db
    .select()
    .from(privacyMarks)
    .where(
      and(
        eq(privacyMarks.neverSend, true),
        or(eq(privacyMarks.scriptId, script.id), isNotNull(privacyMarks.folderUri)),
      ),
    );
  return {
    wholeScript: rows.some(
      ({ scope, folderUri }) =>
        scope === 'script' || (scope === 'folder' && folderUri !== null && isUnder(script.uri, folderUri)),
    ),
    sceneIds: rows.flatMap(({ scope, sceneId }) => (scope === 'scene' && sceneId !== null ? [sceneId] : [])),
  };
}

function isUnder(uri: string, folder: string): boolean {
  return uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
