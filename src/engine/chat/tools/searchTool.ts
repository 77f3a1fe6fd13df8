import { nearestNames } from '../chatScript';
import { visibleText } from '../visibleText';
import { linesThatFit, sceneNamed, textAnswer, toolError, type ToolAnswer, type ToolDesk } from './toolDesk';

export interface SearchToolInput {
  readonly query: string;
  readonly character?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
}

/** Scenes that fit, in script order, each with the line that fits best. */
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
  const hits = (await script.search(query, MOST))
    .filter(({ sceneId, index }) => {
      const scene = script.byId(sceneId);
      if (scene === null) return false;
      const at = index ?? -1;
      if (from != null && at < (from.index ?? -1)) return false;
      if (to != null && at > (to.index ?? -1)) return false;
      return character === undefined || scene.cast.some((name) => name.toUpperCase() === character);
    })
    .slice(0, limit)
    .sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
  if (hits.length === 0) return textAnswer('Nothing in the script fits these words.', line);
  const lines = hits.map(({ sceneId, heading, quote }) => {
    const said = quote === null ? '' : `: ${visibleText(quote).replace(/\s+/gu, ' ')}`;
    return `[S${script.byId(sceneId)?.name ?? ''}] ${visibleText(heading)}${said}`;
  });
  const passages = hits.flatMap(({ sceneId }) => {
    const scene = script.byId(sceneId);
    return scene === null ? [] : [{ scene, as: 'card' as const, tokens: 0 }];
  });
  return textAnswer(linesThatFit(lines, desk), line, { passages });
}

/** Filters come behind the ranking. */
const MOST = 60;
