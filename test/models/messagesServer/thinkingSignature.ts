import { createHmac } from 'node:crypto';
import type { WireBlock, WireMessage, WireRequest } from './wireTypes';
import { invalid, type ApiError } from './wireTypes';

/**
 * What makes a thinking block good: it is bound to the model, to everything said before it and to its own words. The
 * prefix is the system text, the messages before and the blocks before it in its own.
 */
export function thinkingSignature(
  model: string,
  system: readonly WireBlock[],
  before: readonly WireMessage[],
  beforeInMessage: readonly WireBlock[],
  thinking: string,
): string {
  const bound = JSON.stringify([
    model,
    system.map(({ text }) => text),
    before.map(({ role, content }) => [role, content.map(bare)]),
    beforeInMessage.map(bare),
    thinking,
  ]);
  return createHmac('sha256', 'the loopback server').update(bound).digest('base64');
}

/** The 400 that altered, foreign or moved thinking gets; null: all of it is as it was. */
export function checkThinking({ model, system, messages }: WireRequest): ApiError | null {
  for (const [index, { content }] of messages.entries()) {
    for (const [place, block] of content.entries()) {
      if (block.type !== 'thinking') continue;
      const before = messages.slice(0, index);
      const good = thinkingSignature(model, system, before, content.slice(0, place), String(block.thinking));
      if (block.signature !== good) {
        return invalid(`messages.${index}.content.${place}: Invalid \`signature\` in \`thinking\` block`);
      }
    }
  }
  return null;
}

/** Without what may change without changing what was said: cache points, and citations of the model's own text. */
function bare(block: WireBlock): unknown {
  const said = Object.fromEntries(
    Object.entries(block).filter(([name]) => name !== 'cache_control' && name !== 'citations'),
  );
  return Array.isArray(said.content) ? { ...said, content: (said.content as WireBlock[]).map(bare) } : said;
}
