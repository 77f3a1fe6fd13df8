/**
 * The names a command is called on: both of a row that suggests a pair, or of `{ alias, name }`; `alias` alone of a
 * character's row; nothing of anything else.
 */
export function namesTarget(target: unknown): { readonly alias?: string; readonly name?: string } {
  if (typeof target !== 'object' || target === null) return {};
  if ('alias' in target && typeof target.alias === 'string' && 'name' in target && typeof target.name === 'string') {
    return { alias: target.alias, name: target.name };
  }
  if (!('character' in target) || typeof target.character !== 'object' || target.character === null) return {};
  const { character } = target;
  return 'name' in character && typeof character.name === 'string' ? { alias: character.name } : {};
}
