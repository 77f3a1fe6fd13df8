/** A key and the one origin it may be sent to, `https://host`. */
export interface BoundKey {
  readonly origin: string;
  readonly key: string;
}

/** The key that was stored for exactly this origin; null if there is none. A key for one origin is never sent to another. */
export function keyFor(origin: string, keys: readonly BoundKey[]): string | null {
  return keys.find((bound) => bound.origin === origin)?.key ?? null;
}

/**
 * Whether a key can be sent at all: printable ASCII without blanks. Anything else would be refused as a header, with an
 * error that repeats it.
 */
export function isSendableKey(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}
