import { makeCharacterSheet } from '../../src/engine/artifacts/characterSheet';
import { makeOutline } from '../../src/engine/artifacts/outline';
import { findPlotThreads } from '../../src/engine/artifacts/plotThreads';
import { makeSceneCard } from '../../src/engine/artifacts/sceneCard';
import { findSceneRelationships } from '../../src/engine/artifacts/sceneRelationships';
import { locateQuote } from '../../src/engine/pipeline/locateQuote';
import type { ScriptFacts } from '../../src/engine/chat/scriptFacts';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { readScript } from '../../src/screenplay/scriptReading';
import type { Evidence, StoredEvidence } from '../../src/story/evidence';

const countTokens = createTokenCounter();

/** Why everything is behind, where a text was analysed before it was changed. */
export const CHANGED = '1 of its scenes changed.';

/**
 * Facts of a text with all that the offline twins make of it. Given the text as it was at its last analysis, artifacts are
 * of that one, and looked at against the text as it is now; scenes are matched by position.
 */
export function analysedFacts(text: string, analysed: string = text): ScriptFacts {
  const now = readScript(text);
  const then = readScript(analysed);
  const names = new Set(then.scenes.flatMap(({ cast }) => [...cast.speaking.keys()]));
  const source = then.scenes.map((scene, index) => {
    const card = makeSceneCard({ id: `s${index}`, source: scene.source, eighths: scene.eighths }, countTokens);
    return { scene, id: `s${index}`, card, cast: [...scene.cast.speaking.keys()] };
  });
  const story = source.map(({ scene, id, card, cast }) => ({
    id,
    label: scene.label,
    source: scene.source,
    eighths: scene.eighths,
    card: card.summaryText,
    quotes: card.evidence.flatMap(({ quote }) => quote ?? []),
    cast,
  }));
  const outline = makeOutline(
    story.map((one, index) => ({
      ...one,
      heading: source[index]?.scene.block.heading ?? '',
      sections: source[index]?.scene.block.sectionPath ?? [],
    })),
    countTokens,
  );
  const indices = (ids: readonly string[]): number[] => ids.map((id) => Number(id.slice(1)));
  const elementsOf = (id: string) => {
    const scene = now.scenes[Number(id.slice(1))];
    return scene === undefined ? [] : parseScreenplay(scene.source, { titlePage: false }).elements;
  };
  const looked = (evidence: readonly StoredEvidence[]): Evidence[] =>
    evidence.map(({ sceneId, quote }) => {
      const line = quote === null ? null : locateQuote(elementsOf(sceneId), quote);
      return { sceneId, quote, line: line ?? 1, verified: quote === null || line !== null };
    });
  const behind = text === analysed ? [] : [CHANGED];
  const made = { method: 'offline', version: 1, tokensEstimate: 1 };
  const threads = findPlotThreads({ scenes: story });
  const relationships = findSceneRelationships({ scenes: story });
  const actOf = new Map(outline.acts.flatMap((act) => act.sceneIds.map((id) => [id, act.number] as const)));
  const passage = now.passage;
  const scenes = [...(passage === null ? [] : [passage]), ...now.scenes].map((scene) => {
    const id = scene.index === null ? 'passage' : `s${scene.index}`;
    return {
      id,
      index: scene.index,
      label: scene.label,
      heading: scene.block.heading,
      source: scene.source,
      cast: [...scene.cast.speaking.keys()],
      card: scene.index === null ? null : (source[scene.index]?.card.summaryText ?? null),
      act: actOf.get(id) ?? null,
      page: scene.page,
      eighths: scene.eighths,
      startLine: scene.block.startLine,
      speaking: [...scene.cast.speaking].map(([name, { speeches, words }]) => ({ name, speeches, words })),
      mentioned: [...scene.cast.mentioned],
    };
  });
  const characters = [...names].map((name) => {
    const own = story.filter((_, index) => {
      const cast = source[index]?.scene.cast;
      return cast?.speaking.has(name) === true || cast?.mentioned.has(name) === true;
    });
    const sheet = makeCharacterSheet({ name, aliases: [], scenes: own }, countTokens);
    const spoken = scenes.flatMap(({ speaking }) => speaking.filter((one) => one.name === name));
    return {
      name,
      aliases: [],
      speeches: spoken.reduce((sum, { speeches }) => sum + speeches, 0),
      words: spoken.reduce((sum, { words }) => sum + words, 0),
      sceneIndices: indices(own.map(({ id }) => id)),
      sheet: {
        ...made,
        want: sheet.want,
        need: sheet.need,
        arc: sheet.arc,
        relationships: sheet.relationships,
        pivotalMoments: sheet.pivotalMoments.map(({ sceneId, description }) => ({
          sceneIndex: Number(sceneId.slice(1)),
          description,
        })),
        summaryText: sheet.summaryText,
        evidence: looked(sheet.evidence),
      },
      behind,
    };
  });
  return {
    title: now.title ?? 'Untitled',
    pages: now.pages,
    eighths: now.eighths,
    scenes,
    characters: characters.sort((a, b) => b.words - a.words),
    outline: {
      ...made,
      logline: outline.logline,
      acts: outline.acts.map(({ sceneIds, ...act }) => ({ ...act, sceneIndices: indices(sceneIds) })),
      turningPoints: outline.turningPoints.map(({ sceneIds, ...point }) => ({
        ...point,
        sceneIndices: indices(sceneIds),
      })),
      centralConflict: outline.centralConflict,
      summaryText: outline.summaryText,
    },
    outlineEvidence: looked(outline.evidence),
    threads: threads.map(({ sceneIds, name, threadType, description }, index) => ({
      id: `t${index}`,
      name,
      threadType,
      description,
      sceneIndices: indices(sceneIds),
      method: 'offline',
    })),
    threadEvidence: new Map(threads.map(({ evidence }, index) => [`t${index}`, looked(evidence)])),
    relationships: relationships.map(({ evidence, ...one }, index) => ({
      ...one,
      id: `r${index}`,
      evidence: looked(evidence),
      method: 'offline',
    })),
    cards: new Map(source.map(({ id, card }) => [id, { evidence: looked(card.evidence), behind }])),
    behind: { outline: behind, threads: behind, relationships: behind },
  };
}
