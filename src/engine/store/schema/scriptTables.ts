import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { hashColumn, idColumn, momentColumn, oneOf, timestampColumns } from './columns';
import type { StoredSection, StoredTitlePageEntry } from './storedShapes';

/** One screenplay file. Its title page and the slices of its scenes, in order, are its whole text. */
export const scripts = pgTable(
  'scripts',
  {
    id: idColumn(),
    /** The document's address; a file that moved keeps its row, matched by content. */
    uri: text().notNull().unique('scripts_uri_unique'),
    /** From the title page; null where there is none. */
    title: text(),
    format: text({ enum: ['fountain', 'fdx'] })
      .notNull()
      .default('fountain'),
    state: text({ enum: ['empty', 'partial', 'analyzed'] })
      .notNull()
      .default('empty'),
    lastStateTransition: momentColumn().notNull().defaultNow(),
    /** Covers the title page and the scene hashes in order. */
    hash: hashColumn().notNull(),
    pageCount: integer().notNull().default(0),
    /** The length of the whole script in eighths of a page. */
    eighths: integer().notNull().default(0),
    /** The version of the normaliser behind `hash` and every scene's hashes. */
    normalizerVersion: integer().notNull(),
    /** `offline` or `provider/model`; null: the writer has not chosen for this script. */
    chosenModel: text(),
    /** "Always under $X": a run that costs at most so much, in US dollars, begins without being asked for; null: none does. */
    alwaysUnderUsd: numeric({ precision: 14, scale: 8, mode: 'number' }),
    /** The line of the file, counted from 1, where the first slice starts: the one after the title page. */
    bodyLine: integer().notNull().default(1),
    titlePage: jsonb()
      .$type<readonly StoredTitlePageEntry[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    /** The editor buffer's version that was stored last; null: stored from a file. */
    bufferVersion: integer(),
    /** When the file vanished; null while it is there. The row is kept like a removed scene's. */
    removedAt: momentColumn(),
    ...timestampColumns(),
  },
  (table) => [
    check('scripts_format_check', oneOf(table.format, ['fountain', 'fdx'])),
    check('scripts_state_check', oneOf(table.state, ['empty', 'partial', 'analyzed'])),
    index('idx_scripts_hash').on(table.hash),
  ],
);

/**
 * A scene, or the passage before the first heading. `text` is the exact slice of the source, so that the live slices
 * tile the script after the title page: the passage first, then the scenes by index.
 */
export const scenes = pgTable(
  'scenes',
  {
    id: idColumn(),
    scriptId: uuid()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['scene', 'passage'] })
      .notNull()
      .default('scene'),
    /** Counts from 0; null: removed, or a passage. Renumbered in two steps, to negatives and then to the final ones. */
    sceneIndex: integer(),
    /** As printed (`12A`); null where the heading has none. */
    sceneNumber: text(),
    /** Empty for a passage. */
    heading: text().notNull().default(''),
    text: text().notNull(),
    /** Lines of `text`. */
    lineCount: integer().notNull(),
    /** The heading's line in `text`, counted from 0; sections, synopses and blank lines may stand before it. */
    headingLine: integer().notNull().default(0),
    sectionPath: jsonb()
      .$type<readonly StoredSection[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    synopses: jsonb()
      .$type<readonly string[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    /** Heading and body, without scene number, sections, synopses, notes and boneyard. */
    hash: hashColumn().notNull(),
    /** The section path and synopses that belong to the scene. */
    structureHash: hashColumn().notNull(),
    notesHash: hashColumn().notNull(),
    /** When the scene left the text; null while it is in it. Kept for thirty days with all that hangs on it. */
    removedAt: momentColumn(),
    isKeyScene: boolean().notNull().default(false),
    /** Null where it is not a key scene, or has not been looked at. */
    keySceneReason: text(),
    /** Null: no act is known for it; likewise for the sequence. */
    actNumber: integer(),
    sequenceNumber: integer(),
    /** The page its first line is on, counted from 1; null for a removed scene. */
    pageStart: integer(),
    lengthEighths: integer().notNull().default(0),
    wordCount: integer().notNull().default(0),
    dialogueWords: integer().notNull().default(0),
    ...timestampColumns(),
  },
  (table) => [
    unique('scenes_script_id_scene_index_unique').on(table.scriptId, table.sceneIndex),
    // The index on the script; unique, so that a relationship can demand that both its scenes are of one script.
    unique('idx_scenes_script_id').on(table.scriptId, table.id),
    index('idx_scenes_hash').on(table.hash),
    index('idx_scenes_is_key')
      .on(table.scriptId)
      .where(sql`${table.isKeyScene}`),
    check('scenes_kind_check', oneOf(table.kind, ['scene', 'passage'])),
    check(
      'scenes_scene_index_check',
      sql`(${table.sceneIndex} IS NULL) = (${table.kind} = 'passage' OR ${table.removedAt} IS NOT NULL)`,
    ),
  ],
);

/** Who is in a scene, from its cues, the known names and the aliases; written at sync, no artifact. */
export const sceneCharacters = pgTable(
  'scene_characters',
  {
    sceneId: uuid()
      .notNull()
      .references(() => scenes.id, { onDelete: 'cascade' }),
    characterName: text().notNull(),
    speaks: boolean().notNull().default(false),
    mentioned: boolean().notNull().default(false),
    speeches: integer().notNull().default(0),
    dialogueWords: integer().notNull().default(0),
    ...timestampColumns(),
  },
  (table) => [
    primaryKey({ name: 'scene_characters_pkey', columns: [table.sceneId, table.characterName] }),
    index('idx_scene_characters_character').on(table.characterName),
  ],
);

/** Another name of a character. An alias that stands for itself is a split: it is not to be merged again. */
export const characterAliases = pgTable(
  'character_aliases',
  {
    id: idColumn(),
    scriptId: uuid()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    alias: text().notNull(),
    characterName: text().notNull(),
    decidedBy: text({ enum: ['writer', 'rule'] }).notNull(),
    ...timestampColumns(),
  },
  (table) => [
    unique('character_aliases_script_id_alias_unique').on(table.scriptId, table.alias),
    check('character_aliases_decided_by_check', oneOf(table.decidedBy, ['writer', 'rule'])),
  ],
);

/** What no path may send: a script (`script_id`), one scene (`script_id` and `scene_id`), or a folder (`folder_uri`). */
export const privacyMarks = pgTable(
  'privacy_marks',
  {
    id: idColumn(),
    scope: text({ enum: ['script', 'folder', 'scene'] }).notNull(),
    scriptId: uuid().references(() => scripts.id, { onDelete: 'cascade' }),
    sceneId: uuid(),
    folderUri: text(),
    neverSend: boolean().notNull().default(true),
    ...timestampColumns(),
  },
  (table) => [
    foreignKey({
      name: 'privacy_marks_scene_fk',
      columns: [table.scriptId, table.sceneId],
      foreignColumns: [scenes.scriptId, scenes.id],
    }).onDelete('cascade'),
    unique('privacy_marks_subject_unique').on(table.scriptId, table.sceneId, table.folderUri).nullsNotDistinct(),
    check('privacy_marks_scope_check', oneOf(table.scope, ['script', 'folder', 'scene'])),
    check(
      'privacy_marks_subject_check',
      sql.join(
        [
          sql`(${table.scriptId} IS NOT NULL) = (${table.scope} IN ('script', 'scene'))`,
          sql`(${table.sceneId} IS NOT NULL) = (${table.scope} = 'scene')`,
          sql`(${table.folderUri} IS NOT NULL) = (${table.scope} = 'folder')`,
        ],
        sql` AND `,
      ),
    ),
  ],
);
