import { resolveAliases, type AliasDecision } from './aliases';
import type { AliasSuggestion } from './suggestAliases';

/**
 * The suggestions that the writer has not answered. A name that is kept apart is in none, whichever of the two speaks more by
 * now; what is merged already, into this name or another, is not asked again.
 */
export function openSuggestions(
  suggestions: readonly AliasSuggestion[],
  decisions: readonly AliasDecision[],
): readonly AliasSuggestion[] {
  const aliases = resolveAliases(decisions);
  const apart = new Set(decisions.filter(({ alias, name }) => alias === name).map(({ alias }) => alias));
  return suggestions.flatMap((suggestion) => {
    const { alias, name } = suggestion;
    if (apart.has(alias) || apart.has(name) || aliases.has(alias)) return [];
    const main = aliases.get(name) ?? name;
    return main === alias ? [] : [{ ...suggestion, name: main }];
  });
}
