import type { PGlite, Transaction } from '@electric-sql/pglite';

/** The marks of a database with what they are on, to be set in another one too: a mark is never lost by restoring. */
export type KeptMarks = readonly KeptMark[];

interface KeptMark {
  /** Rows as JSON; null where the mark is on no script, or on no scene. */
  readonly mark: string;
  readonly script: string | null;
  readonly scene: string | null;
}

/** Reads all that is marked never to be sent. */
export async function readMarks(pg: PGlite): Promise<KeptMarks> {
  const { rows } = await pg.query<KeptMark>(
    `SELECT to_jsonb(m)::text AS mark, to_jsonb(x)::text AS script, to_jsonb(s)::text AS scene FROM privacy_marks m
     LEFT JOIN scripts x ON x.id = m.script_id LEFT JOIN scenes s ON s.id = m.scene_id WHERE m.never_send`,
  );
  return rows;
}

/**
 * Sets marks in a database that is older than they are, in one transaction; how many were not there comes back. A script
 * is found by its id or address, a scene by its id, words or heading; what is not there comes along without what was made
 * of it, a scene as a removed one, so that it is known again by its words.
 */
export function mergeMarks(pg: PGlite, kept: KeptMarks): Promise<number> {
  return pg.transaction(async (tx) => {
    let added = 0;
    for (const { mark, script, scene } of kept) {
      if (script === null) {
        added += await insert(tx, 'privacy_marks', mark);
        continue;
      }
      for (const scriptId of await scriptsFor(tx, script)) {
        const sceneIds = scene === null ? [null] : await scenesFor(tx, scriptId, scene);
        for (const sceneId of sceneIds) {
          const here = JSON.stringify({ id: crypto.randomUUID(), script_id: scriptId, scene_id: sceneId });
          added += await insert(tx, 'privacy_marks', mark, here);
        }
      }
    }
    return added;
  });
}

async function scriptsFor(tx: Transaction, script: string): Promise<readonly string[]> {
  const find = `SELECT x.id FROM scripts x, jsonb_populate_record(NULL::scripts, $1::jsonb) AS o
    WHERE x.id = o.id OR x.uri = o.uri`;
  const found = await idsOf(tx, find, [script]);
  if (found.length > 0) return found;
  await insert(tx, 'scripts', script, JSON.stringify({ state: 'empty' }));
  return idsOf(tx, find, [script]);
}

async function scenesFor(tx: Transaction, scriptId: string, scene: string): Promise<readonly string[]> {
  const one = `jsonb_populate_record(NULL::scenes, $1::jsonb) AS o`;
  // It is the same scene: by the words it has now it is found in the text of now.
  const same = await idsOf(
    tx,
    `UPDATE scenes s SET kind = o.kind, scene_number = o.scene_number, heading = o.heading, text = o.text,
       line_count = o.line_count, heading_line = o.heading_line, section_path = o.section_path, synopses = o.synopses,
       hash = o.hash, structure_hash = o.structure_hash, notes_hash = o.notes_hash
     FROM ${one} WHERE s.id = o.id AND s.script_id = $2::uuid RETURNING s.id`,
    [scene, scriptId],
  );
  if (same.length > 0) return same;
  const like = `SELECT s.id FROM scenes s, ${one} WHERE s.script_id = $2::uuid AND s.kind = o.kind`;
  const byWords = await idsOf(tx, `${like} AND s.hash = o.hash`, [scene, scriptId]);
  if (byWords.length > 0) return byWords;
  const byHeading = await idsOf(tx, `${like} AND s.heading = o.heading`, [scene, scriptId]);
  const id = crypto.randomUUID();
  const removed = { id, script_id: scriptId, scene_index: null, removed_at: new Date() };
  await insert(tx, 'scenes', scene, JSON.stringify(removed));
  return [...byHeading, id];
}

/** Inserts a row, with other values in some columns; how many rows that were, 0 where it is there. */
async function insert(tx: Transaction, table: string, row: string, changed = '{}'): Promise<number> {
  const { affectedRows } = await tx.query(
    `INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, $1::jsonb || $2::jsonb) ON CONFLICT DO NOTHING`,
    [row, changed],
  );
  return affectedRows ?? 0;
}

async function idsOf(tx: Transaction, sql: string, parameters: readonly string[]): Promise<readonly string[]> {
  const { rows } = await tx.query<{ id: string }>(sql, [...parameters]);
  return rows.map(({ id }) => id);
}
