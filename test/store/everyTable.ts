import type { PGlite } from '@electric-sql/pglite';
import { createHash, randomUUID } from 'node:crypto';

/** A SHA-256 in hexadecimal digits, different for each text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A script's id and those of its first two scenes. */
export interface StoredScript {
  readonly scriptId: string;
  readonly sceneIds: readonly [string, string];
}

/** A script, in plain SQL: what it needs is what the schema demands. Returns its id. */
export async function insertScript(
  pg: Pick<PGlite, 'query'>,
  uri: string,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = randomUUID();
  await insert(pg, 'scripts', { id, uri, hash: hashOf(uri), normalizer_version: 1, ...columns });
  return id;
}

/** A script with two scenes. */
export async function insertScriptWithScenes(pg: Pick<PGlite, 'query'>, uri: string): Promise<StoredScript> {
  const scriptId = await insertScript(pg, uri);
  const sceneIds = [await insertScene(pg, scriptId, 0), await insertScene(pg, scriptId, 1)] as const;
  return { scriptId, sceneIds };
}

/** One scene of a script; `columns` adds to or overrides what every scene needs. Returns its id. */
export async function insertScene(
  pg: Pick<PGlite, 'query'>,
  scriptId: string,
  sceneIndex: number | null,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const id = randomUUID();
  const text = `INT. ROOM ${sceneIndex ?? 'OF NOBODY'} - DAY\n\nShe waits.\n\n`;
  const hash = hashOf(text);
  const hashes = { hash, structure_hash: hash, notes_hash: hash };
  await insert(pg, 'scenes', {
    id,
    script_id: scriptId,
    scene_index: sceneIndex,
    heading: 'INT. ROOM - DAY',
    text,
    line_count: 4,
    ...hashes,
    ...columns,
  });
  return typeof columns.id === 'string' ? columns.id : id;
}

/** One row; names of tables and columns are the test's own. Objects and arrays of objects go as JSON. */
export async function insert(
  pg: Pick<PGlite, 'query'>,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<void> {
  const names = Object.keys(row);
  const marks = names.map((_, i) => `$${i + 1}`);
  await pg.query(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks.join(', ')})`, Object.values(row));
}

/** What every stored artifact must say. */
export const provenance = { method: 'offline', recipe_version: 1, content_hash: hashOf('content') };

/** The tables, those that others refer to first. */
export const everyTable = [
  'scripts',
  'scenes',
  'scene_characters',
  'character_aliases',
  'privacy_marks',
  'scene_summaries',
  'scene_embeddings',
  'script_outlines',
  'character_sheets',
  'plot_threads',
  'scene_relationships',
  'artifact_inputs',
  'artifact_sets',
  'artifact_candidates',
  'generation_failures',
  'findings',
  'chat_conversations',
  'chat_messages',
  'conversation_summaries',
  'model_calls',
  'accepted_edits',
  'batches',
  'model_calibration',
] as const;

/** At least one row in every table, all hanging on one script (but the calibration, which is about a model). */
export async function fillEveryTable(pg: Pick<PGlite, 'query'>, uri: string): Promise<StoredScript> {
  const script = await insertScriptWithScenes(pg, uri);
  const { scriptId: script_id, sceneIds } = script;
  const [scene_id, payoff_scene_id] = sceneIds;
  await insert(pg, 'scene_characters', { scene_id, character_name: 'MARA', speaks: true, speeches: 2 });
  await insert(pg, 'character_aliases', { script_id, alias: 'M.', character_name: 'MARA', decided_by: 'writer' });
  await insert(pg, 'privacy_marks', { scope: 'scene', script_id, scene_id });
  await insert(pg, 'scene_summaries', { scene_id, summary_text: 'Mara waits.', ...provenance });
  await insert(pg, 'scene_embeddings', {
    scene_id,
    provider: 'offline',
    model: 'hashing',
    embedding: '[0.5,0,-1]',
    dimensions: 3,
    source_hash: hashOf('scene'),
  });
  await insert(pg, 'script_outlines', { script_id, summary_text: 'Waiting.', ...provenance });
  await insert(pg, 'character_sheets', {
    script_id,
    character_name: 'MARA',
    summary_text: 'She waits.',
    ...provenance,
  });
  await insert(pg, 'plot_threads', {
    script_id,
    name: 'The wait',
    thread_type: 'plot',
    scene_indices: [0, 1],
    scene_ids: sceneIds,
    ...provenance,
  });
  await insert(pg, 'scene_relationships', {
    script_id,
    setup_scene_id: scene_id,
    payoff_scene_id,
    relationship_type: 'setup_payoff',
    ...provenance,
  });
  await insert(pg, 'artifact_inputs', {
    script_id,
    artifact_kind: 'card',
    artifact_id: scene_id,
    position: 0,
    input_kind: 'scene',
    input_id: scene_id,
    input_hash: hashOf('scene'),
  });
  await insert(pg, 'artifact_sets', { script_id, kind: 'thread', ...provenance });
  await insert(pg, 'artifact_candidates', {
    script_id,
    artifact_kind: 'card',
    subject: scene_id,
    content: { summaryText: 'Mara still waits.' },
    ...provenance,
  });
  await insert(pg, 'generation_failures', { script_id, kind: 'sheet', subject: 'MARA', code: 'rate-limited' });
  await insert(pg, 'findings', { script_id, fingerprint: 'f1', kind: 'continuity', scene_ids: sceneIds });
  const conversation_id = randomUUID();
  await insert(pg, 'chat_conversations', { id: conversation_id, script_id, title: 'Who waits?' });
  const last_message_id = randomUUID();
  await insert(pg, 'chat_messages', {
    id: last_message_id,
    conversation_id,
    position: 0,
    role: 'user',
    content: 'Who waits?',
  });
  await insert(pg, 'conversation_summaries', {
    conversation_id,
    summary_text: 'About waiting.',
    messages_covered: 1,
    last_message_id,
  });
  const model_call_id = randomUUID();
  await insert(pg, 'model_calls', {
    id: model_call_id,
    script_id,
    purpose: 'card',
    provider: 'anthropic',
    model: 'claude',
    scene_ids: sceneIds,
    status: 'complete',
  });
  await insert(pg, 'accepted_edits', {
    scene_id,
    hash_before: hashOf('before'),
    hash_after: hashOf('after'),
    model_call_id,
  });
  await insert(pg, 'batches', { script_id, provider: 'anthropic', provider_batch_id: uri, status: 'submitted' });
  await pg.query(
    `INSERT INTO model_calibration (provider, model, token_factor) VALUES ('anthropic', 'claude', 1.4)
      ON CONFLICT (provider, model) DO UPDATE SET samples = model_calibration.samples + 1`,
  );
  return script;
}

/** Rows that belong to no script, where a table may have such. */
export async function insertSharedRows(pg: Pick<PGlite, 'query'>): Promise<void> {
  await insert(pg, 'privacy_marks', { scope: 'folder', folder_uri: 'file:///private' });
  await insert(pg, 'model_calls', { purpose: 'key', provider: 'anthropic', model: 'claude', status: 'complete' });
}

/** Rows of every table, in the order of `everyTable`. */
export async function countEveryTable(pg: Pick<PGlite, 'query'>): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of everyTable) {
    const result = await pg.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    counts[table] = result.rows[0]?.n ?? 0;
  }
  return counts;
}

/** Every row of every table as JSON text, in the order of `everyTable`, rows sorted: equal for equal content. */
export async function readEveryTable(pg: Pick<PGlite, 'query'>): Promise<Readonly<Record<string, readonly string[]>>> {
  const content: Record<string, readonly string[]> = {};
  for (const table of everyTable) {
    const result = await pg.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`);
    content[table] = result.rows.map(({ row }) => row);
  }
  return content;
}
