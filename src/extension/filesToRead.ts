import type { FilesResult } from '../protocol/engineContract';

/** What happened to files, by uri, since it was looked last. */
export interface FileEvents {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/**
 * Which files to read again: scripts that are known and came or changed, and are not open here, where the buffer says
 * what they are; and of files that just appeared those that may be a known one that just vanished, because they have its
 * name or are in its folder. Nothing else is read before the writer opens it.
 */
export function filesToRead(
  { created, changed }: FileEvents,
  { known, vanished }: FilesResult,
  open: ReadonlySet<string>,
): readonly string[] {
  const [isKnown, names, folders] = [new Set(known), new Set(vanished.map(nameOf)), new Set(vanished.map(folderOf))];
  const appeared = created.filter((uri) => !isKnown.has(uri) && (names.has(nameOf(uri)) || folders.has(folderOf(uri))));
  const again = [...new Set([...created, ...changed])].filter((uri) => isKnown.has(uri));
  return [...again, ...appeared].filter((uri) => !open.has(uri));
}

/**
 * "3 of 200 screenplays in this folder have been opened; the others are read when you open them."; null where there is
 * nothing to say because all have been, or there is but one.
 */
export function openedText(all: number, opened: number): string | null {
  if (all < 2 || opened >= all) return null;
  const which = opened === 0 ? 'None' : String(opened);
  const verb = opened === 1 ? 'has' : 'have';
  const others = all - opened === 1 ? 'the other is read when you open it' : 'the others are read when you open them';
  return `${which} of ${all} screenplays in this folder ${verb} been opened; ${others}.`;
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}
