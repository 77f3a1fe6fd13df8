import assert from 'node:assert/strict';
import { analysisResultSchema } from '../../src/story/analysisResult';
import { conductOf } from '../../src/engine/pipeline/modelConduct';
import type { LedgerCall } from '../../src/story/ledger';
import type { ModelFailureCode } from '../../src/story/modelMessage';
import { unusedPort } from '../harness/unusedPort';
import { artifactAnswer } from '../models/artifactAnswers';
import type { ScriptedAnswer } from '../models/messagesServer/answer';
import { startMessagesServer, type MessagesServer, type Script } from '../models/messagesServer/messagesServer';
import type { ScriptedFault } from '../models/messagesServer/scriptedFault';
import { LOCAL_SERVER } from '../models/messagesServer/serverAbilities';
import { scriptOf, useModelDesk } from './modelDesk';
import { type CliRun } from './runCli';

/** In the last scene, which is the one that something is wrong with. */
const LAST = 'A boat comes in';

const WORDS = 'She lit the lamp herself, and nobody saw it.';
const said = (text: string): ScriptedAnswer => ({ kind: 'answer', content: [{ kind: 'text', text }] });
const broken = (how: NonNullable<ScriptedAnswer['breaks']>['how']): ScriptedAnswer => ({
  ...said(WORDS),
  breaks: { afterEvents: 5, how },
});
/** The part of it that had come. */
const ARRIVED = 'She lit the lamp herse';
/** An error that asks for a wait of some milliseconds: how long one lasts is told by the cases of the model layer. */
const soon = (status: number): ScriptedFault => ({ kind: 'error', status, headers: { 'retry-after-ms': '20' } });

interface Told {
  readonly sentence: string;
  /** How often it was sent. */
  readonly sent: number;
}
interface Answered extends Told {
  /** The ledger has it as answered: to a question any words are an answer. */
  readonly isAnswered?: true;
  /** What of the answer is printed; absent: nothing came. */
  readonly kept?: string;
  readonly exitCode?: number;
}

interface Case {
  readonly name: string;
  readonly fault: ScriptedFault | ScriptedAnswer;
  /** How each failed call stands in the ledger. */
  readonly code: ModelFailureCode;
  /** What a failed call costs: nothing, or what was counted. */
  readonly costs: 'nothing' | 'counted';
  readonly card: Told;
  readonly question: Answered;
}

/** Of a fault that means the same to a card and to a question. */
const both = (sentence: string, sent: { readonly card: number; readonly question: number }) => ({
  card: { sentence, sent: sent.card },
  question: { sentence, sent: sent.question },
});

const ONCE = { card: 1, question: 1 };
/** A card is asked for three times more, a question twice. */
const AGAIN = { card: 4, question: 3 };
const NONSENSE = 'The model twice answered something other than it was asked for: try again, or choose another model.';

const CASES: readonly Case[] = [
  {
    name: 'a wrong key',
    fault: { kind: 'error', status: 401 },
    code: 'model-key-wrong',
    costs: 'nothing',
    ...both('ORIGIN does not accept the key in WRITERSROOM_API_KEY: set another in the environment.', ONCE),
  },
  {
    name: 'a model that is gone',
    fault: { kind: 'error', status: 404 },
    code: 'model-unknown',
    costs: 'nothing',
    ...both('A server on this machine has no model named claude-haiku-5-5 (any more): choose another.', ONCE),
  },
  {
    name: 'a connection that ends before an answer',
    fault: { kind: 'reset' },
    code: 'model-unreachable',
    costs: 'counted',
    ...both('No server answers at ORIGIN: start it, then try again.', AGAIN),
  },
  {
    name: 'a rate limit with a wait',
    fault: soon(429),
    code: 'model-rate-limited',
    costs: 'nothing',
    ...both('A server on this machine takes no more requests for 1 s: try again then.', AGAIN),
  },
  {
    name: 'a rate limit with a longer wait than anybody sits through',
    fault: { kind: 'error', status: 429, retryAfter: '7200' },
    code: 'model-rate-limited',
    costs: 'nothing',
    ...both('A server on this machine takes no more requests for 2 hours: try again then.', ONCE),
  },
  {
    name: 'an overloaded provider (529)',
    fault: soon(529),
    code: 'model-busy',
    costs: 'nothing',
    ...both('A server on this machine is busy (529): try again in a minute.', AGAIN),
  },
  {
    name: 'an error of the provider (500)',
    fault: soon(500),
    code: 'model-server-error',
    costs: 'nothing',
    ...both('A server on this machine failed on its own side (500): try again.', AGAIN),
  },
  ...(['error-event', 'ends'] as const).map((how): Case => ({
    name: how === 'ends' ? 'a stream that just ends' : 'an error in the middle of the stream',
    fault: broken(how),
    code: 'model-interrupted',
    costs: 'counted',
    card: { sentence: 'The answer of the model broke off before its end each time: try again later.', sent: 4 },
    question: {
      sentence: 'The answer of a server on this machine broke off before its end; what arrived is kept: try again.',
      sent: 1,
      kept: ARRIVED,
    },
  })),
  {
    name: 'a refusal',
    fault: { ...said('I would rather not.'), refuses: true },
    code: 'model-declined',
    costs: 'counted',
    card: { sentence: 'The model declined to read this: choose another model for it, or offline.', sent: 1 },
    question: {
      sentence: 'The model declined to answer. Ask in other words, or use another model.',
      sent: 1,
      kept: 'I would rather not.',
    },
  },
  {
    name: 'an answer cut by its limit',
    fault: said(`${WORDS} `.repeat(1000)),
    code: 'model-cut-off',
    costs: 'counted',
    // Asked for again with twice the room.
    card: { sentence: 'The answer of the model was longer than it may be: choose another model.', sent: 2 },
    question: {
      sentence: 'The answer was cut off at its limit. Ask for the rest, or allow longer answers.',
      sent: 1,
      kept: WORDS,
      exitCode: 0,
    },
  },
  {
    name: 'a page of a hotel instead of an answer',
    fault: { kind: 'nonsense', contentType: 'text/html', body: '<html>Log in</html>' },
    code: 'model-nonsense',
    costs: 'counted',
    ...both(
      'Claude-haiku-5-5 at a server on this machine answered with something that cannot be read: try again, or choose another model.',
      ONCE,
    ),
  },
  {
    name: 'nonsense instead of JSON',
    fault: said('Certainly! Here is what you asked for.'),
    code: 'model-nonsense',
    costs: 'counted',
    card: { sentence: NONSENSE, sent: 2 },
    question: {
      sentence: 'Nothing in the script is cited for this.',
      sent: 1,
      kept: 'Certainly!',
      exitCode: 0,
      isAnswered: true,
    },
  },
  {
    name: 'JSON of another schema',
    fault: said('{"action": 7, "tone": null}'),
    code: 'model-nonsense',
    costs: 'counted',
    card: { sentence: NONSENSE, sent: 2 },
    question: {
      sentence: 'Nothing in the script is cited for this.',
      sent: 1,
      kept: '{"action": 7',
      exitCode: 0,
      isAnswered: true,
    },
  },
  {
    name: 'an answer without a word',
    fault: said(''),
    code: 'model-nonsense',
    costs: 'counted',
    card: { sentence: NONSENSE, sent: 2 },
    question: { sentence: 'The model answered nothing. Try again.', sent: 1, isAnswered: true },
  },
];

describe('writersroom, where something is wrong with a model,', function () {
  this.timeout(120_000);
  const on = useModelDesk();
  const { run } = on;
  const cards = (file: string, model = on.model): Promise<CliRun> =>
    run(['refresh', file, '--kind', 'card', ...model, '--yes']);
  const ask = (file: string, model = on.model): Promise<CliRun> =>
    run(['ask', file, 'Who wants to go home?', ...model, '--yes']);
  /** The fault where the last scene is asked about, else a good answer. */
  const onLast = (fault: Script): Script => {
    return (request, call) =>
      JSON.stringify(request.messages).includes(LAST) ? fault(request, call) : artifactAnswer(request);
  };
  const checkCosts = (calls: readonly LedgerCall[], costs: Case['costs']): void => {
    const told = calls.map(({ costUsd }) => (costUsd === null ? 'unknown' : costUsd === 0 ? 'nothing' : 'counted'));
    assert.deepEqual([...new Set(told)], [costs]);
  };

  for (const { name, fault, code, costs, card, question } of CASES) {
    it(`${name}: keeps what was made, and says what to do`, async () => {
      const file = on.desk.file(`${name.replaceAll(' ', '-')}.fountain`, scriptOf(name));
      on.server.answer(onLast(() => fault));
      const made = await cards(file);
      assert.equal(made.exitCode, 1, made.stderr);
      const sentence = card.sentence.replace('ORIGIN', on.server.url);
      // What is about this one scene is made by rules meanwhile.
      const cardsMade = conductOf(code) === 'skip' ? 3 : 2;
      assert.ok(made.stdout.includes(`Made ${cardsMade} cards, by models and rules`), made.stdout);
      const kept = 'What was made is kept; the same command again makes the rest.';
      assert.ok(made.stdout.includes(`1 artifact failed: ${sentence} ${kept}`), made.stdout);
      assert.ok(!made.stdout.includes('at a price that is not known here'), made.stdout);
      assert.deepEqual(on.newCalls().kinds, { card: 2 + card.sent });
      const calls = await on.ledgerOf(file);
      const failed = calls.filter(({ status }) => status === 'failed');
      assert.deepEqual([calls.length, failed.length], [2 + card.sent, card.sent]);
      assert.deepEqual([...new Set(failed.map(({ failureCode }) => failureCode))], [code]);
      checkCosts(failed, costs);

      on.server.answer((request) => artifactAnswer(request));
      const rest = await cards(file);
      assert.equal(rest.exitCode, 0, rest.stderr);
      assert.deepEqual(on.newCalls().kinds, { card: 1 }, 'what was made is not asked for again');

      on.server.answer(() => fault);
      const asked = await ask(file);
      assert.equal(asked.exitCode, question.exitCode ?? 1, asked.stderr);
      const told = question.sentence.replace('ORIGIN', on.server.url);
      assert.ok((question.exitCode === 0 ? asked.stdout : asked.stderr).includes(told), asked.stdout + asked.stderr);
      assert.ok(asked.stdout.startsWith(question.kept ?? 'anthropic/claude-haiku-5-5: '), asked.stdout);
      assert.deepEqual(on.newCalls().kinds, { chat: question.sent });
      const askings = (await on.ledgerOf(file)).filter(({ purpose }) => purpose === 'chat');
      assert.equal(askings.length, question.sent, 'each time it was sent has a row');
      const stands = question.isAnswered === true ? ['complete', null] : ['failed', code];
      assert.deepEqual([askings[0]?.status, askings[0]?.failureCode], stands);
      checkCosts(askings, costs);
    });
  }

  it('quotes that the script does not have: left out, counted and told', async () => {
    const file = on.desk.file('invented.fountain', scriptOf('invented'));
    on.server.answer((request) => {
      const answer = artifactAnswer(request);
      const content = answer.content.map((block) => {
        if (block.kind !== 'text') return block;
        const card = JSON.parse(block.text) as { quotes: string[] };
        return { ...block, text: JSON.stringify({ ...card, quotes: ['I killed the mayor.', 'the'] }) };
      });
      return { ...answer, content };
    });
    const made = await cards(file);
    assert.match(made.stdout, /6 pieces of evidence in the answers were left out: the script does not have them\./u);
    const { scenes } = analysisResultSchema.parse(await on.desk.json(['analyze', file]));
    assert.ok(scenes.every(({ card }) => card?.evidence.every(({ quote }) => quote === null)));
  });

  it('JSON in words of its own, in a list or said twice: read all the same, and asked for once', async () => {
    const odd: readonly ((json: string) => string)[] = [
      (json) => `Sure {here} it is:\n${json}\nHope that {helps}!`,
      (json) => `[${json}]`,
      (json) => `${json}\n${json}`,
    ];
    for (const [index, wrap] of odd.entries()) {
      const file = on.desk.file(`odd-${index}.fountain`, scriptOf(`odd ${index}`));
      on.server.answer((request) => {
        const answer = artifactAnswer(request);
        const content = answer.content.map((block) =>
          block.kind === 'text' ? { ...block, text: wrap(block.text) } : block,
        );
        return { ...answer, content };
      });
      const made = await cards(file);
      assert.match(made.stdout, /Made 3 cards, by models and rules,/u, made.stderr);
      assert.deepEqual(on.newCalls().kinds, { card: 3 });
    }
  });

  it('a rate limit that passes: waits, goes on, and it is no failure', async () => {
    const file = on.desk.file('passes.fountain', scriptOf('passing'));
    let busy = true;
    const once: Script = (request) => {
      if (!busy) return artifactAnswer(request);
      busy = false;
      return soon(429);
    };
    on.server.answer(onLast(once));
    const made = await cards(file);
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stdout, /Made 3 cards, .*, got \d+: \$[\d.]+\.\n$/u);
    assert.deepEqual(on.newCalls().kinds, { card: 4 });
    busy = true;
    on.server.answer(once);
    const asked = await ask(file);
    assert.equal(asked.exitCode, 0, asked.stderr);
    assert.match(asked.stderr, /the model is busy, trying again in 1 s/u);
    assert.deepEqual(on.newCalls().kinds, { chat: 2 });
  });

  it('a fault that every call shares: nothing more is sent, of no kind', async () => {
    const file = on.desk.file('shared.fountain', scriptOf('shared'));
    on.server.answer(onLast(() => ({ kind: 'error', status: 401 })));
    const made = await run(['analyze', file, ...on.model, '--yes']);
    assert.equal(made.exitCode, 1, made.stderr);
    assert.match(made.stdout, /1 artifact failed: .* does not accept the key/u);
    assert.deepEqual(on.newCalls().kinds, { card: 3 });
  });

  it('a wrong key from the start: nothing is sent', async () => {
    const file = on.desk.file('key.fountain', scriptOf('keyed'));
    for (const args of [
      ['refresh', file, '--kind', 'card'],
      ['ask', file, 'Who wants to go home?'],
    ]) {
      const env = { WRITERSROOM_API_KEY: 'sk-wrong' };
      const failure = await on.desk.fails(1, [...args, ...on.model, '--yes'], { env });
      assert.deepEqual(failure, {
        code: 'model-key-wrong',
        message: `${on.server.url} does not accept the key in WRITERSROOM_API_KEY: set another in the environment.`,
        retryable: false,
      });
    }
    assert.deepEqual(on.newCalls().calls, []);
  });

  it('a model that never was there: nothing is sent', async () => {
    const file = on.desk.file('never.fountain', scriptOf('never there'));
    for (const model of ['anthropic/claude-gone', 'server/gone']) {
      const args = ['ask', file, 'Who wants to go home?', '--model', model, '--base-url', on.server.url, '--yes'];
      const failure = await on.desk.fails(1, args, { env: on.env });
      assert.deepEqual(failure, {
        code: 'model-unknown',
        message: `A server on this machine has no model named ${model.split('/')[1] ?? ''} (any more): choose another.`,
        retryable: false,
      });
    }
  });

  it('no network: says so at once, costs nothing, and what is there stays', async () => {
    const file = on.desk.file('network.fountain', scriptOf('unreached'));
    const url = `http://127.0.0.1:${await unusedPort()}`;
    const sentence = `No server answers at ${url}: start it, then try again.`;
    await run(['analyze', file]);
    const known = ['--model', 'anthropic/claude-haiku-5-5', '--base-url', url];
    const made = await cards(file, known);
    assert.equal(made.exitCode, 1, made.stderr);
    assert.ok(made.stdout.includes(`1 artifact failed: ${sentence}`), made.stdout);
    assert.doesNotMatch(made.stdout, /price that is not known/u);
    const asked = await ask(file, known);
    assert.ok(asked.exitCode === 1 && asked.stderr.includes(sentence), asked.stderr);
    const calls = await on.ledgerOf(file);
    assert.ok(calls.length > 0);
    checkCosts(calls, 'nothing');
    const { scenes, run: report } = analysisResultSchema.parse(await on.desk.json(['analyze', file]));
    assert.ok(scenes.every(({ card }) => card?.method === 'offline') && report.generated.card === 0);
    const unknown = ['ask', file, 'Who?', '--model', 'server/some', '--base-url', url, '--yes'];
    assert.equal((await on.desk.fails(1, unknown, { env: on.env })).message, sentence);
  });

  it('a dead proxy in the environment: no other variable is read, so it is in nobody’s way', async () => {
    const file = on.desk.file('proxy.fountain', scriptOf('proxied'));
    const proxy = `http://127.0.0.1:${await unusedPort()}`;
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
    const env = Object.fromEntries(names.map((name) => [name, proxy]));
    const made = await run(['refresh', file, '--kind', 'card', ...on.model, '--yes'], env);
    assert.equal(made.exitCode, 0, made.stderr);
    const asked = await run(['ask', file, 'Who wants to go home?', ...on.model, '--yes'], env);
    assert.equal(asked.exitCode, 0, asked.stderr);
    assert.deepEqual(on.newCalls().kinds, { card: 3, chat: 1 });
  });

  describe('a server as they run on a desk,', () => {
    let server: MessagesServer;
    const start = async (lacks: Parameters<typeof startMessagesServer>[0]): Promise<readonly string[]> => {
      server = await startMessagesServer({ models: ['some'], script: (request) => artifactAnswer(request), ...lacks });
      return ['--model', 'server/some', '--base-url', server.url];
    };
    afterEach(() => server.close());

    it('without tools: cards as ever, and a question is answered from what is sent with it', async () => {
      const model = await start({ abilities: { ...LOCAL_SERVER, tools: false } });
      const file = on.desk.file('tools.fountain', scriptOf('without tools'));
      const made = await cards(file, model);
      assert.equal(made.exitCode, 0, made.stderr);
      assert.match(made.stdout, /Made 3 cards/u);
      const asked = await ask(file, model);
      assert.equal(asked.exitCode, 0, asked.stderr);
      assert.match(asked.stdout, /^Nothing else is known of/u);
      const question = server.messageCalls().at(-1);
      assert.ok(question?.body?.tools === undefined && question?.text.includes(LAST), 'the scene itself is sent');
    });

    it('is sent nothing before the writer agrees, whatever its model is called and though it is free', async () => {
      for (const name of ['quay-7b', 'gpt-5', 'us.anthropic.claude-haiku']) {
        await start({ abilities: LOCAL_SERVER, models: [name] });
        const model = ['--model', `server/${name}`, '--base-url', server.url];
        const file = on.desk.file('agreed.fountain', scriptOf('agreed'));
        for (const args of [
          ['refresh', file, '--kind', 'card'],
          ['ask', file, 'Who wants to go home?'],
        ]) {
          const failure = await on.desk.fails(1, [...args, ...model]);
          assert.equal(failure.code, 'model-not-confirmed');
          assert.match(failure.message, /agree to it with --yes/u);
        }
        assert.ok(!server.calls.some(({ text }) => text.includes(LAST)), name);
        await server.close();
      }
      await start({});
    });

    it('that does not tell what its model can do: is asked once a command, with nothing of the script, and it is said', async () => {
      const model = await start({ abilities: LOCAL_SERVER });
      const file = on.desk.file('probed.fountain', scriptOf('probed'));
      const told = `To find out what some can do, ${server.url} is sent a word of greeting and nothing of any script.`;
      for (const args of [['status'], ['analyze', '--dry-run'], ['refresh', '--kind', 'card', '--yes']]) {
        const before = server.messageCalls().length;
        const [command = '', ...more] = args;
        const { exitCode, stderr } = await on.desk.run([command, file, ...more, ...model]);
        assert.equal(exitCode, 0, stderr);
        assert.equal(stderr.split(told).length, 2, stderr);
        const probes = server
          .messageCalls()
          .slice(before)
          .filter(({ text }) => !text.includes('INT. HUT'));
        const words = probes.filter(({ text }) => !/EXT\.|A gull/u.test(text)).map(({ text }) => text);
        assert.equal(words.length, 1, words.join('\n'));
      }
    });

    it('at a price that nobody knows: says that no limit holds it, and where nothing may be spent nothing is sent', async () => {
      const model = await start({ abilities: LOCAL_SERVER });
      const file = on.desk.file('unknown.fountain', scriptOf('at an unknown price'));
      const before = (): number => server.messageCalls().filter(({ text }) => text.includes('A gull')).length;
      for (const limit of ['--limit-usd', '--day-limit-usd']) {
        const made = await run(['refresh', file, '--kind', 'card', ...model, '--yes', limit, '0']);
        assert.match(made.stderr, /a limit in dollars cannot hold it/u);
        assert.match(made.stdout, /Nothing more was sent/u);
        const asked = await run(['ask', file, 'Who?', ...model, '--yes', limit, '0']);
        assert.equal(asked.exitCode, 1);
        assert.match(
          asked.stderr,
          /a limit in dollars cannot hold it.*Nothing was sent: .* may cost at most \$0\.00/su,
        );
      }
      assert.equal(before(), 0);
    });

    it('without token counts: our own count is told before, and what is free costs nothing', async () => {
      const model = await start({ abilities: { ...LOCAL_SERVER, usage: false } });
      const file = on.desk.file('counts.fountain', scriptOf('without counts'));
      // Without a key: what one is needed for may cost something.
      const made = await on.desk.run(['refresh', file, '--kind', 'card', ...model, '--yes']);
      assert.equal(made.exitCode, 0, made.stderr);
      assert.match(made.stderr, /About [\d,]{3,} tokens in/u);
      assert.match(made.stdout, /Made 3 cards/u);
      const asked = await on.desk.run(['ask', file, 'Who wants to go home?', ...model, '--yes']);
      assert.equal(asked.exitCode, 0, asked.stderr);
      const calls = await on.ledgerOf(file);
      assert.deepEqual(
        calls.map(({ purpose, costUsd, usage }) => [purpose, costUsd, usage.input]),
        [
          ['chat', 0, 0],
          ['card', 0, 0],
          ['card', 0, 0],
          ['card', 0, 0],
        ],
      );
    });
  });
});
