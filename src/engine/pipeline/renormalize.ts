import { resolveAliases } from '../../screenplay/aliases';
import { fingerprintScene, fingerprintScript, type SceneFingerprint } from '../../screenplay/fingerprint';
import type { Normalizers } from '../../screenplay/normalizers';
import { parseScreenplay } from '../../screenplay/parseScreenplay';
import type { SceneBlock, Screenplay } from '../../screenplay/screenplay';
import { readScript, shapeOf } from '../../screenplay/scriptReading';
import { wholeShapeHash } from '../../screenplay/shapeHash';
import { listAliases } from '../store/aliasQueries';
import { replaceInputHashes, type HashChange } from '../store/artifactQueries';
import type { Db, Transactional } from '../store/db';
import { listScenes, writeSceneHashes, type SceneRow } from '../store/sceneQueries';
import { writeScriptHash, type ScriptRow } from '../store/scriptQueries';

/**
 * Takes a stored script over to the rules of now, in one transaction: every hash that the old rules give for the text that is
 * stored becomes the one of the new rules, wherever it is kept. So nothing is behind for it; what was made from another text
 * has another hash, which stays, and stays behind. Does nothing where the old rules are not known any more.
 */
export async function renormalize(db: Transactional, script: ScriptRow, normalizers: Normalizers): Promise<void> {
  const before = normalizers.byVersion.get(script.normalizerVersion);
  const now = normalizers.byVersion.get(normalizers.version);
  if (before === undefined || now === undefined) return;
  await db.transaction(async (tx) => {
    const rows = await listScenes(tx, script.id);
    const changes = placed(rows).map(({ row, screenplay, block, source }) => ({
      row,
      old: fingerprintScene(screenplay, block, source, before),
      new: fingerprintScene(screenplay, block, source, now),
    }));
    await writeSceneHashes(
      tx,
      changes.map((change) => ({ id: change.row.id, ...hashesAfter(change) })),
    );
    await replaceInputHashes(
      tx,
      script.id,
      changes.map((change) => ({ sceneId: change.row.id, old: change.old.hash, new: change.new.hash })),
    );
    await replaceInputHashes(tx, script.id, await shapeChanges(tx, script.id, rows), 'shape');
    const live = changes
      .filter(({ row }) => row.sceneIndex !== null)
      .sort((a, b) => (a.row.sceneIndex ?? 0) - (b.row.sceneIndex ?? 0));
    const hash = fingerprintScript(
      script.titlePage,
      live.map((change) => hashesAfter(change).hash),
      now,
    );
    await writeScriptHash(tx, script.id, { hash, normalizerVersion: normalizers.version });
  });
}

/** Of every scene the hash of its shape as the first rules had it, and as it is now, where it stands in the stored text. */
async function shapeChanges(db: Db, scriptId: string, rows: readonly SceneRow[]): Promise<readonly HashChange[]> {
  const live = inOrder(rows);
  const { scenes } = readScript(
    `\n${live.map(({ text }) => text).join('')}`,
    null,
    resolveAliases(await listAliases(db, scriptId)),
  );
  const stored = live.filter(({ sceneIndex }) => sceneIndex !== null);
  return scenes.flatMap(({ block, cast, eighths, shapeHash }, index) => {
    const sceneId = stored[index]?.id;
    const old = wholeShapeHash({ ...shapeOf(block, cast), eighths });
    return sceneId === undefined ? [] : [{ sceneId, old, new: shapeHash }];
  });
}

interface Change {
  readonly row: SceneRow;
  readonly old: SceneFingerprint;
  readonly new: SceneFingerprint;
}

function hashesAfter({ row, old, new: now }: Change): SceneFingerprint {
  return {
    hash: row.hash === old.hash ? now.hash : row.hash,
    structureHash: row.structureHash === old.structureHash ? now.structureHash : row.structureHash,
    notesHash: row.notesHash === old.notesHash ? now.notesHash : row.notesHash,
  };
}

/** A stored scene as it is read. */
interface Placed {
  readonly row: SceneRow;
  readonly screenplay: Screenplay;
  readonly block: SceneBlock;
  readonly source: string;
}

/** Stored scenes read in their places, where an open mark may reach into them; those that left the text alone. */
function placed(rows: readonly SceneRow[]): Placed[] {
  const live = inOrder(rows);
  const source = live.map(({ text }) => text).join('');
  const screenplay = parseScreenplay(source, { titlePage: false });
  const blocks = blocksOf(screenplay);
  return rows.flatMap((row) => {
    const block = row.removedAt === null ? blocks[live.indexOf(row)] : undefined;
    if (block !== undefined && source.slice(block.startOffset, block.endOffset) === row.text) {
      return [{ row, screenplay, block, source }];
    }
    const own = parseScreenplay(row.text, { titlePage: false });
    const [alone] = blocksOf(own);
    return alone === undefined ? [] : [{ row, screenplay: own, block: alone, source: row.text }];
  });
}

/** The scenes that are in the text, the passage first. */
function inOrder(rows: readonly SceneRow[]): SceneRow[] {
  return rows.filter(({ removedAt }) => removedAt === null).sort((a, b) => (a.sceneIndex ?? -1) - (b.sceneIndex ?? -1));
}

function blocksOf({ preamble, scenes }: Screenplay): readonly SceneBlock[] {
  return preamble === null ? scenes : [preamble, ...scenes];
}
