import { createHash } from 'node:crypto';
import type { ArtifactInput } from '../../story/artifactInput';

/**
 * What an artifact is made from as one comparable string: the kinds and contents of its inputs in order, without the
 * ids, so that it is the same for a copy of a script. SHA-256 in hexadecimal digits; the store computes the same.
 */
export function inputsDigest(inputs: readonly ArtifactInput[]): string {
  return createHash('sha256')
    .update(inputs.map(({ kind, hash }) => `${kind} ${hash}`).join())
    .digest('hex');
}
