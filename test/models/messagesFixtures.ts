import type { ModelBlock, ModelEvent, ModelOutcome, ModelRequest } from '../../src/story/modelMessage';
import type { ModelAccess } from '../../src/models/connectModel';
import type { ModelClock } from '../../src/models/modelClock';
import { openTextModel } from '../../src/models/openTextModel';
import type { TextModel } from '../../src/models/textModel';
import { KEY, type MessagesServer } from './messagesServer/messagesServer';

/** A request that a test changes in the one thing it is about. */
export function requestOf(changes: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'anthropic/claude-haiku-5-5',
    system: 'You are a script supervisor.',
    cacheSystem: null,
    tools: [],
    turns: [said('Who lit the lamp?')],
    maxOutputTokens: 2000,
    effort: 'low',
    output: { kind: 'text' },
    citations: false,
    ...changes,
  };
}

export function said(...content: readonly (string | ModelBlock)[]): ModelRequest['turns'][number] {
  return { role: 'user', content: content.map(asBlock) };
}

export function answeredWith(...content: readonly (string | ModelBlock)[]): ModelRequest['turns'][number] {
  return { role: 'assistant', content: content.map(asBlock) };
}

function asBlock(block: string | ModelBlock): ModelBlock {
  return typeof block === 'string' ? { kind: 'text', text: block } : block;
}

/** Access to a server on loopback, with the key it takes and a clock of which nobody loses patience. */
export function accessTo(server: Pick<MessagesServer, 'url'>, changes: Partial<ModelAccess> = {}): ModelAccess {
  return {
    apiKey: { origin: server.url, key: KEY },
    baseUrl: server.url,
    fetch: globalThis.fetch,
    prices: {},
    clock: patientClock(),
    ...changes,
  };
}

/** Opens a model, which has to succeed. */
export async function opened(id: string, access: ModelAccess): Promise<TextModel> {
  const result = await openTextModel(id, access);
  if (result.kind === 'failed') throw new Error(`not opened: ${result.failure.code}`);
  return result.model;
}

export interface Heard {
  readonly outcome: ModelOutcome;
  readonly events: readonly ModelEvent[];
}

/** One answer and all that was told while it came. */
export async function heard(
  model: TextModel,
  request: ModelRequest,
  signal = new AbortController().signal,
): Promise<Heard> {
  const events: ModelEvent[] = [];
  const outcome = await model.generate(request, { signal, onEvent: (event) => events.push(event) });
  return { outcome, events };
}

/** The words of an outcome. */
export function wordsOf({ content }: ModelOutcome): string {
  return content.map((block) => (block.kind === 'text' ? block.text : '')).join('');
}

/** A clock of a test: what a test is about decides, not the time. */
export interface PatientClock extends ModelClock {
  /** From now on a silent server has been silent for too long; before, it never is. */
  loseIdlePatience(): void;
}

export function patientClock(): PatientClock {
  let lose = (): void => undefined;
  const silent = new Promise<void>((resolve) => {
    lose = resolve;
  });
  return { loseIdlePatience: () => lose(), now: () => Date.now(), sleep: () => silent };
}
