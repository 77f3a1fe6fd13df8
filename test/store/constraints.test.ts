import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { OpenDatabase } from '../../src/engine/store/openDatabase';
import type { StoredScript } from './everyTable';
import {
  countEveryTable,
  everyTable,
  fillEveryTable,
  hashOf,
  insert,
  insertScene,
  insertScriptWithScenes,
  provenance,
} from './everyTable';
import { openTemporaryDatabase } from './storeFixture';

describe('what the story memory refuses and takes along', function () {
  this.timeout(60_000);
  let database: OpenDatabase;
  let close: () => Promise<void>;

  before(async () => ({ database, close } = await openTemporaryDatabase()));
  after(() => close());

  describe('cascades', () => {
    it('deleting a script leaves nothing of it in any table', async () => {
      const { pg } = database;
      const kept = await fillEveryTable(pg, 'file:///kept.fountain');
      const before = await countEveryTable(pg);
      const gone = await fillEveryTable(pg, 'file:///gone.fountain');
      await pg.query('DELETE FROM scripts WHERE id = $1', [gone.scriptId]);
      assert.deepEqual(await countEveryTable(pg), before);
      await pg.query('DELETE FROM scripts WHERE id = $1', [kept.scriptId]);
      const rest = Object.entries(await countEveryTable(pg)).filter(([, count]) => count > 0);
      assert.deepEqual(rest, [['model_calibration', 1]]);
    });

    it('deleting a scene takes its card, vector, people, marks, relationships and edits with it, and nothing else', async () => {
      const { pg } = database;
      const { scriptId, sceneIds } = await fillEveryTable(pg, 'file:///scene.fountain');
      const before = await countEveryTable(pg);
      await pg.query('DELETE FROM scenes WHERE id = $1', [sceneIds[0]]);
      const after = await countEveryTable(pg);
      const lost = everyTable.filter((table) => before[table] !== after[table]);
      assert.deepEqual(lost, [
        'scenes',
        'scene_characters',
        'privacy_marks',
        'scene_summaries',
        'scene_embeddings',
        'scene_relationships',
        'accepted_edits',
      ]);
      await pg.query('DELETE FROM scripts WHERE id = $1', [scriptId]);
    });

    it('an accepted edit outlives the ledger entry of the call that made it', async () => {
      const { pg } = database;
      const { scriptId } = await fillEveryTable(pg, 'file:///edit.fountain');
      await pg.query('DELETE FROM model_calls WHERE script_id = $1', [scriptId]);
      const edits = await pg.query('SELECT model_call_id FROM accepted_edits');
      assert.deepEqual(edits.rows, [{ model_call_id: null }]);
      await pg.query('DELETE FROM scripts WHERE id = $1', [scriptId]);
    });
  });

  describe('constraints', () => {
    let script: StoredScript;
    let other: StoredScript;
    before(async () => {
      script = await insertScriptWithScenes(database.pg, 'file:///one.fountain');
      other = await insertScriptWithScenes(database.pg, 'file:///two.fountain');
    });

    async function refused(constraint: string, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
      const attempt = database.pg.transaction((tx) => insert(tx, table, row));
      await assert.rejects(attempt, (error) => {
        assert.equal((error as { constraint?: string }).constraint, constraint);
        return true;
      });
    }

    it('a state, kind or type is one of those the data model names', async () => {
      const script_id = script.scriptId;
      const [scene_id, payoff_scene_id] = script.sceneIds;
      const other = { script_id, ...provenance };
      await refused('scripts_state_check', 'scripts', {
        uri: 'x',
        hash: hashOf('x'),
        normalizer_version: 1,
        state: 'done',
      });
      await refused('scripts_format_check', 'scripts', {
        uri: 'x',
        hash: hashOf('x'),
        normalizer_version: 1,
        format: 'pdf',
      });
      await refused('character_aliases_decided_by_check', 'character_aliases', {
        script_id,
        alias: 'A',
        character_name: 'B',
        decided_by: 'model',
      });
      await refused('plot_threads_thread_type_check', 'plot_threads', { ...other, name: 'x', thread_type: 'mystery' });
      await refused('scene_relationships_relationship_type_check', 'scene_relationships', {
        ...other,
        setup_scene_id: scene_id,
        payoff_scene_id,
        relationship_type: 'rhyme',
      });
      await refused('artifact_candidates_artifact_kind_check', 'artifact_candidates', {
        ...other,
        artifact_kind: 'poem',
        content: {},
      });
      await refused('generation_failures_kind_check', 'generation_failures', { script_id, kind: 'poem', code: 'x' });
      await refused('model_calls_status_check', 'model_calls', {
        script_id,
        purpose: 'card',
        provider: 'p',
        model: 'm',
        status: 'lost',
      });
      await refused('batches_status_check', 'batches', {
        script_id,
        provider: 'p',
        provider_batch_id: 'b',
        status: 'lost',
      });
      const input = { script_id, artifact_id: randomUUID(), position: 0, input_id: scene_id, input_hash: hashOf('x') };
      await refused('artifact_inputs_artifact_kind_check', 'artifact_inputs', {
        ...input,
        artifact_kind: 'poem',
        input_kind: 'scene',
      });
      await refused('artifact_inputs_input_kind_check', 'artifact_inputs', {
        ...input,
        artifact_kind: 'card',
        input_kind: 'mood',
      });
    });

    it('a script has one scene at an index, and any number of removed ones', async () => {
      const row = { script_id: script.scriptId, scene_index: 0, text: '', line_count: 0 };
      const hashes = { hash: hashOf('x'), structure_hash: hashOf('x'), notes_hash: hashOf('x') };
      await refused('scenes_script_id_scene_index_unique', 'scenes', { ...row, ...hashes });
      for (let i = 0; i < 2; i++) await insertScene(database.pg, script.scriptId, null, { removed_at: new Date() });
    });

    it('a scene in the script has an index; a passage or a removed one has none', async () => {
      const row = { script_id: script.scriptId, text: '', line_count: 0 };
      const hashes = { hash: hashOf('x'), structure_hash: hashOf('x'), notes_hash: hashOf('x') };
      const refuse = (columns: object) =>
        refused('scenes_scene_index_check', 'scenes', { ...row, ...hashes, ...columns });
      await refuse({ scene_index: null });
      await refuse({ scene_index: 7, kind: 'passage' });
      await refuse({ scene_index: 7, removed_at: new Date() });
      await refused('scenes_kind_check', 'scenes', { ...row, ...hashes, kind: 'montage', scene_index: 7 });
      await insertScene(database.pg, script.scriptId, null, { kind: 'passage', heading: '' });
    });

    it('scenes are renumbered in two steps', async () => {
      await database.pg.transaction(async (tx) => {
        await tx.query('UPDATE scenes SET scene_index = -1 - scene_index WHERE script_id = $1', [other.scriptId]);
        await tx.query('UPDATE scenes SET scene_index = 2 + scene_index WHERE script_id = $1', [other.scriptId]);
      });
      const result = await database.pg.query<{ id: string }>(
        'SELECT id FROM scenes WHERE script_id = $1 ORDER BY scene_index',
        [other.scriptId],
      );
      assert.deepEqual(
        result.rows.map((row) => row.id),
        [...other.sceneIds].reverse(),
      );
    });

    it('setup and payoff are two scenes of the script that the row names', async () => {
      const [first, second] = script.sceneIds;
      const row = { script_id: script.scriptId, relationship_type: 'setup_payoff', ...provenance };
      const refuse = (constraint: string, columns: object) =>
        refused(constraint, 'scene_relationships', { ...row, ...columns });
      await refuse('scene_relationships_two_scenes_check', { setup_scene_id: first, payoff_scene_id: first });
      await refuse('scene_relationships_payoff_scene_fk', {
        setup_scene_id: first,
        payoff_scene_id: other.sceneIds[0],
      });
      await refuse('scene_relationships_setup_scene_fk', {
        setup_scene_id: other.sceneIds[0],
        payoff_scene_id: second,
      });
      await insert(database.pg, 'scene_relationships', { ...row, setup_scene_id: first, payoff_scene_id: null });
    });

    it('a privacy mark names a script, a folder or a scene, each once', async () => {
      const script_id = script.scriptId;
      const [scene_id] = script.sceneIds;
      const folder_uri = 'file:///pages';
      await refused('privacy_marks_subject_check', 'privacy_marks', { scope: 'script' });
      await refused('privacy_marks_subject_check', 'privacy_marks', { scope: 'script', script_id, scene_id });
      await refused('privacy_marks_subject_check', 'privacy_marks', { scope: 'folder', script_id, folder_uri });
      await refused('privacy_marks_subject_check', 'privacy_marks', { scope: 'scene', scene_id });
      await refused('privacy_marks_scene_fk', 'privacy_marks', { scope: 'scene', script_id: other.scriptId, scene_id });
      for (const mark of [
        { scope: 'script', script_id },
        { scope: 'scene', script_id, scene_id },
        { scope: 'folder', folder_uri },
      ]) {
        await insert(database.pg, 'privacy_marks', mark);
        await refused('privacy_marks_subject_unique', 'privacy_marks', mark);
      }
    });

    it('a vector has the number of dimensions that its row says', async () => {
      const row = { scene_id: script.sceneIds[0], provider: 'p', model: 'm', source_hash: hashOf('x') };
      await refused('scene_embeddings_dimensions_check', 'scene_embeddings', {
        ...row,
        embedding: '[1,2]',
        dimensions: 3,
      });
    });

    it('a scene has one card, and one vector in each space', async () => {
      const [scene_id] = script.sceneIds;
      const card = { scene_id, summary_text: 'x', ...provenance };
      await insert(database.pg, 'scene_summaries', card);
      await refused('idx_scene_summaries_scene_id', 'scene_summaries', card);
      const vector = { scene_id, embedding: '[1]', dimensions: 1, source_hash: hashOf('x'), provider: 'p' };
      await insert(database.pg, 'scene_embeddings', { ...vector, model: 'm1' });
      await insert(database.pg, 'scene_embeddings', { ...vector, model: 'm2' });
      await refused('scene_embeddings_scene_id_provider_model_unique', 'scene_embeddings', { ...vector, model: 'm1' });
    });
  });
});
