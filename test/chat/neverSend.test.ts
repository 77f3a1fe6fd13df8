import assert from 'node:assert/strict';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { roomScript, thingOf } from './roomScript';
import { scriptedChatModel, sentText, type ScriptedChatModel } from './scriptedChatModel';

/** Words that only the fifth scene has. */
const SECRET = ['zephyrine', 'quillonweed', 'vexilloid', 'ombrotype'];

describe('A scene that is marked never to be sent', () => {
  let room: ModelRoom;
  let marked: string;
  before(async () => {
    const text = roomScript(12)
      .replace(`The ${thingOf(4)} was never`, `The zephyrine ${thingOf(4)} was never`)
      .replace(
        'Underneath, a number is scratched: 104.',
        'A quillonweed grows. ZEPHYRINE VEX (40s, a vexilloid) enters.\n\nZEPHYRINE VEX\nMy ombrotype is here, the ombrotype of MARA.',
      );
    room = await openModelRoom(text);
    marked = room.sceneId('5');
    await mark(true);
  });
  after(() => room.close());

  const mark = (on: boolean): Promise<unknown> =>
    room.on.engine.markNeverSend({ scriptId: room.scriptId, target: { kind: 'scene', sceneId: marked }, on });

  const assertNothingSent = ({ requests, calls }: ScriptedChatModel): void => {
    assert.ok(requests.length > 0);
    for (const request of requests) {
      const sent = sentText(request).toLowerCase();
      for (const word of [...SECRET, thingOf(4), marked]) assert.ok(!sent.includes(word), `${word} was sent`);
    }
    for (const { sceneIds } of calls) assert.ok(!sceneIds.includes(marked));
  };

  it('is sent by no tier, intent, selection, mention or tool, and the account says so', async () => {
    const tools = [
      { name: 'get_scene', input: { scene: '5' } },
      { name: 'get_scenes', input: { scenes: ['4', '5', '6'] } },
      { name: 'get_scene_context', input: { scene: '4', around: 3 } },
      { name: 'search_script', input: { query: 'number scratched stove' } },
      { name: 'get_outline', input: {} },
      { name: 'get_character', input: { name: 'MARA' } },
      { name: 'get_character', input: { name: 'NOBODY' } },
      { name: 'get_character_scenes', input: { name: 'MARA' } },
      { name: 'get_plot_threads', input: {} },
      { name: 'get_relationships', input: {} },
      { name: 'analyze_pacing', input: {} },
      { name: 'propose_edit', input: { scene: '5', edits: [{ old: 'A', new: 'B' }] } },
    ];
    for (const budgetTier of ['quick', 'standard', 'deep'] as const) {
      for (const intentHint of ['local_edit', 'scene_feedback', 'global_question', 'brainstorm'] as const) {
        const model = scriptedChatModel((_, call) => (call % 2 === 0 ? { tools } : 'Done [S4].'));
        const selection = { sceneId: marked, text: 'The zephyrine thing', startLine: 1, endLine: 1 };
        const answer = await room.ask(model, 'What is in this scene and scene 5, and who is MARA?', {
          ...{ budgetTier, intentHint, selection, currentSceneId: marked },
          mentions: { sceneIds: [marked], characters: ['MARA'] },
          remember: false,
        });
        assertNothingSent(model);
        assert.ok(
          answer.contextUsed.cut.some(({ name, reason }) => name === '5' && reason === 'marked never to be sent'),
        );
        assert.ok(answer.blocks.some(({ kind, text }) => kind === 'note' && text.includes('never to be sent')));
        assert.ok(!answer.contextUsed.scenesAsText.includes(4) && !answer.contextUsed.scenesAsCards.includes(4));
        assert.deepEqual(answer.proposals, []);
      }
    }
  });

  it('stays at home also where it was spoken of before it was marked', async () => {
    await mark(false);
    const before = scriptedChatModel((_, call) =>
      call === 0 ? { tools: [{ name: 'get_scene', input: { scene: '5' } }] } : 'She has the ombrotype [S5].',
    );
    const { conversationId } = await room.ask(before, 'What does she have?');
    assert.ok(sentText(before.requests[1]!).includes('ombrotype'), 'it may be sent while it is not marked');
    await mark(true);
    const after = scriptedChatModel(() => 'I cannot say.');
    const answer = await room.ask(after, 'And then?', { conversationId });
    assertNothingSent(after);
    assert.ok(
      answer.contextUsed.cut.some(({ name, reason }) => name === 'history' && reason.includes('never to be sent')),
    );
  });

  it('ends an answer that would go on after something was marked', async () => {
    await mark(false);
    const model = scriptedChatModel(() => ({ tools: [{ name: 'get_scene', input: { scene: '4' } }] }));
    const answer = await room.ask(model, 'What?', {}, { onEvent: ({ kind }) => kind === 'tool' && void mark(true) });
    // The mark is set while the first round runs; whichever call comes after it is not made.
    assert.equal(answer.failure?.code, 'model-never-send');
    await mark(true);
  });

  it('keeps all of a script at home where all of it, or its folder, is marked', async () => {
    const model = scriptedChatModel(() => 'No.');
    for (const target of [{ kind: 'script' }, { kind: 'folder', uri: 'file:///room' }] as const) {
      await room.on.engine.markNeverSend({ scriptId: room.scriptId, target, on: true });
      await assert.rejects(room.ask(model, 'What?'), { code: 'model-never-send' });
      await room.on.engine.markNeverSend({ scriptId: room.scriptId, target, on: false });
    }
    assert.equal(model.requests.length, 0);
  });
});
