import { APIUserAbortError, type Anthropic } from '@anthropic-ai/sdk';
import {
  countedTokensSchema,
  type ModelEvent,
  type ModelInfo,
  type ModelOutcome,
  type ModelRequest,
} from '../story/modelMessage';
import { FetchRefusal } from './boundFetch';
import { markerReader, type MarkerReader } from './citationMarkers';
import { cleanRequest } from './cleanRequest';
import { failureOfError, neverReached, type ErrorContext } from './failureOfError';
import type { MessagesConnection } from './messagesConnection';
import { LOCAL_RECIPIENT, modelFailure, type FailureSubject } from './modelFailure';
import type { ThinkingOff } from './modelTable';
import { receivedBlocks, receivedCitation, receivedJson, receivedStop, receivedUsage } from './receivedAnswer';
import { sentRequest, type SentRequest } from './sentRequest';
import type { GenerateOptions, TextModel } from './textModel';

/**
 * A model behind the Messages API: Anthropic's, or any server's that speaks it. `info` says what it can do; what it
 * lacks is asked for in words (JSON, citations) or refused before anything is sent (tools).
 */
export function messagesModel(
  connection: MessagesConnection,
  info: ModelInfo,
  thinkingOff: ThinkingOff = null,
): TextModel {
  const { origin, local } = connection.address;
  const context: AnswerContext = {
    connection,
    info,
    // Whatever a server here passes on, it is the one that answers or fails.
    subject: { recipient: local ? LOCAL_RECIPIENT : info.recipient, origin, local, model: info.model },
  };
  return {
    info,
    generate: (request, options) => generate(request, options, context, thinkingOff),
    async countTokens(request, signal) {
      if (!info.can.count) return null;
      return countTokens(sentRequest(cleanRequest(request), info, thinkingOff), connection, signal);
    },
  };
}

interface AnswerContext {
  readonly connection: MessagesConnection;
  readonly info: ModelInfo;
  readonly subject: FailureSubject;
}

async function generate(
  request: ModelRequest,
  { signal, onEvent: listener }: GenerateOptions,
  context: AnswerContext,
  thinkingOff: ThinkingOff,
): Promise<ModelOutcome> {
  const onEvent = listener === undefined ? undefined : unharmed(listener);
  const { clock, address } = context.connection;
  const started = clock.now();
  const outcome = (
    ended: ModelOutcome['ended'],
    answer: Pick<Answer, 'content' | 'usage'> = NOTHING,
    origin = address.origin,
  ): ModelOutcome => ({ ...answer, ended, origin, latencyMs: Math.max(0, clock.now() - started) });

  if (signal.aborted) return outcome({ kind: 'stopped' }, NOTHING, '');
  if (request.tools.length > 0 && !context.info.can.tools) {
    const failure = modelFailure('model-unable', context.subject, { lacks: 'tools' });
    return outcome({ kind: 'failed', failure }, NOTHING, '');
  }
  const sent = sentRequest(cleanRequest(request), context.info, thinkingOff);
  const { ended, reached, ...answer } = await answerTo(sent, signal, onEvent, context);
  return outcome(ended, answer, reached ? address.origin : '');
}

/** Whoever listens cannot break an answer that is paid for. */
function unharmed(listener: (event: ModelEvent) => void): (event: ModelEvent) => void {
  return (event) => {
    try {
      listener(event);
    } catch {
      // It has lost its window; the answer has not.
    }
  };
}

interface Answer {
  readonly ended: ModelOutcome['ended'];
  readonly content: ModelOutcome['content'];
  readonly usage: ModelOutcome['usage'];
  /** Whether it reached its server. */
  readonly reached: boolean;
}

const NOTHING = { content: [], usage: null };

/**
 * One attempt. The stop reason is looked at first: an answer that has one is whole, whatever breaks afterwards. The
 * final message is always awaited, since a stream that just ends would otherwise look like one that is done.
 */
async function answerTo(
  sent: SentRequest,
  signal: AbortSignal,
  onEvent: ((event: ModelEvent) => void) | undefined,
  { connection, info, subject }: AnswerContext,
): Promise<Answer> {
  let message: Anthropic.Message | null = null;
  let error: unknown = null;
  const server: { heard: ErrorContext['heard'] } = { heard: 'nothing' };
  const finished = new Set<number>();
  const say = eventSayer(sent, onEvent);
  const quiet = new AbortController();
  const watch = quietWatch(connection, () => quiet.abort());
  try {
    const stream = connection.client.messages.stream(sent.params, { signal: AbortSignal.any([signal, quiet.signal]) });
    stream.on('connect', () => {
      server.heard = 'answers';
      watch.heard();
    });
    stream.on('streamEvent', (event, snapshot) => {
      watch.heard();
      server.heard = 'begun';
      message = snapshot;
      if (event.type === 'content_block_stop') finished.add(event.index);
      say(event);
    });
    await stream.finalMessage();
  } catch (thrown) {
    error = quiet.signal.aborted ? new FetchRefusal('stalled') : thrown;
  } finally {
    watch.end();
  }
  // Assigned in a listener, which the compiler does not follow.
  const received = message as Anthropic.Message | null;
  const stop = received === null ? null : receivedStop(received.stop_reason);
  const usage = received === null ? null : receivedUsage(received.usage);

  if (received === null || (stop === null && error !== null)) {
    const content = received === null ? [] : receivedBlocks(received, finished, sent, info);
    const { heard } = server;
    if (signal.aborted || error instanceof APIUserAbortError) {
      return { ended: { kind: 'stopped' }, content, usage, reached: true };
    }
    const now = connection.clock.now();
    const failure = failureOfError(error, { subject, key: connection.key, heard, now });
    return { ended: { kind: 'failed', failure }, content, usage, reached: heard !== 'nothing' || !neverReached(error) };
  }

  const content = receivedBlocks(received, 'all', sent, info);
  if (stop === null && content.length === 0) {
    return {
      ended: { kind: 'failed', failure: modelFailure('model-nonsense', subject) },
      content,
      usage,
      reached: true,
    };
  }
  const calls = content.some(({ kind }) => kind === 'tool-use');
  const stopReason = stop ?? (calls ? 'tool' : 'end');
  if (stopReason === 'end' && sent.jsonInWords !== null) {
    const json = receivedJson(content, sent.jsonInWords);
    if (json === null) {
      const failure = modelFailure('model-nonsense', subject);
      return { ended: { kind: 'failed', failure }, content, usage, reached: true };
    }
    return { ended: { kind: 'complete', stopReason }, content: json, usage, reached: true };
  }
  return { ended: { kind: 'complete', stopReason }, content, usage, reached: true };
}

/** Tells once that nothing was heard for too long, counted from the first time. */
function quietWatch(
  { clock, quietMs }: Pick<MessagesConnection, 'clock' | 'quietMs'>,
  onQuiet: () => void,
): { heard(): void; end(): void } {
  let waiting = new AbortController();
  const end = (): void => waiting.abort();
  return {
    heard: () => {
      end();
      const { signal } = (waiting = new AbortController());
      void clock.sleep(quietMs, signal).then(() => {
        if (!signal.aborted) onQuiet();
      });
    },
    end,
  };
}

/** Tells of what arrives; markers of citations become citations. */
function eventSayer(
  sent: SentRequest,
  onEvent: ((event: ModelEvent) => void) | undefined,
): (event: Anthropic.MessageStreamEvent) => void {
  if (onEvent === undefined) return () => undefined;
  let reader: MarkerReader | null = null;
  const sayParts = (parts: ReturnType<MarkerReader['end']>) => {
    for (const part of parts) onEvent(part);
  };
  return (event) => {
    switch (event.type) {
      case 'content_block_start':
        if (event.content_block.type === 'thinking' || event.content_block.type === 'redacted_thinking') {
          onEvent({ kind: 'thinking' });
        } else if (event.content_block.type === 'tool_use') {
          onEvent({ kind: 'tool', name: event.content_block.name });
        } else if (sent.citationWay === 'markers') reader = markerReader(sent.results);
        break;
      case 'content_block_delta':
        if (event.delta.type === 'text_delta') {
          if (reader === null) onEvent({ kind: 'text', text: event.delta.text });
          else sayParts(reader.push(event.delta.text));
        } else if (event.delta.type === 'citations_delta') {
          const citation = receivedCitation(event.delta.citation, sent.results);
          if (citation !== null) onEvent({ kind: 'citation', citation });
        }
        break;
      case 'content_block_stop':
        if (reader !== null) sayParts(reader.end());
        reader = null;
        break;
      case 'message_start':
      case 'message_delta':
      case 'message_stop':
    }
  };
}

async function countTokens(
  { params }: SentRequest,
  { client }: MessagesConnection,
  signal: AbortSignal,
): Promise<number | null> {
  const { model, messages, system, tools, thinking, output_config } = params;
  try {
    const counted = await client.messages.countTokens(
      {
        model,
        messages,
        ...(system === undefined ? {} : { system }),
        ...(tools === undefined ? {} : { tools }),
        ...(thinking === undefined ? {} : { thinking }),
        ...(output_config === undefined ? {} : { output_config }),
      },
      { signal },
    );
    return countedTokensSchema.safeParse(counted.input_tokens).data ?? null;
  } catch {
    return null;
  }
}
