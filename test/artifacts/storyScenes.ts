import assert from 'node:assert/strict';
import { makeSceneCard } from '../../src/engine/artifacts/sceneCard';
import type { StoryScene } from '../../src/engine/artifacts/storyScene';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { plainText } from '../../src/screenplay/emphasis';
import { castReader } from '../../src/screenplay/names';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import type { StoredEvidence } from '../../src/story/evidence';

export const countTokens = createTokenCounter();

/** The scenes of a script as the engine hands them to sheets, threads and relationships; ids `s1`, `s2`, … by position. */
export function storyScenes(text: string): StoryScene[] {
  const { elements, scenes } = parseScreenplay(text, { titlePage: false });
  const known = new Set(elements.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const castOf = castReader(known);
  return scenes.map((block, index) => {
    const source = text.slice(block.startOffset, block.endOffset);
    const id = `s${index + 1}`;
    const card = makeSceneCard({ id, source, eighths: 1 }, countTokens);
    return {
      id,
      label: block.number ?? `${index + 1}`,
      source,
      eighths: Math.max(1, Math.round(source.split('\n').length / 7)),
      card: card.summaryText,
      quotes: card.evidence.flatMap(({ quote }) => quote ?? []),
      cast: [...castOf(elements.slice(block.firstElement, block.endElement)).speaking.keys()],
    };
  });
}

/** Fails unless every quote stands, letter for letter, in an element of the scene it names. */
export function assertQuoted(evidence: readonly StoredEvidence[], scenes: readonly StoryScene[]): void {
  for (const { sceneId, quote } of evidence) {
    const scene = scenes.find(({ id }) => id === sceneId);
    assert.ok(scene !== undefined, `no scene ${sceneId}`);
    if (quote === null) continue;
    const texts = parseScreenplay(scene.source, { titlePage: false }).elements.map(({ text }) => plainText(text));
    assert.ok(
      texts.some((text) => text.includes(quote)),
      `not in ${sceneId}: ${quote}`,
    );
  }
}
