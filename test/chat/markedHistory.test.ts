import assert from 'node:assert/strict';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { roomScript } from './roomScript';
import { scriptedChatModel, sentText, type ScriptedChatModel } from './scriptedChatModel';

/** Two scenes of one vocabulary, so that no word is the first one's alone, and others that are read beside neither. */
const TEXT = [
  'EXT. LIGHTHOUSE - NIGHT\n\nJonas kills the keeper at the lamp. Mara sees the boat and counts the steps.\n\nMARA\nThe keeper was my father.',
  'INT. CHAPEL - DAY\n\nMara sees the keeper at the boat. Jonas counts the steps, and the lamp kills the night.\n\nJONAS\nMy father was the keeper.',
  'INT. KITCHEN - DAY\n\nBread is cut. Edda pours milk and hums.\n\nEDDA\nEat before it turns.',
].join('\n\n');

describe('What was said of a scene before it was marked never to be sent', () => {
  let room: ModelRoom;
  beforeEach(async () => {
    room = await openModelRoom(`${TEXT}\n`);
  });
  afterEach(() => room.close());

  const mark = (label: string, on = true): Promise<unknown> =>
    room.on.engine.markNeverSend({
      ...{ scriptId: room.scriptId, on },
      target: { kind: 'scene', sceneId: room.sceneId(label) },
    });
  const talk = async (
    answers: readonly string[],
    begun: string | null = null,
    more: Parameters<ModelRoom['ask']>[2] = {},
  ): Promise<string | null> => {
    let conversationId = begun;
    for (const [at, said] of answers.entries()) {
      const model = scriptedChatModel(() => said);
      conversationId = (await room.ask(model, `Question ${at}?`, { ...more, conversationId })).conversationId;
    }
    return conversationId;
  };
  const sent = ({ requests }: ScriptedChatModel): string => requests.map(sentText).join('\n');

  it('stays at home though its words are in other scenes too, and the account says so', async () => {
    const conversationId = await talk([
      'He does: "Jonas kills the keeper" [S1].',
      'It is the keeper who dies, and Mara who sees it.',
      'The steps are counted [S2].',
    ]);
    await mark('1');
    const model = scriptedChatModel(() => 'I cannot say.');
    const { contextUsed } = await room.ask(model, 'And then?', { conversationId });
    for (const said of ['Jonas kills the keeper', 'who dies', 'are counted', 'Question 0'])
      assert.ok(!sent(model).includes(said), `${said} was sent`);
    assert.ok(contextUsed.cut.some(({ name, reason }) => name === 'history' && reason.includes('never to be sent')));

    const after = scriptedChatModel(() => 'Still nothing.');
    await room.ask(after, 'And now?', { conversationId });
    assert.ok(sent(after).includes('I cannot say.'), 'what was asked since is sent: it was made of none of it');
    await mark('1', false);
    const freed = scriptedChatModel(() => 'He did.');
    await room.ask(freed, 'And now?', { conversationId });
    assert.ok(sent(freed).includes('Jonas kills the keeper'));
  });

  it('is known of what a tool gave, and of what was made of such an answer', async () => {
    const large = await openModelRoom(roomScript(24), 'file:///room/large.fountain');
    const made = async (model: ScriptedChatModel, conversationId: string | null) => {
      const { contextUsed, ...answer } = await large.ask(model, 'Who paid?', { conversationId, budgetTier: 'quick' });
      return { ...answer, scenes: contextUsed.sceneIds ?? [] };
    };
    try {
      const without = await made(
        scriptedChatModel(() => 'Nobody.'),
        null,
      );
      const { scenes } = await large.on.engine.readScript(large.scriptId);
      const other = scenes.find(({ id }) => !without.scenes.includes(id));
      const tools = [{ name: 'get_scene', input: { scene: other?.label } }];
      const told = await made(
        scriptedChatModel((_, call) => (call === 0 ? { tools } : 'She did.')),
        null,
      );
      assert.ok(other !== undefined && told.scenes.includes(other.id));
      const next = await made(
        scriptedChatModel(() => 'Yes.'),
        told.conversationId,
      );
      assert.ok(next.scenes.includes(other.id));
    } finally {
      await large.close();
    }
  });

  /** Sums up in these words, and answers `Yes.` */
  const summing = (topic: string): ScriptedChatModel =>
    scriptedChatModel(({ tools }) =>
      tools.length === 0
        ? JSON.stringify({ topics: [topic], decisions: [], preferences: [], openQuestions: [] })
        : 'Yes.',
    );
  const eight = (said: string): string[] => Array.from({ length: 8 }, (_, at) => `${said}, ${at}.`);

  it('is in no summary that is sent; one that is made without it is, and is not paid for again', async () => {
    const conversationId = await talk(eight('It is the keeper who dies'));
    const before = summing('a death');
    await room.ask(before, 'Who?', { conversationId });
    assert.deepEqual([before.requests.length, sentText(before.requests[1]!).includes('a death')], [2, true]);

    await mark('1');
    const none = summing('nothing');
    const { contextUsed } = await room.ask(none, 'What now?', { conversationId });
    assert.equal(none.requests.length, 1, 'nothing is left that may be summarised');
    assert.ok(!sent(none).includes('a death') && !sent(none).includes('who dies'));
    assert.ok(contextUsed.cut.some(({ name, reason }) => name === 'history' && reason.includes('never to be sent')));

    await talk(eight('It is bread'), conversationId);
    const bread = summing('of bread');
    await room.ask(bread, 'What of it?', { conversationId });
    await room.ask(bread, 'And now?', { conversationId });
    assert.equal(bread.requests.length, 3, 'the summary is there the second time');
    assert.ok(sentText(bread.requests[2]!).includes('of bread'));
    assert.ok(!sent(bread).includes('a death') && !sent(bread).includes('who dies'));

    await mark('2');
    const last = summing('nothing');
    await room.ask(last, 'And now?', { conversationId });
    assert.ok(!sent(last).includes('of bread') && !sent(last).includes('It is bread'));
  });
});
