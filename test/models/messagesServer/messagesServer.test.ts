import { Anthropic, APIError } from '@anthropic-ai/sdk';
import assert from 'node:assert/strict';
import type { ScriptedAnswer } from './answer';
import { KEY, startMessagesServer, type MessagesServer } from './messagesServer';
import { LOCAL_SERVER } from './serverAbilities';

/*
 * The server of the tests, asked by the real SDK and by bare requests: what it refuses, what it counts, what it keeps.
 */
const MODEL = 'claude-haiku-5-5';
const hello: ScriptedAnswer = { kind: 'answer', content: [{ kind: 'text', text: 'Hello there.' }] };

describe('The Messages server of the tests', function () {
  this.timeout(60_000);
  let server: MessagesServer;
  let client: Anthropic;
  let time = 0;
  beforeEach(async () => {
    time = 0;
    server = await startMessagesServer({ script: () => hello, now: () => time });
    client = new Anthropic({ apiKey: KEY, authToken: null, baseURL: server.url, maxRetries: 0, openTelemetry: false });
  });
  afterEach(() => server.close());

  const user = (content: unknown) => [{ role: 'user', content }];
  const text = (words: string, more: object = {}) => ({ type: 'text', text: words, ...more });
  const result = (more: object = {}) => ({
    type: 'search_result',
    source: 'scene:1',
    title: '1 INT. LIGHTHOUSE',
    content: [text('She lights the lamp.'), text('Nobody sees it.')],
    ...more,
  });
  const tool = { name: 'get_scene', description: 'Gives a scene.', input_schema: { type: 'object', properties: {} } };
  const point = { cache_control: { type: 'ephemeral' } };

  async function send(body: object, headers: object = {}, path = '/v1/messages') {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': KEY, 'anthropic-version': '2026-10-21', ...headers },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as { type: string; error?: { type: string; message: string }; request_id?: string },
    };
  }

  const valid = { model: MODEL, max_tokens: 100, messages: user('Hello') };

  const REFUSED: readonly (readonly [string, object])[] = [
    ['temperature', { ...valid, temperature: 0.5 }],
    ['top_p', { ...valid, top_p: 0.9 }],
    ['a forced tool', { ...valid, tools: [tool], tool_choice: { type: 'any' } }],
    ['one forced tool', { ...valid, tools: [tool], tool_choice: { type: 'tool', name: 'get_scene' } }],
    ['a prefilled answer', { ...valid, messages: [...user('Hello'), { role: 'assistant', content: 'Well,' }] }],
    ['a first turn of the assistant', { ...valid, messages: [{ role: 'assistant', content: 'Hi' }, ...user('Hello')] }],
    ['a thinking budget', { ...valid, thinking: { type: 'enabled', budget_tokens: 2000 } }],
    [
      'no thinking where it cannot be turned off',
      { ...valid, model: 'claude-opus-5-5', thinking: { type: 'disabled' } },
    ],
    ['five cache points', { ...valid, messages: user([1, 2, 3, 4, 5].map((n) => text(`${n}`, point))) }],
    [
      'a long cache point after a short one',
      { ...valid, messages: user([text('a', point), text('b', { cache_control: { type: 'ephemeral', ttl: '1h' } })]) },
    ],
    ['a tool result without its call', { ...valid, messages: user([{ type: 'tool_result', tool_use_id: 'toolu_1' }]) }],
    [
      'a call without its result',
      {
        ...valid,
        tools: [tool],
        messages: [
          ...user('Hello'),
          { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'get_scene', input: {} }] },
          ...user('And?'),
        ],
      },
    ],
    ['an empty text', { ...valid, messages: user([text('')]) }],
    ['a blank text', { ...valid, messages: user([text(' \n')]) }],
    ['an empty turn', { ...valid, messages: user([]) }],
    ['an unknown field', { ...valid, seed: 1 }],
    ['an unknown field in a block', { ...valid, messages: user([text('a', { bold: true })]) }],
    ['an unknown role', { ...valid, messages: [{ role: 'critic', content: 'No' }] }],
    ['no limit of tokens', { model: MODEL, messages: user('Hello') }],
    ['a limit over the model’s', { ...valid, max_tokens: 200_000 }],
    [
      'citations with a schema',
      {
        ...valid,
        messages: user([result({ citations: { enabled: true } }), text('Who?')]),
        output_config: { format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } } },
      },
    ],
    [
      'citations of some results',
      { ...valid, messages: user([result({ citations: { enabled: true } }), result(), text('Who?')]) },
    ],
    [
      'a schema with lengths',
      { ...valid, output_config: { format: { type: 'json_schema', schema: { type: 'string', maxLength: 3 } } } },
    ],
    [
      'thinking nobody thought',
      {
        ...valid,
        messages: [
          ...user('Hello'),
          { role: 'assistant', content: [{ type: 'thinking', thinking: '', signature: 'c2ln' }, text('Hi')] },
          ...user('And?'),
        ],
      },
    ],
  ];
  for (const [name, body] of REFUSED) {
    it(`refuses ${name}`, async () => {
      const { status, body: said } = await send(body);
      assert.equal(status, 400);
      assert.equal(said.type, 'error');
      assert.equal(said.error?.type, 'invalid_request_error');
      assert.ok(said.error.message.length > 10);
      assert.match(said.request_id ?? '', /^req_/);
      assert.equal(server.calls[0]?.billed, null);
    });
  }

  it('takes what is valid, and says who it was and how much is left', async () => {
    const { status, headers } = await send({ ...valid, tools: [tool], tool_choice: { type: 'auto' } });
    assert.equal(status, 200);
    assert.match(headers.get('request-id') ?? '', /^req_/);
    assert.ok(Number(headers.get('anthropic-ratelimit-requests-remaining')) > 0);
  });

  it('joins turns of one role', async () => {
    assert.equal((await send({ ...valid, messages: [...user('Hello'), ...user('Are you there?')] })).status, 200);
  });

  it('wants a key and a version', async () => {
    assert.equal((await send(valid, { 'x-api-key': '' })).status, 401);
    assert.equal((await send(valid, { 'x-api-key': 'sk-other' })).body.error?.type, 'authentication_error');
    const bare = await fetch(`${server.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': KEY },
      body: JSON.stringify(valid),
    });
    assert.equal(bare.status, 400);
  });

  it('gives 404 for a model it has not', async () => {
    const { status, body } = await send({ ...valid, model: 'claude-1' });
    assert.equal(status, 404);
    assert.equal(body.error?.type, 'not_found_error');
  });

  it('streams to the real SDK what it says whole', async () => {
    server.answer(() => ({
      kind: 'answer',
      thinking: 'Which scene was it?',
      content: [
        { kind: 'text', text: 'Ich sehe nach. 灯台 👩‍🚀' },
        { kind: 'tool', name: 'get_scene', input: { scene: '12', deep: { a: [1, 'ü'] } } },
      ],
    }));
    const params = {
      model: MODEL,
      max_tokens: 500,
      messages: [{ role: 'user' as const, content: 'Who?' }],
      tools: [{ ...tool, input_schema: { type: 'object' as const } }],
    };
    const streamed = await client.messages.stream(params).finalMessage();
    const whole = await client.messages.create(params);
    const comparable = ({ content, stop_reason, usage }: Anthropic.Message) => ({
      content: content.map((block) => ({ ...block, id: '' })),
      stop_reason,
      output: usage.output_tokens,
      input: usage.input_tokens,
    });
    assert.deepEqual(comparable(streamed), comparable(whole));
    assert.equal(whole.stop_reason, 'tool_use');
    assert.ok((whole.usage.output_tokens_details?.thinking_tokens ?? 0) > 5);
  });

  it('keeps prefixes of 512 tokens and more for their time, and again when they are read', async () => {
    const long = 'The keeper climbs the stairs and counts them. '.repeat(120);
    const ask = (question: string, ttl: '5m' | '1h' = '5m', system = long) =>
      client.messages.create({
        model: MODEL,
        max_tokens: 50,
        system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral', ttl } }],
        messages: [{ role: 'user', content: question }],
      });
    const minutes = 60_000;
    const first = (await ask('One?')).usage;
    assert.ok((first.cache_creation_input_tokens ?? 0) > 512 && first.cache_read_input_tokens === 0);
    time += 4 * minutes;
    const second = (await ask('Two?')).usage;
    assert.equal(second.cache_read_input_tokens, first.cache_creation_input_tokens);
    assert.equal(second.cache_creation_input_tokens, 0);
    time += 4 * minutes;
    assert.equal((await ask('Three?')).usage.cache_read_input_tokens, first.cache_creation_input_tokens);
    time += 6 * minutes;
    assert.equal((await ask('Four?')).usage.cache_read_input_tokens, 0);
    assert.equal((await ask('Five?', '5m', `${long}!`)).usage.cache_read_input_tokens, 0);
    const kept = (await ask('Six?', '1h', `Other. ${long}`)).usage;
    assert.ok((kept.cache_creation?.ephemeral_1h_input_tokens ?? 0) > 512);
    time += 50 * minutes;
    assert.ok(((await ask('Seven?', '1h', `Other. ${long}`)).usage.cache_read_input_tokens ?? 0) > 512);
    const short = (await ask('Eight?', '5m', 'Short.')).usage;
    assert.equal(short.cache_creation_input_tokens, 0);
  });

  it('counts like it bills, and not like another model', async () => {
    const params = { messages: [{ role: 'user' as const, content: 'The lamp is dark, and the tower with it.' }] };
    const counted = await client.messages.countTokens({ model: MODEL, ...params });
    const { usage } = await client.messages.create({ model: MODEL, max_tokens: 50, ...params });
    assert.equal(counted.input_tokens, usage.input_tokens);
    const opus = await client.messages.countTokens({ model: 'claude-opus-5-5', ...params });
    assert.ok(opus.input_tokens > counted.input_tokens);
  });

  it('takes thinking back as it was, and only there', async () => {
    server.answer(() => ({ ...hello, thinking: 'The lamp.' }));
    const first = { role: 'user' as const, content: 'Who lit it?' };
    const answer = await client.messages.create({ model: MODEL, max_tokens: 100, messages: [first] });
    const next = (turns: Anthropic.MessageParam[], model = MODEL) =>
      client.messages.create({ model, max_tokens: 100, messages: [...turns, { role: 'user', content: 'Why?' }] });
    const given: Anthropic.MessageParam = {
      role: 'assistant',
      content: answer.content as Anthropic.ContentBlockParam[],
    };
    assert.equal(answer.content[0]?.type, 'thinking');
    assert.equal((await next([first, given])).stop_reason, 'end_turn');
    const refused = (error: unknown) => error instanceof APIError && error.status === 400;
    await assert.rejects(next([{ ...first, content: 'Who lit it!' }, given]), refused);
    await assert.rejects(next([first, given], 'claude-opus-5-5'), refused);
  });

  it('stops at its limits: of tokens, of the context', async () => {
    const words = 'word '.repeat(400);
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: words }] }));
    const cut = await client.messages.create({
      model: MODEL,
      max_tokens: 30,
      messages: [{ role: 'user', content: 'Go' }],
    });
    assert.equal(cut.stop_reason, 'max_tokens');
    assert.ok(cut.usage.output_tokens <= 30);
    const small = await startMessagesServer({
      contextTokens: 200,
      script: () => ({ kind: 'answer', content: [{ kind: 'text', text: words }] }),
    });
    const other = new Anthropic({ apiKey: KEY, baseURL: small.url, maxRetries: 0 });
    const full = await other.messages.create({
      model: MODEL,
      max_tokens: 900,
      messages: [{ role: 'user', content: 'Go' }],
    });
    assert.equal(full.stop_reason, 'model_context_window_exceeded');
    await small.close();
  });

  it('cites what it was given to cite, over results in turns and of tools', async () => {
    server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: 'She did.', cites: [{ result: 1, start: 0, end: 2 }] }],
    }));
    const cited = { citations: { enabled: true } };
    const { body } = await send({
      ...valid,
      tools: [tool],
      messages: [
        { role: 'user', content: [result(cited), text('Who?')] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'get_scene', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: [result({ ...cited, source: 'scene:2' })] },
          ],
        },
      ],
    });
    const [block] = (body as unknown as Anthropic.Message).content;
    assert.deepEqual(block?.type === 'text' && block.citations, [
      {
        type: 'search_result_location',
        cited_text: 'She lights the lamp.Nobody sees it.',
        search_result_index: 1,
        source: 'scene:2',
        title: '1 INT. LIGHTHOUSE',
        start_block_index: 0,
        end_block_index: 2,
      },
    ]);
  });

  it('tells of its models, and has none where it has none', async () => {
    const told = await client.models.retrieve('claude-opus-5-5');
    assert.equal(told.capabilities?.thinking.types.disabled.supported, false);
    const listed = [];
    for await (const one of client.models.list()) listed.push(one.id);
    assert.deepEqual(listed, ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5']);
    const local = await startMessagesServer({ abilities: { ...LOCAL_SERVER, models: 'none' }, models: ['llama'] });
    assert.equal((await fetch(`${local.url}/v1/models`)).status, 404);
    await local.close();
  });

  it('makes batches at half the price, in any order, and cancels them', async () => {
    const request = (custom_id: string, content: string) => ({
      custom_id,
      params: { model: MODEL, max_tokens: 50, messages: [{ role: 'user' as const, content }] },
    });
    const batch = await client.messages.batches.create({ requests: [request('a', 'One'), request('b', 'Two')] });
    assert.equal(batch.processing_status, 'in_progress');
    await server.finishBatches();
    const ended = await client.messages.batches.retrieve(batch.id);
    assert.equal(ended.processing_status, 'ended');
    const results = [];
    for await (const one of await client.messages.batches.results(batch.id))
      results.push([one.custom_id, one.result.type]);
    assert.deepEqual(results, [
      ['b', 'succeeded'],
      ['a', 'succeeded'],
    ]);
    await client.messages.create(request('', 'One').params);
    await client.messages.create(request('', 'Two').params);
    const [made, ...single] = server.calls.filter(({ costUsd }) => costUsd > 0);
    assert.ok(Math.abs((made?.costUsd ?? 0) * 2 - single.reduce((sum, { costUsd }) => sum + costUsd, 0)) < 1e-12);

    const other = await client.messages.batches.create({ requests: [request('a', 'One')] });
    assert.equal((await client.messages.batches.cancel(other.id)).processing_status, 'canceling');
    await server.finishBatches();
    assert.equal((await client.messages.batches.retrieve(other.id)).request_counts.canceled, 1);
  });
});
