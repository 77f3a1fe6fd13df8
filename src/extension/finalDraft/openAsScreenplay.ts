import * as vscode from 'vscode';
import type { FinalDraftScripts } from './finalDraftScripts';
import { isFinalDraft } from './renderingUri';

/**
 * Leads whoever opens a Final Draft file to its screenplay: the rendering opens where the XML would be, which is closed. A comparison
 * of two versions and XML with unsaved changes are left alone, and everything is where `wanted` says no.
 */
export function openFinalDraftAsScreenplay(scripts: FinalDraftScripts, wanted: () => boolean): vscode.Disposable {
  const redirect = async (tab: vscode.Tab): Promise<void> => {
    const { input, group, isActive, isDirty, isPreview } = tab;
    if (!(input instanceof vscode.TabInputText) || !isFinalDraft(input.uri) || isDirty || !wanted()) return;
    await scripts.show(input.uri, {
      viewColumn: group.viewColumn,
      preview: isPreview,
      preserveFocus: !isActive || !group.isActive,
    });
    // The tab that was handed to us may be another object by now.
    const left = vscode.window.tabGroups.all
      .filter(({ viewColumn }) => viewColumn === group.viewColumn)
      .flatMap(({ tabs }) => tabs)
      .find((one) => one.input instanceof vscode.TabInputText && one.input.uri.toString() === input.uri.toString());
    if (left !== undefined && !left.isDirty) await vscode.window.tabGroups.close(left, true);
  };
  const all = (tabs: readonly vscode.Tab[]): void => {
    for (const tab of tabs) void redirect(tab).then(undefined, () => undefined);
  };
  all(vscode.window.tabGroups.all.flatMap(({ activeTab }) => (activeTab === undefined ? [] : [activeTab])));
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => all(opened));
}
