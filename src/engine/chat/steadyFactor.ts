/**
 * The token factor by which what is cached is chosen. The learned one changes a little with every answer, and what is cut by
 * it would then differ from call to call, so that nothing is read from the cache: of one `subject` (a model, tier and
 * version of a script) the first factor counts as long as this process has it.
 */
export function steadyFactor(subject: string, learned: number): number {
  const factor = held.get(subject) ?? learned;
  held.delete(subject);
  held.set(subject, factor);
  for (const oldest of [...held.keys()].slice(0, -MOST)) held.delete(oldest);
  return factor;
}

/** By subject, the one used last at the end. */
const held = new Map<string, number>();

const MOST = 200;
