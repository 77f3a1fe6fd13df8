import assert from 'node:assert/strict';
import { listModels } from '../../src/models/listModels';
import { openTextModel } from '../../src/models/openTextModel';
import type { ModelBlock } from '../../src/story/modelMessage';
import { accessTo, answeredWith, heard, opened, requestOf, said, wordsOf } from './messagesFixtures';
import { startMessagesServer, type MessagesServer } from './messagesServer/messagesServer';
import { LOCAL_SERVER, type ServerAbilities } from './messagesServer/serverAbilities';

const LLAMA = 'server/llama3.2:3b';
const scene: ModelBlock = {
  kind: 'search-result',
  source: 'scene:4',
  title: '4 INT. LIGHTHOUSE - NIGHT',
  texts: ['She lights the lamp.', '', 'Nobody sees it.'],
};

describe('A model of a server on this machine', function () {
  this.timeout(60_000);
  let server: MessagesServer;
  const start = async (abilities: Partial<ServerAbilities> = {}) => {
    server = await startMessagesServer({ abilities: { ...LOCAL_SERVER, ...abilities }, models: ['llama3.2:3b'] });
    return accessTo(server, { apiKey: null });
  };
  afterEach(() => server.close());

  it('is asked once what it can do, and costs nothing', async () => {
    const model = await opened(LLAMA, await start());
    const asked = server.calls.length;
    const { info } = model;
    assert.equal(info.recipient, 'a server on this machine');
    assert.equal(info.local, true);
    assert.equal(info.price?.input, 0);
    assert.deepEqual(info.can, {
      tools: true,
      json: false,
      citations: false,
      cache: false,
      count: false,
      effort: false,
      batch: false,
      system: true,
      usage: true,
    });
    await heard(model, requestOf());
    await heard(model, requestOf());
    assert.equal(server.calls.length, asked + 2);
    assert.equal(await model.countTokens(requestOf(), new AbortController().signal), null);
    assert.equal(server.calls.length, asked + 2, 'a count that is not there is not asked for');
    assert.ok(server.calls.every(({ headers }) => headers.authorization === undefined && !headers['x-api-key']));
  });

  it('is sent no tools where it has none, and says so', async () => {
    const model = await opened(LLAMA, await start({ tools: false }));
    assert.equal(model.info.can.tools, false);
    const before = server.calls.length;
    const tool = { name: 'get_scene', description: 'Gives a scene.', inputSchema: { type: 'object' } };
    const { outcome } = await heard(model, requestOf({ tools: [tool] }));
    assert.deepEqual(outcome.ended.kind === 'failed' && outcome.ended.failure, {
      code: 'model-unable',
      message: 'Llama3.2:3b cannot do this (no tools): choose another model.',
      retryable: false,
      retryAfterMs: null,
    });
    assert.equal(outcome.origin, '');
    assert.equal(server.calls.length, before);
  });

  it('counts and says nothing of usage where it is like that', async () => {
    const model = await opened(LLAMA, await start({ countTokens: true, usage: false }));
    assert.equal(model.info.can.count, true);
    assert.equal(model.info.can.usage, false);
    assert.ok(((await model.countTokens(requestOf(), new AbortController().signal)) ?? 0) > 5);
    assert.equal((await heard(model, requestOf())).outcome.usage, null);
  });

  it('cites by markers, which never show', async () => {
    const model = await opened(LLAMA, await start());
    server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: 'She lit it [S1] and nobody saw [S1, S2]. Perhaps [S9].' }],
    }));
    const { outcome, events } = await heard(model, requestOf({ citations: true, turns: [said(scene, 'Who lit it?')] }));
    const first = { source: 'scene:4', text: 'She lights the lamp.', startBlock: 0, endBlock: 1, named: true };
    const second = { source: 'scene:4', text: 'Nobody sees it.', startBlock: 2, endBlock: 3, named: true };
    assert.deepEqual(outcome.content, [
      { kind: 'text', text: 'She lit it', citations: [first] },
      { kind: 'text', text: ' and nobody saw', citations: [first, second] },
      { kind: 'text', text: '. Perhaps [S9].' },
    ]);
    assert.equal(
      events.map((event) => (event.kind === 'text' ? event.text : '')).join(''),
      'She lit it and nobody saw. Perhaps [S9].',
    );
    assert.equal(events.filter(({ kind }) => kind === 'citation').length, 3);
    const sent = server.messageCalls().at(-1)?.text ?? '';
    assert.match(sent, /\[S1\] She lights the lamp\.\\n\[S2\] Nobody sees it\./);
    assert.match(sent, /Passages of the script are numbered/);
    const further = [said(scene, 'Who lit it?'), answeredWith(...outcome.content), said('Why?')];
    assert.equal((await heard(model, requestOf({ citations: true, turns: further }))).outcome.ended.kind, 'complete');
  });

  it('is asked for JSON in words; the words around it go, and nonsense is told with what was said', async () => {
    const model = await opened(LLAMA, await start());
    const request = requestOf({ output: { kind: 'json', schema: { type: 'object' } } });
    server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: 'Here it is:\n```json\n{"tone": "bleak"}\n```\nAnything else?' }],
    }));
    const good = await heard(model, request);
    assert.deepEqual(good.outcome.content, [{ kind: 'text', text: '{"tone": "bleak"}' }]);
    assert.match(server.messageCalls().at(-1)?.text ?? '', /valid against this JSON Schema/);
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: 'The tone is bleak.' }] }));
    const bad = await heard(model, request);
    assert.equal(bad.outcome.ended.kind === 'failed' && bad.outcome.ended.failure.code, 'model-nonsense');
    assert.equal(wordsOf(bad.outcome), 'The tone is bleak.');
    assert.ok((bad.outcome.usage?.output ?? 0) > 0);
  });

  it('of a server that tells as Anthropic does, what it tells counts', async () => {
    const access = await start({ models: 'anthropic', json: true, citations: true, countTokens: true });
    const { info } = await opened('server/claude-haiku-5-5', access);
    assert.equal(info.can.citations, true);
    assert.equal(info.contextTokens, 1_000_000);
    assert.equal(info.id, 'server/claude-haiku-5-5');
    // It is a gateway: what it is sent does not stay here, and is paid for.
    assert.equal(info.local, false);
    assert.equal(info.recipient, 'a server on this machine, which passes it on');
    assert.equal(info.price?.input, 0.1);
  });

  it('is not said to stay here where its name says that it is passed on', async () => {
    const access = await start();
    const { info } = await opened('server/claude-sonnet-5-5', access);
    assert.deepEqual([info.local, info.price?.input], [false, 2]);
    await server.close();
    server = await startMessagesServer({ abilities: LOCAL_SERVER, models: ['gpt-oss:120b-cloud'] });
    const cloud = await opened('server/gpt-oss:120b-cloud', accessTo(server, { apiKey: null }));
    assert.deepEqual([cloud.info.local, cloud.info.price], [false, null]);
  });

  it('has an unknown price where a key is set for it: who asks for one may charge', async () => {
    await start();
    const { info } = await opened(LLAMA, accessTo(server));
    assert.deepEqual([info.local, info.price], [true, null]);
    await server.close();
    const told = { abilities: { ...LOCAL_SERVER, models: 'anthropic' as const }, models: ['llama3.2:3b'] };
    server = await startMessagesServer(told);
    assert.equal((await opened(LLAMA, accessTo(server))).info.price, null);
    assert.equal((await opened(LLAMA, accessTo(server, { apiKey: null }))).info.price?.output, 0);
  });

  it('is a failure if it is not there, or if no server is', async () => {
    const access = await start();
    const unknown = await openTextModel('server/other', access);
    assert.equal(unknown.kind === 'failed' && unknown.failure.code, 'model-unknown');
    const { url } = server;
    await server.close();
    const gone = await openTextModel(LLAMA, access);
    assert.deepEqual(gone.kind === 'failed' && [gone.failure.code, gone.failure.message], [
      'model-unreachable',
      `No server answers at ${url}: start it, then try again.`,
    ]);
    server = await startMessagesServer();
  });

  it('lists what it has, whatever the shape', async () => {
    const access = await start();
    const listed = await listModels('server', access);
    assert.ok(listed.kind === 'listed');
    assert.deepEqual(listed.models.at(-1), { id: LLAMA, name: 'llama3.2:3b', info: null });
    await server.close();
    const none = await start({ models: 'none' });
    const failed = await listModels('server', none);
    assert.equal(failed.kind === 'failed' && failed.failure.code, 'model-unknown');
  });
});

describe('The list of Anthropic’s models', () => {
  it('comes from the server, and from the table without a key or a network', async () => {
    const server = await startMessagesServer({ contextTokens: 500_000 });
    try {
      const listed = await listModels('anthropic', accessTo(server));
      assert.ok(listed.kind === 'listed' && listed.from === 'server');
      assert.equal(listed.models.length, 3);
      const [first] = listed.models;
      assert.ok(first?.info?.price != null);
      assert.equal(first.info.contextTokens, 500_000);
      assert.equal(first.info.price.input, 0.1);
      const without = await listModels('anthropic', accessTo(server, { apiKey: null }));
      assert.ok(without.kind === 'listed' && without.from === 'table');
      assert.equal(without.models.length, 3);
      const wrong = await listModels('anthropic', accessTo(server, { apiKey: { origin: server.url, key: 'no' } }));
      assert.equal(wrong.kind === 'failed' && wrong.failure.code, 'model-key-wrong');
      const price = { ...first.info.price, input: 7 };
      const own = await listModels('anthropic', accessTo(server, { prices: { 'anthropic/claude-haiku-5-5': price } }));
      assert.equal(own.kind === 'listed' && own.models[0]?.info?.price?.input, 7);
    } finally {
      await server.close();
    }
    const gone = await listModels('anthropic', accessTo(server));
    assert.ok(gone.kind === 'listed' && gone.from === 'table');
  });
});
