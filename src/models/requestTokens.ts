import type { ModelBlock, ModelRequest } from '../story/modelMessage';

/**
 * Input tokens of a request in our own count: system text, tools, schema, every turn, and what framing costs. A
 * provider's count is this times a factor learned per model (`tokenFactor.ts`).
 */
export function estimateRequestTokens(request: ModelRequest, countTokens: (text: string) => number): number {
  const tools = request.tools.reduce(
    (sum, { name, description, inputSchema }) =>
      sum + TOOL_FRAME + countTokens(name) + countTokens(description) + countTokens(JSON.stringify(inputSchema)),
    request.tools.length === 0 ? 0 : TOOLS_FRAME,
  );
  const schema = request.output.kind === 'text' ? 0 : SCHEMA_FRAME + countTokens(JSON.stringify(request.output.schema));
  const turns = request.turns.reduce(
    (sum, { content }) => content.reduce((inner, block) => inner + blockTokens(block, countTokens), sum + TURN_FRAME),
    0,
  );
  return countTokens(request.system) + tools + schema + turns;
}

/** What providers add before and between the words, in tokens of ours; small against any scene. */
const TURN_FRAME = 4;
const BLOCK_FRAME = 2;
const TOOL_FRAME = 8;
const TOOLS_FRAME = 120;
const SCHEMA_FRAME = 40;

function blockTokens(block: ModelBlock, countTokens: (text: string) => number): number {
  switch (block.kind) {
    case 'text':
      return BLOCK_FRAME + countTokens(block.text);
    case 'search-result':
      return block.texts.reduce(
        (sum, text) => sum + BLOCK_FRAME + countTokens(text),
        BLOCK_FRAME + countTokens(block.source) + countTokens(block.title),
      );
    case 'tool-use':
      return BLOCK_FRAME + TOOL_FRAME + countTokens(block.name) + countTokens(JSON.stringify(block.input ?? {}));
    case 'tool-result':
      return block.content.reduce((sum, part) => sum + blockTokens(part, countTokens), TOOL_FRAME);
    case 'opaque':
      return BLOCK_FRAME + countTokens(opaqueWords(block.raw));
  }
}

/**
 * What there is to count of a block that only its model understands: of thinking its words, '' where they are not shown;
 * of anything else all of it.
 */
export function opaqueWords(raw: unknown): string {
  const thinking = (raw as { thinking?: unknown } | null | undefined)?.thinking;
  return typeof thinking === 'string' ? thinking : JSON.stringify(raw ?? '');
}
