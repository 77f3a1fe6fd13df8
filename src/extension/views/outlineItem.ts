import * as vscode from 'vscode';
import { counted, eighthsText, placeText, spanText } from '../lengthText';
import { madeBy } from '../madeBy';
import type { ActRow, OutlineRow, SceneRow, SectionRow } from './outlineRows';
import { sceneTooltip } from './sceneTooltip';

/** A row of the Outline as VS Code shows it. The tooltip of a scene comes later, when it is asked for. */
export function outlineItem(row: OutlineRow): vscode.TreeItem {
  switch (row.kind) {
    case 'act':
      return actItem(row);
    case 'section':
      return sectionItem(row);
    case 'scene':
      return sceneItem(row);
  }
}

/** Fills in what is only needed while the writer looks at this row. */
export function outlineTooltip(row: OutlineRow): vscode.MarkdownString | undefined {
  if (row.kind === 'scene') return sceneTooltip(row);
  if (row.kind === 'section' || row.summary === '') return undefined;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(row.summary).appendMarkdown('\n\n');
  if (row.behind.length > 0) tooltip.appendText(`Behind: ${row.behind.join(' ')}`).appendMarkdown('\n\n');
  tooltip
    .appendMarkdown('*')
    .appendText(`Outline ${madeBy(row.method)}`)
    .appendMarkdown('*');
  return tooltip;
}

function actItem(row: ActRow): vscode.TreeItem {
  const { title, scenes, behind } = row;
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = row.id;
  item.contextValue = 'act';
  item.description = marked(behind, `${spanText(scenes)} · ${counted(scenes.length, 'scene')}`);
  item.accessibilityInformation = {
    label: [title, spanText(scenes), counted(scenes.length, 'scene'), ...spoken(behind)].join(', '),
  };
  return item;
}

function sectionItem(row: SectionRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = row.id;
  item.contextValue = 'section';
  item.description = spanText(row.scenes);
  item.accessibilityInformation = {
    label: [row.title, spanText(row.scenes), counted(row.scenes.length, 'scene')].join(', '),
  };
  return item;
}

function sceneItem(row: SceneRow): vscode.TreeItem {
  const { scene } = row;
  const item = new vscode.TreeItem(`${scene.label}  ${scene.heading}`);
  item.id = row.id;
  item.contextValue = 'scene';
  item.iconPath = new vscode.ThemeIcon(scene.isKeyScene ? 'star-full' : 'blank');
  item.description = marked(scene.behind, placeText(scene));
  item.command = { command: 'writersroom.goToScene', title: 'Go to Scene', arguments: [{ sceneId: scene.id }] };
  item.accessibilityInformation = {
    label: [
      `${scene.label} ${scene.heading}`,
      `page ${scene.page}`,
      `${eighthsText(scene.eighths)} pages long`,
      ...(scene.isKeyScene ? ['key scene'] : []),
      ...spoken(scene.behind),
    ].join(', '),
  };
  return item;
}

/** The sign that something is behind stands first: a narrow view cuts the end. */
function marked(behind: readonly string[], text: string): string {
  return behind.length > 0 ? `● ${text}` : text;
}

function spoken(behind: readonly string[]): string[] {
  return behind.length > 0 ? ['behind'] : [];
}
