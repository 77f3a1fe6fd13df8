import type { PinnableKind } from '../../story/scriptDecisions';
import { sceneIdOf } from '../chat/sceneIdOf';

/** What a row of a view keeps, or `{ kind, subject }` names; null for anything else. */
export function pinTarget(target: unknown): { readonly kind: PinnableKind; readonly subject: string | null } | null {
  const sceneId = sceneIdOf(target);
  if (sceneId !== null) return { kind: 'card', subject: sceneId };
  if (typeof target !== 'object' || target === null || !('kind' in target)) return null;
  switch (target.kind) {
    case 'act':
    case 'outline':
      return { kind: 'outline', subject: null };
    case 'sheet':
    case 'card':
    case 'thread':
    case 'relationship':
      if ('subject' in target && typeof target.subject === 'string') {
        return { kind: target.kind, subject: target.subject };
      }
      return 'thread' in target ? rowOf('thread', target.thread) : null;
    case 'keptSheet':
      return 'subject' in target && typeof target.subject === 'string'
        ? { kind: 'sheet', subject: target.subject }
        : null;
    case 'link':
      return 'relationship' in target ? rowOf('relationship', target.relationship) : null;
    default:
      return null;
  }
}

function rowOf(kind: 'thread' | 'relationship', row: unknown): ReturnType<typeof pinTarget> {
  if (typeof row !== 'object' || row === null || !('id' in row) || typeof row.id !== 'string') return null;
  return { kind, subject: row.id };
}
