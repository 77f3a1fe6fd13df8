import * as vscode from 'vscode';
import type { TurningPointKind } from '../../story/outline';
import { counted, eighthsText } from '../lengthText';
import { madeBy } from '../madeBy';
import type { SceneRow } from './outlineRows';

const TURNS: Readonly<Record<TurningPointKind, string>> = {
  inciting_incident: 'the inciting incident',
  first_turn: 'the first turn',
  midpoint: 'the midpoint',
  second_turn: 'the second turn',
  climax: 'the climax',
};

/** A scene's card as a tooltip: where it is, what it says, who made it, why it is behind. */
export function sceneTooltip({ scene, turns }: SceneRow): vscode.MarkdownString {
  const { label, heading, page, eighths, characters, card, behind, isKeyScene, keySceneReason } = scene;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**').appendText(`${label}  ${heading}`).appendMarkdown('**\n\n');
  const where = [`Page ${page}`, eighthsText(eighths), counted(characters.length, 'speaking part')];
  paragraph(tooltip, `${where.join(' · ')}${characters.length === 0 ? '' : `: ${characters.join(', ')}`}`);
  if (card !== null) {
    tooltip.appendMarkdown('---\n\n');
    for (const line of card.summaryText.split('\n')) paragraph(tooltip, line);
  }
  if (isKeyScene) paragraph(tooltip, `Key scene. ${keySceneReason ?? ''}`);
  for (const { kind, reason } of turns) paragraph(tooltip, `Perhaps ${TURNS[kind]}: ${reason}`);
  tooltip.appendMarkdown('---\n\n');
  if (behind.length > 0) paragraph(tooltip, `Behind: ${behind.join(' ')}`);
  quiet(tooltip, card === null ? 'No card yet' : `Card ${madeBy(card.method)}`);
  return tooltip;
}

/** Text of the script or of an artifact as a paragraph of its own: shown letter for letter, never read as Markdown. */
function paragraph(tooltip: vscode.MarkdownString, text: string): void {
  tooltip.appendText(text.trim()).appendMarkdown('\n\n');
}

function quiet(tooltip: vscode.MarkdownString, text: string): void {
  tooltip.appendMarkdown('*').appendText(text).appendMarkdown('*');
}
