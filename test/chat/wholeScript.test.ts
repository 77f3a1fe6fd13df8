import assert from 'node:assert/strict';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { roomScript, thingOf } from './roomScript';
import { prefixBlocks, scriptedChatModel } from './scriptedChatModel';

describe('A script that is shorter than what would be chosen of it', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom(
      roomScript(9).replace('number is scratched: 102', 'number is scratched: 102 [[secret note]]'),
    );
  });
  after(() => room.close());

  it('is sent once and whole, in front of everything that varies', async () => {
    const model = scriptedChatModel(() => 'There [S2].');
    const first = await room.ask(model, `Where is the ${thingOf(1)}?`, { budgetTier: 'deep' });
    await room.ask(model, `Who has the ${thingOf(7)}?`, { budgetTier: 'deep' });
    const { scenesAsText, scenesAsCards, parts } = first.contextUsed;
    assert.deepEqual([scenesAsText, scenesAsCards], [[0, 1, 2, 3, 4, 5, 6, 7, 8], []]);
    assert.ok(parts.some(({ name, tokens }) => name === 'whole script' && tokens > 0));
    assert.ok(parts.every(({ name }) => !['scenes', 'lines', 'cards', 'outline'].includes(name)));
    const sent = JSON.stringify(model.requests[0]?.turns);
    for (let at = 0; at < 9; at++) {
      const words = `Underneath, a number is scratched: ${100 + at}.`.slice(0, -1);
      assert.equal(sent.split(words).length - 1, 1, words);
    }
    assert.ok(!sent.includes('secret note'));
    const [one = [], other = []] = model.requests.map(prefixBlocks);
    const content = model.requests[0]?.turns[0]?.content ?? [];
    const front = content.findIndex((block) => block.kind !== 'opaque' && block.cache === 'long') + 2;
    assert.ok(front > 9, 'the cache point stands behind the last scene');
    assert.deepEqual(other.slice(0, front), one.slice(0, front));
    assert.deepEqual(model.calls[0]?.sceneIds.length, 9);
  });

  it('is not sent where the tier has no room for it', async () => {
    const model = scriptedChatModel(() => 'There [S2].');
    const { contextUsed } = await room.ask(model, `Where is the ${thingOf(1)}?`, { budgetTier: 'quick' });
    assert.ok(contextUsed.parts.every(({ name }) => name !== 'whole script'));
  });

  it('goes without the scenes that are marked', async () => {
    const sceneId = room.sceneId('4');
    const mark = (on: boolean): Promise<unknown> =>
      room.on.engine.markNeverSend({ scriptId: room.scriptId, target: { kind: 'scene', sceneId }, on });
    await mark(true);
    const model = scriptedChatModel(() => 'There [S2].');
    const { contextUsed } = await room.ask(model, 'Where is the compass?', { budgetTier: 'deep' });
    await mark(false);
    assert.deepEqual(contextUsed.scenesAsText, [0, 1, 2, 4, 5, 6, 7, 8]);
    assert.ok(contextUsed.cut.some(({ reason }) => reason.includes('marked never to be sent')));
    assert.ok(!JSON.stringify(model.requests).includes('scratched: 103'));
    assert.ok(!model.calls.some(({ sceneIds }) => sceneIds.includes(sceneId)));
  });
});
