import type * as vscode from 'vscode';
import { markedPassage, markerReader, CITE_BY_MARKER, type MarkedPart } from '../../models/citationMarkers';
import { cleanRequest } from '../../models/cleanRequest';
import { askForJson, jsonInAnswer } from '../../models/jsonInWords';
import { modelFailure } from '../../models/modelFailure';
import type { SentResult } from '../../models/sentRequest';
import type { GenerateOptions, TextModel } from '../../models/textModel';
import type {
  ModelBlock,
  ModelCitation,
  ModelFailureCode,
  ModelInfo,
  ModelOutcome,
  ModelPrice,
  ModelRequest,
} from '../../story/modelMessage';

/** A model that the editor offers, as far as it is used; VS Code's `LanguageModelChat` is one. */
export type EditorChat = Pick<
  vscode.LanguageModelChat,
  'id' | 'name' | 'vendor' | 'family' | 'maxInputTokens' | 'sendRequest' | 'countTokens'
>;

/** The parts of VS Code's interface that requests are built of. */
export type EditorApi = Pick<
  typeof vscode,
  | 'LanguageModelChatMessage'
  | 'LanguageModelTextPart'
  | 'LanguageModelToolCallPart'
  | 'LanguageModelToolResultPart'
  | 'CancellationTokenSource'
>;

/** `editor/VENDOR/ID`. */
export function editorModelId({ vendor, id }: Pick<EditorChat, 'vendor' | 'id'>): string {
  return `editor/${vendor}/${id}`;
}

/**
 * A model that another extension or the editor's own account provides. Such models have no system text (it goes first,
 * as the writer's words), no JSON by schema and no citations (both are asked for in words), and tell no usage: price
 * and tokens stay unknown unless the settings give a price. Whether this extension may use one, the editor asks.
 *
 * @param price from the settings; null: unknown
 */
export function editorModel(chat: EditorChat, api: EditorApi, price: ModelPrice | null): TextModel {
  const info = infoOf(chat, price);
  return {
    info,
    generate: (request, options) => generate(request, options, { chat, api, info }),
    countTokens: async (request, signal) => {
      const { messages } = writeMessages(cleanRequest(request), api);
      const cancelling = cancelledBy(signal, api);
      try {
        let tokens = 0;
        for (const message of messages) tokens += await chat.countTokens(message, cancelling.token);
        return tokens;
      } catch {
        return null;
      } finally {
        cancelling.dispose();
      }
    },
  };
}

interface EditorContext {
  readonly chat: EditorChat;
  readonly api: EditorApi;
  readonly info: ModelInfo;
}

/** What such models answer at most is not told. */
const ANSWER_TOKENS = 8_192;

function infoOf(chat: EditorChat, price: ModelPrice | null): ModelInfo {
  return {
    id: editorModelId(chat),
    provider: 'editor',
    model: `${chat.vendor}/${chat.id}`,
    name: chat.name === '' ? chat.id : chat.name,
    recipient: `the editor (${chat.vendor})`,
    origin: 'editor',
    local: false,
    contextTokens: Math.max(1, Math.floor(chat.maxInputTokens)),
    maxOutputTokens: ANSWER_TOKENS,
    can: {
      tools: true,
      json: false,
      citations: false,
      cache: false,
      count: true,
      effort: false,
      batch: false,
      system: false,
      usage: false,
    },
    smallestCacheTokens: 0,
    price,
  };
}

async function generate(
  request: ModelRequest,
  { signal, onEvent }: GenerateOptions,
  { chat, api, info }: EditorContext,
): Promise<ModelOutcome> {
  const started = performance.now();
  const outcome = (
    ended: ModelOutcome['ended'],
    content: readonly ModelBlock[] = [],
    origin = 'editor',
  ): ModelOutcome => ({
    ended,
    content: [...content],
    usage: null,
    origin,
    latencyMs: Math.max(0, performance.now() - started),
  });
  // A function, because the compiler takes a signal that was looked at for one that stays as it is.
  const aborted = (): boolean => signal.aborted;
  if (aborted()) return outcome({ kind: 'stopped' }, [], '');

  const { messages, results, reads } = writeMessages(cleanRequest(request), api);
  const answer = readAnswer(reads === 'markers' ? results : null, onEvent);
  const cancelling = cancelledBy(signal, api);
  let begun = false;
  try {
    const tools = request.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    const response = await chat.sendRequest(
      messages,
      { justification: JUSTIFICATION, ...(tools.length > 0 && { tools }) },
      cancelling.token,
    );
    for await (const part of response.stream) {
      begun = true;
      if (aborted()) break;
      if (part instanceof api.LanguageModelTextPart) answer.text(part.value);
      else if (part instanceof api.LanguageModelToolCallPart) answer.tool(part);
    }
  } catch (error) {
    const content = answer.end();
    if (aborted()) return outcome({ kind: 'stopped' }, content);
    const code = failureCode(error, begun);
    const failure = modelFailure(code, subjectOf(info));
    return outcome({ kind: 'failed', failure }, content, HELD_BACK.has(code) ? '' : 'editor');
  } finally {
    cancelling.dispose();
  }
  const content = answer.end();
  if (aborted()) return outcome({ kind: 'stopped' }, content);
  if (content.length === 0) {
    return outcome({ kind: 'failed', failure: modelFailure('model-nonsense', subjectOf(info)) });
  }
  if (content.some(({ kind }) => kind === 'tool-use'))
    return outcome({ kind: 'complete', stopReason: 'tool' }, content);
  if (request.output.kind !== 'json') return outcome({ kind: 'complete', stopReason: 'end' }, content);
  const text = content.map((block) => (block.kind === 'text' ? block.text : '')).join('');
  const json = jsonInAnswer(text, request.output.schema);
  return json === null
    ? outcome({ kind: 'failed', failure: modelFailure('model-nonsense', subjectOf(info)) }, content)
    : outcome({ kind: 'complete', stopReason: 'end' }, [{ kind: 'text', text: json }]);
}

const JUSTIFICATION = 'WritersRoom makes scene cards, outline and answers about your screenplay with it.';

function subjectOf({ recipient, model }: ModelInfo): Parameters<typeof modelFailure>[1] {
  return { recipient, origin: 'the editor', local: false, model };
}

/**
 * VS Code's error codes as ours. What it does not name comes from the model's own extension, whose words are never
 * decided on: before an answer has begun it counts as a failure of the provider, after that as one that broke off. So
 * does what says that nothing was sent, once an answer has begun.
 */
function failureCode(error: unknown, begun: boolean): ModelFailureCode {
  const named = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  const code = EDITOR_CODES.get(named) ?? 'model-server-error';
  return begun && code !== 'model-no-credit' ? 'model-interrupted' : code;
}

const EDITOR_CODES: ReadonlyMap<unknown, ModelFailureCode> = new Map([
  ['NoPermissions', 'model-not-confirmed'],
  ['Blocked', 'model-no-credit'],
  ['NotFound', 'model-unknown'],
]);

/** What the editor refuses before the model's extension has the text; of anything else it has had it. */
const HELD_BACK: ReadonlySet<ModelFailureCode> = new Set(['model-not-confirmed', 'model-unknown']);

/** A token of VS Code's that is cancelled with the signal. */
function cancelledBy(signal: AbortSignal, api: EditorApi): Pick<vscode.CancellationTokenSource, 'token' | 'dispose'> {
  const source = new api.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return {
    token: source.token,
    dispose: () => {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}

interface WrittenMessages {
  readonly messages: vscode.LanguageModelChatMessage[];
  readonly results: SentResult[];
  /** How the answer is read. */
  readonly reads: 'text' | 'markers' | 'json';
}

function writeMessages(request: ModelRequest, api: EditorApi): WrittenMessages {
  const reads = request.output.kind === 'json' ? 'json' : request.citations ? 'markers' : 'text';
  const results: SentResult[] = [];
  let passages = 0;
  const textOf = (block: Extract<ModelBlock, { kind: 'text' | 'search-result' }>): string => {
    if (block.kind === 'text') return block.text;
    const texts = block.texts.flatMap((text, at) => (text.trim() === '' ? [] : [{ text, block: at }]));
    results.push({ source: block.source, title: block.title, texts });
    const lines = texts.map(({ text }) => (reads === 'markers' ? markedPassage(++passages, text) : text));
    return [block.title, ...lines].join('\n');
  };
  const partOf = (block: ModelBlock): EditorPart[] => {
    switch (block.kind) {
      case 'text':
      case 'search-result': {
        const text = textOf(block);
        return text.trim() === '' ? [] : [new api.LanguageModelTextPart(text)];
      }
      case 'tool-use':
        return [new api.LanguageModelToolCallPart(block.id, block.name, asObject(block.input))];
      case 'tool-result': {
        const parts = block.content.map((part) => new api.LanguageModelTextPart(textOf(part)));
        return [new api.LanguageModelToolResultPart(block.toolUseId, parts)];
      }
      case 'opaque':
        return [];
    }
  };
  const system = [
    request.system,
    ...(reads === 'markers' ? [CITE_BY_MARKER] : []),
    ...(request.output.kind === 'json' ? [askForJson(request.output.schema)] : []),
  ].filter((part) => part.trim() !== '');
  const messages = request.turns.flatMap(({ role, content }) => {
    const parts = content.flatMap(partOf);
    if (parts.length === 0) return [];
    return role === 'user'
      ? [api.LanguageModelChatMessage.User(parts as Parameters<typeof api.LanguageModelChatMessage.User>[0])]
      : [api.LanguageModelChatMessage.Assistant(parts as Parameters<typeof api.LanguageModelChatMessage.Assistant>[0])];
  });
  const first = system.length === 0 ? [] : [api.LanguageModelChatMessage.User(system.join('\n\n'))];
  return { messages: [...first, ...messages], results, reads };
}

type EditorPart = vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart | vscode.LanguageModelToolResultPart;

function asObject(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

interface AnswerReader {
  text(text: string): void;
  tool(part: vscode.LanguageModelToolCallPart): void;
  end(): ModelBlock[];
}

function readAnswer(results: readonly SentResult[] | null, onEvent: GenerateOptions['onEvent']): AnswerReader {
  const content: ModelBlock[] = [];
  const reader = results === null ? null : markerReader(results);
  const say: NonNullable<GenerateOptions['onEvent']> = (event) => {
    try {
      onEvent?.(event);
    } catch {
      // Whoever listens cannot break an answer.
    }
  };
  /** The text block that goes on; null: the next words begin one. */
  let open: { kind: 'text'; text: string; citations: ModelCitation[] } | null = null;
  const add = (part: MarkedPart): void => {
    say(part);
    if (open === null || (part.kind === 'text' && open.citations.length > 0)) {
      open = { kind: 'text', text: '', citations: [] };
      content.push(open);
    }
    if (part.kind === 'text') open.text += part.text;
    else open.citations.push(part.citation);
  };
  const flush = (): void => {
    for (const part of reader?.end() ?? []) add(part);
    open = null;
  };
  return {
    text: (text) => {
      if (text === '') return;
      for (const part of reader?.push(text) ?? [{ kind: 'text' as const, text }]) add(part);
    },
    tool: ({ callId, name, input }) => {
      flush();
      say({ kind: 'tool', name });
      content.push({ kind: 'tool-use', id: callId, name, input });
    },
    end: () => {
      flush();
      return content.map((block) =>
        block.kind === 'text' && block.citations?.length === 0 ? { kind: 'text', text: block.text } : block,
      );
    },
  };
}
