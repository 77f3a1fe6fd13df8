import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { answerModelRequests } from '../../src/client/answerModelRequests';
import type { ModelHost } from '../../src/client/modelHost';
import { hostTextModels } from '../../src/engine/hostTextModel';
import type { ModelOutcome, ModelRequest } from '../../src/story/modelMessage';
import { scriptedInfo } from '../models/scriptedModel';

const REQUEST: ModelRequest = {
  model: 'scripted/one',
  system: '',
  cacheSystem: null,
  tools: [],
  turns: [],
  maxOutputTokens: 10,
  effort: 'none',
  output: { kind: 'text' },
  citations: false,
};

const NEVER = new AbortController().signal;

describe('A model of a host', () => {
  const connections: MessageConnection[] = [];
  afterEach(() => {
    for (const connection of connections.splice(0)) connection.dispose();
  });

  /** Opens models of a host at the other end of a connection. */
  const modelsOf = (host: Partial<ModelHost>, left = NEVER) => {
    const [there, back] = [new PassThrough(), new PassThrough()];
    const engine = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    const client = createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
    connections.push(engine, client);
    answerModelRequests(client, {
      describe: () => Promise.resolve(scriptedInfo()),
      generate: () => assert.fail('nothing is generated'),
      countTokens: () => Promise.resolve(null),
      ...host,
    });
    for (const connection of [engine, client]) connection.listen();
    return hostTextModels(engine, left);
  };

  const answered = async (said: unknown): Promise<ModelOutcome> => {
    const open = modelsOf({ generate: () => Promise.resolve(said as ModelOutcome) });
    const model = await open('scripted/one', NEVER);
    return model.generate(REQUEST, { signal: NEVER });
  };

  it('whose answer is not understood fails for this once, with what was paid and where it went', async () => {
    const usage = { input: 1_000, output: 20, cacheWrite: 0, cacheRead: 0 };
    const text = { kind: 'text' as const, text: 'Said.' };
    const outcome = await answered({
      ended: { kind: 'complete', stopReason: 'a reason of its own' },
      content: [text, { kind: 'picture' }],
      usage,
      origin: 'https://went.invalid',
      latencyMs: 3,
    });
    assert.equal(outcome.ended.kind === 'failed' && outcome.ended.failure.code, 'model-nonsense');
    assert.deepEqual([outcome.content, outcome.usage, outcome.origin], [[text], usage, 'https://went.invalid']);
  });

  it('that nobody is behind any more has stopped and not failed, also where its end was not heard yet', async () => {
    const open = modelsOf({ generate: () => new Promise(() => undefined) });
    const model = await open('scripted/one', NEVER);
    const asked = model.generate(REQUEST, { signal: NEVER });
    connections[0]?.dispose();
    const outcomes = [await asked, await model.generate(REQUEST, { signal: NEVER })];
    assert.deepEqual(
      outcomes.map(({ ended, origin }) => [ended, origin]),
      outcomes.map(() => [{ kind: 'stopped' }, null]),
    );
  });

  it('whose figures are not understood has answered all the same: they count as not told', async () => {
    const text = { kind: 'text' as const, text: 'Said.' };
    const ended = { kind: 'complete', stopReason: 'end' };
    for (const usage of [
      { input: -1, output: 20, cacheWrite: 0, cacheRead: 0 },
      { input: 2 ** 31, output: 20, cacheWrite: 0, cacheRead: 0 },
      'much',
    ]) {
      const outcome = await answered({ ended, content: [text], usage, origin: 'https://went.invalid', latencyMs: -3 });
      assert.deepEqual([outcome.ended, outcome.content, outcome.usage], [ended, [text], null]);
      assert.ok(outcome.latencyMs >= 0);
    }
    const half = await answered({ ended, content: [text, { kind: 'picture' }] });
    assert.equal(half.ended.kind, 'failed', 'words that are not understood are another matter');
  });

  it('whose description is not understood cannot be used, which is a failure that a writer can read', async () => {
    for (const described of [{ ...scriptedInfo(), contextTokens: -5 }, null, 'words']) {
      const open = modelsOf({ describe: () => Promise.resolve(described as ReturnType<typeof scriptedInfo>) });
      await assert.rejects(open('scripted/one', NEVER), { code: 'model-unable' });
    }
  });

  it('is asked no longer what it can do once nobody wants to know', async () => {
    let asked: AbortSignal | undefined;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const open = modelsOf({
      describe: (_, signal) => {
        asked = signal;
        begin();
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
        );
      },
    });
    const stop = new AbortController();
    const opening = open('scripted/one', stop.signal);
    await begun;
    stop.abort();
    await assert.rejects(opening);
    assert.equal(asked?.aborted, true);
  });

  it('that is gone leaves unknown whether anything was sent', async () => {
    const left = new AbortController();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const open = modelsOf({ generate: () => (begin(), new Promise(() => undefined)) }, left.signal);
    const model = await open('scripted/one', NEVER);
    const answer = model.generate(REQUEST, { signal: NEVER });
    await begun;
    left.abort();
    const { ended, usage, origin } = await answer;
    assert.deepEqual([ended.kind, usage, origin], ['stopped', null, null]);
  });

  it('keeps how an answer ended where only the rest is not understood, and may have been paid where nothing is', async () => {
    const failure = { code: 'model-busy', message: 'Busy.', retryable: true, retryAfterMs: null };
    const busy = await answered({ ended: { kind: 'failed', failure }, usage: 'much' });
    assert.deepEqual(busy.ended, { kind: 'failed', failure });
    for (const said of [null, 'words', { usage: { input: -1 } }]) {
      const { ended, usage, origin } = await answered(said);
      assert.equal(ended.kind === 'failed' && ended.failure.code, 'model-nonsense');
      assert.deepEqual([usage, origin], [null, scriptedInfo().origin]);
    }
  });
});
