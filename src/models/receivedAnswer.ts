import type { Anthropic } from '@anthropic-ai/sdk';
import {
  modelUsageSchema,
  type JsonSchema,
  type ModelBlock,
  type ModelCitation,
  type ModelInfo,
  type ModelUsage,
  type StopReason,
} from '../story/modelMessage';
import { markerReader } from './citationMarkers';
import { jsonInAnswer } from './jsonInWords';
import type { SentRequest, SentResult } from './sentRequest';
import type { Untrusted } from './untrusted';

/**
 * The blocks of an answer, whole or broken off. Of a broken one (`finished` tells which blocks had come to their end)
 * the words stay; thinking without its signature and a tool call without all of its input are of no use to anyone.
 */
export function receivedBlocks(
  message: Anthropic.Message,
  finished: ReadonlySet<number> | 'all',
  sent: SentRequest,
  info: ModelInfo,
): ModelBlock[] {
  // A server we know nothing of may begin an answer without a list to put it in.
  const { content } = message as { readonly content?: Anthropic.ContentBlock[] };
  return (content ?? []).flatMap((block, index): ModelBlock[] => {
    const whole = finished === 'all' || finished.has(index);
    switch (block.type) {
      case 'text':
        return sent.citationWay === 'markers' ? unmarked(block.text, sent.results) : textBlock(block, sent.results);
      case 'tool_use': {
        const cut = message.stop_reason === 'max_tokens' && index === message.content.length - 1;
        if (!whole || cut) return [];
        return [{ kind: 'tool-use', id: block.id, name: block.name, input: plainData(block.input) }];
      }
      default:
        return whole ? [{ kind: 'opaque', provider: info.id, raw: plainData(block) }] : [];
    }
  });
}

/** The JSON text of an answer that was asked for it in words, in place of the words around it; null: there is none. */
export function receivedJson(content: readonly ModelBlock[], schema: JsonSchema): ModelBlock[] | null {
  const text = content.map((block) => (block.kind === 'text' ? block.text : '')).join('');
  const json = jsonInAnswer(text, schema);
  if (json === null) return null;
  return [...content.filter(({ kind }) => kind !== 'text'), { kind: 'text', text: json }];
}

/** What the API says it counted; null: nothing, as of servers that fill the fields in with 0, or nothing that could be. */
export function receivedUsage(usage: Untrusted<Anthropic.Usage> | null | undefined): ModelUsage | null {
  if (usage == null) return null;
  const counted = {
    input: usage.input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
    cacheRead: usage.cache_read_input_tokens ?? 0,
  };
  if (counted.input + counted.cacheWrite + counted.cacheRead === 0) return null;
  const long = usage.cache_creation?.ephemeral_1h_input_tokens;
  const told = long != null && counted.cacheWrite > 0 ? { ...counted, cacheWriteLong: long } : counted;
  return modelUsageSchema.safeParse(told).data ?? null;
}

/** Null: the API said none, or none that we know. */
export function receivedStop(reason: Anthropic.StopReason | null): StopReason | null {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'pause_turn':
      return 'end';
    case 'max_tokens':
      return 'length';
    case 'tool_use':
      return 'tool';
    case 'refusal':
      return 'refusal';
    case 'model_context_window_exceeded':
      return 'context';
    default:
      return null;
  }
}

/** A citation of the API in our terms; null if it points at nothing that was sent. */
export function receivedCitation(
  citation: Anthropic.TextCitation,
  results: readonly SentResult[],
): ModelCitation | null {
  if (citation.type !== 'search_result_location') return null;
  const texts = results[citation.search_result_index]?.texts;
  const first = texts?.[citation.start_block_index];
  const last = texts?.[citation.end_block_index - 1];
  if (first === undefined || last === undefined || typeof citation.cited_text !== 'string') return null;
  return {
    source: citation.source,
    text: citation.cited_text,
    startBlock: first.block,
    endBlock: last.block + 1,
  };
}

function textBlock(block: Anthropic.TextBlock, results: readonly SentResult[]): ModelBlock[] {
  if (block.text === '') return [];
  const citations = (block.citations ?? []).flatMap((citation) => receivedCitation(citation, results) ?? []);
  return [{ kind: 'text', text: block.text, ...(citations.length === 0 ? {} : { citations }) }];
}

function unmarked(text: string, results: readonly SentResult[]): ModelBlock[] {
  const reader = markerReader(results);
  const blocks: { kind: 'text'; text: string; citations?: ModelCitation[] }[] = [];
  for (const part of [...reader.push(text), ...reader.end()]) {
    const last = blocks.at(-1);
    if (part.kind === 'text') {
      if (last === undefined || last.citations !== undefined) blocks.push({ kind: 'text', text: part.text });
      else last.text += part.text;
    } else if (last !== undefined) (last.citations ??= []).push(part.citation);
    else blocks.push({ kind: 'text', text: '', citations: [part.citation] });
  }
  return blocks;
}

/** Without the SDK's hidden properties and lazy getters. */
function plainData(value: unknown): unknown {
  return value === undefined ? {} : (JSON.parse(JSON.stringify(value)) as unknown);
}
