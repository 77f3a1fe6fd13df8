/** What was decided about a name; one that stands for itself is kept apart from others, and not to be merged again. */
export interface AliasDecision {
  readonly alias: string;
  /** The character's name, which may itself be decided about; the alias itself where it is kept apart. */
  readonly name: string;
}

/** Whom each name stands for that is not its own: chains followed to their end, names that are kept apart left out. */
export type Aliases = ReadonlyMap<string, string>;

/** Nobody goes by another name. */
export const NO_ALIASES: Aliases = new Map();

/** Follows every decision to the name it ends with. Where decisions run in a circle, each of its names stands for itself. */
export function resolveAliases(decisions: Iterable<AliasDecision>): Aliases {
  const next = new Map([...decisions].map(({ alias, name }) => [alias, name]));
  const resolved = new Map<string, string>();
  for (const alias of next.keys()) {
    const name = endOf(alias, next);
    if (name !== alias) resolved.set(alias, name);
  }
  return resolved;
}

function endOf(alias: string, next: ReadonlyMap<string, string>): string {
  const passed = new Set<string>();
  let name = alias;
  for (let to = next.get(name); to !== undefined && to !== name; to = next.get(name)) {
    passed.add(name);
    if (passed.has(to)) return alias;
    name = to;
  }
  return name;
}

/** The other names of a character, oldest decision first. */
export function aliasesOf(name: string, aliases: Aliases): readonly string[] {
  return [...aliases].flatMap(([alias, of]) => (of === name ? [alias] : []));
}

/** The decisions with one more, which takes the place of an earlier one about the same name. */
export function withDecision<Decision extends AliasDecision>(
  decisions: readonly Decision[],
  decision: Decision,
): readonly Decision[] {
  return [...decisions.filter(({ alias }) => alias !== decision.alias), decision];
}
