import type { ModelTurn } from '../../../story/modelMessage';

/** The one turn of a request: the material, then what is asked of it. */
export function materialTurn(blocks: readonly string[], asked: readonly string[]): ModelTurn {
  const text = ['<material>', ...blocks, '</material>', '', ...asked.filter((line) => line !== '')].join('\n');
  return { role: 'user', content: [{ kind: 'text', text }] };
}
