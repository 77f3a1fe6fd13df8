import * as z from 'zod';

/**
 * What came of checking, backing up, restoring or rolling back the store. `ok` is false only where a check found
 * something; what could not be done at all is a failure. `path` is the file or folder it is about: of a check the
 * database, otherwise the backup. `message` is one sentence for the writer, several where a check found several things.
 */
export const storeReportSchema = z.object({ ok: z.boolean(), path: z.string(), message: z.string() });
export type StoreReport = z.infer<typeof storeReportSchema>;

/** Why a backup was made. Of each reason three are kept. */
export const BACKUP_REASONS = ['daily', 'command', 'migration', 'rollback'] as const;
export type BackupReason = (typeof BACKUP_REASONS)[number];

/** A backup in the data directory, for a list to choose from. */
export const backupSummarySchema = z.object({
  /** Absolute. */
  path: z.string(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  reason: z.enum(BACKUP_REASONS),
  bytes: z.number().int(),
  /** Titles of the scripts in it, or their file names; null: it cannot be read. */
  scripts: z.array(z.string()).nullable(),
});
export type BackupSummary = z.infer<typeof backupSummarySchema>;
