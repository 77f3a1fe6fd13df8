import type { ChatScene } from '../chatScene';
import { nearestNames } from '../chatScript';
import { LONGEST_EXCERPT, sceneExcerpt } from '../sceneExcerpt';
import type { ScenePassage } from '../scenePassage';
import { sceneNamed, textAnswer, toolError, TOLD_TOKENS, type ToolAnswer, type ToolDesk } from './toolDesk';

export interface SearchToolInput {
  readonly query: string;
  readonly character?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
}

/**
 * Scenes that fit, in script order, each by its lines that match, and which of those not read yet fit best. The best ones
 * have most of the room; what the model has in full already is only named.
 */
export async function searchTool(input: SearchToolInput, desk: ToolDesk): Promise<ToolAnswer> {
  const { script } = desk;
  const { query, limit } = input;
  const line = `searching for “${query}”`;
  const [from, to] = [input.from, input.to].map((name) =>
    name === undefined ? null : sceneNamed(script, name, nearestNames(script, name)),
  );
  if (typeof from === 'string' || typeof to === 'string') {
    return toolError([from, to].filter((one) => typeof one === 'string').join('\n'), line);
  }
  const character = input.character?.toUpperCase();
  const { ids, words, hits: found } = await script.likely(query, script.scenes.length);
  for (const [term, weight] of words) desk.words.set(term, weight);
  const hits = ids
    .flatMap((id): Hit[] => {
      const scene = script.byId(id);
      if (scene === null) return [];
      const at = scene.index ?? -1;
      if (from != null && at < (from.index ?? -1)) return [];
      if (to != null && at > (to.index ?? -1)) return [];
      if (character !== undefined && !scene.cast.some((name) => name.toUpperCase() === character)) return [];
      const ways = desk.inFull.has(id) ? [] : linesOf(scene, words);
      return ways.length > 0 || found.has(id) ? [{ scene, ways }] : [];
    })
    .slice(0, limit);
  if (hits.length === 0) return textAnswer('Nothing in the script fits these words.', line);
  return answerOf(hits, line, desk);
}

/** A scene that fits, best first, and the lines to show of it, most first; none: it is named. */
interface Hit {
  readonly scene: ChatScene;
  readonly ways: readonly string[];
}

/** A line that matches, about. UTF-16 units. */
const SHORTEST_EXCERPT = 120;
/** So much of what is left goes to one search, so that a scene can be read after it; all of it up to so many tokens. */
const SEARCH_SHARE = 0.3;
const LEAST_ROOM = 200;
const BEST = 3;

function linesOf(scene: ChatScene, words: ReadonlyMap<string, number>): string[] {
  const ways = [LONGEST_EXCERPT, SHORTEST_EXCERPT].map((longest) => sceneExcerpt(scene, words, longest));
  return [...new Set(ways)].filter((text) => text !== null);
}

function answerOf(hits: readonly Hit[], line: string, { left, tokens, inFull }: ToolDesk): ToolAnswer {
  const named = ({ scene }: Hit): string => {
    const isKnown = inFull.has(scene.id) ? ' (you have this scene in full)' : '';
    return `[S${scene.name}] ${scene.heading}${isKnown}`;
  };
  const textOf = (hit: Hit, way: number): string =>
    [named(hit), ...(hit.ways[way] === undefined ? [] : [hit.ways[way]])].join('\n');
  const room = Math.max(left * SEARCH_SHARE, Math.min(left, LEAST_ROOM)) - TOLD_TOKENS;
  const shown = new Map<Hit, { readonly text: string; readonly tokens: number }>();
  let used = 0;
  const show = (hit: Hit, way: number): void => {
    const text = textOf(hit, way);
    const cost = tokens.of(`${text}\n\n`);
    const before = shown.get(hit)?.tokens ?? 0;
    if (used - before + cost > room) return;
    used += cost - before;
    shown.set(hit, { text, tokens: cost });
  };
  for (const hit of hits) show(hit, hit.ways.length - 1);
  for (const hit of hits) show(hit, 0);
  const inOrder = [...shown].sort(([a], [b]) => (a.scene.index ?? -1) - (b.scene.index ?? -1));
  const unread = hits.filter(({ scene }) => !inFull.has(scene.id));
  const best = unread.slice(0, BEST).map(({ scene }) => `[S${scene.name}]`);
  const missing = hits.length - shown.size;
  const told = [
    ...(best.length === 0 ? [] : [`Best first: ${best.join(', ')}.`]),
    ...(missing === 0 ? [] : [`No room in this question's budget for ${missing} more.`]),
  ];
  const texts = [...inOrder.map(([, { text }]) => text), ...(told.length === 0 ? [] : [told.join(' ')])];
  const passages = inOrder.flatMap(([{ scene, ways }, { text, tokens: cost }]): ScenePassage[] =>
    ways.length === 0 ? [] : [{ scene, as: 'lines', tokens: cost, text }],
  );
  return textAnswer(texts.join('\n\n'), line, { passages });
}
