import { sql } from 'drizzle-orm';
import {
  check,
  doublePrecision,
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
import { hashColumn, idColumn, oneOf, timestampColumns } from './columns';
import { scenes, scripts } from './scriptTables';
import type { StoredLineRange } from './storedShapes';

/** The ledger: what left this machine, when, why, at what price. */
export const modelCalls = pgTable(
  'model_calls',
  {
    id: idColumn(),
    /** Null: a call about no script, such as trying a key, or about one that was deleted since (`deleteScriptsWhere`). */
    scriptId: uuid().references(() => scripts.id, { onDelete: 'cascade' }),
    /** An artifact kind, or what else was asked for (`chat`, `edit`). */
    purpose: text().notNull(),
    /** What the call was about, as in `artifact_candidates`; of a chat the conversation's id. */
    subject: text().notNull().default(''),
    provider: text().notNull(),
    model: text().notNull(),
    /** Where it went: the origin of the server, `https://host`; `editor` for a model of the editor's own. */
    origin: text().notNull().default(''),
    inputTokens: integer().notNull().default(0),
    outputTokens: integer().notNull().default(0),
    cacheWriteTokens: integer().notNull().default(0),
    cacheReadTokens: integer().notNull().default(0),
    /** US dollars; null: the price is unknown. */
    costUsd: numeric({ precision: 14, scale: 8, mode: 'number' }),
    /** What it may cost at most: counted against the limits until the call has ended. Null: the price is unknown. */
    reservedUsd: numeric({ precision: 14, scale: 8, mode: 'number' }),
    /** Tokens of the request by our own count, without the learned factor; null: not counted. */
    estimatedTokens: integer(),
    /** A code of `FAILURE_CODES` where it failed. */
    failureCode: text(),
    /** Null until the call has ended. */
    latencyMs: integer(),
    /** The scenes whose text or card was sent. */
    sceneIds: uuid()
      .array()
      .notNull()
      .default(sql`'{}'::uuid[]`),
    /** `sent` is written before the call, so that a crash hides nothing. */
    status: text({ enum: ['sent', 'complete', 'stopped', 'failed'] }).notNull(),
    ...timestampColumns(),
  },
  (table) => [
    index('idx_model_calls_script_id').on(table.scriptId, table.createdAt),
    check('model_calls_status_check', oneOf(table.status, ['sent', 'complete', 'stopped', 'failed'])),
  ],
);

/** Lines of a scene that the writer took from a model: what in the script was made with AI. */
export const acceptedEdits = pgTable(
  'accepted_edits',
  {
    id: idColumn(),
    sceneId: uuid()
      .notNull()
      .references(() => scenes.id, { onDelete: 'cascade' }),
    hashBefore: hashColumn().notNull(),
    hashAfter: hashColumn().notNull(),
    lines: jsonb()
      .$type<readonly StoredLineRange[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    /** Null: the call is no longer in the ledger. */
    modelCallId: uuid().references(() => modelCalls.id, { onDelete: 'set null' }),
    ...timestampColumns(),
  },
  (table) => [index('idx_accepted_edits_scene_id').on(table.sceneId)],
);

/** Work handed to a provider's batch interface, so that a restart finds its paid results. */
export const batches = pgTable(
  'batches',
  {
    id: idColumn(),
    scriptId: uuid()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    provider: text().notNull(),
    providerBatchId: text().notNull(),
    /** What each answer is for, in the order sent. */
    items: jsonb()
      .$type<readonly unknown[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    /** `ended`: the provider is done; `collected`: the results are stored. */
    status: text({ enum: ['submitted', 'ended', 'collected', 'failed', 'cancelled'] }).notNull(),
    ...timestampColumns(),
  },
  (table) => [
    unique('batches_provider_batch_id_unique').on(table.provider, table.providerBatchId),
    index('idx_batches_script_id').on(table.scriptId),
    check('batches_status_check', oneOf(table.status, ['submitted', 'ended', 'collected', 'failed', 'cancelled'])),
  ],
);

/** How far our token estimate is from what a model reports: reported = estimated × `token_factor`. */
export const modelCalibration = pgTable(
  'model_calibration',
  {
    provider: text().notNull(),
    model: text().notNull(),
    tokenFactor: doublePrecision().notNull(),
    samples: integer().notNull().default(0),
    ...timestampColumns(),
  },
  (table) => [primaryKey({ name: 'model_calibration_pkey', columns: [table.provider, table.model] })],
);
