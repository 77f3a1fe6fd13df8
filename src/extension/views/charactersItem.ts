import * as vscode from 'vscode';
import { counted, placeText, spanText } from '../../story/lengthText';
import { madeBy } from '../madeBy';
import { markBehind } from './behindMark';
import { FAILED_ICON } from './failedIcon';
import { contextOf, keptWords } from './keptMark';
import type { CharacterRow, CharactersRow } from './charactersRows';
import { sceneTooltip, spokenScene } from './sceneTooltip';
import { createTooltip } from './tooltip';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** A row of Characters as VS Code shows it. The tooltip comes later, when it is asked for. */
export function charactersItem(row: CharactersRow): vscode.TreeItem {
  const item = itemOf(row);
  item.id = row.id;
  item.contextValue = contextValueOf(row);
  if (row.kind === 'character' || row.kind === 'sheet' || row.kind === 'keptSheet') markBehind(item, row.behind);
  return item;
}

/** What the menus of package.json know a row by. */
function contextValueOf(row: CharactersRow): string {
  if (row.kind === 'sheet') return contextOf(row.kind, row);
  if (row.kind === 'keptSheet') return 'sheet.kept';
  return row.kind === 'character' && row.character.sheet === null ? 'character.noSheet' : row.kind;
}

/** What is only needed while the writer looks at this row. */
export function charactersTooltip(row: CharactersRow): vscode.MarkdownString | undefined {
  switch (row.kind) {
    case 'character':
      return characterTooltip(row);
    case 'sheet': {
      const tooltip = createTooltip();
      tooltip.paragraph(row.sheet.summaryText);
      tooltip.line();
      tooltip.failed(row.failure);
      tooltip.made('Sheet', row.sheet.method, row.behind);
      return tooltip.markdown;
    }
    case 'keptSheet': {
      const tooltip = createTooltip();
      tooltip.paragraph(`The sheet of ${row.subject} is pinned: it is kept though nobody in the script has this name.`);
      return tooltip.markdown;
    }
    case 'fact': {
      const tooltip = createTooltip();
      tooltip.paragraph(row.text);
      if (row.place !== null) tooltip.paragraph(`${row.place.scene.label}  ${row.place.scene.heading}`);
      return tooltip.markdown;
    }
    case 'company': {
      const tooltip = createTooltip();
      tooltip.paragraph('Who speaks in the same scenes:');
      tooltip.paragraph(row.others.map(({ name, scenes }) => `${name} in ${scenes}`).join(', '));
      return tooltip.markdown;
    }
    case 'scene':
      return sceneTooltip(row.scene);
    case 'speech': {
      const tooltip = createTooltip();
      tooltip.paragraph(row.speech.text);
      tooltip.paragraph([row.scene === null ? '' : row.scene.heading, `line ${row.speech.line}`].join('  '));
      return tooltip.markdown;
    }
    case 'suggestion': {
      const tooltip = createTooltip();
      tooltip.paragraph(`Is ${row.alias} another name of ${row.name}? ${row.why}`);
      return tooltip.markdown;
    }
    case 'mentionedOnly':
    case 'scenes':
    case 'lines':
      return undefined;
  }
}

function itemOf(row: CharactersRow): vscode.TreeItem {
  switch (row.kind) {
    case 'character':
      return characterItem(row);
    case 'mentionedOnly':
      return plainItem(`Named, never speaking`, Collapsed, String(row.children.length));
    case 'suggestion': {
      const item = plainItem(`${row.name} · also ${row.alias}?`, None, '');
      item.iconPath = new vscode.ThemeIcon('question');
      item.accessibilityInformation = { label: `Is ${row.alias} another name of ${row.name}? ${row.why}` };
      return item;
    }
    case 'sheet': {
      const facts = [madeBy(row.sheet.method), ...keptWords(row)];
      const item = plainItem('Sheet', row.children.length > 0 ? Collapsed : None, facts.join(' · '));
      if (row.pinned) item.iconPath = new vscode.ThemeIcon('pinned');
      if (row.failure !== null) item.iconPath = FAILED_ICON;
      return item;
    }
    case 'keptSheet': {
      const item = plainItem(row.subject, None, 'pinned sheet · not in the script');
      item.iconPath = new vscode.ThemeIcon('pinned');
      item.accessibilityInformation = { label: `${row.subject}, pinned sheet, not in the script` };
      return item;
    }
    case 'fact': {
      const text = row.place === null ? row.text : `${row.text} · ${row.place.scene.label}`;
      if (row.name === 'Moment') {
        const item = plainItem(row.text, None, '');
        if (row.place !== null) item.label = `${row.place.scene.label}  ${row.text}`;
        return leading(item, row.place?.line);
      }
      return leading(plainItem(row.name, None, text), row.place?.line);
    }
    case 'company':
      return plainItem('With', None, row.others.map(({ name, scenes }) => `${name} ${scenes}`).join(' · '));
    case 'scenes':
      return plainItem('Scenes', Collapsed, String(row.children.length));
    case 'scene': {
      const { scene, speaks } = row;
      const item = plainItem(
        `${scene.label}  ${scene.heading}`,
        None,
        `${placeText(scene)}${speaks ? '' : ' · named'}`,
      );
      item.command = { command: 'writersroom.goToScene', title: 'Go to Scene', arguments: [{ sceneId: scene.id }] };
      item.accessibilityInformation = { label: `${spokenScene(scene)}, ${speaks ? 'speaks' : 'named only'}` };
      return item;
    }
    case 'lines':
      return plainItem('Lines', Collapsed, String(row.count));
    case 'speech':
      return leading(plainItem(`${row.scene?.label ?? ''}  ${row.speech.text}`.trim(), None, ''), row.speech.line);
  }
}

function characterItem({ character, scenes, shareOfWords, behind }: CharacterRow): vscode.TreeItem {
  const speaks = character.speeches > 0;
  const share = `${shareText(shareOfWords)} of the words`;
  const facts = [counted(scenes.length, 'scene'), ...(speaks ? [share] : []), spanText(scenes)];
  const item = plainItem(character.name, Collapsed, facts.join(' · '));
  const late = behind.length > 0 ? ['sheet behind'] : [];
  item.accessibilityInformation = { label: [character.name, ...facts, ...late].join(', ') };
  return item;
}

function characterTooltip({
  character,
  scenes,
  shareOfWords,
  behind,
  perhapsAlso,
}: CharacterRow): vscode.MarkdownString {
  const { name, aliases, speeches, words, sheet } = character;
  const tooltip = createTooltip();
  tooltip.title(name);
  if (aliases.length > 0) tooltip.paragraph(`Also ${aliases.join(', ')}`);
  const first = scenes[0];
  const facts = [
    counted(scenes.length, 'scene'),
    counted(speeches, 'speech', 'speeches'),
    `${counted(words, 'word')} (${shareText(shareOfWords)} of all)`,
    ...(first === undefined ? [] : [`first in ${first.label}`]),
  ];
  tooltip.paragraph(facts.join(' · '));
  for (const question of perhapsAlso()) tooltip.paragraph(question);
  tooltip.line();
  tooltip.made('Sheet', sheet?.method ?? null, behind);
  return tooltip.markdown;
}

function shareText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 1 ? 'under 1 %' : `${Math.round(percent)} %`;
}

function plainItem(label: string, state: vscode.TreeItemCollapsibleState, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.description = description;
  return item;
}

/** A row that leads to a line, from 1; undefined: nowhere. */
function leading(item: vscode.TreeItem, line: number | undefined): vscode.TreeItem {
  if (line !== undefined) {
    item.command = { command: 'writersroom.goToScene', title: 'Go to Line', arguments: [{ line }] };
  }
  return item;
}
