import { parseScreenplay } from '../../screenplay/parseScreenplay';
import { suggestAliases, type AliasSuggestion } from '../../screenplay/suggestAliases';
import type { ScriptView } from '../../story/analysisResult';
import type { ArtifactKind } from '../../story/artifactKind';
import type { StatusResult } from '../../story/statusResult';
import { speechesOf, type Speech } from '../speeches';

/** What the rows of a view are made from. */
export interface ScriptKnowledge {
  readonly view: ScriptView;
  /** Why the artifact of this subject is behind; empty if it is current or not there. */
  readonly behind: (kind: ArtifactKind, subject: string) => readonly string[];
  /** Every speech in the text as it is in the editor; read when first asked for. */
  readonly speeches: () => readonly Speech[];
  /** Names in that text that may be one person's; looked for when first asked for. */
  readonly aliasSuggestions: () => readonly AliasSuggestion[];
}

/** @param readText the text in the editor */
export function scriptKnowledge(view: ScriptView, status: StatusResult, readText: () => string): ScriptKnowledge {
  const artifacts = new Map(status.artifacts.map((one) => [`${one.kind} ${one.subject ?? ''}`, one]));
  let speeches: readonly Speech[] | null = null;
  let suggestions: readonly AliasSuggestion[] | null = null;
  return {
    view,
    behind: (kind, subject) => {
      const artifact = artifacts.get(`${kind} ${subject}`);
      return artifact?.stale === true ? artifact.reasons : [];
    },
    speeches: () => (speeches ??= speechesOf(readText())),
    aliasSuggestions: () => (suggestions ??= suggestAliases(parseScreenplay(readText()))),
  };
}
