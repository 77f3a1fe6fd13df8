import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { analysisResultSchema, type AnalysisResult } from '../../src/story/analysisResult';
import { chatMessageResponseSchema } from '../../src/story/chatMessage';
import { markResultSchema } from '../../src/story/neverSend';
import { statusResultSchema } from '../../src/story/statusResult';
import { enginePids } from '../harness/enginesEnd';
import { artifactAnswer } from '../models/artifactAnswers';
import { KEY, startMessagesServer } from '../models/messagesServer/messagesServer';
import { createModelDesk, SCENES, scriptOf, useModelDesk } from './modelDesk';
import { onlyObject, SAMPLE, type CliRun } from './runCli';

const result = (run: CliRun): AnalysisResult => analysisResultSchema.strict().parse(onlyObject(run));
const text = (call: { readonly text: string }): string => call.text;

describe('writersroom with a model', function () {
  this.timeout(300_000);
  const on = useModelDesk();
  const { run, ledgerOf } = on;
  const paid = (command: string, file: string, ...more: readonly string[]): Promise<CliRun> =>
    run([command, file, ...more, ...on.model, '--yes', '--json']);
  it('tells the price and what goes where, and sends nothing, unless it is agreed to', async () => {
    const file = on.desk.file('price.fountain', scriptOf('priced'));
    const failure = await on.desk.fails(1, ['analyze', file, ...on.model], { env: on.env });
    assert.equal(failure.code, 'model-not-confirmed');
    assert.match(failure.message, /claude-haiku-5-5: 3 of 3 scenes need cards/u);
    assert.match(failure.message, /About [\d,]+ tokens in, [\d,]+ out: \$[\d.]+ to \$[\d.]+\./u);
    assert.match(failure.message, /text of 3 scenes \(1–3\).* go to a server on this machine.*notes stay here/u);
    assert.match(failure.message, /Nothing was sent: agree to it with --yes\.$/u);
    assert.equal(
      (await on.desk.fails(1, ['ask', file, 'Who is Mara?', ...on.model], { env: on.env })).code,
      failure.code,
    );
    const dry = await run(['analyze', file, ...on.model, '--dry-run', '--json']);
    const { price } = onlyObject(dry) as {
      price: { requests: number; sceneTexts: string[]; costUsd: { top: number } };
    };
    assert.ok(dry.exitCode === 0 && price.requests >= 3 && price.costUsd.top > 0);
    assert.equal(price.sceneTexts.length, 3);
    const status = statusResultSchema.parse(onlyObject(await run(['status', file, ...on.model, '--json'])));
    const cards = status.due.find(({ kind }) => kind === 'card');
    assert.ok(cards?.count === 3 && cards.tokens > 0 && (cards.costUsd ?? 0) > 0);
    assert.deepEqual(on.newCalls().calls, [], 'nothing was sent');
  });

  it('makes one full analysis of the sample, then nothing; after one edited scene one card', async () => {
    const file = on.desk.file('sample.fountain', readFileSync(SAMPLE, 'utf8'));
    const made = await paid('analyze', file);
    assert.equal(made.exitCode, 0, made.stderr);
    const { run: report, scenes, outline } = result(made);
    const { calls, kinds } = on.newCalls();
    assert.deepEqual(
      [kinds.card, kinds.outline, kinds.keyScene, kinds.thread, kinds.relationship],
      [scenes.length, 1, 1, 1, 1],
    );
    assert.equal(kinds.sheet, report.generated.sheet);
    assert.ok(scenes.every(({ card }) => card?.method === 'anthropic/claude-haiku-5-5'));
    assert.equal(outline?.method, 'anthropic/claude-haiku-5-5');
    assert.ok(scenes.every(({ card }) => card?.evidence.every(({ verified }) => verified)));
    const billed = calls.reduce((sum, { costUsd }) => sum + costUsd, 0);
    assert.ok(
      Math.abs((report.costUsd ?? NaN) - billed) < 1e-9,
      `${report.costUsd} is what the server billed: ${billed}`,
    );
    assert.ok(report.usage.cacheRead > report.usage.cacheWrite, 'what all cards have in common is read from the cache');
    const ledger = await ledgerOf(file);
    assert.equal(ledger.length, calls.length);
    assert.ok(ledger.every(({ status, origin }) => status === 'complete' && origin === on.server.url));
    assert.ok(
      ledger.every(({ costUsd, reservedUsd }) => (costUsd ?? Infinity) <= (reservedUsd ?? 0)),
      'held by a limit',
    );

    const again = await paid('analyze', file);
    assert.deepEqual([again.exitCode, on.newCalls().calls.length], [0, 0]);
    on.desk.file('sample.fountain', readFileSync(SAMPLE, 'utf8').replace('and no door.', 'and no door. Rain.'));
    assert.equal((await paid('refresh', file, '--kind', 'card')).exitCode, 0);
    assert.deepEqual(on.newCalls().kinds, { card: 1 });
  });

  it('sends the key of its own origin only, and no variable leads elsewhere', async () => {
    const decoy = await startMessagesServer({ keys: ['sk-ant-real'] });
    try {
      const file = on.desk.file('keys.fountain', scriptOf('keyed', SCENES.slice(0, 1)));
      const led = {
        ANTHROPIC_BASE_URL: decoy.url,
        ANTHROPIC_API_KEY: 'sk-ant-real',
        ANTHROPIC_AUTH_TOKEN: 'token',
        HTTPS_PROXY: decoy.url,
      };
      const made = await run(['refresh', file, '--kind', 'card', ...on.model, '--yes', '--json'], led);
      assert.equal(made.exitCode, 0, made.stderr);
      for (const { headers } of on.server.calls) {
        assert.equal(headers.authorization, `Bearer ${KEY}`);
        assert.equal(headers['x-api-key'], undefined, 'the header of Anthropic is for Anthropic');
      }
      const without = ['refresh', file, '--kind', 'card', '--model', 'anthropic/claude-haiku-5-5', '--yes'];
      const missing = await on.desk.fails(1, without, { env: { ...led, ANTHROPIC_API_KEY: '' } });
      assert.equal(missing.code, 'model-key-missing');
      assert.match(missing.message, /ANTHROPIC_API_KEY/u);
      const plain = ['analyze', file, '--model', 'server/some', '--base-url', 'http://example.com', '--yes'];
      assert.equal((await on.desk.fails(1, plain, { env: led })).code, 'model-address-wrong');
      assert.deepEqual(decoy.calls, []);
    } finally {
      await decoy.close();
    }
  });

  it('never sends what is marked, by any path', async () => {
    // Other scripts with lines of what is marked here would stay home too.
    const apart = await createModelDesk();
    const runApart = (args: readonly string[]): Promise<CliRun> => apart.desk.run(args, { env: apart.env });
    const paidApart = (command: string, file: string, ...more: readonly string[]): Promise<CliRun> =>
      runApart([command, file, ...more, ...apart.model, '--yes', '--json']);
    try {
      const file = apart.desk.file('marked/marked.fountain', scriptOf('marked'));
      const marked = markResultSchema
        .strict()
        .parse(await apart.desk.json(['mark', file, '--never-send', 'on', '--scene', '2']));
      assert.deepEqual(marked, { neverSend: { script: false, folders: [], scenes: ['2'] } });
      const made = await paidApart('analyze', file);
      assert.equal(made.exitCode, 0, made.stderr);
      assert.match(made.stderr, /1 scene is marked never to be sent and is left out\./u);
      assert.equal(result(made).scenes[1]?.card?.method, 'offline');
      for (const question of ['Where is the zinnober letter?', 'What happens in scene 2?']) {
        const asked = await runApart(['ask', file, question, '--tier', 'deep', ...apart.model, '--yes', '--json']);
        assert.equal(asked.exitCode, 0, asked.stderr);
      }
      const first = apart.newCalls();
      assert.ok((first.kinds.chat ?? 0) >= 2 && first.kinds.card === 2);
      // The question itself is the writer's to send.
      const sent = first.calls.map(text).join('\n').replaceAll('Where is the zinnober letter?', '');
      assert.doesNotMatch(sent, /zinnober|quillfeather|tin roof/u);

      await apart.desk.json(['mark', file, '--never-send', 'on']);
      assert.equal(
        (await apart.desk.fails(1, ['ask', file, 'Who is Mara?', ...apart.model, '--yes'], { env: apart.env })).code,
        'model-never-send',
      );
      await paidApart('analyze', file, '--remake');
      assert.deepEqual(apart.newCalls().calls, [], 'the script');
      await apart.desk.json(['mark', file, '--never-send', 'off']);
      const folder = markResultSchema.parse(await apart.desk.json(['mark', file, '--never-send', 'on', '--folder']));
      assert.equal(folder.neverSend.folders.length, 1);
      const other = apart.desk.file('marked/other.fountain', scriptOf('foldered', SCENES.toReversed()));
      await paidApart('analyze', other);
      assert.deepEqual(apart.newCalls().calls, [], 'another script in the folder');
      const off = await apart.desk.json(['mark', file, '--never-send', 'off', '--folder']);
      assert.deepEqual(off, { neverSend: { script: false, folders: [], scenes: ['2'] } });
    } finally {
      await apart.remove();
    }
  });

  it('killed half-way, asks for nothing again whose answer was stored, and for no more than ran at once', async () => {
    // Scenes of its own: what was made of the sample before would be copied.
    const again = readFileSync(SAMPLE, 'utf8').replace(/^(?:INT|EXT|I\/E|EST|\.(?!\.)).*$/gmu, '$& AGAIN');
    const file = on.desk.file('killed.fountain', again);
    let killed = false as boolean;
    on.server.answer((request) => {
      if (!killed && on.server.messageCalls().length >= before + 14) {
        killed = true;
        for (const pid of enginePids(on.desk.folder)) process.kill(pid, 'SIGKILL');
      }
      return artifactAnswer(request);
    });
    const before = on.server.messageCalls().length;
    const made = await paid('refresh', file, '--kind', 'card');
    assert.equal(made.exitCode, 0, made.stderr);
    const { scenes } = result(made);
    const { calls } = on.newCalls();
    const bodies = calls.map(text);
    const twice = bodies.length - new Set(bodies).size;
    assert.ok(killed && new Set(bodies).size === scenes.length);
    assert.ok(twice <= 10, `${twice} were asked for twice, and ten ran at once`);
    assert.ok(scenes.every(({ card }) => card?.version === 1 && card.method !== 'offline'));
    const ledger = await ledgerOf(file);
    assert.ok(ledger.length >= calls.length, 'every call is in the ledger');
    assert.equal(ledger.filter(({ status }) => status === 'complete').length, scenes.length);
  });

  it('cancelled by Ctrl-C, gives what is there and keeps it', async () => {
    const file = on.desk.file('cancelled.fountain', scriptOf('cancelled'));
    let held: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (held = resolve));
    on.server.answer((request) => {
      const answer = artifactAnswer(request);
      if (!JSON.stringify(request.messages).includes('A boat comes in')) return answer;
      held();
      return { ...answer, beforeEvent: () => new Promise(() => undefined) };
    });
    const started = on.desk.start(['refresh', file, '--kind', 'card', ...on.model, '--yes', '--json'], {
      env: on.env,
      stdin: '',
    });
    await reached;
    started.child.kill('SIGINT');
    const ended = await started.ended;
    assert.equal(ended.exitCode, 130, ended.stderr);
    const { run: report, scenes } = result(ended);
    assert.ok(report.cancelled && report.failed.length === 0 && scenes[2]?.card === null);
    const kept = scenes.filter(({ card }) => card !== null).length;
    on.server.answer((request) => artifactAnswer(request));
    on.newCalls();
    assert.equal((await paid('refresh', file, '--kind', 'card')).exitCode, 0);
    assert.deepEqual(on.newCalls().kinds, { card: 3 - kept });
  });

  it('stops before its limits, with what was made', async () => {
    const file = on.desk.file('limit.fountain', scriptOf('limited'));
    const nothing = await paid('refresh', file, '--kind', 'card', '--day-limit-usd', '0');
    assert.equal(nothing.exitCode, 1);
    assert.deepEqual(
      result(nothing).run.failed.map(({ code }) => code),
      ['model-limit-reached'],
    );
    assert.deepEqual(on.newCalls().calls, []);
    const env = { WRITERSROOM_LIMIT_USD: '0.0000001' };
    const told = await run(['refresh', file, '--kind', 'card', ...on.model, '--yes'], env);
    assert.equal(told.exitCode, 1);
    assert.match(told.stdout, /1 artifact failed: Nothing more was sent: this run may cost at most/u);
    assert.deepEqual(on.newCalls().calls, []);
    for (const limit of [['--limit-usd', '0'], []]) {
      const args = ['ask', file, 'Who?', ...limit, ...on.model, '--yes'];
      const env = { ...on.env, ...(limit.length === 0 && { WRITERSROOM_LIMIT_USD: '0.0000001' }) };
      const { code, message } = await on.desk.fails(1, args, { env });
      assert.equal(code, 'model-limit-reached');
      assert.match(message, /this question may cost at most \$0\.00/u);
    }
    const asked = await run(['ask', file, 'Who?', '--day-limit-usd', '0', ...on.model, '--yes', '--json']);
    assert.equal(asked.exitCode, 1, asked.stderr);
    assert.deepEqual(on.newCalls().calls, []);
  });

  it('holds a day by what was piped in too, of which nothing else is kept', async () => {
    const apart = await createModelDesk();
    try {
      const pipe = (of: string, ...limit: readonly string[]): Promise<CliRun> =>
        apart.desk.run(['refresh', '-', '--kind', 'card', ...apart.model, ...limit, '--yes', '--json'], {
          env: apart.env,
          stdin: scriptOf(of),
        });
      const day = (result(await pipe('piped first')).run.costUsd ?? NaN) * 2.2;
      for (const of of ['piped second', 'piped third']) await pipe(of, '--day-limit-usd', String(day));
      const billed = apart.server.messageCalls().reduce((sum, call) => sum + call.costUsd, 0);
      assert.ok(billed > 0 && billed <= day, `${billed} of a day of ${day}`);
      const failure = await apart.desk.fails(2, ['ledger', '-']);
      assert.match(failure.message, /only what it cost is kept/u);
    } finally {
      await apart.remove();
    }
  });

  it('answers a question with what it cites, and its price', async () => {
    const file = on.desk.file('asked.fountain', scriptOf('asked'));
    on.server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: 'In scene 1 he says "Never in this life." [S1]' }],
    }));
    const asked = await run(['ask', file, 'Does Jonas give her the key?', ...on.model, '--yes', '--json']);
    assert.equal(asked.exitCode, 0, asked.stderr);
    const answer = chatMessageResponseSchema.parse(onlyObject(asked));
    assert.deepEqual([answer.method, answer.status], ['anthropic/claude-haiku-5-5', 'complete']);
    assert.ok(answer.citations.some(({ label, verified }) => label === '1' && verified));
    assert.ok((await ledgerOf(file)).some(({ purpose }) => purpose === 'chat'));
    const table = await run(['ledger', file]);
    assert.match(table.stdout, /question in the chat .*claude-haiku-5-5 .*\$0\.\d+ +complete/u);
    on.server.answer((request) => ({ ...artifactAnswer(request), breaks: { afterEvents: 3, how: 'reset' } }));
    const broken = await run(['ask', file, 'And then?', ...on.model, '--yes', '--json']);
    assert.equal(broken.exitCode, 1);
    assert.equal(chatMessageResponseSchema.parse(onlyObject(broken)).status, 'failed');
  });
});
