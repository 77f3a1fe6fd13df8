import type { SyncParams, SyncResult } from '../protocol/engineContract';
import type { OpenScript } from './pipeline/openScript';
import type { SyncOutcome } from './pipeline/syncScript';
import type { HeldText } from './scriptHolders';

/** The whole text after a sync request; null if it builds on a text of this client that the engine does not have. */
export function resolveText(before: HeldText | null, { text }: SyncParams): string | null {
  if (text.kind === 'whole') return text.text;
  if (before?.version !== text.baseVersion) return null;
  const base = before.text;
  if (text.start > text.end || text.end > base.length) return null;
  const result = base.slice(0, text.start) + text.insert + base.slice(text.end);
  return result.length === text.length ? result : null;
}

/** What a sync says that has changed nothing. */
export const NOTHING_CHANGED = { added: 0, rewritten: 0, moved: 0, removed: 0, changed: false } as const;

/** @param isOwn whether the text of the script is what the client sent */
export function asSynced(open: OpenScript, outcome: Omit<SyncOutcome, 'open'>, isOwn: boolean): SyncResult {
  const { id: scriptId, state, reading } = open;
  const { added, rewritten, moved, removed, changed } = outcome;
  return {
    kind: 'synced',
    scriptId,
    from: isOwn ? 'sent' : 'buffer',
    state,
    hash: reading.hash,
    pages: reading.pages,
    eighths: reading.eighths,
    scenes: { all: reading.scenes.length, added, rewritten, moved, removed },
    changed,
  };
}
