/**
 * The positions of a longest strictly rising subsequence, in order: what can stay where it is while as little as possible moves.
 * Of several, always the same one. Patience sorting, O(n log n).
 */
export function longestRise(values: readonly number[]): number[] {
  /** For each length, where in `values` the chain of that length with the smallest end stops. */
  const tails: number[] = [];
  const before: number[] = [];
  values.forEach((value, at) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[at] = tails[low - 1] ?? -1;
    tails[low] = at;
  });
  const positions: number[] = [];
  for (let at = tails.at(-1) ?? -1; at !== -1; at = before[at] ?? -1) positions.push(at);
  return positions.reverse();
}
