import type { Json, WireBlock, WireRequest } from './wireTypes';
import { blocksOf, isObject } from './wireTypes';

/** How much finer than the plain rule each model cuts. */
const MODEL_FACTORS: Readonly<Record<string, number>> = {
  'claude-haiku-5-5': 1.12,
  'claude-sonnet-5-5': 1.31,
  'claude-opus-5-5': 1.43,
};

/**
 * Tokens of a text: words in pieces of three to six letters, chosen by their letters; numbers in pieces of three;
 * every mark, and every character of a script without blanks, by itself. Nothing of it is cl100k, which ours counts
 * by; the models differ by a factor.
 */
export function textTokens(text: string, model: string): number {
  let pieces = 0;
  for (const [run] of text.matchAll(
    /\p{N}+|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}]+|\n+|[^\s\p{L}\p{M}\p{N}]/gu,
  )) {
    pieces += /^\p{N}/u.test(run) ? Math.ceil(run.length / 3) : /^\p{L}/u.test(run) ? wordPieces(run) : 1;
  }
  return Math.ceil(pieces * (MODEL_FACTORS[model] ?? 1.2));
}

function wordPieces(word: string): number {
  const ascii = /^[\x20-\x7e]+$/.test(word);
  let pieces = 0;
  for (let at = 0; at < word.length; pieces++) {
    const hash = (word.charCodeAt(at) * 31 + word.length * 17) % 4;
    at += ascii ? 3 + hash : 2 + (hash % 3);
  }
  return pieces;
}

/** One stretch of the prompt in the order in which the API reads it: tools, system, messages. */
export interface PromptPart {
  /** What it says, without its cache point: equal parts have equal text. */
  readonly text: string;
  readonly tokens: number;
  /** The cache point at its end; null: none. */
  readonly cache: '5m' | '1h' | null;
}

/** The prompt of a request in parts, with the tokens that the API's own framing costs. */
export function promptParts(request: WireRequest): PromptPart[] {
  const part = (value: unknown, frame: number, cached: unknown = value): PromptPart => ({
    text: JSON.stringify(withoutCache(value)),
    tokens: textTokens(JSON.stringify(withoutCache(value)).replace(FIELD_NAMES, ' '), request.model) + frame,
    cache: cacheOf(cached),
  });
  const parts: PromptPart[] = [];
  if (request.tools.length > 0) parts.push({ text: 'tools', tokens: 180, cache: null });
  for (const tool of request.tools) parts.push(part(tool, 8));
  for (const block of request.system) parts.push(part(block, 3));
  if (request.schema !== null) parts.push(part(request.schema, 60));
  for (const message of request.messages) {
    parts.push({ text: `${message.role} ${request.thinking} ${request.effort ?? ''}`, tokens: 4, cache: null });
    for (const block of message.content) parts.push(...contentParts(block, part));
  }
  return parts;
}

function contentParts(
  block: WireBlock,
  part: (value: unknown, frame: number, cached?: unknown) => PromptPart,
): PromptPart[] {
  if (block.type !== 'tool_result') return [part(withoutCitations(block), 2, block)];
  const { content, ...frame } = block;
  const inner = blocksOf(content).map((one) => part(one, 2));
  return [...inner, part(frame, 6, block)];
}

/** Names of fields are framing, not words. */
const FIELD_NAMES = /"(type|text|content|source|title|name|description|input_schema|citations|enabled|role)":/g;

export function promptTokens(request: WireRequest): number {
  return promptParts(request).reduce((sum, { tokens }) => sum + tokens, 0);
}

function withoutCache(value: unknown): unknown {
  return isObject(value) ? without(value, 'cache_control') : value;
}

/** What a model cited is known from its words; it costs nothing to send it back. */
function withoutCitations(block: WireBlock): unknown {
  return block.type === 'text' ? without(block, 'citations') : block;
}

function without(value: Json, field: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
}

function cacheOf(value: unknown): '5m' | '1h' | null {
  const control = (value as { cache_control?: { ttl?: '5m' | '1h' } | null } | null)?.cache_control;
  return control == null ? null : (control.ttl ?? '5m');
}
