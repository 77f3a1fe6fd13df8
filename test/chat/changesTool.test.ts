import assert from 'node:assert/strict';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { roomScript } from './roomScript';
import { SCRIPTED, scriptedChatModel } from './scriptedChatModel';

const uri = 'file:///changes/tide.fountain';

describe('A model that asks what changed', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom(roomScript(9), uri);
  });
  after(() => room.close());

  const changes = async (input: object, hold?: () => Promise<void>) => {
    const model = scriptedChatModel((_, call) =>
      call === 0 ? { tools: [{ name: 'get_changes', input }], ...(hold && { hold }) } : 'That is what changed.',
    );
    const answer = await room.on.engine.ask(
      {
        ...{ scriptId: room.scriptId, conversationId: null, message: 'What changed?', model: SCRIPTED },
        ...{ currentSceneId: null, intentHint: null, budgetTier: 'deep', remember: false },
      },
      { models: model.models },
    );
    const [result] = (model.requests[1]?.turns.at(-1)?.content ?? []).filter((block) => block.kind === 'tool-result');
    const [part] = result?.content ?? [];
    return { answer, isError: result?.isError, told: part?.kind === 'text' ? part.text : '' };
  };

  it('is told what the text has that the analysis was not made from, and nothing of what is marked', async () => {
    assert.deepEqual((await changes({})).told, 'Nothing changed.');
    const scenes = room.text.split(/\n\n(?=(?:INT|EXT)\. )/u);
    const rewritten = scenes.map((scene, at) =>
      at === 3 || at === 6 ? scene.replace('nobody has lit the stove', 'the stove is cold at last') : scene,
    );
    const added = 'INT. BOILER ROOM - NIGHT\n\nSteam, and a hundred valves that nobody has counted.';
    await room.on.sync(uri, [...rewritten.slice(0, 5), added, ...rewritten.slice(5, 9)].join('\n\n'));
    const target = { kind: 'scene', sceneId: room.sceneId('6') } as const;
    await room.on.engine.markNeverSend({ scriptId: room.scriptId, on: true, target });
    for (const input of [{}, { since: 'analysis' }]) {
      const { told, isError } = await changes(input);
      assert.equal(isError, false);
      const lines = told.split('\n');
      assert.ok(lines.includes('rewritten: 3 INT. NET LOFT - DAY'), told);
      assert.ok(lines.includes('added: 5 INT. BOILER ROOM - NIGHT'), told);
      assert.ok(lines.includes('cut: INT. CHAPEL - DAY'), told);
      assert.ok(!/^rewritten: 7/mu.test(told), told);
    }
  });

  it('is told that there is no other draft to compare with', async () => {
    const { isError, told } = await changes({ since: 'draft 1' });
    assert.equal(isError, true);
    assert.match(told, /^Wrong input: since/u);
  });

  it('is told that a tool failed, and answers all the same', async () => {
    const rename = (from: string, to: string): Promise<unknown> =>
      room.on.rows(`ALTER TABLE scene_summaries RENAME COLUMN ${from} TO ${to}`);
    const hold = async (): Promise<void> => {
      await rename('generated_at', 'made_at');
    };
    const { answer, isError, told } = await changes({}, hold);
    await rename('made_at', 'generated_at');
    assert.deepEqual([answer.status, answer.answer.split('\n')[0]], ['complete', 'That is what changed.']);
    assert.deepEqual([isError, told], [true, 'This tool failed. Answer without it.']);
  });
});
