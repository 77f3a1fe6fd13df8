import { createHash } from 'node:crypto';
import type { ArtifactInput } from '../../story/artifactInput';

/** The hash of what an artifact says. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** One hash of all that an artifact reads, by which a failed attempt is known again. */
export function inputsHash(inputs: readonly ArtifactInput[]): string {
  return contentHash(inputs.map(({ kind, id, hash }) => [kind, id, hash]));
}
