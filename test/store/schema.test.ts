import assert from 'node:assert/strict';
import { CasingCache } from 'drizzle-orm/casing';
import { eq, is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import type { OpenDatabase } from '../../src/engine/store/openDatabase';
import * as artifactTables from '../../src/engine/store/schema/artifactTables';
import * as chatTables from '../../src/engine/store/schema/chatTables';
import * as ledgerTables from '../../src/engine/store/schema/ledgerTables';
import * as scriptTables from '../../src/engine/store/schema/scriptTables';
import { decodeVector, encodeVector } from '../../src/engine/store/schema/vectorColumn';
import { INPUT_KINDS } from '../../src/story/artifactInput';
import { ARTIFACT_KINDS } from '../../src/story/artifactKind';
import { everyTable, hashOf, insertScriptWithScenes } from './everyTable';
import { openTemporaryDatabase } from './storeFixture';

const artifact = 'method recipe_version version tokens_estimate content_hash generated_at pinned';
const stamps = 'created_at updated_at';

/** data-model.md, *Tables*, and the additions decided since, by hand. */
const columns: Readonly<Record<(typeof everyTable)[number], string>> = {
  scripts: `id uri title format state last_state_transition hash page_count eighths normalizer_version chosen_model
    always_under_usd body_line title_page buffer_version removed_at ${stamps}`,
  scenes: `id script_id kind scene_index scene_number heading text line_count heading_line section_path synopses hash
    structure_hash notes_hash removed_at is_key_scene key_scene_reason act_number sequence_number page_start
    length_eighths word_count dialogue_words ${stamps}`,
  scene_summaries: `id scene_id action conflict character_changes plot_progression tone summary_text evidence
    ${artifact} ${stamps}`,
  scene_embeddings: `id scene_id provider model embedding dimensions source_hash ${stamps}`,
  script_outlines: `id script_id logline acts turning_points central_conflict summary_text evidence is_stale
    dirty_scene_count ${artifact} ${stamps}`,
  character_sheets: `id script_id character_name want need arc relationships pivotal_moments summary_text evidence
    is_stale dirty_scene_count ${artifact} ${stamps}`,
  scene_characters: `scene_id character_name speaks mentioned speeches dialogue_words ${stamps}`,
  character_aliases: `id script_id alias character_name decided_by ${stamps}`,
  plot_threads: `id script_id name thread_type scene_indices scene_ids description evidence is_stale ${artifact} ${stamps}`,
  scene_relationships: `id script_id setup_scene_id payoff_scene_id relationship_type description evidence is_stale
    ${artifact} ${stamps}`,
  chat_conversations: `id script_id title archived ${stamps}`,
  chat_messages: `id conversation_id position role content answer citations context_used usage turns asked
    status ${stamps}`,
  conversation_summaries: `id conversation_id summary_text tokens_estimate messages_covered last_message_id ${stamps}`,
  artifact_inputs: 'script_id artifact_kind artifact_id position input_kind input_id input_hash',
  artifact_sets: `id script_id kind method recipe_version version content_hash generated_at ${stamps}`,
  artifact_candidates: `id script_id artifact_kind subject content inputs method recipe_version tokens_estimate
    content_hash generated_at ${stamps}`,
  findings: `id script_id fingerprint kind scene_ids evidence dismissed_at ${stamps}`,
  accepted_edits: `id scene_id hash_before hash_after lines model_call_id ${stamps}`,
  privacy_marks: `id scope script_id scene_id folder_uri never_send ${stamps}`,
  model_calls: `id script_id purpose subject provider model origin input_tokens output_tokens cache_write_tokens cache_read_tokens
    cost_usd reserved_usd estimated_tokens failure_code latency_ms scene_ids status ${stamps}`,
  batches: `id script_id provider provider_batch_id items status ${stamps}`,
  generation_failures: `id script_id kind subject method code message attempts inputs_hash retry_at ${stamps}`,
  model_calibration: `provider model token_factor samples ${stamps}`,
};

/** The indexes that the seed document names, with the table and what they index. */
const seedIndexes = {
  idx_scenes_hash: 'scenes(hash)',
  idx_scenes_is_key: 'scenes(script_id) where is_key_scene',
  idx_scene_summaries_scene_id: 'scene_summaries(scene_id) unique',
  idx_script_outlines_script_id: 'script_outlines(script_id) unique',
  idx_character_sheets_script_id: 'character_sheets(script_id)',
  idx_character_sheets_character_name: 'character_sheets(character_name)',
  idx_scene_characters_character: 'scene_characters(character_name)',
  idx_plot_threads_script_id: 'plot_threads(script_id)',
  idx_scene_relationships_script_id: 'scene_relationships(script_id)',
  idx_scene_relationships_setup: 'scene_relationships(setup_scene_id)',
  idx_scene_relationships_payoff: 'scene_relationships(payoff_scene_id)',
  idx_conversation_summaries_conversation_id: 'conversation_summaries(conversation_id)',
};

/** What may be there once: table(columns). */
const uniques = [
  'scripts(uri)',
  'scenes(script_id,scene_index)',
  'scene_summaries(scene_id)',
  'scene_embeddings(scene_id,provider,model)',
  'script_outlines(script_id)',
  'character_sheets(script_id,character_name)',
  'scene_characters(scene_id,character_name)',
  'character_aliases(script_id,alias)',
  'artifact_inputs(artifact_kind,artifact_id,position)',
  'artifact_candidates(script_id,artifact_kind,subject)',
  'findings(script_id,fingerprint)',
  'privacy_marks(script_id,scene_id,folder_uri)',
  'generation_failures(script_id,kind,subject)',
  'model_calibration(provider,model)',
  'chat_messages(conversation_id,position)',
  'batches(provider,provider_batch_id)',
];

describe('the schema of the story memory', function () {
  this.timeout(60_000);
  let database: OpenDatabase;
  let close: () => Promise<void>;

  before(async () => ({ database, close } = await openTemporaryDatabase()));
  after(() => close());

  it('has every table and every column of the data model, and no other', async () => {
    const result = await database.pg.query<{ table: string; columns: string[] }>(`
      SELECT table_name AS table, array_agg(column_name::text ORDER BY column_name) AS columns
      FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> 'schema_migrations' GROUP BY table_name`);
    const found = Object.fromEntries(result.rows.map((row) => [row.table, row.columns]));
    const expected = Object.fromEntries(
      Object.entries(columns).map(([table, names]) => [table, names.split(/\s+/).sort()]),
    );
    assert.deepEqual(found, expected);
  });

  it('has every index that the seed names, on what it names', async () => {
    const found = await describeIndexes(database);
    for (const [name, what] of Object.entries(seedIndexes)) assert.equal(found.get(name), what, name);
  });

  it('has an index on script and on hash of the scenes', async () => {
    const found = [...(await describeIndexes(database)).values()];
    assert.ok(found.some((what) => what.startsWith('scenes(script_id')));
    assert.ok(found.includes('scenes(hash)'));
  });

  it('has every key that the data model calls unique', async () => {
    const found = new Set([...(await describeIndexes(database)).values()]);
    for (const key of uniques) assert.ok(found.has(`${key} unique`), key);
  });

  it('gives every table but the inputs the times of its rows, with their zone', async () => {
    const result = await database.pg.query<{ table: string }>(`
      SELECT table_name AS table FROM information_schema.columns
      WHERE column_name IN ('created_at', 'updated_at') AND data_type = 'timestamp with time zone' AND is_nullable = 'NO'
      GROUP BY table_name HAVING count(*) = 2`);
    const timeless = new Set(['artifact_inputs']);
    assert.deepEqual(
      result.rows.map((row) => row.table).sort(),
      everyTable.filter((table) => !timeless.has(table)).sort(),
    );
  });

  it('keeps states and kinds as text with a check, and has no enum', async () => {
    const enums = await database.pg.query("SELECT 1 FROM pg_type WHERE typtype = 'e'");
    assert.deepEqual(enums.rows, []);
  });

  it('knows the kinds of artifacts and inputs that the story knows', async () => {
    const result = await database.pg.query<{ name: string; definition: string }>(
      "SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'c'",
    );
    const allowed = new Map(result.rows.map(({ name, definition }) => [name, quoted(definition).sort()]));
    assert.deepEqual(allowed.get('artifact_inputs_input_kind_check'), [...INPUT_KINDS].sort());
    for (const check of [
      'artifact_inputs_artifact_kind_check',
      'artifact_candidates_artifact_kind_check',
      'generation_failures_kind_check',
    ]) {
      assert.deepEqual(allowed.get(check), [...ARTIFACT_KINDS].sort(), check);
    }
  });

  it('keeps vectors of any number of dimensions in one column', async () => {
    const result = await database.pg.query<{ type: string }>(`
      SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
      WHERE attrelid = 'scene_embeddings'::regclass AND attname = 'embedding'`);
    assert.deepEqual(result.rows, [{ type: 'vector' }]);
  });

  it('is the same in TypeScript and in the database', async () => {
    const casing = new CasingCache('snake_case');
    const result = await database.pg.query<{ column: string; required: boolean; hasDefault: boolean; type: string }>(`
      SELECT c.relname || '.' || a.attname AS column, a.attnotnull AS required, a.atthasdef AS "hasDefault",
        format_type(a.atttypid, a.atttypmod) AS type
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relname <> 'schema_migrations' ORDER BY 1`);
    const declared = drizzleTables().flatMap((table) => {
      const config = getTableConfig(table);
      return config.columns.map((column) => ({
        column: `${config.name}.${casing.getColumnCasing(column)}`,
        required: column.notNull,
        hasDefault: column.default !== undefined,
        type: sqlType(column.getSQLType()),
      }));
    });
    declared.sort((a, b) => (a.column < b.column ? -1 : 1));
    assert.deepEqual(result.rows, declared);
  });

  it('reads and writes through TypeScript what SQL sees', async () => {
    const { db, pg } = database;
    const { sceneIds } = await insertScriptWithScenes(pg, 'file:///vectors.fountain');
    const [sceneId] = sceneIds;
    const embedding = Float32Array.of(0.25, -1, 1e-7, 3);
    const row = { sceneId, provider: 'offline', model: 'hashing', dimensions: 4, sourceHash: hashOf('a'), embedding };
    await db.insert(artifactTables.sceneEmbeddings).values(row);
    const stored = await db
      .select()
      .from(artifactTables.sceneEmbeddings)
      .where(eq(artifactTables.sceneEmbeddings.sceneId, sceneId));
    assert.deepEqual(stored[0]?.embedding, embedding);
    assert.match(stored[0].id, /^[0-9a-f-]{36}$/);
    assert.ok(stored[0].createdAt instanceof Date);

    const { sectionPath } = { sectionPath: [{ level: 1, title: 'Act "One"' }] };
    await db.update(scriptTables.scenes).set({ sectionPath }).where(eq(scriptTables.scenes.id, sceneId));
    const read = await pg.query('SELECT section_path FROM scenes WHERE id = $1', [sceneId]);
    assert.deepEqual(read.rows, [{ section_path: sectionPath }]);
    await db.execute(sql`DELETE FROM scripts`);
  });

  it('refuses vectors that are none', () => {
    assert.throws(() => encodeVector([]), RangeError);
    assert.throws(() => encodeVector([1, Number.NaN]), RangeError);
    assert.throws(() => encodeVector([1e300]), RangeError);
    assert.deepEqual(decodeVector(encodeVector([1, 0.1])), Float32Array.of(1, 0.1));
  });
});

function drizzleTables(): PgTable[] {
  return [artifactTables, chatTables, ledgerTables, scriptTables]
    .flatMap((module) => Object.values(module) as unknown[])
    .filter((value): value is PgTable => is(value, PgTable));
}

/** As `format_type` writes it. */
function sqlType(type: string): string {
  return type.replace(/^char\(/, 'character(').replace(/^numeric\((\d+), (\d+)\)$/, 'numeric($1,$2)');
}

/** Name → `table(columns)`, with `unique` and the condition of a partial one. */
async function describeIndexes({ pg }: OpenDatabase): Promise<Map<string, string>> {
  const result = await pg.query<{ name: string; what: string }>(`
    SELECT i.relname AS name,
      t.relname || '(' || (
        SELECT string_agg(replace(pg_get_indexdef(x.indexrelid, k, true), '"', ''), ',' ORDER BY k)
        FROM generate_series(1, x.indnkeyatts) AS k
      ) || ')' || CASE WHEN x.indisunique THEN ' unique' ELSE '' END
        || coalesce(' where ' || pg_get_expr(x.indpred, x.indrelid, true), '') AS what
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = 'public'::regnamespace`);
  return new Map(result.rows.map((row) => [row.name, row.what]));
}

/** The literals of an expression. */
function quoted(expression: string): string[] {
  return [...expression.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}
