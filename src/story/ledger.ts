import * as z from 'zod';
import { ARTIFACT_KINDS, type ArtifactKind } from './artifactKind';
import { tokenCountsSchema } from './analysisResult';
import { ARTIFACT_WORDS } from './artifactWords';

/** One request to a model, as the ledger has it. */
export const ledgerCallSchema = z.object({
  id: z.string(),
  /** When it was made, ISO 8601 in UTC. */
  at: z.string(),
  /** An artifact kind, or what else was asked for (`chat`, `edit`, `count`). */
  purpose: z.string(),
  /** What it was about, in the writer's words: a scene's label and heading, a name; '' where there is one a script. */
  subject: z.string(),
  provider: z.string(),
  model: z.string(),
  /** Where it went, or was to go if nobody knows; `https://host`; `editor` for a model of the editor's own; '' if nothing was sent. */
  origin: z.string(),
  /** The scenes whose text or card was sent, in script order, those that are gone last. */
  scenes: z.array(z.object({ id: z.string(), label: z.string().nullable(), heading: z.string().nullable() })),
  usage: tokenCountsSchema,
  /** US dollars; null: the price is unknown. */
  costUsd: z.number().nonnegative().nullable(),
  /** What it may cost at most, in US dollars; what counts against the limits while `costUsd` is null. */
  reservedUsd: z.number().nonnegative().nullable(),
  /** `sent`: it is under way, or a crash kept its end from being written. */
  status: z.enum(['sent', 'complete', 'stopped', 'failed']),
  /** Why it failed, a code; null: it did not. */
  failureCode: z.string().nullable(),
  /** Milliseconds; null until it has ended. */
  latencyMs: z.number().nonnegative().nullable(),
});
export type LedgerCall = z.infer<typeof ledgerCallSchema>;

/** What the calls of a day come to. */
export const ledgerDaySchema = z.object({
  /** `2026-11-26`, by the clock of this machine. */
  day: z.string(),
  calls: z.number().int().nonnegative(),
  usage: tokenCountsSchema,
  /** US dollars, of the calls whose price is known. */
  costUsd: z.number().nonnegative(),
  /** Calls whose price is unknown. */
  unpriced: z.number().int().nonnegative(),
});
export type LedgerDay = z.infer<typeof ledgerDaySchema>;

/** What of a script left this machine, when, why, to whom and at what price (JSON contract of `ledger`). */
export const ledgerSchema = z.object({
  title: z.string(),
  /** Newest first. */
  days: z.array(ledgerDaySchema),
  /** Newest first. */
  calls: z.array(ledgerCallSchema),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/** What runs on a script may cost without being asked for, and what has been spent. */
export const allowanceSchema = z.object({
  /** US dollars; null: nothing. */
  alwaysUnderUsd: z.number().nonnegative().nullable(),
  /** US dollars, of all scripts since midnight, as the limit of a day counts: of calls that have no known end what they may cost. */
  todayUsd: z.number().nonnegative(),
});
export type Allowance = z.infer<typeof allowanceSchema>;

/** Adds up calls by day, newest day first. */
export function ledgerDays(calls: readonly LedgerCall[]): LedgerDay[] {
  const days = new Map<string, LedgerDay>();
  for (const { at, usage, costUsd } of calls) {
    const day = localDay(new Date(at));
    const sum = days.get(day) ?? { day, calls: 0, usage: NO_TOKENS, costUsd: 0, unpriced: 0 };
    days.set(day, {
      day,
      calls: sum.calls + 1,
      usage: {
        input: sum.usage.input + usage.input,
        output: sum.usage.output + usage.output,
        cacheWrite: sum.usage.cacheWrite + usage.cacheWrite,
        cacheRead: sum.usage.cacheRead + usage.cacheRead,
      },
      costUsd: sum.costUsd + (costUsd ?? 0),
      unpriced: sum.unpriced + (costUsd === null ? 1 : 0),
    });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
}

/** Why a call was made, in a writer's words: `scene card`, `question in the chat`. */
export function purposeText(purpose: string): string {
  if ((ARTIFACT_KINDS as readonly string[]).includes(purpose)) return ARTIFACT_WORDS[purpose as ArtifactKind].one;
  return OTHER_PURPOSES[purpose] ?? purpose;
}

const OTHER_PURPOSES: Readonly<Record<string, string>> = {
  chat: 'question in the chat',
  edit: 'proposed edit',
  count: 'count before a request',
};

const NO_TOKENS = { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 } as const;

function localDay(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
