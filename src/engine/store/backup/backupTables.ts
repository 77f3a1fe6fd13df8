/** A table as it is backed up. All conditions are SQL. */
export interface BackupTable {
  readonly name: string;
  /** The columns of its primary key: pages are read along them. */
  readonly key: readonly string[];
  /** Which rows belong to the script `$1`; null where none does. */
  readonly ofScript: string | null;
  /** Which rows belong to no script; null where each belongs to one. */
  readonly ofNone: string | null;
}

const id = ['id'];
const script = 'script_id = $1';
const scene = 'scene_id IN (SELECT id FROM scenes WHERE script_id = $1)';
const conversation = 'conversation_id IN (SELECT id FROM chat_conversations WHERE script_id = $1)';

/**
 * Every table of the schema, those that others refer to first. A table that a later migration drops stays in this list,
 * for the backups that have it.
 */
export const backupTables: readonly BackupTable[] = [
  { name: 'scripts', key: id, ofScript: 'id = $1', ofNone: null },
  { name: 'scenes', key: id, ofScript: script, ofNone: null },
  { name: 'scene_characters', key: ['scene_id', 'character_name'], ofScript: scene, ofNone: null },
  { name: 'character_aliases', key: id, ofScript: script, ofNone: null },
  { name: 'privacy_marks', key: id, ofScript: script, ofNone: 'script_id IS NULL' },
  { name: 'scene_summaries', key: id, ofScript: scene, ofNone: null },
  { name: 'scene_embeddings', key: id, ofScript: scene, ofNone: null },
  { name: 'script_outlines', key: id, ofScript: script, ofNone: null },
  { name: 'character_sheets', key: id, ofScript: script, ofNone: null },
  { name: 'plot_threads', key: id, ofScript: script, ofNone: null },
  { name: 'scene_relationships', key: id, ofScript: script, ofNone: null },
  { name: 'artifact_inputs', key: ['artifact_kind', 'artifact_id', 'position'], ofScript: script, ofNone: null },
  { name: 'artifact_sets', key: id, ofScript: script, ofNone: null },
  { name: 'artifact_candidates', key: id, ofScript: script, ofNone: null },
  { name: 'generation_failures', key: id, ofScript: script, ofNone: null },
  { name: 'findings', key: id, ofScript: script, ofNone: null },
  { name: 'chat_conversations', key: id, ofScript: script, ofNone: null },
  { name: 'chat_messages', key: id, ofScript: conversation, ofNone: null },
  { name: 'conversation_summaries', key: id, ofScript: conversation, ofNone: null },
  { name: 'model_calls', key: id, ofScript: script, ofNone: 'script_id IS NULL' },
  { name: 'accepted_edits', key: id, ofScript: scene, ofNone: null },
  { name: 'batches', key: id, ofScript: script, ofNone: null },
  { name: 'model_calibration', key: ['provider', 'model'], ofScript: null, ofNone: 'true' },
];
