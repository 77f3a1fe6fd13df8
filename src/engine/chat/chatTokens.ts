import { opaqueWords } from '../../models/requestTokens';
import { createTokenCounter } from '../../models/tokenEstimate';
import type { ModelBlock, ModelTurn } from '../../story/modelMessage';

/** Counts tokens of what is sent, by our own count times the model's factor. */
export interface ChatTokens {
  of(text: string): number;
  ofBlock(block: ModelBlock): number;
  ofTurns(turns: readonly ModelTurn[]): number;
}

let counter: ((text: string) => number) | null = null;

/** The counter's ranks are decoded once for all questions. */
export function chatTokens(factor: number): ChatTokens {
  const count = (counter ??= createTokenCounter());
  const of = (text: string): number => (text === '' ? 0 : Math.ceil(count(text) * factor));
  const ofBlock = (block: ModelBlock): number => {
    switch (block.kind) {
      case 'text':
        return of(block.text) + BLOCK_TOKENS;
      case 'search-result':
        return of([block.title, block.source, ...block.texts].join('\n')) + BLOCK_TOKENS * (1 + block.texts.length);
      case 'tool-use':
        return of(`${block.name}${JSON.stringify(block.input)}`) + BLOCK_TOKENS;
      case 'tool-result':
        return block.content.reduce((sum, part) => sum + ofBlock(part), BLOCK_TOKENS);
      // Thinking goes back with the tools it asked for, and is read again.
      case 'opaque':
        return of(opaqueWords(block.raw)) + BLOCK_TOKENS;
    }
  };
  return {
    of,
    ofBlock,
    ofTurns: (turns) =>
      turns.reduce((sum, { content }) => sum + content.reduce((all, one) => all + ofBlock(one), 0), 0),
  };
}

/** What a block's own frame costs, about. */
const BLOCK_TOKENS = 2;
