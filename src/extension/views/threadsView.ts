import type { ActiveScriptFollower } from '../activeScript';
import { createScriptTree, type ScriptTree } from './scriptTree';
import { threadsItem, threadsTooltip } from './threadsItem';
import { threadsRows, type ThreadsRow } from './threadsRows';

/** The Plot Threads view: what is set up and paid off in the active script, and what runs through it. */
export function createThreadsView(active: ActiveScriptFollower): ScriptTree<ThreadsRow> {
  return createScriptTree(active, {
    id: 'writersroom.threads',
    rows: threadsRows,
    item: threadsItem,
    tooltip: threadsTooltip,
    message: (script) => (script.kind === 'failed' ? script.failure.message : null),
  });
}
