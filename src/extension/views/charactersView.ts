import type { ActiveScriptFollower } from '../activeScript';
import { charactersItem, charactersTooltip } from './charactersItem';
import { charactersRows, type CharactersRow } from './charactersRows';
import { createScriptTree, type ScriptTree } from './scriptTree';

/** The Characters view: who is in the active script, with sheet, company, scenes and lines. */
export function createCharactersView(active: ActiveScriptFollower): ScriptTree<CharactersRow> {
  return createScriptTree(active, {
    id: 'writersroom.characters',
    rows: charactersRows,
    item: charactersItem,
    tooltip: charactersTooltip,
    message: (script) => (script.kind === 'failed' ? script.failure.message : null),
  });
}
