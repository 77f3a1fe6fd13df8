import type { ModelBlock, ModelTurn } from '../../story/modelMessage';
import type { ChatScene } from './chatScene';

/**
 * The scenes of which something was sent: their text, lines, card or a line that a tool found, in this question or in what
 * was said before and is repeated. A heading in a list is nothing of a scene.
 *
 * @param turns of a request; what the model itself said does not count
 */
export function sentScenes(turns: readonly ModelTurn[], scenes: readonly ChatScene[]): ReadonlySet<ChatScene> {
  const byName = new Map(scenes.map((scene) => [scene.name, scene]));
  const byId = new Map(scenes.map((scene) => [scene.id, scene]));
  const sent = new Set<ChatScene>();
  const add = (scene: ChatScene | undefined): void => {
    if (scene !== undefined) sent.add(scene);
  };
  const read = (block: ModelBlock): void => {
    if (block.kind === 'search-result') add(byId.get(block.source.replace(/^scene:/, '')));
    else if (block.kind === 'tool-result') block.content.forEach(read);
    else if (block.kind === 'text') for (const [, name = ''] of block.text.matchAll(PASSAGE)) add(byName.get(name));
  };
  for (const { role, content } of turns) if (role === 'user') content.forEach(read);
  return sent;
}

/** How a passage begins in a text (`scenePassage.ts`, the tools). */
const PASSAGE = /^\[S([^[\]\n]+)\] /gmu;
