import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';
import type { ArtifactKind } from '../../story/artifactKind';
import type { ModelChoice } from '../../story/plan';
import type { RunPrice } from '../../story/price';
import type { Analysis } from '../analysis';
import { behindChoices, type BehindGroup, type BehindItem } from '../behindChoices';
import { kindsToRefresh } from '../kindsToRefresh';
import { readModelSettings } from '../models/modelSettings';
import type { ScriptDocuments } from '../scriptDocuments';
import { scriptName } from '../scriptName';
import type { StoryEngine } from '../storyEngine';

/**
 * Lists what is behind, why, and what a refresh makes and costs; makes what the writer leaves chosen: all of it, kinds, or
 * single ones. Nothing of a kind the writer never asked for. Rejects with a `Failure`.
 */
export async function refreshBehind(
  document: vscode.TextDocument,
  { engine, documents, analysis }: { engine: StoryEngine; documents: ScriptDocuments; analysis: Analysis },
): Promise<void> {
  if (engine.state.kind === 'failed') await engine.startAgain();
  const { scriptId } = await documents.flush(document);
  const connection = await engine.connect();
  const [view, status] = await Promise.all([connection.readScript(scriptId), connection.readStatus(scriptId)]);
  const choice = vscode.workspace.isTrusted ? readModelSettings().choice : null;
  const price = await priceOf(behindChoices(view, status), choice, { connection, scriptId });
  const groups = behindChoices(view, status, price);
  const everything = kindsToRefresh(status);
  if (groups.length === 0) {
    // Only what is shown nowhere: there is nothing to choose.
    if (everything.size > 0) await analysis.run(document, [...everything]);
    else vscode.window.setStatusBarMessage(`Nothing of ${scriptName(document)} is behind.`, 8_000);
    return;
  }
  const chosen = await vscode.window.showQuickPick(rowsOf(groups), {
    title: 'Refresh What Is Behind',
    placeHolder: 'What to make again. Space chooses, Enter makes it.',
    canPickMany: true,
    matchOnDetail: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const isAll = groups.every(({ kind }) => chosen.some((row) => row.item === null && row.group?.kind === kind));
  // A model would make all of these kinds that rules had made, behind or not: it is asked for what the list has alone.
  if (isAll && everything.size > 0 && choice === null) await analysis.run(document, [...everything]);
  else {
    const { kinds, subjects } = scopeOf(chosen);
    await analysis.run(document, kinds, subjects);
  }
}

/** What models ask for all that is listed; null where none is chosen, or nothing is listed. Rejects with a `Failure`. */
async function priceOf(
  groups: readonly BehindGroup[],
  models: ModelChoice | null,
  { connection, scriptId }: { readonly connection: EngineConnection; readonly scriptId: string },
): Promise<RunPrice | null> {
  if (models === null || groups.length === 0) return null;
  const kinds = groups.map(({ kind }) => kind);
  const subjects = groups.flatMap(({ items }) => items.map(({ subject }) => subject));
  return connection.priceAnalysis({ scriptId, remake: false, kinds, subjects, upstream: true, models });
}

interface ChoiceRow extends vscode.QuickPickItem {
  /** Null on what only parts the kinds. */
  readonly group: BehindGroup | null;
  /** Null: all of the group. */
  readonly item: BehindItem | null;
}

/** A row a kind, chosen at first, and below it the single ones. */
function rowsOf(groups: readonly BehindGroup[]): ChoiceRow[] {
  return groups.flatMap((group): ChoiceRow[] => {
    const { name, cost, items } = group;
    const parting = { label: name, kind: vscode.QuickPickItemKind.Separator, group: null, item: null };
    const [only] = items;
    const why = items.length === 1 && only !== undefined ? only.why : `${items.length} are behind. Or choose of them:`;
    const label = items.length === 1 && only !== undefined ? only.name : `All ${name.toLocaleLowerCase('en')}`;
    const all: ChoiceRow = { label, description: cost, detail: why, picked: true, group, item: null };
    if (items.length === 1) return [parting, all];
    const singles = items.map((item): ChoiceRow => ({
      label: item.failed ? `$(warning) ${item.name}` : item.name,
      detail: item.why,
      group,
      item,
    }));
    return [parting, all, ...singles];
  });
}

function scopeOf(chosen: readonly ChoiceRow[]): { readonly kinds: ArtifactKind[]; readonly subjects: string[] } {
  const kinds = new Set<ArtifactKind>();
  const subjects = new Set<string>();
  for (const { group, item } of chosen) {
    if (group === null) continue;
    kinds.add(group.kind);
    for (const { subject } of item === null ? group.items : [item]) subjects.add(subject);
  }
  return { kinds: [...kinds], subjects: [...subjects] };
}
