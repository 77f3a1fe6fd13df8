import { ledgerDays, type Allowance, type Ledger, type LedgerCall } from '../story/ledger';
import type { OpenScript } from './pipeline/openScript';
import type { Db } from './store/db';
import { listModelCalls, spentSince, type ModelCallRow } from './store/modelCallQueries';
import { findAlwaysUnder } from './store/scriptQueries';

/** What of a script was sent to models, newest first; scenes as they are called now. */
export async function readLedger(db: Db, open: OpenScript): Promise<Ledger> {
  const calls = (await listModelCalls(db, open.id)).reverse().map((row) => ledgerCall(row, open));
  return { title: open.reading.title ?? open.name, days: ledgerDays(calls), calls };
}

/** What may be spent on a script without being asked for, and what was spent on all of them since midnight. */
export async function readAllowance(db: Db, scriptId: string, now = new Date()): Promise<Allowance> {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return { alwaysUnderUsd: await findAlwaysUnder(db, scriptId), todayUsd: await spentSince(db, midnight) };
}

function ledgerCall(row: ModelCallRow, open: OpenScript): LedgerCall {
  const { id, createdAt, purpose, provider, model, origin, costUsd, reservedUsd, status, failureCode, latencyMs } = row;
  const readings = open.readings();
  const order = new Map([...readings.keys()].map((sceneId, index) => [sceneId, index]));
  const placeOf = (sceneId: string): number => order.get(sceneId) ?? Infinity;
  const about = readings.get(row.subject);
  return {
    id,
    at: createdAt.toISOString(),
    purpose,
    subject: about === undefined ? subjectText(row.subject) : `${about.label} ${about.block.heading}`.trim(),
    provider,
    model,
    origin,
    scenes: [...row.sceneIds]
      .sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)))
      .map((sceneId) => {
        const reading = readings.get(sceneId);
        return { id: sceneId, label: reading?.label ?? null, heading: reading?.block.heading ?? null };
      }),
    usage: {
      input: row.inputTokens,
      output: row.outputTokens,
      cacheWrite: row.cacheWriteTokens,
      cacheRead: row.cacheReadTokens,
    },
    costUsd,
    reservedUsd,
    status,
    failureCode,
    latencyMs,
  };
}

/** The id of a scene that is gone, or of a conversation, says nothing to a writer. */
function subjectText(subject: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(subject) ? '' : subject;
}
