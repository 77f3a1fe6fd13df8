import { randomBytes } from 'node:crypto';

/** The random part of an id. */
export function hex(): string {
  return randomBytes(12).toString('hex');
}
