import { asc, eq, gte, sql } from 'drizzle-orm';
import type { TokenCounts } from '../../story/analysisResult';
import type { Db } from './db';
import { modelCalls, modelCalibration } from './schema/ledgerTables';

/** A call as the ledger has it. */
export type ModelCallRow = typeof modelCalls.$inferSelect;

/** A call that is about to be made. */
export interface ModelCallStart {
  readonly id: string;
  /** Null: about no script. */
  readonly scriptId: string | null;
  /** An artifact kind, or what else was asked for (`chat`, `edit`). */
  readonly purpose: string;
  readonly subject: string;
  readonly provider: string;
  readonly model: string;
  /** Where it is to go. */
  readonly origin: string;
  /** What it may cost at most, in US dollars; null: the price is unknown. */
  readonly reservedUsd: number | null;
  /** By our own count; null: not counted. */
  readonly estimatedTokens: number | null;
  readonly sceneIds: readonly string[];
}

/** What a day may cost. `usd` null: no limit. */
export interface DayLimit {
  readonly usd: number | null;
  /** When the day began. */
  readonly since: Date;
}

/**
 * Writes a call as `sent` before it is made, so that a crash hides nothing. False where it may cost more than is left of
 * the day (at an unknown price, where nothing is left): then nothing is written, and the call must not be made. One statement, so that two calls never take the same
 * rest.
 */
export async function beginModelCall(db: Db, call: ModelCallStart, day: DayLimit): Promise<boolean> {
  const sceneIds = JSON.stringify(call.sceneIds);
  const result = await db.execute<{ id: string }>(sql`
    INSERT INTO model_calls (id, script_id, purpose, subject, provider, model, origin, reserved_usd, estimated_tokens,
      scene_ids, status)
    SELECT ${call.id}::uuid, ${call.scriptId}::uuid, ${call.purpose}, ${call.subject}, ${call.provider}, ${call.model},
      ${call.origin}, ${call.reservedUsd}::numeric, ${call.estimatedTokens}::int,
      ARRAY(SELECT value::uuid FROM jsonb_array_elements_text(${sceneIds}::jsonb)), 'sent'
    FROM (
      SELECT ${day.usd}::numeric - coalesce(sum(coalesce(cost_usd, reserved_usd, 0)), 0) AS usd FROM model_calls
      WHERE created_at >= ${day.since.toISOString()}::timestamptz) AS rest
    WHERE ${day.usd}::numeric IS NULL OR rest.usd >= ${call.reservedUsd}::numeric
      OR (${call.reservedUsd}::numeric IS NULL AND rest.usd > 0)
    RETURNING id`);
  return result.rows.length > 0;
}

/** How a call ended. */
export interface ModelCallEnd {
  readonly status: 'complete' | 'stopped' | 'failed';
  readonly failureCode: string | null;
  /** As the provider counted; null: it said nothing. */
  readonly usage: TokenCounts | null;
  /** US dollars; null: unknown, and what was reserved goes on to count. */
  readonly costUsd: number | null;
  /** Where it went; '' if nothing was sent after all; null: nobody knows, so that it stays where it was to go. */
  readonly origin: string | null;
  /** Milliseconds. */
  readonly latencyMs: number;
}

/** Writes how a call ended. */
export async function endModelCall(db: Db, id: string, end: ModelCallEnd): Promise<void> {
  const { status, failureCode, usage, costUsd, origin, latencyMs } = end;
  await db
    .update(modelCalls)
    .set({
      status,
      failureCode,
      costUsd,
      ...(origin !== null && { origin }),
      latencyMs: Math.round(latencyMs),
      inputTokens: usage?.input ?? 0,
      outputTokens: usage?.output ?? 0,
      cacheWriteTokens: usage?.cacheWrite ?? 0,
      cacheReadTokens: usage?.cacheRead ?? 0,
    })
    .where(eq(modelCalls.id, id));
}

/** The ledger of a script, oldest first. */
export async function listModelCalls(db: Db, scriptId: string): Promise<ModelCallRow[]> {
  return db
    .select()
    .from(modelCalls)
    .where(eq(modelCalls.scriptId, scriptId))
    .orderBy(asc(modelCalls.createdAt), asc(modelCalls.id));
}

/**
 * What all calls since a moment come to, in US dollars, as the limit of a day counts: of those whose price is not known
 * what they may cost.
 */
export async function spentSince(db: Db, since: Date): Promise<number> {
  const rows = await db
    .select({ usd: sql<number>`coalesce(sum(coalesce(cost_usd, reserved_usd, 0)), 0)::float` })
    .from(modelCalls)
    .where(gte(modelCalls.createdAt, since));
  return rows[0]?.usd ?? 0;
}

/** What is kept of a model's tokenizer: how many of its tokens one of ours is, and how far newer reports lie from that. */
export interface StoredFactor {
  readonly factor: number;
  /** Reports it was learned from. */
  readonly calls: number;
  /** The mean of absolute differences of logarithms, over the last reports in the ledger. */
  readonly deviation: number;
}

/** What was learned of a model's tokenizer so far; null before anything was. */
export async function findTokenFactor(db: Db, provider: string, model: string): Promise<StoredFactor | null> {
  const result = await db.execute<{ factor: number; calls: number; deviation: number }>(sql`
    SELECT token_factor AS factor, samples AS calls, coalesce((
      SELECT avg(abs(ln(counted::float / estimated_tokens / token_factor))) FROM (
        SELECT input_tokens + cache_write_tokens + cache_read_tokens AS counted, estimated_tokens FROM model_calls
        WHERE provider = ${provider} AND model = ${model} AND status = 'complete' AND estimated_tokens > 0
          AND input_tokens + cache_write_tokens + cache_read_tokens > 0
        ORDER BY created_at DESC LIMIT ${REPORTS_LOOKED_AT}) AS newest), 0)::float AS deviation
    FROM model_calibration WHERE provider = ${provider} AND model = ${model}`);
  return result.rows[0] ?? null;
}

const REPORTS_LOOKED_AT = 20;

/** Keeps what was learned of a model's tokenizer. */
export async function storeTokenFactor(
  db: Db,
  { provider, model }: { readonly provider: string; readonly model: string },
  { factor, calls }: Pick<StoredFactor, 'factor' | 'calls'>,
): Promise<void> {
  await db
    .insert(modelCalibration)
    .values({ provider, model, tokenFactor: factor, samples: calls })
    .onConflictDoUpdate({
      target: [modelCalibration.provider, modelCalibration.model],
      set: { tokenFactor: factor, samples: calls, updatedAt: sql`now()` },
    });
}

/** Since when calls count towards a day's limit: midnight where the writer is. */
export function startOfDay(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}
