/**
 * Turns texts into vectors of one space. Spaces of two embedders are never compared with each other: a vector is
 * stored and looked up under `provider` and `model`.
 */
export interface Embedder {
  /** Who makes the vectors: `offline`, or the name of an endpoint. */
  readonly provider: string;
  readonly model: string;
  /** Length of every vector. */
  readonly dimensions: number;
  /**
   * One vector a text, in order; each of unit length, or all zero for a text without words. Rejects if an endpoint
   * fails, and with an `AbortError` once `signal` is aborted.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/**
 * Cosine of two vectors of one space, -1 to 1. 0 if either is all zero, so it is never NaN; vectors of different
 * lengths are of different spaces, and that is a programming error (RangeError).
 */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Vectors of ${a.length} and ${b.length} dimensions`);
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  if (squaresA === 0 || squaresB === 0) return 0;
  return Math.max(-1, Math.min(1, dot / Math.sqrt(squaresA * squaresB)));
}
