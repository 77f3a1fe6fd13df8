import type { SceneCardContent } from '../../story/sceneCard';
import { cardSummaryOf } from './rules/cardSummary';
import { onOneLine } from './rules/clip';
import { cardPartsOf, type CardParts } from './rules/cardParts';
import { readScene } from './rules/readScene';
import { shown } from './rules/sceneSentences';
import type { CountTokens, SceneSource } from './sceneSource';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const SCENE_CARD_RECIPE = 1;

/**
 * The offline twin of the scene card: what a reader with rules can lift from the page. Reads the heading, the body and the
 * writer's synopses of this scene and nothing else. Every statement is in the script's own words (in `evidence`, letter
 * for letter) or a figure counted from it; what the rules cannot know is empty. `summaryText` is one line for a scene of
 * fewer than 150 tokens, else 5 to 7 lines where the scene has that much to say, within 150 tokens and half of the
 * scene's own; never less than one line.
 */
export function makeSceneCard(scene: SceneSource, countTokens: CountTokens): SceneCardContent {
  const reading = readScene(scene.source);
  const parts = cardPartsOf(reading);
  const steps = [parts.told, parts.planted, parts.ends].filter((step) => step !== null);
  return {
    action: [parts.synopsis, ...parts.action.map(shown)].filter((part) => part !== null).join(' '),
    conflict: parts.conflict.map((move) => move.text).join(' '),
    characterChanges: parts.changes.map((change) => change.text).join(' '),
    plotProgression: steps.map((step) => `${step.label}: ${step.text}`).join(' '),
    tone: parts.tone.at(-1) ?? '',
    summaryText: cardSummaryOf(reading, parts, countTokens),
    evidence: evidenceOf(scene.id, parts),
  };
}

/** Every quote once, in the order of the fields; the scene as a whole where only its figures or synopsis are used. */
function evidenceOf(sceneId: string, parts: CardParts): SceneCardContent['evidence'] {
  const quotes = [
    ...parts.action.map((line) => line.quote),
    ...parts.conflict.flatMap((move) => move.lines.map((line) => line.quote)),
    ...parts.changes.map((change) => change.quote),
    ...[parts.told, parts.planted, parts.ends].flatMap((step) => step?.quotes ?? []),
  ].filter((quote) => onOneLine(quote) !== '');
  const distinct = [...new Set(quotes)].map((quote) => ({ sceneId, quote }));
  return distinct.length > 0 ? distinct : [{ sceneId, quote: null }];
}
