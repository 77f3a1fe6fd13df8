import assert from 'node:assert/strict';
import type { ModelBlock, ModelTurn } from '../../src/story/modelMessage';
import { accessTo, answeredWith, heard, opened, requestOf, said, wordsOf } from './messagesFixtures';
import { startMessagesServer, type MessagesServer } from './messagesServer/messagesServer';

const HAIKU = 'anthropic/claude-haiku-5-5';
const getScene = {
  name: 'get_scene',
  description: 'Gives the text of a scene.',
  inputSchema: { type: 'object', properties: { scene: { type: 'string' } }, required: ['scene'] },
};
const scene = (id: string, ...texts: string[]): ModelBlock => ({
  kind: 'search-result',
  source: `scene:${id}`,
  title: `${id} INT. LIGHTHOUSE - NIGHT`,
  texts,
});

describe('A model behind the Messages API', function () {
  this.timeout(60_000);
  let server: MessagesServer;
  beforeEach(async () => {
    server = await startMessagesServer();
  });
  afterEach(() => server.close());
  const sentBody = () =>
    server.messageCalls().at(-1)?.body as Record<string, never> & { messages: { content: object[] }[] };

  it('answers, tells of every piece, and says what was counted', async () => {
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: 'Mara lit it, in scene 4.' }] }));
    const model = await opened(HAIKU, accessTo(server));
    const { outcome, events } = await heard(model, requestOf());
    assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
    assert.deepEqual(outcome.content, [{ kind: 'text', text: 'Mara lit it, in scene 4.' }]);
    const told = events.map((event) => (event.kind === 'text' ? event.text : ''));
    assert.ok(told.length > 1);
    assert.equal(told.join(''), 'Mara lit it, in scene 4.');
    const billed = server.messageCalls()[0]?.billed;
    assert.deepEqual(outcome.usage, billed);
    assert.equal(await model.countTokens(requestOf(), new AbortController().signal), billed?.input);
  });

  it('works through tools: thinking goes back as it was, results come first', async () => {
    server.answer((_, { number }) =>
      number === 0
        ? {
            kind: 'answer',
            thinking: 'I have to read scene 4.',
            content: [
              { kind: 'text', text: 'Let me look.' },
              { kind: 'tool', name: 'get_scene', input: { scene: '4' } },
            ],
          }
        : {
            kind: 'answer',
            content: [{ kind: 'text', text: 'She did.', cites: [{ result: 0, start: 1, end: 2 }] }],
          },
    );
    const model = await opened(HAIKU, accessTo(server));
    const request = requestOf({ tools: [getScene], citations: true, effort: 'medium' });
    const first = await heard(model, request);
    assert.deepEqual(first.outcome.ended, { kind: 'complete', stopReason: 'tool' });
    assert.deepEqual(
      first.outcome.content.map(({ kind }) => kind),
      ['opaque', 'text', 'tool-use'],
    );
    assert.deepEqual(
      first.events.filter(({ kind }) => kind !== 'text'),
      [{ kind: 'thinking' }, { kind: 'tool', name: 'get_scene' }],
    );
    const call = first.outcome.content[2];
    assert.ok(call?.kind === 'tool-use');
    assert.deepEqual(call.input, { scene: '4' });

    const result: ModelTurn = {
      role: 'user',
      content: [
        { kind: 'text', text: 'Go on.' },
        {
          kind: 'tool-result',
          toolUseId: call.id,
          isError: false,
          content: [scene('4', '', 'She lights the lamp.', 'Nobody sees it.')] as never,
        },
      ],
    };
    const turns = [...request.turns, { role: 'assistant' as const, content: first.outcome.content }, result];
    const second = await heard(model, { ...request, turns });
    assert.deepEqual(second.outcome.ended, { kind: 'complete', stopReason: 'end' });
    const citation = { source: 'scene:4', text: 'Nobody sees it.', startBlock: 2, endBlock: 3 };
    assert.deepEqual(second.outcome.content, [{ kind: 'text', text: 'She did.', citations: [citation] }]);
    assert.deepEqual(second.events.at(-1), { kind: 'citation', citation });

    // What it cited goes back with its citations, and thinking of another model does not go at all.
    const third = [...turns, answeredWith(...second.outcome.content), said('Why?')];
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: 'Fear.' }] }));
    assert.equal(wordsOf((await heard(model, { ...request, turns: third })).outcome), 'Fear.');
    const back = sentBody().messages.at(-2)?.content[0] as { citations?: object[] };
    assert.equal(back.citations?.length, 1);
    const opus = await opened('anthropic/claude-opus-5-5', accessTo(server));
    assert.equal(wordsOf((await heard(opus, { ...request, turns: third })).outcome), 'Fear.');
  });

  it('asks for JSON by schema, says lengths in words where they are not enforced, and keeps what it gets', async () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        tone: { type: 'string', maxLength: 20 },
        beats: { type: 'array', minItems: 2, items: { type: 'string' } },
      },
      required: ['tone'],
    };
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: '{"tone":"bleak"}' }] }));
    const model = await opened(HAIKU, accessTo(server));
    const request = requestOf({ output: { kind: 'json', schema } });
    const { outcome } = await heard(model, request);
    assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
    assert.equal(wordsOf(outcome), '{"tone":"bleak"}');
    // Bad JSON is not lost: the SDK's own parsing would throw it away.
    server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: '{"tone":"bl' }] }));
    assert.equal(wordsOf((await heard(model, request)).outcome), '{"tone":"bl');
  });

  it('thinks as much as it is told to, in the way each model is told', async () => {
    const thinking = async (id: string, effort: 'none' | 'high') => {
      await heard(await opened(id, accessTo(server)), requestOf({ effort }));
      const { thinking: sent, output_config: config } = sentBody() as unknown as {
        thinking: { type: string };
        output_config: { effort: string };
      };
      return [sent.type, config.effort];
    };
    assert.deepEqual(await thinking(HAIKU, 'none'), ['disabled', 'low']);
    assert.deepEqual(await thinking('anthropic/claude-sonnet-5-5', 'none'), ['between_tools', 'low']);
    assert.deepEqual(await thinking('anthropic/claude-opus-5-5', 'none'), ['adaptive', 'low']);
    assert.deepEqual(await thinking('anthropic/claude-opus-5-5', 'high'), ['adaptive', 'high']);
  });

  it('reads the constant part from the cache, tool turns too', async () => {
    const model = await opened(HAIKU, accessTo(server));
    const stable = 'The keeper climbs the stairs and counts them. '.repeat(150);
    const request = requestOf({ system: 'Constant. '.repeat(300), cacheSystem: 'long', tools: [getScene] });
    const turns = (question: string) => [
      said({ kind: 'text', text: stable, cache: 'long' }, { kind: 'text', text: question, cache: 'short' }),
    ];
    const first = (await heard(model, { ...request, turns: turns('One?') })).outcome.usage;
    const second = (await heard(model, { ...request, turns: turns('Two?') })).outcome.usage;
    assert.ok(first !== null && second !== null);
    assert.ok(first.cacheWrite > 2000 && first.cacheRead === 0);
    assert.ok((first.cacheWriteLong ?? 0) > 1500 && (first.cacheWriteLong ?? 0) < first.cacheWrite);
    assert.ok(second.cacheRead > 2000 && second.input + second.cacheWrite < 40);
  });

  it('sends four cache points at most: the system’s, the first and the last', async () => {
    const model = await opened(HAIKU, accessTo(server));
    const marked = (text: string): ModelBlock => ({ kind: 'text', text, cache: 'short' });
    const request = requestOf({
      cacheSystem: 'short',
      turns: [said(marked('1'), marked('2'), marked('3'), { kind: 'text', text: '4', cache: 'long' }, marked('5'))],
    });
    const { outcome } = await heard(model, request);
    assert.equal(outcome.ended.kind, 'complete');
    const content = sentBody().messages[0]?.content as { text: string; cache_control?: object }[];
    assert.deepEqual(
      content.filter((block) => block.cache_control).map(({ text }) => text),
      ['1', '4', '5'],
    );
  });

  it('sends nothing that cannot be seen, and no empty text', async () => {
    const model = await opened(HAIKU, accessTo(server));
    const hidden = '\u202Eevil\u202C\u200B \u{E0041}\u{E0042}';
    const request = requestOf({
      turns: [said(`Who${hidden}?`, ' \n', '\u200B', scene('4', `She ${hidden} lights`, '\u2060'))],
    });
    const { outcome } = await heard(model, request);
    assert.equal(outcome.ended.kind, 'complete');
    const { text } = server.messageCalls().at(-1) ?? {};
    assert.ok(text?.includes('Whoevil ?'));
    assert.doesNotMatch(text ?? '', /[\u202A-\u202E\u200B\u2060]|\\u20|\u{E0041}/u);
  });

  it('joins turns of one role and drops empty ones', async () => {
    const model = await opened(HAIKU, accessTo(server));
    const { outcome } = await heard(model, requestOf({ turns: [said('One'), said(''), said('Two')] }));
    assert.equal(outcome.ended.kind, 'complete');
    assert.equal(sentBody().messages.length, 1);
  });

  it('does not send a call of a tool whose input was cut', async () => {
    server.answer(() => ({
      kind: 'answer',
      content: [
        { kind: 'text', text: 'Let me look.' },
        { kind: 'tool', name: 'get_scene', input: { scene: 'a long name '.repeat(60) } },
      ],
    }));
    const model = await opened(HAIKU, accessTo(server));
    const { outcome } = await heard(model, requestOf({ tools: [getScene], maxOutputTokens: 60 }));
    assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'length' });
    assert.deepEqual(outcome.content, [{ kind: 'text', text: 'Let me look.' }]);
  });

  it('never rejects because of who listens', async () => {
    const model = await opened(HAIKU, accessTo(server));
    const outcome = await model.generate(requestOf(), {
      signal: new AbortController().signal,
      onEvent: () => {
        throw new Error('the panel is gone');
      },
    });
    assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
  });
});
