import type { ModelBlock, ModelRequest } from '../story/modelMessage';
import { plainText } from '../story/plainText';

/**
 * The request without characters that nobody can see (`plainText`), for every provider the same. What the model itself
 * said goes back as it said it: its thinking is bound to exactly those words.
 */
export function cleanRequest(request: ModelRequest): ModelRequest {
  return {
    ...request,
    system: plainText(request.system),
    tools: request.tools.map((tool) => ({ ...tool, description: plainText(tool.description) })),
    turns: request.turns.map((turn) =>
      turn.role === 'assistant' ? turn : { ...turn, content: turn.content.map(cleanBlock) },
    ),
  };
}

function cleanBlock(block: ModelBlock): ModelBlock {
  switch (block.kind) {
    case 'text':
    case 'search-result':
      return cleanText(block);
    case 'tool-result':
      return { ...block, content: block.content.map(cleanText) };
    case 'tool-use':
    case 'opaque':
      return block;
  }
}

function cleanText<Block extends Extract<ModelBlock, { kind: 'text' | 'search-result' }>>(block: Block): Block {
  if (block.kind === 'text') return { ...block, text: plainText(block.text) };
  return {
    ...block,
    source: plainText(block.source),
    title: plainText(block.title),
    texts: block.texts.map(plainText),
  };
}
