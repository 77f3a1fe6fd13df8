import { customType } from 'drizzle-orm/pg-core';

/**
 * A pgvector column without a fixed number of dimensions: one table holds the spaces of several embedders, and every
 * query names provider and model, so that spaces never meet. In TypeScript a vector is a `Float32Array`, which is the
 * precision pgvector stores.
 */
export const vectorColumn = customType<{ data: Float32Array; driverData: string }>({
  dataType: () => 'vector',
  toDriver: encodeVector,
  fromDriver: decodeVector,
});

/** pgvector's text form, `[1,0.5,-2]`. Throws a RangeError on an empty vector or on NaN or infinity, which pgvector refuses. */
export function encodeVector(values: ArrayLike<number>): string {
  if (values.length === 0) throw new RangeError('a vector has at least one dimension');
  const parts: string[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(values[i] ?? NaN);
    if (!Number.isFinite(value)) throw new RangeError(`dimension ${i} of the vector is not a finite number`);
    parts.push(String(value));
  }
  return `[${parts.join(',')}]`;
}

/** The vector behind pgvector's text form. */
export function decodeVector(text: string): Float32Array {
  return Float32Array.from(JSON.parse(text) as number[]);
}
