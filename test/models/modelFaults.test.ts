import assert from 'node:assert/strict';
import { openTextModel } from '../../src/models/openTextModel';
import type { ModelFailureCode } from '../../src/story/modelMessage';
import { unusedPort } from '../harness/unusedPort';
import { accessTo, heard, opened, patientClock, requestOf, said, wordsOf, type Heard } from './messagesFixtures';
import type { ScriptedAnswer } from './messagesServer/answer';
import { KEY, startMessagesServer, type MessagesServer } from './messagesServer/messagesServer';
import type { ScriptedFault } from './messagesServer/scriptedFault';

const HAIKU = 'anthropic/claude-haiku-5-5';

interface Case {
  readonly name: string;
  readonly fault: ScriptedFault | ScriptedAnswer;
  readonly code: ModelFailureCode;
  readonly sentence: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** What was kept. */
  readonly kept?: string;
}

const long = 'She lit the lamp herself, and nobody saw it.';
const broken = (how: NonNullable<ScriptedAnswer['breaks']>['how']): ScriptedAnswer => ({
  kind: 'answer',
  content: [{ kind: 'text', text: long }],
  breaks: { afterEvents: 5, how },
});

const CASES: readonly Case[] = [
  {
    name: 'a wrong key',
    fault: { kind: 'error', status: 401 },
    code: 'model-key-wrong',
    sentence: 'A server on this machine does not accept the key that is kept here: set it anew.',
    retryable: false,
  },
  {
    name: 'a key that may not',
    fault: { kind: 'error', status: 403 },
    code: 'model-forbidden',
    sentence:
      'This key may not use claude-haiku-5-5 at a server on this machine: choose another model, or ask whoever gave you the key.',
    retryable: false,
  },
  {
    name: 'no credit (402)',
    fault: { kind: 'error', status: 402 },
    code: 'model-no-credit',
    sentence:
      'The account at a server on this machine has no credit left or has reached its limit: add credit there, or choose another model.',
    retryable: false,
  },
  {
    name: 'a spend limit (429 that waiting does not help)',
    fault: { kind: 'error', status: 429, errorCode: 'enforced_spend_limit_reached', retryAfter: '1' },
    code: 'model-no-credit',
    sentence:
      'The account at a server on this machine has no credit left or has reached its limit: add credit there, or choose another model.',
    retryable: false,
    retryAfterMs: 1000,
  },
  {
    name: 'a model that is gone',
    fault: { kind: 'error', status: 404 },
    code: 'model-unknown',
    sentence: 'A server on this machine has no model named claude-haiku-5-5 (any more): choose another.',
    retryable: false,
  },
  {
    name: 'a refused request, with what the provider says of it and not the key it repeats',
    fault: { kind: 'error', status: 400, message: `bad ${KEY}` },
    code: 'model-request-refused',
    sentence: 'A server on this machine did not accept the request (400): “bad …”.',
    retryable: false,
  },
  {
    name: 'a refused request, without orders to a terminal or marks of writing direction',
    fault: {
      kind: 'error',
      status: 400,
      message: '\u001b[31mred\u001b[0m \u001b]0;owned\u0007 \u202ethanks\u2066\r\nagain',
    },
    code: 'model-request-refused',
    sentence: 'A server on this machine did not accept the request (400): “[31mred[0m ]0;owned thanks again”.',
    retryable: false,
  },
  {
    name: 'too large a request (413)',
    fault: { kind: 'error', status: 413 },
    code: 'model-too-long',
    sentence: 'This is more than claude-haiku-5-5 can read at once: send fewer scenes.',
    retryable: false,
  },
  {
    name: 'a rate limit with a short wait, again and again',
    fault: { kind: 'error', status: 429, retryAfter: '12' },
    code: 'model-rate-limited',
    sentence: 'A server on this machine takes no more requests for 12 s: try again then.',
    retryable: true,
    retryAfterMs: 12_000,
  },
  {
    name: 'a rate limit that asks for longer than anyone waits',
    fault: { kind: 'error', status: 429, retryAfter: '7200' },
    code: 'model-rate-limited',
    sentence: 'A server on this machine takes no more requests for 2 hours: try again then.',
    retryable: true,
    retryAfterMs: 7_200_000,
  },
  {
    name: 'a rate limit that asks for thirty thousand years',
    fault: { kind: 'error', status: 429, retryAfter: '999999999999' },
    code: 'model-rate-limited',
    sentence: 'A server on this machine takes no more requests for 24 hours: try again then.',
    retryable: true,
    retryAfterMs: 86_400_000,
  },
  {
    name: 'a rate limit without a wait',
    fault: { kind: 'error', status: 429 },
    code: 'model-rate-limited',
    sentence: 'A server on this machine takes no more requests at the moment (429): try again in a minute.',
    retryable: true,
  },
  {
    name: 'an overloaded provider',
    fault: { kind: 'error', status: 529 },
    code: 'model-busy',
    sentence: 'A server on this machine is busy (529): try again in a minute.',
    retryable: true,
  },
  {
    name: 'an error of the provider',
    fault: { kind: 'error', status: 500 },
    code: 'model-server-error',
    sentence: 'A server on this machine failed on its own side (500): try again.',
    retryable: true,
  },
  {
    name: 'a connection that ends before an answer',
    fault: { kind: 'reset' },
    code: 'model-unreachable',
    sentence: 'No server answers at ORIGIN: start it, then try again.',
    retryable: true,
  },
  {
    name: 'a page of a hotel instead of an answer',
    fault: { kind: 'nonsense', contentType: 'text/html', body: '<html>Log in</html>' },
    code: 'model-nonsense',
    sentence:
      'Claude-haiku-5-5 at a server on this machine answered with something that cannot be read: try again, or choose another model.',
    retryable: true,
  },
  {
    name: 'an event that is no JSON',
    fault: broken('nonsense'),
    code: 'model-nonsense',
    sentence:
      'Claude-haiku-5-5 at a server on this machine answered with something that cannot be read: try again, or choose another model.',
    retryable: true,
    kept: 'She lit the lamp herse',
  },
  {
    name: 'an error event in the middle',
    fault: broken('error-event'),
    code: 'model-interrupted',
    sentence: 'The answer of a server on this machine broke off before its end; what arrived is kept: try again.',
    retryable: true,
    kept: 'She lit the lamp herse',
  },
  {
    name: 'a stream that just ends',
    fault: broken('ends'),
    code: 'model-interrupted',
    sentence: 'The answer of a server on this machine broke off before its end; what arrived is kept: try again.',
    retryable: true,
    kept: 'She lit the lamp herse',
  },
  {
    name: 'a connection that ends in the middle',
    fault: broken('reset'),
    code: 'model-interrupted',
    sentence: 'The answer of a server on this machine broke off before its end; what arrived is kept: try again.',
    retryable: true,
    kept: 'She lit the lamp herse',
  },
];

describe('A fault of a model', function () {
  this.timeout(60_000);
  let server: MessagesServer;
  const results: Heard[] = [];
  before(async () => {
    server = await startMessagesServer();
  });
  after(() => server.close());

  for (const { name, fault, code, sentence, retryable, retryAfterMs, kept } of CASES) {
    it(`${name}: ${code}`, async () => {
      const model = await opened(HAIKU, accessTo(server));
      server.answer(() => fault);
      const before = server.messageCalls().length;
      const result = await heard(model, requestOf());
      results.push(result);
      const { ended, origin, usage } = result.outcome;
      assert.ok(ended.kind === 'failed');
      assert.deepEqual(ended.failure, {
        code,
        message: sentence.replace('ORIGIN', server.url),
        retryable,
        retryAfterMs: retryAfterMs ?? null,
      });
      assert.equal(origin, server.url);
      assert.equal(server.messageCalls().length - before, 1, 'whoever asks decides whether it goes again');
      if (kept !== undefined) {
        assert.equal(wordsOf(result.outcome), kept);
        assert.ok((usage?.input ?? 0) > 0, 'what was counted is told');
      }
    });
  }

  it('a stream that stalls: what arrived is kept', async () => {
    const clock = patientClock();
    const model = await opened(HAIKU, accessTo(server, { clock }));
    server.answer(() => broken('stalls'));
    const outcome = await model.generate(requestOf(), {
      signal: new AbortController().signal,
      onEvent: (event) => {
        if (event.kind === 'text' && event.text.includes('herse')) clock.loseIdlePatience();
      },
    });
    assert.equal(outcome.ended.kind === 'failed' && outcome.ended.failure.code, 'model-interrupted');
    assert.equal(wordsOf(outcome), 'She lit the lamp herse');
  });

  it('a proxy that asks who you are, where the network shows its answer', async () => {
    const asking: typeof fetch = () => Promise.resolve(new Response('', { status: 407 }));
    const model = await opened(HAIKU, accessTo({ url: 'https://models.example' }, { fetch: asking }));
    const { outcome } = await heard(model, requestOf());
    assert.deepEqual(outcome.ended.kind === 'failed' && outcome.ended.failure, {
      code: 'model-unreachable',
      message:
        "The proxy in between asks who you are (407), so models.example was not reached: set the proxy's name and password.",
      retryable: false,
      retryAfterMs: null,
    });
  });

  it('stopped in the middle: what arrived is kept, and it is no failure', async () => {
    const model = await opened(HAIKU, accessTo(server));
    server.answer(() => broken('stalls'));
    const stop = new AbortController();
    const outcome = await model.generate(requestOf(), {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind === 'text' && event.text.includes('herse')) stop.abort();
      },
    });
    assert.deepEqual(outcome.ended, { kind: 'stopped' });
    assert.equal(wordsOf(outcome), 'She lit the lamp herse');
    assert.ok((outcome.usage?.input ?? 0) > 0);
  });

  it('stopped before it is sent: nothing is sent', async () => {
    const model = await opened(HAIKU, accessTo(server));
    const before = server.calls.length;
    const { outcome } = await heard(model, requestOf(), AbortSignal.abort());
    assert.deepEqual(outcome.ended, { kind: 'stopped' });
    assert.equal(outcome.origin, '');
    assert.equal(server.calls.length, before);
  });

  it('a refused request is not sent once more to find out why', async () => {
    const small = await startMessagesServer({ contextTokens: 3000 });
    try {
      const model = await opened(HAIKU, accessTo(small));
      const before = small.calls.length;
      const { outcome } = await heard(model, requestOf({ turns: [said('The lamp is dark. '.repeat(2000))] }));
      assert.equal(outcome.ended.kind === 'failed' && outcome.ended.failure.code, 'model-request-refused');
      assert.equal(small.calls.length - before, 1);
      assert.equal(model.info.contextTokens, 3000);
    } finally {
      await small.close();
    }
  });

  it('nobody answers at the address', async () => {
    const gone = await unusedPort();
    const url = `http://127.0.0.1:${gone}`;
    const model = await opened(HAIKU, accessTo({ url }));
    const { outcome } = await heard(model, requestOf());
    assert.deepEqual(outcome.ended, {
      kind: 'failed',
      failure: {
        code: 'model-unreachable',
        message: `No server answers at ${url}: start it, then try again.`,
        retryable: false,
        retryAfterMs: null,
      },
    });
  });

  for (const [code, sentence] of [
    [
      'ENOTFOUND',
      'Models.example cannot be reached, because the name of https://models.example is not found: check the connection to the internet.',
    ],
    [
      'ECONNREFUSED',
      'Models.example cannot be reached, because https://models.example refuses the connection: check the address and the network.',
    ],
    [
      'CERT_HAS_EXPIRED',
      'The certificate of https://models.example is not trusted here, so nothing was sent: check the network or the proxy in between.',
    ],
    ['UND_ERR_CONNECT_TIMEOUT', 'Models.example does not answer: try again in a minute.'],
  ] as const) {
    it(`the network says ${code}`, async () => {
      const url = 'https://models.example';
      const failing: typeof fetch = () =>
        Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(`key ${KEY}`), { code }) }));
      const model = await opened(HAIKU, accessTo({ url }, { fetch: failing }));
      const result = await heard(model, requestOf());
      results.push(result);
      assert.equal(result.outcome.ended.kind === 'failed' && result.outcome.ended.failure.message, sentence);
    });
  }

  it('a refusal, and an answer cut by its limit, keep what was said and name their reason', async () => {
    const model = await opened(HAIKU, accessTo(server));
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: 'I would rather not.' }], refuses: true }));
    const refused = await heard(model, requestOf());
    assert.deepEqual(refused.outcome.ended, { kind: 'complete', stopReason: 'refusal' });
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: long.repeat(50) }] }));
    const cut = await heard(model, requestOf({ maxOutputTokens: 40 }));
    assert.deepEqual(cut.outcome.ended, { kind: 'complete', stopReason: 'length' });
    assert.ok(long.repeat(50).startsWith(wordsOf(cut.outcome)) && wordsOf(cut.outcome).length > 40);
    assert.ok((cut.outcome.usage?.output ?? 99) <= 40);
  });

  it('an opened model with a wrong key is a failure at once', async () => {
    const result = await openTextModel(HAIKU, accessTo(server, { apiKey: { origin: server.url, key: 'sk-wrong' } }));
    assert.equal(result.kind === 'failed' && result.failure.code, 'model-key-wrong');
  });

  it('never tells the key', () => {
    assert.ok(results.length > CASES.length);
    assert.ok(!JSON.stringify(results).includes(KEY));
  });
});
