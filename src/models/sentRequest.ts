import type { Anthropic } from '@anthropic-ai/sdk';
import type {
  Effort,
  JsonSchema,
  ModelBlock,
  ModelCitation,
  ModelInfo,
  ModelRequest,
  ModelTurn,
} from '../story/modelMessage';
import { CITE_BY_MARKER, markedPassage } from './citationMarkers';
import { askForJson } from './jsonInWords';
import type { ThinkingOff } from './modelTable';
import { providerSchema } from './providerSchema';

/** A search result as it was sent, in the order of the request; the answer's citations point into these. */
export interface SentResult {
  readonly source: string;
  readonly title: string;
  /** The texts that were sent, without the empty ones, and where each stood in the block. */
  readonly texts: readonly { readonly text: string; readonly block: number }[];
}

export type CitationWay = 'none' | 'blocks' | 'markers';

/** A request in the shape of the Messages API, and what is needed to read its answer. */
export interface SentRequest {
  readonly params: Anthropic.MessageCreateParamsNonStreaming;
  readonly results: readonly SentResult[];
  readonly citationWay: CitationWay;
  /** The schema of JSON that was asked for in words, so that it has to be found in the answer; null: none was. */
  readonly jsonInWords: JsonSchema | null;
}

/**
 * The request for a model with these abilities: what it lacks is asked for in words, at the end of the system text,
 * which stays constant. Cleans nothing (`cleanRequest` does) and drops only what the API refuses: empty texts, thinking
 * of another model, the fifth cache point.
 */
export function sentRequest(request: ModelRequest, info: ModelInfo, thinkingOff: ThinkingOff): SentRequest {
  const json = request.output.kind === 'json' ? request.output.schema : null;
  const citationWay = !request.citations || json !== null ? 'none' : info.can.citations ? 'blocks' : 'markers';
  const schema = json !== null && info.can.json ? providerSchema(json) : null;
  const jsonInWords = schema === null ? json : null;
  const writing: Writing = { info, citationWay, results: [], passages: 0 };

  const system = [
    request.system,
    ...(citationWay === 'markers' ? [CITE_BY_MARKER] : []),
    ...(jsonInWords === null ? [] : [askForJson(jsonInWords)]),
  ].filter((part) => part.trim() !== '');
  const messages = joined(request.turns.map((turn) => messageOf(turn, writing)));
  const tools = request.tools.map(toolOf);
  const effort = effortOf(request.effort, info);
  const format = schema === null ? null : { type: 'json_schema' as const, schema };

  const params: Anthropic.MessageCreateParamsNonStreaming = {
    model: info.model,
    max_tokens: Math.min(request.maxOutputTokens, info.maxOutputTokens),
    messages,
    ...(tools.length === 0 ? {} : { tools }),
    ...(system.length === 0 ? {} : { system: [{ type: 'text', text: system.join('\n\n') }] }),
    ...(info.can.effort ? { thinking: thinkingOf(request.effort, thinkingOff) } : {}),
    ...(effort === null && format === null
      ? {}
      : { output_config: { ...(effort === null ? {} : { effort }), ...(format === null ? {} : { format }) } }),
  };
  if (info.can.cache) {
    setCachePoints(params, request.cacheSystem);
  } else removeCachePoints(params);
  return { params, results: writing.results, citationWay, jsonInWords };
}

interface Writing {
  readonly info: ModelInfo;
  readonly citationWay: CitationWay;
  readonly results: SentResult[];
  /** Passages marked so far, over all search results. */
  passages: number;
}

function effortOf(effort: Effort, info: ModelInfo): 'low' | 'medium' | 'high' | null {
  if (!info.can.effort) return null;
  return effort === 'none' ? 'low' : effort;
}

function thinkingOf(effort: Effort, off: ThinkingOff): Anthropic.ThinkingConfigParam {
  return effort === 'none' && off !== null ? { type: off } : { type: 'adaptive' };
}

function toolOf({ name, description, inputSchema }: ModelRequest['tools'][number]): Anthropic.Tool {
  return { name, description, input_schema: { ...inputSchema, type: 'object' } };
}

interface WrittenTurn {
  readonly role: ModelTurn['role'];
  readonly content: Anthropic.ContentBlockParam[];
}

function messageOf(turn: ModelTurn, writing: Writing): WrittenTurn {
  // Results of tools have to come first in a turn; the rest keeps its order.
  const blocks =
    turn.role === 'user'
      ? [
          ...turn.content.filter(({ kind }) => kind === 'tool-result'),
          ...turn.content.filter(({ kind }) => kind !== 'tool-result'),
        ]
      : turn.content;
  return { role: turn.role, content: blocks.flatMap((block) => blockOf(block, turn.role, writing)) };
}

/** Turns of one role after another as one, and no empty ones: not every server joins them itself. */
function joined(turns: readonly WrittenTurn[]): WrittenTurn[] {
  const found: WrittenTurn[] = [];
  for (const turn of turns) {
    if (turn.content.length === 0) continue;
    const last = found.at(-1);
    if (last?.role === turn.role) last.content.push(...turn.content);
    else found.push(turn);
  }
  return found;
}

function blockOf(block: ModelBlock, role: ModelTurn['role'], writing: Writing): Anthropic.ContentBlockParam[] {
  switch (block.kind) {
    case 'text':
    case 'search-result':
      return textOrResult(block, role, writing);
    case 'tool-use': {
      const { id, name, input, cache } = block;
      return [{ type: 'tool_use', id, name, input: input ?? {}, ...cacheOf(cache) }];
    }
    case 'tool-result': {
      const content = block.content.flatMap((part) => textOrResult(part, 'user', writing));
      return [
        {
          type: 'tool_result',
          tool_use_id: block.toolUseId,
          ...(content.length === 0 ? {} : { content }),
          ...(block.isError ? { is_error: true } : {}),
          ...cacheOf(block.cache),
        },
      ];
    }
    case 'opaque':
      return block.provider === writing.info.id ? [block.raw as Anthropic.ThinkingBlockParam] : [];
  }
}

type TextOrResult = Extract<ModelBlock, { kind: 'text' | 'search-result' }>;

function textOrResult(
  block: TextOrResult,
  role: ModelTurn['role'],
  writing: Writing,
): (Anthropic.TextBlockParam | Anthropic.SearchResultBlockParam)[] {
  if (block.kind === 'text') {
    if (block.text.trim() === '') return [];
    const citations =
      role === 'assistant' && writing.info.can.citations
        ? (block.citations ?? []).flatMap((citation) => citationParam(citation, writing.results))
        : [];
    return [
      { type: 'text', text: block.text, ...(citations.length === 0 ? {} : { citations }), ...cacheOf(block.cache) },
    ];
  }
  const texts = block.texts.map((text, index) => ({ text, block: index })).filter(({ text }) => text.trim() !== '');
  if (texts.length === 0) return [];
  const result: SentResult = { source: block.source, title: block.title, texts };
  writing.results.push(result);
  if (writing.info.can.citations) {
    return [
      {
        type: 'search_result',
        source: block.source,
        title: block.title,
        content: texts.map(({ text }) => ({ type: 'text', text })),
        ...(writing.citationWay === 'blocks' ? { citations: { enabled: true } } : {}),
        ...cacheOf(block.cache),
      },
    ];
  }
  const first = writing.passages + 1;
  writing.passages += texts.length;
  const lines =
    writing.citationWay === 'markers'
      ? texts.map(({ text }, index) => markedPassage(first + index, text))
      : texts.map(({ text }) => text);
  return [{ type: 'text', text: [block.title, ...lines].join('\n'), ...cacheOf(block.cache) }];
}

/** What the model said of a search result, as it said it: its own turn goes back unaltered. */
function citationParam(citation: ModelCitation, results: readonly SentResult[]): Anthropic.TextCitationParam[] {
  const index = results.findIndex(
    ({ source, texts }) =>
      source === citation.source &&
      texts
        .filter(({ block }) => block >= citation.startBlock && block < citation.endBlock)
        .map(({ text }) => text)
        .join('') === citation.text,
  );
  const result = results[index];
  if (result === undefined) return [];
  return [
    {
      type: 'search_result_location',
      search_result_index: index,
      source: result.source,
      title: result.title,
      cited_text: citation.text,
      start_block_index: result.texts.findIndex(({ block }) => block >= citation.startBlock),
      end_block_index: result.texts.filter(({ block }) => block < citation.endBlock).length,
    },
  ];
}

type CacheLength = 'short' | 'long';

function cacheOf(cache: CacheLength | undefined): { cache_control?: Anthropic.CacheControlEphemeral } {
  return cache === undefined ? {} : { cache_control: controlOf(cache) };
}

function controlOf(cache: CacheLength): Anthropic.CacheControlEphemeral {
  return { type: 'ephemeral', ttl: cache === 'long' ? '1h' : '5m' };
}

interface Cacheable {
  cache_control?: Anthropic.CacheControlEphemeral | null;
}

/** The API takes four points at most. */
const MOST_CACHE_POINTS = 4;

/**
 * The system's point, and those of the turns: if there are too many, the first of the turns (the stable block) and the
 * last ones stay. A point kept long after one kept short is refused by the API, so it becomes a short one.
 */
function setCachePoints(params: Anthropic.MessageCreateParamsNonStreaming, cacheSystem: CacheLength | null): void {
  const points = cachePoints(params);
  if (cacheSystem !== null) {
    const last: Cacheable | undefined = Array.isArray(params.system) ? params.system.at(-1) : params.tools?.at(-1);
    if (last !== undefined) {
      last.cache_control = controlOf(cacheSystem);
      points.unshift(last);
    }
  }
  const firstKept = cacheSystem === null ? 1 : 2;
  while (points.length > MOST_CACHE_POINTS) {
    const [dropped] = points.splice(firstKept, 1);
    if (dropped !== undefined) delete dropped.cache_control;
  }
  let short = false;
  for (const point of points) {
    if (short && point.cache_control?.ttl === '1h') point.cache_control = controlOf('short');
    short ||= point.cache_control?.ttl === '5m';
  }
}

function removeCachePoints(params: Anthropic.MessageCreateParamsNonStreaming): void {
  for (const point of cachePoints(params)) delete point.cache_control;
}

/** Points within the turns, in the order of the request. */
function cachePoints(params: Anthropic.MessageCreateParamsNonStreaming): Cacheable[] {
  const points: Cacheable[] = [];
  const look = (block: Anthropic.ContentBlockParam) => {
    if ('cache_control' in block && block.cache_control != null) points.push(block);
  };
  for (const { content } of params.messages) {
    if (!Array.isArray(content)) continue;
    for (const block of content as Anthropic.ContentBlockParam[]) {
      if (block.type === 'tool_result' && Array.isArray(block.content)) {
        (block.content as Anthropic.ContentBlockParam[]).forEach(look);
      }
      look(block);
    }
  }
  return points;
}
