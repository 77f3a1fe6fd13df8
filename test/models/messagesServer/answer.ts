import { searchResults } from './checkRequest';
import { thinkingSignature } from './thinkingSignature';
import { textTokens } from './wireTokens';
import type { Json, WireBlock, WireRequest } from './wireTypes';

/** What a script says the model says. Citations name a search result of the request and blocks `start` to `end` of it. */
export type ScriptedBlock =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly cites?: readonly { readonly result: number; readonly start: number; readonly end: number }[];
    }
  | { readonly kind: 'tool'; readonly name: string; readonly input: Json };

export interface ScriptedAnswer {
  readonly kind: 'answer';
  readonly content: readonly ScriptedBlock[];
  /** Thinks these words first; what is shown of them is empty, as by default. */
  readonly thinking?: string;
  /** Declines after `content`. */
  readonly refuses?: boolean;
  /** Awaited before each event of a stream is written, with its place from 0: holds an answer without a timer. */
  readonly beforeEvent?: (event: number) => Promise<void>;
  /** What goes wrong while a stream is written, after so many events. */
  readonly breaks?: {
    readonly afterEvents: number;
    readonly how: 'error-event' | 'ends' | 'reset' | 'stalls' | 'nonsense';
  };
}

/** A whole answer in the words of the API, cut where its limits cut it. */
export interface MadeAnswer {
  readonly content: readonly WireBlock[];
  readonly stopReason: string;
  readonly outputTokens: number;
  readonly thinkingTokens: number;
}

const CONTEXT_FRAME = 4;

/**
 * The answer as its limits leave it: thinking counts first, then every word, up to `max_tokens` or to what the context
 * leaves; what is over is not said.
 */
export function makeAnswer(
  request: WireRequest,
  scripted: ScriptedAnswer,
  { promptTokens, contextTokens, ids }: { promptTokens: number; contextTokens: number; ids: () => string },
): MadeAnswer {
  const { model } = request;
  const room = Math.min(request.maxTokens, contextTokens - promptTokens);
  const full = room < request.maxTokens ? 'model_context_window_exceeded' : 'max_tokens';
  let left = room - CONTEXT_FRAME;
  const content: WireBlock[] = [];
  let thinkingTokens = 0;
  if (scripted.thinking !== undefined && request.thinking === 'adaptive') {
    thinkingTokens = Math.min(textTokens(scripted.thinking, model) + 8, Math.max(left, 0));
    left -= thinkingTokens;
    const signature = thinkingSignature(model, request.system, request.messages, [], '');
    content.push({ type: 'thinking', thinking: '', signature });
  }
  let cut = left <= 0;
  for (const block of cut ? [] : scripted.content) {
    const said = block.kind === 'text' ? block.text : JSON.stringify(block.input);
    const kept = fitting(said, model, left);
    left -= textTokens(kept, model) + (block.kind === 'tool' ? 12 : 0);
    cut = kept.length < said.length || left < 0;
    if (block.kind === 'text') {
      if (kept !== '') content.push(textOf(kept, cut ? [] : (block.cites ?? []), request));
    } else {
      const input = cut ? { [PARTIAL]: kept } : block.input;
      content.push({ type: 'tool_use', id: `toolu_${ids()}`, name: block.name, input, caller: { type: 'direct' } });
    }
    if (cut) break;
  }
  const tools = scripted.content.some(({ kind }) => kind === 'tool');
  const stopReason = cut ? full : scripted.refuses === true ? 'refusal' : tools ? 'tool_use' : 'end_turn';
  return { content, stopReason, outputTokens: room - Math.max(left, 0), thinkingTokens };
}

/** The input of a tool call that was cut: what of its JSON had come. */
export const PARTIAL = '__partial';

function fitting(text: string, model: string, tokens: number): string {
  if (textTokens(text, model) <= tokens) return text;
  let kept = 0;
  let most = text.length;
  while (kept < most) {
    const middle = Math.ceil((kept + most) / 2);
    if (textTokens(text.slice(0, middle), model) <= tokens) kept = middle;
    else most = middle - 1;
  }
  return text.slice(0, kept);
}

function textOf(
  text: string,
  cites: NonNullable<Extract<ScriptedBlock, { kind: 'text' }>['cites']>,
  request: WireRequest,
): WireBlock {
  const results = searchResults(request.messages);
  const citations = cites.flatMap(({ result, start, end }) => {
    const found = results[result];
    const enabled = (found?.citations as { enabled?: boolean } | undefined)?.enabled === true;
    if (found === undefined || !enabled) return [];
    const blocks = (found.content as { text: string }[]).slice(start, end);
    if (blocks.length === 0) throw new RangeError(`search result ${result} has no blocks ${start} to ${end}`);
    return [
      {
        type: 'search_result_location',
        cited_text: blocks.map((block) => block.text).join(''),
        search_result_index: result,
        source: found.source,
        title: found.title,
        start_block_index: start,
        end_block_index: end,
      },
    ];
  });
  return { type: 'text', text, citations: citations.length === 0 ? null : citations };
}
