import { PARTIAL, type MadeAnswer } from './answer';
import type { Json, WireBlock } from './wireTypes';

/** The events of a streamed answer, in order: one delta a few words, citations and JSON in pieces, a ping. */
export function streamEvents(message: Json, answer: MadeAnswer, usage: Json): Json[] {
  const start = { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    { type: 'message_start', message: start },
    { type: 'ping' },
    ...answer.content.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: {
        stop_reason: answer.stopReason,
        stop_sequence: null,
        stop_details: message.stop_details,
        container: null,
      },
      usage: {
        input_tokens: usage.input_tokens,
        cache_creation_input_tokens: usage.cache_creation_input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens,
        output_tokens: usage.output_tokens,
        output_tokens_details: { thinking_tokens: answer.thinkingTokens },
        server_tool_use: null,
      },
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: WireBlock, index: number): Json[] {
  const delta = (value: Json): Json => ({ type: 'content_block_delta', index, delta: value });
  const events = (start: Json, deltas: readonly Json[]): Json[] => [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map(delta),
    { type: 'content_block_stop', index },
  ];
  if (block.type === 'thinking') {
    return events({ type: 'thinking', thinking: '', signature: '' }, [
      { type: 'signature_delta', signature: block.signature },
    ]);
  }
  if (block.type === 'tool_use') {
    const input = block.input as Json;
    const json = typeof input[PARTIAL] === 'string' ? input[PARTIAL] : JSON.stringify(input);
    return events(
      { ...block, input: {} },
      pieces(json, 9).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    );
  }
  const citations = (block.citations ?? []) as Json[];
  return events({ type: 'text', text: '', citations: null }, [
    ...pieces(String(block.text), 11).map((text) => ({ type: 'text_delta', text })),
    ...citations.map((citation) => ({ type: 'citations_delta', citation })),
  ]);
}

/** Pieces of so many code points: never half a character. */
function pieces(text: string, length: number): string[] {
  const points = Array.from(text);
  const found: string[] = [];
  for (let at = 0; at < points.length; at += length) found.push(points.slice(at, at + length).join(''));
  return found;
}
