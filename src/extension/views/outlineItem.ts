import * as vscode from 'vscode';
import { counted, placeText, spanText } from '../../story/lengthText';
import { markBehind } from './behindMark';
import { FAILED_ICON } from './failedIcon';
import { contextOf, keptWords } from './keptMark';
import type { ActRow, OutlineRow, SceneRow, SectionRow } from './outlineRows';
import { sceneTooltip, spokenScene } from './sceneTooltip';
import { createTooltip } from './tooltip';

/** A row of the Outline as VS Code shows it. The tooltip comes later, when it is asked for. */
export function outlineItem(row: OutlineRow): vscode.TreeItem {
  const item = itemOf(row);
  item.id = row.id;
  item.contextValue = contextValueOf(row);
  if (row.kind === 'scene') markBehind(item, row.scene.behind);
  if (row.kind === 'act') markBehind(item, row.behind);
  return item;
}

function contextValueOf(row: OutlineRow): string {
  if (row.kind === 'scene' && row.kept !== null) return contextOf(row.kind, row.kept);
  return row.kind === 'act' && row.failure !== null ? `${row.kind}.failed` : row.kind;
}

/** What is only needed while the writer looks at this row. */
export function outlineTooltip(row: OutlineRow): vscode.MarkdownString | undefined {
  if (row.kind === 'scene')
    return sceneTooltip(row.scene, row.turns, { failure: row.kept?.failure ?? null, neverSent: row.neverSent });
  if (row.kind === 'section') return undefined;
  const tooltip = createTooltip();
  tooltip.title(row.title);
  tooltip.paragraph(row.summary);
  tooltip.line();
  tooltip.failed(row.failure);
  tooltip.made('Outline', row.method, row.behind);
  return tooltip.markdown;
}

function itemOf(row: OutlineRow): vscode.TreeItem {
  switch (row.kind) {
    case 'act':
      return actItem(row);
    case 'section':
      return sectionItem(row);
    case 'scene':
      return sceneItem(row);
  }
}

function actItem({ title, scenes, behind, failure }: ActRow): vscode.TreeItem {
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
  const facts = [spanText(scenes), counted(scenes.length, 'scene')];
  if (failure !== null) {
    item.iconPath = FAILED_ICON;
    facts.push('could not be made');
  }
  item.description = facts.join(' · ');
  item.accessibilityInformation = { label: [title, ...facts, ...spoken(behind)].join(', ') };
  return item;
}

function sectionItem({ title, scenes }: SectionRow): vscode.TreeItem {
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
  item.description = spanText(scenes);
  item.accessibilityInformation = { label: [title, spanText(scenes), counted(scenes.length, 'scene')].join(', ') };
  return item;
}

function sceneItem({ scene, kept, neverSent }: SceneRow): vscode.TreeItem {
  const item = new vscode.TreeItem(`${scene.label}  ${scene.heading}`);
  const word = scene.isKeyScene ? 'star-full' : neverSent === null ? 'blank' : 'lock';
  item.iconPath = kept !== null && kept.failure !== null ? FAILED_ICON : new vscode.ThemeIcon(word);
  const words = [...(neverSent === null ? [] : ['never sent']), ...(kept === null ? [] : keptWords(kept))];
  item.description = [placeText(scene), ...words].join(' · ');
  item.command = { command: 'writersroom.goToScene', title: 'Go to Scene', arguments: [{ sceneId: scene.id }] };
  const key = scene.isKeyScene ? ['key scene'] : [];
  item.accessibilityInformation = { label: [spokenScene(scene), ...key, ...words, ...spoken(scene.behind)].join(', ') };
  return item;
}

function spoken(behind: readonly string[]): string[] {
  return behind.length > 0 ? ['behind'] : [];
}
