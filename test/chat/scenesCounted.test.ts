import assert from 'node:assert/strict';
import { startEngineOnDisk, type EngineOnDisk } from '../engine/engineOnDisk';

describe('What was searched', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  it('is as many scenes in the account as in the answer: text before the first heading is none', async () => {
    const scene = (at: number): string => `INT. ROOM ${at} - DAY\n\nSomebody winds clock ${at}.\n`;
    const { scriptId } = await on.sync('file:///counted', `FADE IN:\n\nFog.\n\n${[1, 2, 3].map(scene).join('\n')}`);
    const { answer, contextUsed } = await on.engine.ask({
      ...{ scriptId, conversationId: null, message: 'Why did the gardener wind a clock?', currentSceneId: null },
      ...{ intentHint: null, budgetTier: 'quick', remember: false },
    });
    assert.match(answer, /all 3 scenes/);
    assert.equal(contextUsed.scenesSearched, 3);
  });
});
