import { createHash } from 'node:crypto';
import type { SceneCardContent } from '../../story/sceneCard';

/**
 * The hash of what a card says, SHA-256 in hexadecimal digits. Evidence from the card's own scene counts without the
 * scene's id: what is made from a card is the same for a copy of the script, whose scenes have other ids.
 */
export function cardContentHash(content: SceneCardContent, sceneId: string): string {
  const { action, conflict, characterChanges, plotProgression, tone, summaryText, evidence } = content;
  const quotes = evidence.map((one) => [one.sceneId === sceneId ? '' : one.sceneId, one.quote]);
  const said = [action, conflict, characterChanges, plotProgression, tone, summaryText, quotes];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
