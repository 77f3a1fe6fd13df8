import { hashedFeatures, hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import type { SearchResult } from '../../story/searchResult';
import type { OpenScript } from '../pipeline/openScript';
import { listCards } from '../store/cardQueries';
import type { Db } from '../store/db';
import { nearestScenes } from '../store/embeddingQueries';
import { findOutline } from '../store/outlineQueries';
import { buildLexicalIndex, type LexicalIndex } from './lexicalIndex';
import { speakersOf } from './scriptNames';
import type { FactScene } from './scriptFacts';
import { searchScenes, type VectorMatch } from './searchScenes';

/** Searches one script as it stands. Keeps its word index between questions and changes it scene by scene. */
export interface ScriptSearch {
  search(open: OpenScript, query: string, limit: number): Promise<SearchResult>;
  /** The scenes, the index brought up to date with them, and their nearness to a question. */
  prepare(open: OpenScript, query: string): Promise<PreparedSearch>;
}

export interface PreparedSearch {
  /** In script order, a passage first. */
  readonly scenes: readonly FactScene[];
  readonly options: { readonly index: LexicalIndex; readonly vectorRanking: readonly VectorMatch[] };
}

/** A vector of a question longer than this says nothing more. UTF-16 units. */
const MAX_EMBEDDED_QUERY = 2_000;

export function createScriptSearch(db: Db): ScriptSearch {
  const index = buildLexicalIndex([]);
  const indexed = new Map<string, string>();

  const bringUpToDate = (scenes: readonly FactScene[]): void => {
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

  const prepare = async (open: OpenScript, query: string): Promise<PreparedSearch> => {
    const scenes = await factScenes(db, open);
    const vector = hashedFeatures(query.slice(0, MAX_EMBEDDED_QUERY));
    const vectorRanking = vector.some((value) => value !== 0)
      ? await nearestScenes(db, open.id, hashedFeaturesEmbedder, vector, scenes.length)
      : [];
    // No await from here on: another question may change the index.
    bringUpToDate(scenes);
    return { scenes, options: { index, vectorRanking } };
  };

  return {
    prepare,
    search: async (open, query, limit) => {
      const { scenes, options } = await prepare(open, query);
      const readings = open.readings();
      return {
        results: searchScenes({
          query,
          limit,
          ...options,
          scenes,
          names: speakersOf(scenes, open.reading.aliases),
        }).map(({ lineOffset, ...hit }) => {
          const scene = readings.get(hit.sceneId);
          const firstLine = scene === undefined ? 1 : scene.block.startLine - scene.headingLine;
          return { ...hit, line: firstLine + lineOffset };
        }),
      };
    },
  };
}

async function factScenes(db: Db, open: OpenScript): Promise<FactScene[]> {
  const cards = new Map((await listCards(db, open.id)).map((card) => [card.sceneId, card.summaryText]));
  const acts = new Map(
    ((await findOutline(db, open.id))?.acts ?? []).flatMap((act) =>
      act.sceneIds.map((id) => [id, act.number] as const),
    ),
  );
  return [...open.readings()]
    .map(([id, scene]) => ({
      id,
      index: scene.index,
      label: scene.label,
      heading: scene.block.heading,
      source: scene.source,
      cast: [...scene.cast.speaking.keys()],
      card: cards.get(id) ?? null,
      act: acts.get(id) ?? null,
      page: scene.page,
      eighths: scene.eighths,
      startLine: scene.block.startLine,
      speaking: [...scene.cast.speaking].map(([name, { speeches, words }]) => ({ name, speeches, words })),
      mentioned: [...scene.cast.mentioned],
    }))
    .sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
}
