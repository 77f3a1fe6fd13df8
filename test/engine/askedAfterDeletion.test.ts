import assert from 'node:assert/strict';
import type { ChatMessageResponse } from '../../src/story/chatMessage';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const FIELD = (number: number): string =>
  `EXT. FIELD ${number} - DAY\n\nWind in row ${number}.\n\nSAL\nRow ${number} done.\n`;
const PLANTED = 'Sal takes a BRASS KEY from the nail and drops it into her boot.';
const SCRIPT = [
  `INT. CABIN - DAY\n\nThe stove ticks. Rain on the tin roof.\n\n${PLANTED}\n\nSAL\nMorning.\n`,
  ...[2, 3, 4, 5, 6].map(FIELD),
].join('\n');

describe('A question asked after words were deleted, without a new analysis', () => {
  const uri = 'file:///asked/cabin.fountain';
  let on: EngineOnDisk;
  let scriptId: string;
  before(async () => {
    on = await startEngineOnDisk();
    ({ scriptId } = await on.sync(uri, SCRIPT));
    await on.analyze(scriptId);
  });
  after(() => on.remove());

  const ask = (message: string, currentSceneId: string | null = null): Promise<ChatMessageResponse> =>
    on.engine.ask({
      scriptId,
      conversationId: null,
      message,
      currentSceneId,
      intentHint: null,
      budgetTier: 'quick',
      remember: false,
    });

  it('is answered with the setup while its sentence stands', async () => {
    const { found, answer, citations } = await ask('What is still open?');
    assert.ok(found);
    assert.match(answer, /BRASS KEY/);
    assert.ok(citations.some(({ quote, verified }) => quote === PLANTED && verified));
  });

  it('says which scene the writer is in', async () => {
    const { scenes } = await on.engine.readScript(scriptId);
    const { answer, contextUsed } = await ask('Who is in this scene?', scenes[2]?.id ?? null);
    assert.match(answer, /^Speaking in scene 3/);
    assert.equal(contextUsed.scenesSearched, 1);
  });

  it('is not answered with the sentence once it is deleted, and says what is behind', async () => {
    await on.sync(uri, SCRIPT.replace(PLANTED, 'Sal waits.'));
    const { found, answer, citations } = await ask('What is still open?');
    assert.equal(found, false, answer);
    assert.doesNotMatch(answer, /BRASS KEY/);
    assert.match(answer, /as of the last analysis; behind: 1 of its 6 scenes changed \(1\)/);
    assert.ok(citations.every(({ verified }) => verified));
    for (const question of [
      'What happens in scene 1?',
      'What is the story about?',
      'What happens in act one?',
      'Who is Sal?',
    ])
      assert.doesNotMatch((await ask(question)).answer, /BRASS KEY/, question);
  });
});
