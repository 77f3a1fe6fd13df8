import type { PinnableKind } from './scriptDecisions';

/** What pinning does, or letting go, of this kind, after "is pinned: " or "is no longer pinned". Rows of a set differ. */
export function pinText(kind: PinnableKind, pinned: boolean): string {
  const isRow = kind === 'thread' || kind === 'relationship';
  if (pinned) {
    return isRow
      ? `it stays as it is, whatever the script says later, and the other ${kind}s are made again around it.`
      : 'it stays as it is, and a newer version waits beside it.';
  }
  return isRow ? `; it is made again with the other ${kind}s when they are refreshed.` : '.';
}
