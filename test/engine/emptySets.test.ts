import assert from 'node:assert/strict';
import type { StatusResult } from '../../src/story/statusResult';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const SCRIPT = 'INT. SHED - DAY\n\nRain on tin.\n\nEXT. MOOR - NIGHT\n\nSnow. Nobody.\n';

describe('A set that came to nothing', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  it('is named with its reason where it is behind and may be made again, and not while it is current', async () => {
    const uri = 'file:///sets/empty';
    const { scriptId } = await on.sync(uri, SCRIPT);
    await on.analyze(scriptId);
    const ofSets = ({ artifacts, due }: StatusResult) => ({
      named: artifacts.filter(({ kind }) => kind === 'thread' || kind === 'relationship'),
      due: due.map(({ kind }) => kind).filter((kind) => kind === 'thread' || kind === 'relationship'),
    });
    assert.deepEqual(ofSets(await on.engine.readStatus(scriptId)), { named: [], due: [] });
    await on.sync(uri, SCRIPT.replace('tin', 'slate'));
    const behind = ofSets(await on.engine.readStatus(scriptId));
    assert.deepEqual(behind.due, ['thread', 'relationship']);
    assert.deepEqual(
      behind.named.map(({ kind, subject, stale }) => [kind, subject, stale]),
      [
        ['thread', null, true],
        ['relationship', null, true],
      ],
    );
    assert.ok(behind.named.every(({ reasons }) => reasons.join(' ').startsWith('1 of its 2 scenes changed (1).')));
    await on.sync(uri, SCRIPT);
    assert.deepEqual(ofSets(await on.engine.readStatus(scriptId)), { named: [], due: [] });
  });
});
