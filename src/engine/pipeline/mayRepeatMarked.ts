import type { ArtifactKind } from '../../story/artifactKind';
import { isAnyMarked, type NeverSend } from '../../story/neverSend';
import { holdsFormerContents } from '../../story/staleness';
import type { OpenScript } from './openScript';

/**
 * Whether a stored artifact may repeat, in whatever words, what is marked never to be sent: something is marked, and it
 * was made of contents that its scenes do not have any more, so that nobody can tell whose they are now. No model is given
 * it. False where none is stored.
 */
export function mayRepeatMarked(
  open: OpenScript,
  kind: ArtifactKind,
  subject: string,
  marks: NeverSend = open.marks,
): boolean {
  if (!isAnyMarked(marks)) return false;
  const standing = open.standings().of(kind, subject);
  return standing !== null && holdsFormerContents(standing);
}
