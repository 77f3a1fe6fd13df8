import type { BackupReason } from '../../../story/storeReport';

/*
 * The format of a backup, version 1. It is logical: what any version of PostgreSQL, and any program, can read.
 *
 * A file is a sequence of gzip members (RFC 1952), which every gzip reads as one text: UTF-8, one JSON value a line.
 *
 *   {"kind":"header","format":"writersroom-backup","formatVersion":1,"reason":…,"createdAt":…,"postgres":…,
 *    "migrations":[{"tag","hash"}],"scripts":[{"id","uri","title"}]}
 *   {"kind":"section","script":ID}            the rows of one script; null: the rows that belong to none, which come first
 *   ["TABLE",{COLUMN:VALUE}]                  a row as PostgreSQL's to_jsonb gives it, after the rows it refers to
 *   {"kind":"sectionEnd","rows":{TABLE:N},"sha256":…}   of the section's row lines with their line ends
 *   {"kind":"end","sections":N}
 *
 * A section is one script as it stood at one moment. No row of one script refers to another script, so sections may
 * be of different moments, and a script can be left out without touching the rest.
 */

/** The first line of a backup. */
export interface BackupHeader {
  readonly kind: 'header';
  readonly format: typeof BACKUP_FORMAT;
  readonly formatVersion: number;
  readonly reason: BackupReason;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** What `version()` of the server said. */
  readonly postgres: string;
  /** The schema of the rows: what was applied, in order. */
  readonly migrations: readonly { readonly tag: string; readonly hash: string }[];
  /** Every script that has a section, and at most some more: those forgotten while the backup was being made. */
  readonly scripts: readonly BackedUpScript[];
}

export interface BackedUpScript {
  readonly id: string;
  readonly uri: string;
  readonly title: string | null;
}

/** What says what the lines before and after it are. */
export type BackupMark =
  | BackupHeader
  | { readonly kind: 'section'; readonly script: string | null }
  | { readonly kind: 'sectionEnd'; readonly rows: Readonly<Record<string, number>>; readonly sha256: string }
  | { readonly kind: 'end'; readonly sections: number };

export const BACKUP_FORMAT = 'writersroom-backup';
export const BACKUP_FORMAT_VERSION = 1;

/** A row's line, without its end; `json` is the row as JSON text. */
export function rowLine(table: string, json: string): string {
  return `["${table}",${json}]`;
}
