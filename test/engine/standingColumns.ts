import assert from 'node:assert/strict';
import type { EngineOnDisk } from './engineOnDisk';

interface Columns {
  readonly kind: string;
  readonly subject: string | null;
  readonly stale: boolean;
  /** Null where the table has no such column. */
  readonly dirty: number | null;
}

/**
 * Invariant 3: `is_stale` and `dirty_scene_count` in the tables are what comparing inputs says now, for every stored
 * artifact, those of which the status says nothing included: what they describe is gone, so they are behind.
 */
export async function checkStandingColumns(on: EngineOnDisk, scriptId: string): Promise<void> {
  const status = await on.engine.readStatus(scriptId);
  const computed = new Map(status.artifacts.map((one) => [`${one.kind}:${one.subject ?? ''}`, one]));
  const stored = await on.rows<Columns>(
    `SELECT 'outline' AS kind, NULL AS subject, is_stale AS stale, dirty_scene_count AS dirty
     FROM script_outlines WHERE script_id = $1
     UNION ALL SELECT 'sheet', character_name, is_stale, dirty_scene_count FROM character_sheets WHERE script_id = $1
     UNION ALL SELECT 'thread', id::text, is_stale, NULL FROM plot_threads WHERE script_id = $1
     UNION ALL SELECT 'relationship', id::text, is_stale, NULL FROM scene_relationships WHERE script_id = $1`,
    [scriptId],
  );
  for (const { kind, subject, stale, dirty } of stored) {
    const name = `${kind}:${subject ?? ''}`;
    const now = computed.get(name);
    assert.equal(stale, now?.stale ?? true, `${name}: is_stale is what the comparison says`);
    if (dirty !== null && now !== undefined) {
      assert.equal(dirty, now.dirtySceneCount, `${name}: dirty_scene_count is what the comparison says`);
    }
  }
  for (const { kind, subject, stale, reasons } of status.artifacts) {
    assert.equal(reasons.length > 0, stale, `${kind} ${subject ?? ''}: a reason where it is behind, else none`);
  }
}

/** Live rows are numbered 0 to n-1 without a gap, one row a scene, and removed ones stand outside the order. */
export async function checkOrder(on: EngineOnDisk, scriptId: string, sceneCount: number): Promise<void> {
  const rows = await on.rows<{ id: string; index: number | null; removed: boolean; kind: string }>(
    `SELECT id, scene_index AS index, removed_at IS NOT NULL AS removed, kind FROM scenes
     WHERE script_id = $1 ORDER BY scene_index`,
    [scriptId],
  );
  const live = rows.filter(({ removed, kind }) => !removed && kind === 'scene');
  assert.deepEqual(
    live.map(({ index }) => index),
    Array.from({ length: sceneCount }, (_, index) => index),
  );
  assert.ok(rows.filter(({ removed, kind }) => removed || kind === 'passage').every(({ index }) => index === null));
  assert.ok(rows.filter(({ removed, kind }) => !removed && kind === 'passage').length <= 1);
}
