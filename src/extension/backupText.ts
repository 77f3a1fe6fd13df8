import { counted } from '../story/lengthText';
import type { BackupReason, BackupSummary } from '../story/storeReport';

/** A backup as a list shows it: when, why and how large, and of which scripts. */
export interface BackupText {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** @param timeZone where the writer is, as an IANA name; by default that of the machine */
export function backupText(
  { createdAt, reason, bytes, scripts }: Omit<BackupSummary, 'path'>,
  timeZone?: string,
): BackupText {
  const when = new Intl.DateTimeFormat('en', {
    dateStyle: 'full',
    timeStyle: 'short',
    ...(timeZone !== undefined && { timeZone }),
  });
  return {
    label: when.format(new Date(createdAt)),
    description: `${REASONS[reason]}, ${sizeText(bytes)}`,
    detail: scripts === null ? 'This file is damaged and cannot be restored.' : scriptsText(scripts),
  };
}

const REASONS: Readonly<Record<BackupReason, string>> = {
  daily: 'written daily',
  command: 'written when you asked',
  migration: 'written before an update of WritersRoom',
  rollback: 'written before going back to an older WritersRoom',
};

function scriptsText(scripts: readonly string[]): string {
  if (scripts.length === 0) return 'No script';
  return `${counted(scripts.length, 'script')}: ${scripts.join(', ')}`;
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
