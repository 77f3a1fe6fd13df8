import { openSuggestions } from '../screenplay/openSuggestions';
import { suggestAliases, type AliasSuggestion } from '../screenplay/suggestAliases';
import type { ScriptReading } from '../screenplay/scriptReading';
import type { OpenSuggestion, ScriptDecisions } from '../story/scriptDecisions';
import { namedCharacters } from './aliasDecision';
import type { OpenScript } from './pipeline/openScript';
import type { Db } from './store/db';
import { waitingVersions } from './waitingVersions';

/** Tells what the writer has decided about a script and what waits for a decision. Keeps what it last found on the page. */
export function createDecisionReader(db: Db): (open: OpenScript) => Promise<ScriptDecisions> {
  let found: { readonly of: ScriptReading['screenplay']; readonly suggestions: readonly AliasSuggestion[] } | null =
    null;
  const suggestionsIn = ({ screenplay }: ScriptReading): readonly AliasSuggestion[] => {
    if (found?.of !== screenplay) found = { of: screenplay, suggestions: suggestAliases(screenplay) };
    return found.suggestions;
  };
  return async (open) => ({
    characters: namedCharacters(open),
    suggestions: openSuggestions(suggestionsIn(open.reading), open.aliases).map(asked),
    waiting: await waitingVersions(db, open),
  });
}

/** With the place only where words on the page say it, and not where the two cues alone are shown. */
function asked({ alias, name, reason, evidence }: AliasSuggestion): OpenSuggestion {
  const isSaid = reason === 'told' || reason === 'says-so' || reason === 'nickname';
  return { alias, name, reason, evidence: (isSaid ? evidence[0] : undefined) ?? null };
}
