import assert from 'node:assert/strict';
import { DEFAULT_REFRESH_THRESHOLDS, type RefreshThresholds } from '../../src/story/runsByItself';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk } from './engineOnDisk';

const URI = 'file:///thresholds/begun';
const TEXT = write([sceneAt(4001), sceneAt(4002), sceneAt(4003)]);
const LATER: RefreshThresholds = { ...DEFAULT_REFRESH_THRESHOLDS, partialScenes: 4, partialPages: 90 };

describe('From when on a script counts as begun', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());
  beforeEach(() => on.engine.closeScript(URI, true));

  const sync = async (version: number, thresholds?: RefreshThresholds) =>
    synced(await on.engine.sync({ ...wholeText(URI, TEXT, version), ...(thresholds !== undefined && { thresholds }) }));
  const storedState = async (scriptId: string): Promise<unknown> =>
    (await on.rows<{ state: string }>('SELECT state FROM scripts WHERE id = $1', [scriptId]))[0]?.state;
  /** How many cards a run that nobody asked for makes. */
  const cardsByItself = async (scriptId: string): Promise<number> =>
    (await on.analyze(scriptId, { asked: false })).run.generated.card;

  it('is as the window says, for its state and for what is made by itself alike', async () => {
    const { scriptId, state } = await sync(1, LATER);
    assert.deepEqual([state, await storedState(scriptId), await cardsByItself(scriptId)], ['empty', 'empty', 0]);
    // The same text, with other settings.
    const after = await sync(1, { ...LATER, partialScenes: 3 });
    assert.deepEqual([after.state, after.changed, await storedState(scriptId)], ['partial', true, 'partial']);
    assert.equal(await cardsByItself(scriptId), 3);
  });

  it('stays as it was said where another change says nothing of it', async () => {
    await sync(1, LATER);
    const { scriptId, state } = await sync(2);
    assert.deepEqual([state, await cardsByItself(scriptId)], ['empty', 0]);
  });

  it('is three scenes or ten pages where nobody says anything', async () => {
    const { scriptId, state } = await sync(1);
    assert.deepEqual([state, await cardsByItself(scriptId)], ['partial', 3]);
  });
});
