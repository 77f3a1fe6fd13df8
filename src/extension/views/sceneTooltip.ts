import type * as vscode from 'vscode';
import type { SceneView } from '../../story/analysisResult';
import type { TurningPointKind } from '../../story/outline';
import { counted, eighthsText } from '../../story/lengthText';
import type { SceneRow } from './outlineRows';
import { createTooltip } from './tooltip';

const TURNS: Readonly<Record<TurningPointKind, string>> = {
  inciting_incident: 'the inciting incident',
  first_turn: 'the first turn',
  midpoint: 'the midpoint',
  second_turn: 'the second turn',
  climax: 'the climax',
};

/** A scene's card as a tooltip: where it is, what it says, who made it, why it is behind. */
export function sceneTooltip(
  scene: SceneView,
  turns: SceneRow['turns'] = [],
  { failure = null, neverSent = null }: { readonly failure?: string | null; readonly neverSent?: string | null } = {},
): vscode.MarkdownString {
  const { label, heading, page, eighths, characters, card, behind, isKeyScene, keySceneReason } = scene;
  const tooltip = createTooltip();
  tooltip.title(`${label}  ${heading}`);
  const cast = characters.length === 0 ? 'nobody speaks' : characters.join(', ');
  tooltip.paragraph(`Page ${page} · ${eighthsText(eighths)} ${eighths > 8 ? 'pages' : 'page'} · ${cast}`);
  if (card !== null) {
    tooltip.line();
    tooltip.paragraph(card.summaryText);
  }
  if (isKeyScene) tooltip.paragraph(`Key scene. ${keySceneReason ?? ''}`);
  for (const { kind, reason } of turns) tooltip.paragraph(`Among the candidates for ${TURNS[kind]}. ${reason}`);
  if (neverSent !== null) tooltip.paragraph(neverSent);
  tooltip.line();
  tooltip.failed(failure);
  tooltip.made('Card', card?.method ?? null, behind);
  return tooltip.markdown;
}

/** A scene in a list, aloud: number, heading, place and length. */
export function spokenScene(scene: SceneView): string {
  return `${scene.label} ${scene.heading}, page ${scene.page}, ${counted(scene.eighths, 'eighth')} of a page`;
}
