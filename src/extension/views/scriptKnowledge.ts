import { parseScreenplay } from '../../screenplay/parseScreenplay';
import { suggestAliases, type AliasSuggestion } from '../../screenplay/suggestAliases';
import type { ScriptView } from '../../story/analysisResult';
import type { ArtifactKind } from '../../story/artifactKind';
import type { OpenSuggestion, ScriptDecisions } from '../../story/scriptDecisions';
import type { StatusResult } from '../../story/statusResult';
import { speechesOf, type Speech } from '../speeches';

/** What the rows of a view are made from. */
export interface ScriptKnowledge {
  readonly view: ScriptView;
  /** Why the artifact of this subject is behind; empty if it is current or not there. */
  readonly behind: (kind: ArtifactKind, subject: string) => readonly string[];
  /** Whether the writer has pinned it. */
  readonly pinned: (kind: ArtifactKind, subject: string) => boolean;
  /** The names under which sheets are pinned. */
  readonly pinnedSheets: readonly string[];
  /** Whether a newer version waits beside it. */
  readonly hasNewer: (kind: ArtifactKind, subject: string) => boolean;
  /** Why it could not be made the last time it was tried, in a sentence; null where it was made, or not tried. */
  readonly failure: (kind: ArtifactKind, subject: string) => string | null;
  /** Names that may be one person's and the writer has not said; empty until they were looked for. */
  readonly suggestions: readonly OpenSuggestion[];
  /** Every speech in the text as it is in the editor; read when first asked for. */
  readonly speeches: () => readonly Speech[];
  /** The same; while they were not looked for elsewhere, in the text when first asked for. */
  readonly aliasSuggestions: () => readonly OpenSuggestion[];
}

/**
 * @param readText the text in the editor
 * @param decisions null until the engine was asked
 */
export function scriptKnowledge(
  view: ScriptView,
  status: StatusResult,
  readText: () => string,
  decisions: ScriptDecisions | null = null,
): ScriptKnowledge {
  const artifacts = new Map(status.artifacts.map((one) => [`${one.kind} ${one.subject ?? ''}`, one]));
  const failures = new Map(status.failures.map(({ kind, subject, message }) => [`${kind} ${subject ?? ''}`, message]));
  let speeches: readonly Speech[] | null = null;
  const waiting = new Set(decisions?.waiting.map(({ kind, subject }) => `${kind} ${subject ?? ''}`));
  let suggestions: readonly OpenSuggestion[] | null = decisions?.suggestions ?? null;
  return {
    view,
    behind: (kind, subject) => {
      const artifact = artifacts.get(`${kind} ${subject}`);
      return artifact?.stale === true ? artifact.reasons : [];
    },
    pinned: (kind, subject) => artifacts.get(`${kind} ${subject}`)?.pinned === true,
    pinnedSheets: status.artifacts.flatMap(({ kind, subject, pinned }) =>
      kind === 'sheet' && subject !== null && pinned ? [subject] : [],
    ),
    hasNewer: (kind, subject) => waiting.has(`${kind} ${subject}`),
    failure: (kind, subject) => failures.get(`${kind} ${subject}`) ?? null,
    suggestions: decisions?.suggestions ?? [],
    speeches: () => (speeches ??= speechesOf(readText())),
    aliasSuggestions: () => (suggestions ??= suggestAliases(parseScreenplay(readText())).map(asked)),
  };
}

function asked({ alias, name, reason, evidence }: AliasSuggestion): OpenSuggestion {
  return { alias, name, reason, evidence: evidence[0] ?? null };
}
