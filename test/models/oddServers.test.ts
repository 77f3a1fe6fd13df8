import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundFetch, FetchRefusal } from '../../src/models/boundFetch';
import { systemClock } from '../../src/models/modelClock';
import { openTextModel } from '../../src/models/openTextModel';
import type { ModelInfo } from '../../src/story/modelMessage';
import { accessTo, heard, opened, requestOf, wordsOf } from './messagesFixtures';

/** Runs `use` against a server that answers everything in its own way. */
async function against(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Answers questions about the model as nothing special, and begins a stream as each answer, which `answer` goes on with. */
const messagesBy =
  (answer: (response: ServerResponse) => void): RequestListener =>
  (request, response) => {
    request.resume();
    request.on('end', () => {
      if (request.url !== '/v1/messages') return response.writeHead(404).end();
      answer(response.writeHead(200, { 'content-type': 'text/event-stream' }));
    });
  };

/** Streams these events as the answer. */
const streaming = (...events: readonly object[]): RequestListener =>
  messagesBy((response) => {
    for (const event of events) {
      response.write(`event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  });

const start = { type: 'message_start', message: { content: [], usage: { input_tokens: 9, output_tokens: 1 } } };
const words = [
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'She did.' } },
  { type: 'content_block_stop', index: 0 },
];
const done = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } };

describe('A server that does not do what it promises', function () {
  this.timeout(60_000);
  const model = (url: string) => opened('anthropic/claude-haiku-5-5', accessTo({ url }));

  it('says its stop reason and goes: the answer is whole', () =>
    against(streaming(start, ...words, done), async (url) => {
      const { outcome } = await heard(await model(url), requestOf());
      assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
      assert.equal(wordsOf(outcome), 'She did.');
      assert.equal(outcome.usage?.output, 4);
    }));

  it('tells no usage at its end: the answer is whole', () =>
    against(streaming(start, ...words, { ...done, usage: undefined }, { type: 'message_stop' }), async (url) => {
      const { outcome } = await heard(await model(url), requestOf());
      assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
      assert.equal(wordsOf(outcome), 'She did.');
    }));

  it('says no stop reason: it ended by itself', () =>
    against(streaming(start, ...words, { type: 'message_stop' }), async (url) => {
      const { outcome } = await heard(await model(url), requestOf());
      assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
    }));

  for (const [odd, counted] of Object.entries({
    negative: { input_tokens: -500_000, output_tokens: -3 },
    fractional: { input_tokens: 9.5, output_tokens: 1.5 },
    'a word': { input_tokens: '9', output_tokens: '1' },
    'more than any model reads': { input_tokens: 99_999_999_999, output_tokens: 1 },
  })) {
    it(`tells a usage that is ${odd}: the answer is whole, and nothing is known of its usage`, () =>
      against(
        streaming(
          { type: 'message_start', message: { content: [], usage: counted } },
          ...words,
          { ...done, usage: { output_tokens: counted.output_tokens } },
          { type: 'message_stop' },
        ),
        async (url) => {
          const { outcome } = await heard(await model(url), requestOf());
          assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
          assert.deepEqual([wordsOf(outcome), outcome.usage], ['She did.', null]);
        },
      ));
  }

  it('begins a message that is none, or blocks out of nowhere: a failure, not a crash', async () => {
    for (const events of [
      [{ type: 'message_start', message: {} }, ...words],
      [{ type: 'message_start', message: {} }, { type: 'message_stop' }],
      [{ type: 'message_start' }],
      [start, words[1] ?? start, { type: 'message_stop' }],
      [start, { type: 'content_block_start', index: 3, content_block: null }],
      [...words, done],
      [{ type: 'greeting' }],
      [],
    ]) {
      await against(streaming(...events), async (url) => {
        const { outcome } = await heard(await model(url), requestOf());
        assert.equal(outcome.ended.kind, 'failed', JSON.stringify(events));
        assert.equal(wordsOf(outcome), '');
      });
    }
  });

  it('tells odd things of a model: what they should be comes from the table', async () => {
    const described = (told: object, use: (url: string) => Promise<void>): Promise<void> =>
      against((request, response) => {
        request.resume();
        const info = { id: 'claude-haiku-5-5', type: 'model', capabilities: {}, ...told };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(info));
      }, use);
    const infos: ModelInfo[] = [];
    await described({}, async (url) => void infos.push((await model(url)).info));
    const [info] = infos;
    assert.ok(info !== undefined);
    for (const odd of [0, -5, 1.5, '1000000', {}, 1e15]) {
      await described({ max_input_tokens: odd, max_tokens: odd }, async (url) => {
        const { contextTokens, maxOutputTokens } = (await model(url)).info;
        const limits = [info.contextTokens, info.maxOutputTokens];
        assert.deepEqual([contextTokens, maxOutputTokens], limits, JSON.stringify(odd));
      });
    }
    await described({ display_name: { a: 1 } }, async (url) => assert.equal((await model(url)).info.name, info.name));
    await described({ display_name: 'Evil\u001b[2J\u202e\nname' }, async (url) =>
      assert.equal((await model(url)).info.name, 'Evil[2J name'),
    );
    const capabilities = { structured_outputs: { supported: 'yes' }, effort: { supported: 1 }, batch: 'no' };
    await described({ capabilities }, async (url) => assert.deepEqual((await model(url)).info.can, info.can));
  });

  for (const [odd, body] of Object.entries({
    'nothing at all': '',
    'JSON that is no event': '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
    'signs of life alone': 'event: ping\ndata: {"type":"ping"}\n\n'.repeat(3),
  })) {
    it(`answers ${odd}: says that it did answer, and is not asked again`, async () => {
      let asked = 0;
      await against(
        messagesBy((response) => {
          asked++;
          response.end(body);
        }),
        async (url) => {
          const { outcome } = await heard(await model(url), requestOf());
          const { ended } = outcome;
          assert.ok(ended.kind === 'failed' && ended.failure.code === 'model-nonsense', JSON.stringify(ended));
          assert.match(ended.failure.message, /answered with something that cannot be read/);
          assert.deepEqual([asked, outcome.origin], [1, url]);
        },
      );
    });
  }

  it('goes once it has said that it answers: broken off, and not asked again', async () => {
    let asked = 0;
    await against(
      messagesBy((response) => {
        asked++;
        response.write(': one moment\n\n', () => response.destroy());
      }),
      async (url) => {
        const { ended } = (await heard(await model(url), requestOf())).outcome;
        assert.equal(ended.kind === 'failed' && ended.failure.code, 'model-interrupted');
        assert.equal(asked, 1);
      },
    );
  });

  /** What comes of an answer whose body is asked for piece by piece, on a clock that a piece may turn. */
  const answeredBy = async (next: (turn: (ms: number) => void) => string) => {
    let at = 0;
    const sleepers: { readonly due: number; readonly wake: () => void }[] = [];
    const turn = (ms: number): void => {
      at += ms;
      for (const { due, wake } of sleepers) if (due <= at) wake();
    };
    const body = (signal: AbortSignal | null | undefined): ReadableStream =>
      new ReadableStream({
        pull: (controller) => {
          if (signal?.aborted === true) controller.error(signal.reason);
          else controller.enqueue(new TextEncoder().encode(next(turn)));
        },
      });
    const access = accessTo(
      { url: 'https://models.example' },
      {
        fetch: (input, init) =>
          Promise.resolve(
            input === 'https://models.example/v1/messages'
              ? new Response(body(init?.signal), { headers: { 'content-type': 'text/event-stream' } })
              : new Response('', { status: 404 }),
          ),
        clock: { now: () => at, sleep: (ms) => new Promise((wake) => sleepers.push({ due: at + ms, wake })) },
      },
    );
    return (await heard(await opened('anthropic/claude-haiku-5-5', access), requestOf())).outcome.ended;
  };

  it('shows that it lives, and says nothing: it broke off', async () => {
    let pings = 0;
    const ended = await answeredBy((turn) => {
      turn(60_000);
      if (pings++ > 1000) throw new Error('it is heard for days');
      return 'event: ping\ndata: {"type":"ping"}\n\n';
    });
    assert.equal(ended.kind === 'failed' && ended.failure.code, 'model-interrupted');
    assert.ok(pings < 100, `${pings} minutes`);
  });

  it('says one line without an end: it is not read for ever', async () => {
    let megabytes = 0;
    const ended = await answeredBy(() => {
      if (megabytes++ > 200) throw new Error('all of it is read');
      return 'a'.repeat(1024 * 1024);
    });
    assert.equal(ended.kind === 'failed' && ended.failure.code, 'model-nonsense');
    assert.ok(megabytes < 100, `${megabytes} MB`);
  });

  it('is no Messages server at all', () =>
    against(
      (request, response) => {
        request.resume();
        response.writeHead(200, { 'content-type': 'application/json' }).end('"Welcome"');
      },
      async (url) => {
        const result = await openTextModel('server/any', accessTo({ url }, { apiKey: null }));
        assert.equal(result.kind === 'failed' && result.failure.code, 'model-nonsense');
      },
    ));

  it('is nowhere else: a request for another origin is not sent', async () => {
    let sent = 0;
    const bound = boundFetch({
      fetch: () => {
        sent++;
        return Promise.resolve(new Response(''));
      },
      origin: 'https://models.example',
      key: 'sk-bound',
      idleMs: 1000,
      clock: systemClock,
    });
    for (const url of ['https://models.example.evil', 'http://models.example', 'https://models.example:444/x']) {
      await assert.rejects(bound(url), (error) => error instanceof FetchRefusal && error.reason === 'other-origin');
    }
    assert.equal(sent, 0);
    assert.equal((await bound('https://models.example/v1/messages')).status, 200);
  });
});
