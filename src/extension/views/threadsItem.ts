import * as vscode from 'vscode';
import type { SceneView } from '../../story/analysisResult';
import type { RelationshipType } from '../../story/sceneRelationship';
import { counted, placeText, spanText } from '../../story/lengthText';
import { markBehind } from './behindMark';
import { sceneTooltip } from './sceneTooltip';
import type { LinkRow, ThreadRow, ThreadSceneRow, ThreadsRow } from './threadsRows';
import { createTooltip } from './tooltip';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** A row of Plot Threads as VS Code shows it. The tooltip comes later, when it is asked for. */
export function threadsItem(row: ThreadsRow): vscode.TreeItem {
  const item = itemOf(row);
  item.id = row.id;
  item.contextValue = row.kind;
  if (row.kind === 'thread' || row.kind === 'link') {
    markBehind(item, row.behind);
    if (row.pinned) {
      item.iconPath = new vscode.ThemeIcon('pinned');
      item.description = `${String(item.description)} · pinned`;
    }
  }
  return item;
}

/** What is only needed while the writer looks at this row. */
export function threadsTooltip(row: ThreadsRow): vscode.MarkdownString | undefined {
  switch (row.kind) {
    case 'group':
      return undefined;
    case 'thread': {
      const tooltip = createTooltip();
      tooltip.title(row.thread.name);
      tooltip.paragraph(row.thread.description);
      tooltip.paragraph(`${counted(row.scenes.length, 'scene')}: ${labels(row.scenes)}`);
      tooltip.line();
      tooltip.made('Thread', row.thread.method, row.behind);
      return tooltip.markdown;
    }
    case 'link': {
      const tooltip = createTooltip();
      tooltip.paragraph(row.relationship.description);
      for (const { scene, quote } of row.children) {
        tooltip.paragraph(`${scene.label}  ${scene.heading}${quote === null ? '' : `: “${quote}”`}`);
      }
      tooltip.line();
      tooltip.made(LINKS[row.relationship.relationshipType], row.relationship.method, row.behind);
      return tooltip.markdown;
    }
    case 'scene':
      return sceneTooltip(row.scene);
  }
}

const LINKS: Readonly<Record<RelationshipType, string>> = {
  setup_payoff: 'Setup and payoff',
  callback: 'Callback',
  parallel: 'Parallel',
  echo: 'Echo',
};

function itemOf(row: ThreadsRow): vscode.TreeItem {
  switch (row.kind) {
    case 'group': {
      const item = new vscode.TreeItem(row.name, row.opened ? Expanded : Collapsed);
      item.description = String(row.children.length);
      return item;
    }
    case 'thread':
      return threadItem(row);
    case 'link':
      return linkItem(row);
    case 'scene':
      return sceneItem(row);
  }
}

function threadItem({ thread, scenes, ...stands }: ThreadRow): vscode.TreeItem {
  const name = thread.threadType === 'plot' ? `Plot · ${thread.name}` : thread.name;
  const item = new vscode.TreeItem(name, Collapsed);
  item.description = labels(scenes);
  item.accessibilityInformation = {
    label: [name, counted(scenes.length, 'scene'), spanText(scenes), ...spoken(stands)].join(', '),
  };
  return item;
}

function linkItem({ relationship, from, to, children, ...stands }: LinkRow): vscode.TreeItem {
  const item = new vscode.TreeItem(relationship.description, to === null ? None : Collapsed);
  const { relationshipType: type, payoffSceneId } = relationship;
  const first = from?.label ?? 'cut';
  const open = type === 'setup_payoff' && payoffSceneId === null;
  item.description = open ? `set up ${first} · not yet paid off` : `${first} → ${to?.label ?? 'cut'}`;
  if (type !== 'setup_payoff') item.description = `${LINKS[type].toLowerCase()} · ${item.description}`;
  const [setup] = children;
  if (to === null && setup !== undefined) leadTo(item, setup.line);
  item.accessibilityInformation = {
    label: [relationship.description, item.description.replace('→', 'to'), ...spoken(stands)].join(', '),
  };
  return item;
}

function sceneItem({ scene, line, quote }: ThreadSceneRow): vscode.TreeItem {
  const item = new vscode.TreeItem(`${scene.label}  ${quote === null ? scene.heading : `“${quote}”`}`);
  item.description = placeText(scene);
  leadTo(item, line);
  return item;
}

function leadTo(item: vscode.TreeItem, line: number): void {
  item.command = { command: 'writersroom.goToScene', title: 'Go to Line', arguments: [{ line }] };
}

/** `1 4 7 12 … 88`: the scenes by their labels, the middle left out of a long list. */
function labels(scenes: readonly SceneView[]): string {
  const all = scenes.map(({ label }) => label);
  return all.length <= MOST_LABELS ? all.join(' ') : [...all.slice(0, MOST_LABELS - 2), '…', all.at(-1)].join(' ');
}

const MOST_LABELS = 9;

function spoken({ pinned, behind }: Pick<ThreadRow, 'pinned' | 'behind'>): string[] {
  return [...(pinned ? ['pinned'] : []), ...(behind.length > 0 ? ['behind'] : [])];
}
