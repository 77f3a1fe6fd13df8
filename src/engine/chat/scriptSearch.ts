import { hashedFeatures, hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import type { SearchResult } from '../../story/searchResult';
import { readingsById, type OpenScript } from '../pipeline/openScript';
import { listCards } from '../store/cardQueries';
import type { Db } from '../store/db';
import { nearestScenes } from '../store/embeddingQueries';
import { findOutline } from '../store/outlineQueries';
import { buildLexicalIndex } from './lexicalIndex';
import { searchScenes } from './searchScenes';
import type { SearchableScene } from './searchableScene';

/** Searches one script as it stands. Keeps its word index between questions and changes it scene by scene. */
export type ScriptSearch = (open: OpenScript, query: string, limit: number) => Promise<SearchResult>;

/** A vector of a question longer than this says nothing more. UTF-16 units. */
const MAX_EMBEDDED_QUERY = 2_000;

export function createScriptSearch(db: Db): ScriptSearch {
  const index = buildLexicalIndex([]);
  const indexed = new Map<string, string>();

  const bringUpToDate = (scenes: readonly SearchableScene[]): void => {
    const live = new Set(scenes.map((scene) => scene.id));
    for (const id of indexed.keys()) {
      if (live.has(id)) continue;
      index.remove(id);
      indexed.delete(id);
    }
    for (const scene of scenes) {
      const key = JSON.stringify([scene.source, scene.card, scene.cast]);
      if (indexed.get(scene.id) === key) continue;
      index.put(scene);
      indexed.set(scene.id, key);
    }
  };

  return async (open, query, limit) => {
    const scenes = await searchableScenes(db, open);
    bringUpToDate(scenes);
    const vector = hashedFeatures(query.slice(0, MAX_EMBEDDED_QUERY));
    const vectorRanking = vector.some((value) => value !== 0)
      ? await nearestScenes(db, open.id, hashedFeaturesEmbedder, vector, scenes.length)
      : [];
    const readings = readingsById(open);
    return {
      results: searchScenes({ query, limit, index, vectorRanking, scenes }).map(({ lineOffset, ...hit }) => {
        const scene = readings.get(hit.sceneId);
        const firstLine = scene === undefined ? 1 : scene.block.startLine - scene.headingLine;
        return { ...hit, line: firstLine + lineOffset };
      }),
    };
  };
}

async function searchableScenes(db: Db, open: OpenScript): Promise<SearchableScene[]> {
  const cards = new Map((await listCards(db, open.id)).map((card) => [card.sceneId, card.summaryText]));
  const acts = new Map(
    ((await findOutline(db, open.id))?.acts ?? []).flatMap((act) =>
      act.sceneIds.map((id) => [id, act.number] as const),
    ),
  );
  return [...readingsById(open)]
    .map(([id, scene]) => ({
      id,
      index: scene.index,
      label: scene.label,
      heading: scene.block.heading,
      source: scene.source,
      cast: [...scene.cast.speaking.keys()],
      card: cards.get(id) ?? null,
      act: acts.get(id) ?? null,
    }))
    .sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
}
