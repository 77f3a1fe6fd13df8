import assert from 'node:assert/strict';
import type { EngineOnDisk } from './engineOnDisk';

/**
 * All that the tables hold of a script's text, without ids, times and what was made of it: equal for two scripts of
 * equal text, however they came to it.
 */
export async function storedScript(on: EngineOnDisk, uri: string): Promise<unknown> {
  const scripts = await on.rows<{ id: string }>(
    `SELECT id, title, format, hash, page_count, eighths, normalizer_version, body_line, title_page
     FROM scripts WHERE uri = $1`,
    [uri],
  );
  const [script] = scripts;
  assert.ok(script !== undefined, `${uri} is stored`);
  const { id, ...columns } = script;
  const scenes = await on.rows(
    `SELECT kind, scene_index, scene_number, heading, text, line_count, heading_line, section_path, synopses, hash,
       structure_hash, notes_hash, page_start, length_eighths, word_count, dialogue_words
     FROM scenes WHERE script_id = $1 AND removed_at IS NULL ORDER BY kind, scene_index`,
    [id],
  );
  const characters = await on.rows(
    `SELECT s.kind, s.scene_index, c.character_name, c.speaks, c.mentioned, c.speeches, c.dialogue_words
     FROM scene_characters c JOIN scenes s ON s.id = c.scene_id
     WHERE s.script_id = $1 AND s.removed_at IS NULL ORDER BY s.kind, s.scene_index, c.character_name COLLATE "C"`,
    [id],
  );
  return { columns, scenes, characters };
}
