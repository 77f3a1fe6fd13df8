import type { ActiveScriptFollower } from '../activeScript';
import type { LookedAt } from '../refreshByItself';
import { createScriptTree, type ScriptTree } from './scriptTree';
import { threadsItem, threadsTooltip } from './threadsItem';
import { threadsRows, type ThreadsRow } from './threadsRows';

/** The Plot Threads view: what is set up and paid off in the active script, and what runs through it. */
export function createThreadsView(
  active: ActiveScriptFollower,
  lookedAt: (what: LookedAt) => void,
): ScriptTree<ThreadsRow> {
  return createScriptTree(active, {
    id: 'writersroom.threads',
    rows: threadsRows,
    item: threadsItem,
    tooltip: threadsTooltip,
    lookedAt: (row) => {
      // What is pinned is not made again.
      if ((row.kind !== 'thread' && row.kind !== 'link') || row.pinned || row.behind.length === 0) return;
      if (row.kind === 'thread') lookedAt({ kind: 'thread', subject: '', method: row.thread.method });
      else lookedAt({ kind: 'relationship', subject: '', method: row.relationship.method });
    },
    message: (script) => (script.kind === 'failed' ? script.failure.message : null),
  });
}
