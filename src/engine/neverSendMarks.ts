import { isDeepStrictEqual } from 'node:util';
import { canonicalUri } from '../protocol/canonicalUri';
import type { MarkParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { NeverSend } from '../story/neverSend';
import type { OpenScripts } from './openScripts';
import { openScript, type OpenScript } from './pipeline/openScript';
import { writeStandings } from './pipeline/writeStandings';
import type { Transactional } from './store/db';
import { findMarks, listLiftedMarks, writeMark, type MarkTarget } from './store/privacyMarkQueries';

/**
 * Sets or takes away a mark, and gives those that the script has then. A folder's mark is every script's in it. Rejects
 * with `subject-unknown` where the scene is not in the script.
 */
export async function markNeverSend(
  db: Transactional,
  scripts: OpenScripts,
  { scriptId, target, on }: MarkParams,
): Promise<NeverSend> {
  const script = scripts.find(scriptId);
  if (target.kind === 'scene' && !script.open.readings().has(target.sceneId)) {
    throw new Failure('subject-unknown', 'This scene is not in the script any more.');
  }
  await script.writes.run(() => writeMark(db, markTarget(scriptId, target), on));
  for (const one of target.kind === 'folder' ? scripts.all() : [script]) {
    await one.writes.run(async () => {
      const before = one.open;
      one.open = await readMarks(db, before, before.uri);
      if (one.open !== before) scripts.tell(one);
    });
  }
  const { open } = scripts.find(scriptId);
  const live = open.readings();
  return { ...open.marks, sceneIds: open.marks.sceneIds.filter((id) => live.has(id)) };
}

/** The script at an address with the marks that it has there; the same value where nothing differs. */
export async function readMarks(db: Transactional, before: OpenScript, uri: string): Promise<OpenScript> {
  const marks = { ...(await findMarks(db, before.id, uri)), joined: before.marks.joined };
  if (uri === before.uri && isDeepStrictEqual(marks, before.marks)) return before;
  const lifted = new Set(await listLiftedMarks(db, before.id));
  const after = openScript({ ...before, uri, marks, lifted }, before);
  // What a model makes reads other scenes now.
  await db.transaction((tx) => writeStandings(tx, after, before));
  return after;
}

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
