import type { EngineOnDisk } from './engineOnDisk';

/**
 * All that was made of the scenes of a script that are in its text, with every scene named by its place in it and
 * without ids, times and versions: equal for two scripts of equal text, however it came to be known of them. Sets are
 * sorted.
 */
export async function scriptContents(on: EngineOnDisk, scriptId: string): Promise<Readonly<Record<string, unknown>>> {
  const scenes = await on.rows<{ id: string; place: string; isKey: boolean; reason: string | null }>(
    `SELECT id, coalesce('scene ' || scene_index, 'passage') AS place, is_key_scene AS "isKey",
       key_scene_reason AS reason
     FROM scenes WHERE script_id = $1 AND removed_at IS NULL ORDER BY scene_index`,
    [scriptId],
  );
  const read = async (sql: string): Promise<unknown[]> => {
    const rows = await on.rows<{ row: object }>(sql, [scriptId]);
    return rows.map(({ row }) => placed(row));
  };
  const placed = (value: object): unknown => {
    const text = scenes.reduce((all, { id, place }) => all.replaceAll(id, place), JSON.stringify(value));
    return JSON.parse(text.replaceAll(scriptId, 'script'));
  };
  const row = `to_jsonb(a) - '{id,script_id,created_at,updated_at,generated_at,version}'::text[]`;
  const live = `FROM scenes s WHERE s.script_id = $1 AND s.removed_at IS NULL`;
  return {
    keyScenes: scenes.map(({ place, isKey, reason }) => ({ place, isKey, reason })),
    cards: await read(`SELECT ${row} AS row FROM scene_summaries a
      WHERE a.scene_id IN (SELECT s.id ${live}) ORDER BY (SELECT scene_index FROM scenes WHERE id = a.scene_id)`),
    vectors: await read(`SELECT ${row} AS row FROM scene_embeddings a
      WHERE a.scene_id IN (SELECT s.id ${live}) ORDER BY (SELECT scene_index FROM scenes WHERE id = a.scene_id)`),
    outline: await read(`SELECT ${row} - 'content_hash' AS row FROM script_outlines a WHERE a.script_id = $1`),
    sheets: await read(`SELECT ${row} - 'content_hash' AS row FROM character_sheets a
      WHERE a.script_id = $1 ORDER BY a.character_name`),
    threads: sorted(await read(`SELECT ${row} - 'content_hash' AS row FROM plot_threads a WHERE a.script_id = $1`)),
    relationships: sorted(
      await read(`SELECT ${row} - 'content_hash' AS row FROM scene_relationships a WHERE a.script_id = $1`),
    ),
    inputs: await inputs(),
  };

  /** What each was made from, by kind and what it is about. */
  async function inputs(): Promise<unknown> {
    const found = await on.rows<{ kind: string; subject: string; inputs: object }>(
      `SELECT i.artifact_kind AS kind, coalesce(c.scene_id::text, h.character_name, '') AS subject,
         jsonb_agg(jsonb_build_array(i.input_kind, i.input_id, i.input_hash) ORDER BY i.position) AS inputs
       FROM artifact_inputs i LEFT JOIN scene_summaries c ON c.id = i.artifact_id
         LEFT JOIN character_sheets h ON h.id = i.artifact_id
       WHERE i.script_id = $1 AND i.artifact_kind <> 'keyScene' GROUP BY 1, 2 ORDER BY 1, 2`,
      [scriptId],
    );
    return sorted(
      found
        .filter(({ subject, kind }) => kind !== 'card' || scenes.some(({ id }) => id === subject))
        .map((one) => placed(one)),
    );
  }
}

function sorted(values: readonly unknown[]): unknown[] {
  return values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
