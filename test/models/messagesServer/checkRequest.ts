import { blocksOf, invalid, isObject, type ApiError, type Json, type WireBlock, type WireRequest } from './wireTypes';

export interface CheckOptions {
  /** Whether it is a request to count, which has no `max_tokens` and no `stream`. */
  readonly counting: boolean;
  /** Whether turns have to alternate, as chat templates of local servers want it; the API joins those of one role. */
  readonly alternating: boolean;
  /** Models that answer, and how their thinking is turned off; null: never. */
  readonly models: Readonly<Record<string, { readonly thinkingOff: string | null; readonly maxTokens: number }>>;
}

export type Checked =
  { readonly kind: 'valid'; readonly request: WireRequest } | { readonly kind: 'invalid'; readonly error: ApiError };

/** The request, if the API would take it; else the error it would give, with the status and type it has there. */
export function checkRequest(body: unknown, options: CheckOptions): Checked {
  try {
    return { kind: 'valid', request: read(body, options) };
  } catch (thrown) {
    if (thrown instanceof Refused) return { kind: 'invalid', error: thrown.error };
    throw thrown;
  }
}

class Refused extends Error {
  constructor(readonly error: ApiError) {
    super(error.message);
  }
}

function refuse(message: string): never {
  throw new Refused(invalid(message));
}

const REQUEST_FIELDS = new Set([
  'model',
  'messages',
  'max_tokens',
  'stream',
  'system',
  'tools',
  'tool_choice',
  'output_config',
  'thinking',
  'stop_sequences',
  'metadata',
  'service_tier',
  'temperature',
  'top_p',
  'top_k',
]);
const COUNT_FIELDS = new Set(['model', 'messages', 'system', 'tools', 'tool_choice', 'output_config', 'thinking']);

function read(body: unknown, { counting, alternating, models }: CheckOptions): WireRequest {
  if (!isObject(body)) refuse('The request body is not valid JSON');
  onlyFields(body, counting ? COUNT_FIELDS : REQUEST_FIELDS, '');
  const model = body.model;
  if (typeof model !== 'string') refuse('model: Field required');
  const known = models[model];
  if (known === undefined) {
    throw new Refused({ status: 404, type: 'not_found_error', message: `model: ${model}` });
  }
  for (const name of ['temperature', 'top_p', 'top_k']) {
    if (body[name] !== undefined) refuse(`\`${name}\` is not supported on this model.`);
  }
  const maxTokens = counting ? 1 : body.max_tokens;
  if (maxTokens === undefined) refuse('max_tokens: Field required');
  if (typeof maxTokens !== 'number' || !Number.isInteger(maxTokens) || maxTokens < 1) {
    refuse('max_tokens: Input should be a valid integer, greater than or equal to 1');
  }
  if (maxTokens > known.maxTokens) {
    refuse(`max_tokens: ${maxTokens} > ${known.maxTokens}, which is the maximum allowed for ${model}`);
  }
  if (body.stream !== undefined && typeof body.stream !== 'boolean') {
    refuse('stream: Input should be a valid boolean');
  }
  const choice = body.tool_choice;
  if (isObject(choice) && (choice.type === 'any' || choice.type === 'tool')) {
    refuse('tool_choice: forcing tool use is not supported on this model. Use `auto` or `none`.');
  }

  const thinking = thinkingOf(body.thinking, known.thinkingOff);
  const config = outputConfig(body.output_config);
  const tools = toolsOf(body.tools);
  const system = blocksOf(body.system ?? []);
  system.forEach((block, index) => textBlock(block, `system.${index}`));
  const messages = inTurns(messagesOf(body.messages), alternating);

  checkOrder(messages);
  checkTools(messages);
  checkCitations(messages, config.schema !== null);
  checkCachePoints(tools, system, messages);
  return { model, maxTokens, stream: body.stream === true, system, tools, messages, thinking, ...config, body };
}

function onlyFields(value: Json, known: ReadonlySet<string>, path: string): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) refuse(`${path}${name}: Extra inputs are not permitted`);
  }
}

function thinkingOf(value: unknown, off: string | null): string {
  if (value === undefined) return 'adaptive';
  if (!isObject(value)) refuse('thinking: Input should be a valid dictionary');
  const type = value.type;
  if (type === 'enabled' || value.budget_tokens !== undefined) {
    refuse(
      '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
    );
  }
  onlyFields(value, new Set(['type', 'display']), 'thinking.');
  if (type !== 'adaptive' && type !== off) refuse(`"thinking.type.${String(type)}" is not supported for this model.`);
  return String(type);
}

function outputConfig(value: unknown): Pick<WireRequest, 'schema' | 'effort'> {
  if (value === undefined) return { schema: null, effort: null };
  if (!isObject(value)) refuse('output_config: Input should be a valid dictionary');
  onlyFields(value, new Set(['effort', 'format']), 'output_config.');
  const { effort, format } = value;
  if (effort != null && !['low', 'medium', 'high', 'xhigh', 'max'].some((level) => level === effort)) {
    refuse("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
  }
  if (format != null) {
    if (!isObject(format) || format.type !== 'json_schema' || !isObject(format.schema)) {
      refuse('output_config.format: Input should be a JSON schema format');
    }
    onlyFields(format, new Set(['type', 'schema']), 'output_config.format.');
    checkSchema(format.schema, 'output_config.format.schema');
  }
  return {
    schema: isObject(format) ? (format.schema as Json) : null,
    effort: typeof effort === 'string' ? effort : null,
  };
}

/** Objects of a structured output are closed; lengths and ranges are not among what is enforced, and are refused. */
function checkSchema(schema: Json, path: string): void {
  if (schema.type === 'object' && schema.additionalProperties !== false) {
    refuse(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  for (const name of ['minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf', 'maxItems']) {
    if (schema[name] !== undefined)
      refuse(`${path}: For '${String(schema.type)}' type, property '${name}' is not supported`);
  }
  for (const [name, inner] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    if (isObject(inner)) checkSchema(inner, `${path}.properties.${name}`);
  }
  if (isObject(schema.items)) checkSchema(schema.items, `${path}.items`);
  for (const name of ['anyOf', 'allOf', '$defs']) {
    for (const [key, inner] of Object.entries((schema[name] ?? {}) as Json)) {
      if (isObject(inner)) checkSchema(inner, `${path}.${name}.${key}`);
    }
  }
}

function toolsOf(value: unknown): readonly Json[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) refuse('tools: Input should be a valid list');
  const names = new Set<string>();
  return value.map((tool: unknown, index) => {
    if (!isObject(tool)) refuse(`tools.${index}: Input should be a valid dictionary`);
    onlyFields(
      tool,
      new Set(['name', 'description', 'input_schema', 'cache_control', 'strict', 'type']),
      `tools.${index}.`,
    );
    const { name, input_schema: schema } = tool;
    if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,128}$/.test(name)) {
      refuse(`tools.${index}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    }
    if (names.has(name)) refuse('tools: Tool names must be unique.');
    names.add(name);
    if (!isObject(schema) || schema.type !== 'object') {
      refuse(`tools.${index}.input_schema.type: Input should be 'object'`);
    }
    return tool;
  });
}

function messagesOf(value: unknown): WireRequest['messages'] {
  if (!Array.isArray(value)) refuse('messages: Field required');
  if (value.length === 0) refuse('messages: at least one message is required');
  return value.map((message: unknown, index) => {
    const path = `messages.${index}`;
    if (!isObject(message)) refuse(`${path}: Input should be a valid dictionary`);
    onlyFields(message, new Set(['role', 'content']), `${path}.`);
    const { role } = message;
    if (role !== 'user' && role !== 'assistant') refuse(`${path}.role: Input should be 'user' or 'assistant'`);
    const content = blocksOf(message.content);
    if (content.length === 0) refuse(`${path}: all messages must have non-empty content`);
    content.forEach((block, place) => contentBlock(block, role, `${path}.content.${place}`));
    return { role, content };
  });
}

const BLOCK_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  text: new Set(['type', 'text', 'cache_control', 'citations']),
  search_result: new Set(['type', 'source', 'title', 'content', 'citations', 'cache_control']),
  tool_use: new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller']),
  tool_result: new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']),
  thinking: new Set(['type', 'thinking', 'signature']),
  redacted_thinking: new Set(['type', 'data']),
};
const BLOCKS_OF_ROLE = {
  user: new Set(['text', 'search_result', 'tool_result']),
  assistant: new Set(['text', 'tool_use', 'thinking', 'redacted_thinking']),
};

function contentBlock(block: WireBlock, role: 'user' | 'assistant', path: string): void {
  const fields = BLOCK_FIELDS[block.type];
  if (fields === undefined || !BLOCKS_OF_ROLE[role].has(block.type)) {
    refuse(`${path}: \`${block.type}\` blocks are not permitted within ${role} turns`);
  }
  onlyFields(block, fields, `${path}.${block.type}.`);
  cacheControl(block, path);
  if (block.type === 'text') textBlock(block, path);
  if (block.type === 'search_result') searchResult(block, path);
  if (block.type === 'tool_use' && !isObject(block.input)) {
    refuse(`${path}.tool_use.input: Input should be a valid dictionary`);
  }
  if (block.type === 'tool_result') {
    for (const [place, inner] of blocksOf(block.content ?? []).entries()) {
      const at = `${path}.tool_result.content.${place}`;
      if (inner.type === 'text') textBlock(inner, at);
      else if (inner.type === 'search_result') searchResult(inner, at);
      else refuse(`${at}: Input tag '${inner.type}' found does not match any of the expected tags`);
    }
  }
}

function textBlock(block: WireBlock, path: string): void {
  const text = block.text;
  if (block.type !== 'text' || typeof text !== 'string') refuse(`${path}.text: Field required`);
  if (text === '') refuse(`${path}: text content blocks must be non-empty`);
  if (text.trim() === '') refuse(`${path}: text content blocks must contain non-whitespace text`);
  if (/\p{Cs}/u.test(text)) refuse(`${path}: the request body is not valid JSON: lone surrogate`);
  cacheControl(block, path);
}

function searchResult(block: WireBlock, path: string): void {
  const { source, title, content, citations } = block;
  if (typeof source !== 'string' || source === '') refuse(`${path}.search_result.source: Field required`);
  if (typeof title !== 'string' || title === '') refuse(`${path}.search_result.title: Field required`);
  if (!Array.isArray(content) || content.length === 0) {
    refuse(`${path}.search_result.content: List should have at least 1 item`);
  }
  (content as WireBlock[]).forEach((inner, place) => {
    onlyFields(inner, new Set(['type', 'text']), `${path}.search_result.content.${place}.`);
    textBlock(inner, `${path}.search_result.content.${place}`);
  });
  if (citations !== undefined) {
    if (!isObject(citations)) refuse(`${path}.search_result.citations: Input should be a valid dictionary`);
    onlyFields(citations, new Set(['enabled']), `${path}.search_result.citations.`);
  }
  cacheControl(block, path);
}

function cacheControl(block: Json, path: string): void {
  const control = block.cache_control;
  if (control == null) return;
  if (!isObject(control) || control.type !== 'ephemeral')
    refuse(`${path}.cache_control.type: Input should be 'ephemeral'`);
  onlyFields(control, new Set(['type', 'ttl']), `${path}.cache_control.`);
  if (control.ttl !== undefined && control.ttl !== '5m' && control.ttl !== '1h') {
    refuse(`${path}.cache_control.ttl: Input should be '5m' or '1h'`);
  }
}

function checkOrder(messages: WireRequest['messages']): void {
  if (messages[0]?.role !== 'user') refuse('messages: first message must use the "user" role');
  if (messages.at(-1)?.role === 'assistant') {
    refuse('This model does not support assistant message prefill. The conversation must end with a user message.');
  }
}

function inTurns(messages: WireRequest['messages'], alternating: boolean): WireRequest['messages'] {
  const turns: WireRequest['messages'][number][] = [];
  for (const { role, content } of messages) {
    const last = turns.at(-1);
    if (last?.role !== role) turns.push({ role, content });
    else if (alternating) refuse('Conversation roles must alternate user/assistant/user/assistant/...');
    else turns[turns.length - 1] = { role, content: [...last.content, ...content] };
  }
  return turns;
}

function checkTools(messages: WireRequest['messages']): void {
  const ids = new Set<string>();
  messages.forEach(({ content }, index) => {
    const asked = (messages[index - 1]?.content ?? []).filter(({ type }) => type === 'tool_use');
    const answered = content.filter(({ type }) => type === 'tool_result');
    for (const { id } of content.filter(({ type }) => type === 'tool_use')) {
      if (ids.has(String(id))) refuse('messages: `tool_use` ids must be unique');
      ids.add(String(id));
    }
    const missing = asked.filter(({ id }) => !answered.some(({ tool_use_id }) => tool_use_id === id));
    if (missing.length > 0) {
      const named = missing.map(({ id }) => String(id)).join(', ');
      refuse(
        `messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${named}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
    for (const { tool_use_id } of answered) {
      if (!asked.some(({ id }) => id === tool_use_id)) {
        refuse(
          `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(tool_use_id)}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
        );
      }
    }
    if (answered.length > 0 && content.findIndex(({ type }) => type !== 'tool_result') !== -1) {
      const first = content.findIndex(({ type }) => type !== 'tool_result');
      if (content.slice(first).some(({ type }) => type === 'tool_result')) {
        refuse(`messages.${index}: \`tool_result\` blocks must come first in the content of a message`);
      }
    }
  });
}

function checkCitations(messages: WireRequest['messages'], structured: boolean): void {
  const results = searchResults(messages);
  const enabled = results.filter(({ citations }) => isObject(citations) && citations.enabled === true);
  if (enabled.length === 0) return;
  if (structured) refuse('output_config.format: structured outputs are not compatible with citations');
  if (enabled.length < results.length) refuse('citations must be enabled for all search results or for none of them');
}

/** All search results of a request, in the order in which citations count them. */
export function searchResults(messages: WireRequest['messages']): WireBlock[] {
  return messages.flatMap(({ content }) =>
    content.flatMap((block) => {
      if (block.type === 'search_result') return [block];
      if (block.type !== 'tool_result') return [];
      return blocksOf(block.content ?? []).filter(({ type }) => type === 'search_result');
    }),
  );
}

function checkCachePoints(tools: readonly Json[], system: readonly Json[], messages: WireRequest['messages']): void {
  tools.forEach((tool, index) => cacheControl(tool, `tools.${index}`));
  const blocks: Json[] = messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'tool_result' ? [...blocksOf(block.content ?? []), block] : [block])),
  );
  const points = [...tools, ...system, ...blocks].flatMap(({ cache_control }) =>
    isObject(cache_control) ? [cache_control] : [],
  );
  if (points.length > 4) {
    refuse(`A maximum of 4 blocks with cache_control may be provided. Found ${points.length}.`);
  }
  let short = false;
  for (const { ttl } of points) {
    if (short && ttl === '1h') {
      refuse("cache_control: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
    }
    short ||= ttl !== '1h';
  }
}
