import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { scriptViewSchema } from '../../src/story/analysisResult';
import { SAMPLE, createDesk, type Desk } from './runCli';

describe('writersroom export', () => {
  let desk: Desk;
  before(async () => {
    desk = createDesk();
    await desk.json(['analyze', SAMPLE]);
  });
  after(() => desk.remove());

  it('a document for people has everything that is known, in their words', async () => {
    const { exitCode, stdout, stderr } = await desk.run(['export', SAMPLE, '--format', 'md']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    for (const part of [
      '# RING FOR FERRY',
      '## Outline',
      '## Scenes',
      '## Characters',
      '### JUNE',
      '## Plot threads',
    ]) {
      assert.ok(stdout.includes(`${part}\n`), part);
    }
    assert.doesNotMatch(stdout, /[0-9a-f]{8}-[0-9a-f]{4}|undefined|null|\[object/u, 'no ids for people');
  });

  it('a breakdown has a row a scene', async () => {
    const { stdout } = await desk.run(['export', SAMPLE, '--format', 'csv']);
    const rows = stdout.split(/\r\n/u).filter((row) => row !== '');
    assert.equal(rows.filter((row) => /^(?:\d|"?\d)/u.test(row)).length, 26);
    assert.match(rows[1] ?? '', /^1,EXT\. STAITHE LANDING - DAWN,EXT,STAITHE LANDING,DAWN,1,/u);
  });

  it('data is what analyze gives, without the run', async () => {
    const out = path.join(desk.folder, 'ferry.json');
    assert.deepEqual(await desk.json(['export', SAMPLE, '--format', 'json', '--out', out]), {
      written: out,
      format: 'json',
    });
    const view = scriptViewSchema.strict().parse(JSON.parse(readFileSync(out, 'utf8')));
    assert.equal(view.scenes.length, 26);
    assert.equal((await desk.fails(1, ['export', SAMPLE, '--format', 'json', '--out', out])).code, 'file-exists');
  });

  it('makes nothing, and says what is missing', async () => {
    const file = desk.file('new.fountain', 'INT. A - DAY\n\n=cmd\n\nOne.\n\nINT. =B - DAY #=1+1#\n\nTwo.\n');
    const { exitCode, stdout, stderr } = await desk.run(['export', file, '--format', 'csv']);
    assert.equal(exitCode, 0);
    assert.match(stderr, /not analyzed.*analyze makes it\./u);
    assert.doesNotMatch(stdout, /(?:^|,)"?[=+@-]/mu, 'no field is a formula');
    const { artifacts } = (await desk.json(['status', file])) as { artifacts: unknown[] };
    assert.deepEqual(artifacts, []);
  });

  it('what changed, as a document', async () => {
    const one = desk.file('one.fountain', 'Title: Two\n\nINT. A - DAY\n\nRain on the roof all day.\n');
    const other = desk.file('other.fountain', 'Title: Two\n\nINT. A - DAY\n\nRain on the roof all night.\n');
    const { stdout } = await desk.run(['changes', one, other, '--format', 'md']);
    assert.match(stdout, /^# Two: what changed\n[^]*> Rain on the roof all ~~day\.~~ \*\*night\.\*\*\n$/u);
    assert.equal((await desk.fails(2, ['changes', one, other, '--format', 'pdf'])).code, 'usage');
  });
});
