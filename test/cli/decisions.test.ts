import assert from 'node:assert/strict';
import { aliasResultSchema, pinResultSchema } from '../../src/story/scriptDecisions';
import { statusResultSchema } from '../../src/story/statusResult';
import { createDesk, type Desk } from './runCli';

const SCRIPT = [
  'INT. TOWER - NIGHT\n\nThe lamp is dark.\n\nKEEPER\nI have to get the lamp lit.',
  'EXT. PIER - DAWN\n\nFog.\n\nOLD MAN\nNobody you know.\n\nMARA\nWho are you?',
  'INT. KITCHEN - DAY\n\nBread.\n\nMARA\nHe is late.\n\nKEEPER\nAlways.',
].join('\n\n');

describe('alias and pin', () => {
  let desk: Desk;
  let file: string;
  before(async () => {
    desk = createDesk();
    file = desk.file('lamp.fountain', `${SCRIPT}\n`);
    await desk.json(['analyze', file]);
  });
  after(() => desk.remove());

  it('make one of two, remembered by the next command, and take them apart again', async () => {
    const merged = aliasResultSchema.strict().parse(await desk.json(['alias', file, 'OLD MAN', 'merge', 'KEEPER']));
    assert.deepEqual(
      merged.characters.find(({ name }) => name === 'KEEPER'),
      { name: 'KEEPER', aliases: ['OLD MAN'] },
    );
    const found = (await desk.json(['search', file, 'scenes with KEEPER'])) as { results: { index: number }[] };
    assert.deepEqual(found.results.map(({ index }) => index).sort(), [0, 1, 2]);
    const split = await desk.run(['alias', file, 'old man', 'split', 'keeper']);
    assert.equal(split.exitCode, 0, split.stderr);
    assert.match(split.stdout, /^ {2}OLD MAN$/m);
  });

  it('keep what is made and let it go again', async () => {
    const pinned = pinResultSchema.strict().parse(await desk.json(['pin', file, '--kind', 'card', '--subject', '2']));
    assert.equal(pinned.pinned, true);
    const status = statusResultSchema.parse(await desk.json(['status', file]));
    assert.deepEqual(
      status.artifacts.filter((one) => one.pinned).map(({ kind, subject }) => ({ kind, subject })),
      [{ kind: 'card', subject: pinned.subject }],
    );
    const off = await desk.json(['pin', file, '--kind', 'card', '--subject', '2', '--off']);
    assert.deepEqual(off, { pinned: false, kind: 'card', subject: pinned.subject });
    const after = statusResultSchema.parse(await desk.json(['status', file]));
    assert.equal(
      after.artifacts.some((one) => one.pinned),
      false,
    );
  });

  it('say of whom the pin was', async () => {
    const pin = async (...args: string[]): Promise<string> => (await desk.run(['pin', file, ...args])).stdout;
    assert.match(await pin('--kind', 'card', '--subject', '2'), /^The card of 2 is pinned: /u);
    assert.equal(await pin('--kind', 'card', '--subject', '2', '--off'), 'The card of 2 is no longer pinned.\n');
    await desk.json(['alias', file, 'OLD MAN', 'merge', 'KEEPER']);
    assert.match(await pin('--kind', 'sheet', '--subject', 'old man'), /^The sheet of KEEPER is pinned: /u);
    assert.match((await desk.run(['status', file])).stdout, /Pinned, and kept as it is\n {2}sheet of KEEPER$/mu);
    assert.equal(
      await pin('--kind', 'sheet', '--subject', 'OLD MAN', '--off'),
      'The sheet of KEEPER is no longer pinned.\n',
    );
    await desk.json(['alias', file, 'OLD MAN', 'split', 'KEEPER']);
  });

  it('say in a sentence what is not there', async () => {
    assert.match((await desk.fails(1, ['alias', file, 'OLD MAM', 'merge', 'KEEPER'])).message, /OLD MAN/);
    assert.equal((await desk.fails(1, ['pin', file, '--kind', 'card', '--subject', '9'])).code, 'subject-unknown');
  });

  it('are told apart from wrong usage', async () => {
    for (const args of [
      ['alias', file, 'MARA', 'join', 'KEEPER'],
      ['alias', file, 'MARA', 'merge'],
      ['alias', '-', 'MARA', 'merge', 'KEEPER'],
      ['pin', file],
      ['pin', file, '--kind', 'embedding', '--subject', '1'],
      ['pin', file, '--kind', 'card'],
      ['pin', file, '--kind', 'outline', '--subject', '1'],
    ]) {
      assert.equal((await desk.fails(2, args)).code, 'usage', args.join(' '));
    }
  });
});
