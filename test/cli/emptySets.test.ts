import assert from 'node:assert/strict';
import { createDesk, type Desk } from './runCli';

const SCRIPT = 'INT. SHED - DAY\n\nRain on tin.\n\nEXT. MOOR - NIGHT\n\nSnow. Nobody.\n';

describe('status, of sets that came to nothing', () => {
  let desk: Desk;
  before(() => {
    desk = createDesk();
  });
  after(() => desk.remove());

  it('says why they are to be made again', async () => {
    const file = desk.file('empty.fountain', SCRIPT);
    await desk.json(['analyze', file]);
    assert.doesNotMatch((await desk.run(['status', file])).stdout, /Behind/u);
    desk.file('empty.fountain', SCRIPT.replace('tin', 'slate'));
    const { stdout } = await desk.run(['status', file]);
    assert.match(stdout, /^ {2}plot threads: 1 of its 2 scenes changed \(1\)\./mu);
    assert.match(stdout, /^ {2}setups, payoffs and echoes: 1 of its 2 scenes changed \(1\)\./mu);
  });
});
