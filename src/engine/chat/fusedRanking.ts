/** How fast a place in a ranking loses weight: the sixth counts half of what the first does. */
const FLATNESS = 4;
/** What the second ranking counts beside the first. */
const SECOND_SHARE = 0.6;

/**
 * Two rankings as one, by reciprocal rank (Cormack, Clarke & Büttcher 2009): what both have comes first, then by place,
 * the first ranking counting more. Each id once; equal ones in the order of the first ranking, then of the second.
 */
export function fusedRanking(first: readonly string[], second: readonly string[]): string[] {
  const scores = new Map<string, number>();
  const add = (ranking: readonly string[], share: number): void => {
    ranking.forEach((id, place) => scores.set(id, (scores.get(id) ?? 0) + share / (FLATNESS + 1 + place)));
  };
  add(first, 1);
  add(second, SECOND_SHARE);
  return [...scores].sort(([, a], [, b]) => b - a).map(([id]) => id);
}
