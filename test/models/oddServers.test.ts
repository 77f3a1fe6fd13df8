import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundFetch, FetchRefusal } from '../../src/models/boundFetch';
import { systemClock } from '../../src/models/modelClock';
import { openTextModel } from '../../src/models/openTextModel';
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

/** Answers questions about the model as nothing special, and streams these events as the answer. */
const streaming =
  (...events: readonly object[]): RequestListener =>
  (request, response) => {
    request.resume();
    request.on('end', () => {
      if (request.url !== '/v1/messages') return response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of events) {
        response.write(`event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`);
      }
      return response.end();
    });
  };

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
    const tokensOf = ({ info }: Awaited<ReturnType<typeof model>>) => [info.contextTokens, info.maxOutputTokens];
    let known: Awaited<ReturnType<typeof model>> | null = null;
    await described({}, async (url) => void (known = await model(url)));
    assert.ok(known !== null);
    const { info } = known as Awaited<ReturnType<typeof model>>;
    for (const odd of [0, -5, 1.5, '1000000', {}, 1e15]) {
      await described({ max_input_tokens: odd, max_tokens: odd }, async (url) =>
        assert.deepEqual(tokensOf(await model(url)), [info.contextTokens, info.maxOutputTokens], JSON.stringify(odd)),
      );
    }
    await described({ display_name: { a: 1 } }, async (url) => assert.equal((await model(url)).info.name, info.name));
    await described({ display_name: 'Evil\u001b[2J\u202e\nname' }, async (url) =>
      assert.equal((await model(url)).info.name, 'Evil[2J name'),
    );
    const capabilities = { structured_outputs: { supported: 'yes' }, effort: { supported: 1 }, batch: 'no' };
    await described({ capabilities }, async (url) => assert.deepEqual((await model(url)).info.can, info.can));
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
