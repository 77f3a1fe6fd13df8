import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ArtifactInput, InputKind } from '../../../story/artifactInput';
import type { ArtifactKind } from '../../../story/artifactKind';
import type { CharacterSheetContent } from '../../../story/characterSheet';
import type { OutlineContent } from '../../../story/outline';
import {
  artifactColumns,
  evidenceColumn,
  hashColumn,
  idColumn,
  momentColumn,
  oneOf,
  timestampColumns,
} from './columns';
import { scenes, scripts } from './scriptTables';
import { vectorColumn } from './vectorColumn';

const artifactKinds = [
  'card',
  'embedding',
  'outline',
  'sheet',
  'thread',
  'relationship',
  'keyScene',
  'conversationSummary',
] as const satisfies readonly ArtifactKind[];

const inputKinds = [
  'scene',
  'synopses',
  'shape',
  'extent',
  'labels',
  'card',
  'words',
  'names',
  'sections',
] as const satisfies readonly InputKind[];

function scriptIdColumn() {
  return uuid()
    .notNull()
    .references(() => scripts.id, { onDelete: 'cascade' });
}

function sceneIdColumn() {
  return uuid()
    .notNull()
    .references(() => scenes.id, { onDelete: 'cascade' });
}

/** Whether an input differs from the one recorded, and how many scenes that concerns: written at sync from the comparison. */
function stalenessColumns() {
  return {
    isStale: boolean().notNull().default(false),
    dirtySceneCount: integer().notNull().default(0),
  };
}

/** The scene card, one a scene; fields that its maker cannot know are empty. */
export const sceneSummaries = pgTable(
  'scene_summaries',
  {
    id: idColumn(),
    sceneId: sceneIdColumn(),
    action: text().notNull().default(''),
    conflict: text().notNull().default(''),
    characterChanges: text().notNull().default(''),
    plotProgression: text().notNull().default(''),
    tone: text().notNull().default(''),
    /** The 5–7 line card. */
    summaryText: text().notNull(),
    evidence: evidenceColumn(),
    ...artifactColumns(),
    ...timestampColumns(),
  },
  (table) => [uniqueIndex('idx_scene_summaries_scene_id').on(table.sceneId)],
);

/** A scene's vector in the space of one provider and model; spaces are never compared with each other. */
export const sceneEmbeddings = pgTable(
  'scene_embeddings',
  {
    id: idColumn(),
    sceneId: sceneIdColumn(),
    provider: text().notNull(),
    model: text().notNull(),
    embedding: vectorColumn().notNull(),
    dimensions: integer().notNull(),
    /** The scene's hash when the vector was made. */
    sourceHash: hashColumn().notNull(),
    ...timestampColumns(),
  },
  (table) => [
    unique('scene_embeddings_scene_id_provider_model_unique').on(table.sceneId, table.provider, table.model),
    check('scene_embeddings_dimensions_check', sql`vector_dims(${table.embedding}) = ${table.dimensions}`),
  ],
);

/** The outline, one a script. */
export const scriptOutlines = pgTable(
  'script_outlines',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    logline: text().notNull().default(''),
    acts: jsonb()
      .$type<OutlineContent['acts']>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    turningPoints: jsonb()
      .$type<OutlineContent['turningPoints']>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    centralConflict: text().notNull().default(''),
    summaryText: text().notNull(),
    evidence: evidenceColumn(),
    ...stalenessColumns(),
    ...artifactColumns(),
    ...timestampColumns(),
  },
  (table) => [uniqueIndex('idx_script_outlines_script_id').on(table.scriptId)],
);

/** A character's sheet; want, need and arc are empty where its maker cannot know them. */
export const characterSheets = pgTable(
  'character_sheets',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    characterName: text().notNull(),
    want: text().notNull().default(''),
    need: text().notNull().default(''),
    arc: text().notNull().default(''),
    relationships: jsonb()
      .$type<CharacterSheetContent['relationships']>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    pivotalMoments: jsonb()
      .$type<CharacterSheetContent['pivotalMoments']>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    summaryText: text().notNull(),
    evidence: evidenceColumn(),
    ...stalenessColumns(),
    ...artifactColumns(),
    ...timestampColumns(),
  },
  (table) => [
    unique('character_sheets_script_id_character_name_unique').on(table.scriptId, table.characterName),
    index('idx_character_sheets_script_id').on(table.scriptId),
    index('idx_character_sheets_character_name').on(table.characterName),
  ],
);

/** A story line through several scenes. */
export const plotThreads = pgTable(
  'plot_threads',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    name: text().notNull(),
    threadType: text({ enum: ['character_arc', 'plot', 'subplot', 'theme'] }).notNull(),
    /** In order of the script, removed scenes left out; written from `scene_ids` whenever scenes move, in the same transaction. */
    sceneIndices: integer()
      .array()
      .notNull()
      .default(sql`'{}'::integer[]`),
    /** What the thread is: the scenes by id, removed ones kept. */
    sceneIds: uuid()
      .array()
      .notNull()
      .default(sql`'{}'::uuid[]`),
    description: text().notNull().default(''),
    evidence: evidenceColumn(),
    isStale: boolean().notNull().default(false),
    ...artifactColumns(),
    ...timestampColumns(),
  },
  (table) => [
    index('idx_plot_threads_script_id').on(table.scriptId),
    check('plot_threads_thread_type_check', oneOf(table.threadType, ['character_arc', 'plot', 'subplot', 'theme'])),
  ],
);

/** A setup with its payoff, a callback, a parallel or an echo. Both scenes are of the same script: the keys demand it. */
export const sceneRelationships = pgTable(
  'scene_relationships',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    /** The earlier scene when the row was written; scenes may move later. */
    setupSceneId: uuid().notNull(),
    /** Null: still open. */
    payoffSceneId: uuid(),
    relationshipType: text({ enum: ['setup_payoff', 'callback', 'parallel', 'echo'] }).notNull(),
    description: text().notNull().default(''),
    evidence: evidenceColumn(),
    isStale: boolean().notNull().default(false),
    ...artifactColumns(),
    ...timestampColumns(),
  },
  (table) => [
    foreignKey({
      name: 'scene_relationships_setup_scene_fk',
      columns: [table.scriptId, table.setupSceneId],
      foreignColumns: [scenes.scriptId, scenes.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'scene_relationships_payoff_scene_fk',
      columns: [table.scriptId, table.payoffSceneId],
      foreignColumns: [scenes.scriptId, scenes.id],
    }).onDelete('cascade'),
    index('idx_scene_relationships_script_id').on(table.scriptId),
    index('idx_scene_relationships_setup').on(table.setupSceneId),
    index('idx_scene_relationships_payoff').on(table.payoffSceneId),
    check(
      'scene_relationships_relationship_type_check',
      oneOf(table.relationshipType, ['setup_payoff', 'callback', 'parallel', 'echo']),
    ),
    check('scene_relationships_two_scenes_check', sql`${table.setupSceneId} <> ${table.payoffSceneId}`),
  ],
);

/**
 * What an artifact was made from, in order. `artifact_id` is the row of its kind's table (for a key scene the scene).
 * The rows have no life of their own, hence no timestamps: who deletes or replaces the artifact writes them too.
 */
export const artifactInputs = pgTable(
  'artifact_inputs',
  {
    scriptId: scriptIdColumn(),
    artifactKind: text({ enum: artifactKinds }).notNull(),
    artifactId: uuid().notNull(),
    position: integer().notNull(),
    inputKind: text({ enum: inputKinds }).notNull(),
    /** The id of a row; what belongs to a whole script has the script's. */
    inputId: text().notNull(),
    inputHash: hashColumn().notNull(),
  },
  (table) => [
    primaryKey({
      name: 'artifact_inputs_pkey',
      columns: [table.artifactKind, table.artifactId, table.position],
    }),
    index('idx_artifact_inputs_script_id').on(table.scriptId),
    // Finds an artifact made from the same contents anywhere in the store: by its first input, then by the others.
    index('idx_artifact_inputs_first_input')
      .on(table.artifactKind, table.inputHash)
      .where(sql`${table.position} = 0`),
    check('artifact_inputs_artifact_kind_check', oneOf(table.artifactKind, artifactKinds)),
    check('artifact_inputs_input_kind_check', oneOf(table.inputKind, inputKinds)),
  ],
);

/**
 * A kind that a script has one set of (key scenes, threads, relationships), as one artifact: the set may be empty, so
 * what every artifact says of its making stands here and not on its rows. Its inputs are under the script's id.
 */
export const artifactSets = pgTable(
  'artifact_sets',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    kind: text({ enum: ['keyScene', 'thread', 'relationship'] }).notNull(),
    method: text().notNull(),
    recipeVersion: integer().notNull(),
    version: integer().notNull().default(1),
    contentHash: hashColumn().notNull(),
    generatedAt: momentColumn().notNull().defaultNow(),
    ...timestampColumns(),
  },
  (table) => [
    unique('artifact_sets_script_id_kind_unique').on(table.scriptId, table.kind),
    check('artifact_sets_kind_check', oneOf(table.kind, ['keyScene', 'thread', 'relationship'])),
  ],
);

/** A newer version that waits beside a pinned or better one; at most one a subject. */
export const artifactCandidates = pgTable(
  'artifact_candidates',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    artifactKind: text({ enum: artifactKinds }).notNull(),
    /** A scene's id, a character's name, a row's id; empty for the outline. */
    subject: text().notNull().default(''),
    content: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    method: text().notNull(),
    recipeVersion: integer().notNull(),
    tokensEstimate: integer().notNull().default(0),
    contentHash: hashColumn().notNull(),
    generatedAt: momentColumn().notNull().defaultNow(),
    /** Becomes `artifact_inputs` when the writer takes the candidate. */
    inputs: jsonb()
      .$type<readonly ArtifactInput[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    ...timestampColumns(),
  },
  (table) => [
    unique('artifact_candidates_subject_unique').on(table.scriptId, table.artifactKind, table.subject),
    check('artifact_candidates_artifact_kind_check', oneOf(table.artifactKind, artifactKinds)),
  ],
);

/** What could not be made, and when to try again; removed when it succeeds. */
export const generationFailures = pgTable(
  'generation_failures',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    kind: text({ enum: artifactKinds }).notNull(),
    /** As in `artifact_candidates`. */
    subject: text().notNull().default(''),
    /** Who could not make it: `offline`, or `provider/model`. */
    method: text().notNull().default('offline'),
    /** A code of `FAILURE_CODES`. */
    code: text().notNull(),
    /** The sentence for the writer. */
    message: text().notNull().default(''),
    attempts: integer().notNull().default(1),
    /** Hash of the inputs of the attempt: other inputs are tried at once. */
    inputsHash: hashColumn(),
    /** Null: not before the writer asks. */
    retryAt: momentColumn(),
    ...timestampColumns(),
  },
  (table) => [
    unique('generation_failures_subject_unique').on(table.scriptId, table.kind, table.subject),
    check('generation_failures_kind_check', oneOf(table.kind, artifactKinds)),
  ],
);

/** Something in the script worth the writer's look. A dismissal survives: the fingerprint is the same next time. */
export const findings = pgTable(
  'findings',
  {
    id: idColumn(),
    scriptId: scriptIdColumn(),
    fingerprint: text().notNull(),
    kind: text().notNull(),
    sceneIds: uuid()
      .array()
      .notNull()
      .default(sql`'{}'::uuid[]`),
    evidence: evidenceColumn(),
    /** Null: not dismissed. */
    dismissedAt: momentColumn(),
    ...timestampColumns(),
  },
  (table) => [unique('findings_script_id_fingerprint_unique').on(table.scriptId, table.fingerprint)],
);
