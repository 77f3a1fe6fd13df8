import type { ActiveScriptFollower } from '../activeScript';
import type { LookedAt } from '../refreshByItself';
import { charactersItem, charactersTooltip } from './charactersItem';
import { charactersRows, type CharactersRow } from './charactersRows';
import { createScriptTree, type ScriptTree } from './scriptTree';

/** The Characters view: who is in the active script, with sheet, company, scenes and lines. */
export function createCharactersView(
  active: ActiveScriptFollower,
  lookedAt: (what: LookedAt) => void,
): ScriptTree<CharactersRow> {
  return createScriptTree(active, {
    id: 'writersroom.characters',
    rows: charactersRows,
    item: charactersItem,
    tooltip: charactersTooltip,
    lookedAt: (row) => {
      if ((row.kind !== 'character' && row.kind !== 'sheet') || row.behind.length === 0) return;
      const [subject, sheet] =
        row.kind === 'sheet' ? [row.subject, row.sheet] : [row.character.name, row.character.sheet];
      if (sheet !== null) lookedAt({ kind: 'sheet', subject, method: sheet.method });
    },
    message: (script) => (script.kind === 'failed' ? script.failure.message : null),
  });
}
