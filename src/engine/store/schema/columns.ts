import { sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { boolean, char, integer, jsonb, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { StoredEvidence } from '../../../story/evidence';

/** A key made by us (`crypto.randomUUID()`), so that a row's id is known before it is stored; the default serves SQL by hand. */
export function idColumn() {
  return uuid()
    .primaryKey()
    .default(sql`gen_random_uuid()`)
    .$defaultFn(() => crypto.randomUUID());
}

/** When the row was made and last written. Writers of plain SQL set `updated_at` themselves: there is no trigger. */
export function timestampColumns() {
  return {
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  };
}

/** A moment; null is explained where the column stands. */
export function momentColumn() {
  return timestamp({ withTimezone: true });
}

/** SHA-256 in 64 lower-case hexadecimal digits. */
export function hashColumn() {
  return char({ length: 64 });
}

/** Where a text's claims come from: `[]` until its maker gives evidence. */
export function evidenceColumn() {
  return jsonb()
    .$type<readonly StoredEvidence[]>()
    .notNull()
    .default(sql`'[]'::jsonb`);
}

/** What every stored artifact says about its making. */
export function artifactColumns() {
  return {
    /** `offline`, or `provider/model`. */
    method: text().notNull(),
    /** The version of the rules or prompt; a newer one is an offer, never a reason to be behind. */
    recipeVersion: integer().notNull(),
    /** Counts from 1, one more each time the artifact is made again. */
    version: integer().notNull().default(1),
    /** Tokens of `summary_text` or of what stands for the artifact in a prompt. */
    tokensEstimate: integer().notNull().default(0),
    /** Hash of the content, so that what is made from an artifact that came out the same is current again. */
    contentHash: hashColumn().notNull(),
    generatedAt: momentColumn().notNull().defaultNow(),
    /** Edited or locked by the writer: never overwritten; a newer one waits in `artifact_candidates`. */
    pinned: boolean().notNull().default(false),
  };
}

/** `column IN ('a', 'b')` for a CHECK: states and kinds are text, because an enum's values can never be removed. */
export function oneOf(column: AnyPgColumn, values: readonly string[]) {
  const list = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
  return sql`${column} IN (${sql.raw(list)})`;
}
