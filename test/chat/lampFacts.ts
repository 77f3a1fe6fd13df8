import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { castOf } from '../../src/screenplay/names';
import type { CharacterView } from '../../src/story/analysisResult';
import type { ScriptFacts } from '../../src/engine/chat/scriptFacts';
import { LAMP_SCRIPT, searchable } from './lampScript';

/** Facts of a text as the engine gives them, without outline, threads and relationships; a page a scene, two eighths each. */
export function factsOf(text: string = LAMP_SCRIPT, extra: Partial<ScriptFacts> = {}): ScriptFacts {
  const play = parseScreenplay(text);
  const known = new Set(play.elements.flatMap(({ name }) => name ?? []));
  const blocks = play.preamble === null ? play.scenes : [play.preamble, ...play.scenes];
  const scenes = searchable(text).map((scene, i) => {
    const block = blocks[i]!;
    const cast = castOf(play.elements.slice(block.firstElement, block.endElement), known);
    return {
      ...scene,
      page: i + 1,
      eighths: 2 + i,
      startLine: block.startLine,
      speaking: [...cast.speaking].map(([name, figures]) => ({ name, ...figures })),
      mentioned: [...cast.mentioned],
    };
  });
  const names = [...new Set(scenes.flatMap(({ cast, mentioned }) => [...cast, ...mentioned]))];
  const characters: CharacterView[] = names.map((name) => {
    const spoken = scenes.flatMap(({ speaking }) => speaking.filter((one) => one.name === name));
    return {
      name,
      aliases: [],
      speeches: spoken.reduce((sum, { speeches }) => sum + speeches, 0),
      words: spoken.reduce((sum, { words }) => sum + words, 0),
      sceneIndices: scenes.flatMap((scene) => (scene.index !== null && scene.cast.includes(name) ? [scene.index] : [])),
      sheet: null,
      behind: [],
    };
  });
  return {
    title: 'The Lamp',
    pages: scenes.length,
    eighths: scenes.reduce((sum, { eighths }) => sum + eighths, 0),
    scenes,
    characters: characters.sort((a, b) => b.words - a.words),
    outline: null,
    outlineEvidence: [],
    threads: [],
    threadEvidence: new Map(),
    relationships: [],
    cards: new Map(),
    behind: { outline: [], threads: [], relationships: [] },
    ...extra,
  };
}
