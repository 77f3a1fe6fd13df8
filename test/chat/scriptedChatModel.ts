import assert from 'node:assert/strict';
import type { ChatCall, ChatModels } from '../../src/engine/chat/chatModels';
import type { TextModel } from '../../src/models/textModel';
import type {
  ModelBlock,
  ModelCitation,
  ModelFailureCode,
  ModelInfo,
  ModelRequest,
  ModelTurn,
  StopReason,
} from '../../src/story/modelMessage';

/** One answer of a scripted model. */
export interface ScriptedReply {
  readonly text?: string;
  readonly citations?: readonly ModelCitation[];
  /** Blocks in place of `text`. */
  readonly content?: readonly ModelBlock[];
  readonly tools?: readonly { readonly name: string; readonly input: unknown }[];
  /** Default: `tool` where there are tools, else `end`. */
  readonly stop?: StopReason;
  /** Breaks off behind the text with this. */
  readonly fails?: ModelFailureCode;
  /** Called when all of the text has been told; the answer ends when it resolves, or when it is aborted. */
  readonly hold?: () => Promise<void>;
}

/** A text model that says what it is told to, and rejects what a Messages API rejects. */
export interface ScriptedChatModel {
  readonly models: ChatModels;
  /** Every request, in order. */
  readonly requests: ModelRequest[];
  /** What the ledger was told, in order. */
  readonly calls: ChatCall[];
  /** Tokens (characters here) each call read from the prefix cache. */
  readonly cacheReads: number[];
}

export const SCRIPTED = 'scripted/teller';

export function scriptedChatModel(
  reply: (request: ModelRequest, call: number) => ScriptedReply | string,
  more: Partial<Omit<ModelInfo, 'can'>> & { readonly can?: Partial<ModelInfo['can']> } = {},
): ScriptedChatModel {
  const requests: ModelRequest[] = [];
  const calls: ChatCall[] = [];
  const cacheReads: number[] = [];
  const cached = new Set<string>();
  const info = infoOf(more);
  const model: TextModel = {
    info,
    countTokens: () => Promise.resolve(null),
    generate: async (request, { signal, onEvent }) => {
      assertSendable(request);
      requests.push(structuredClone(request));
      cacheReads.push(readCache(cached, request));
      const said = reply(request, requests.length - 1);
      const {
        text = '',
        citations,
        content,
        tools = [],
        stop,
        fails,
        hold,
      } = typeof said === 'string' ? { text: said } : said;
      const blocks: ModelBlock[] = [
        ...(content ??
          (text === '' ? [] : [{ kind: 'text' as const, text, ...(citations && { citations: [...citations] }) }])),
        ...tools.map(({ name, input }, at) => ({
          kind: 'tool-use' as const,
          id: `use-${requests.length}-${at}`,
          name,
          input,
        })),
      ];
      const usage = { input: 100, output: 10, cacheWrite: 0, cacheRead: 0 };
      const base = { usage, origin: 'https://scripted.invalid', latencyMs: 1 };
      for (const block of blocks)
        if (block.kind === 'text')
          for (const part of block.text.split(/(?<=\s)/)) onEvent?.({ kind: 'text', text: part });
      if (hold !== undefined && !signal.aborted) {
        await Promise.race([
          hold(),
          new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
        ]);
      }
      if (signal.aborted) return { ...base, ended: { kind: 'stopped' }, content: blocks };
      if (fails !== undefined) {
        const failure = { code: fails, message: 'It broke off.', retryable: true, retryAfterMs: null };
        return { ...base, ended: { kind: 'failed', failure }, content: blocks };
      }
      const stopReason = stop ?? (tools.length > 0 ? 'tool' : 'end');
      return { ...base, ended: { kind: 'complete', stopReason }, content: blocks };
    },
  };
  const ledger = {
    begin: (call: ChatCall) => {
      calls.push(call);
      return Promise.resolve(crypto.randomUUID());
    },
    end: () => Promise.resolve(0.001),
  };
  return {
    models: { open: () => Promise.resolve({ model, ledger, tokenFactor: 1 }) },
    requests,
    calls,
    cacheReads,
  };
}

function infoOf({ can, ...more }: Parameters<typeof scriptedChatModel>[1] & object): ModelInfo {
  return {
    id: SCRIPTED,
    provider: 'scripted',
    model: 'teller',
    name: 'Teller',
    recipient: 'a test',
    origin: 'https://scripted.invalid',
    local: true,
    contextTokens: 200_000,
    maxOutputTokens: 16_000,
    smallestCacheTokens: 1_024,
    price: null,
    ...more,
    can: {
      ...{ tools: true, json: true, citations: false, cache: true, count: false, effort: true, batch: false },
      ...{ system: true, usage: true, ...can },
    },
  };
}

/** What the service would refuse. */
function assertSendable({ turns, system, tools }: ModelRequest): void {
  assert.ok(
    turns.length > 0 && turns[0]?.role === 'user' && turns.at(-1)?.role === 'user',
    'begins and ends with the user',
  );
  let marks = 1;
  turns.forEach(({ role, content }, at) => {
    assert.ok(content.length > 0, 'no empty turn');
    if (at > 0) assert.notEqual(role, turns[at - 1]?.role, 'roles take turns');
    const before = turns[at - 1]?.content ?? [];
    const asked = before.flatMap((block) => (block.kind === 'tool-use' ? [block.id] : []));
    const given = content.flatMap((block) => (block.kind === 'tool-result' ? [block.toolUseId] : []));
    assert.deepEqual(given, asked, 'every tool is answered, once, in the next turn');
    for (const block of content) {
      if (block.kind !== 'opaque' && block.cache !== undefined) marks++;
      if (block.kind === 'text') assert.notEqual(block.text.trim(), '', 'no empty text');
      if (block.kind === 'search-result')
        assert.ok(block.texts.length > 0 && block.texts.every((text) => text.trim() !== ''));
    }
  });
  assert.ok(marks <= 4, 'four cache points at most');
  assert.notEqual(system, '');
  assert.deepEqual(
    tools.map(({ name }) => name),
    tools.map(({ name }) => name).sort(),
    'tools are sorted',
  );
}

/** The request as bytes, block by block, as a prefix cache sees them: without the cache points. */
export function prefixBlocks({ system, tools, turns }: Pick<ModelRequest, 'system' | 'tools' | 'turns'>): string[] {
  return [JSON.stringify([tools, system]), ...turns.flatMap(blocksOf)];
}

function blocksOf({ role, content }: ModelTurn): string[] {
  return content.map((block) => {
    return JSON.stringify([role, { ...block, cache: undefined }]);
  });
}

/** A prefix cache as the service has it: written at cache points, read at the longest known prefix near one. */
function readCache(cached: Set<string>, request: ModelRequest): number {
  const blocks = prefixBlocks(request);
  const flat = request.turns.flatMap(({ content }) => content);
  const prefix = (end: number): string => blocks.slice(0, end).join('\n');
  const points = [
    1,
    ...flat.flatMap((block, at) => (block.kind !== 'opaque' && block.cache !== undefined ? [at + 2] : [])),
  ];
  let read = 0;
  for (const point of points) {
    for (let end = point; end > Math.max(0, point - 20); end--) {
      if (cached.has(prefix(end))) {
        read = Math.max(read, end);
        break;
      }
    }
  }
  for (const point of points) cached.add(prefix(point));
  return prefix(read).length;
}

/** All words of a request that a model reads. */
export function sentText({ system, turns }: Pick<ModelRequest, 'system' | 'turns'>): string {
  return [system, JSON.stringify(turns).replace(/\\[nrt"]/g, ' ')].join('\n');
}
