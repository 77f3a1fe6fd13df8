import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installOnce } from './installOnce';
import { makeScratch, type Scratch } from './scratch';

describe('Installing once', () => {
  let scratch: Scratch;
  let folder: string;
  beforeEach(() => {
    scratch = makeScratch();
    folder = path.join(scratch.folder, 'installs', 'editor-1');
  });
  afterEach(() => scratch.remove());

  const filledBy = (name: string) => async (part: string) => {
    await Promise.resolve();
    writeFileSync(path.join(part, 'program'), name);
  };
  const program = () => readFileSync(path.join(folder, 'program'), 'utf8');
  const installs = () => readdirSync(path.dirname(folder));

  it('fills the folder the first time only', async () => {
    await installOnce(folder, filledBy('first'));
    await installOnce(folder, filledBy('second'));
    assert.equal(program(), 'first');
  });

  it('leaves nothing behind when it fails, and starts anew', async () => {
    const fail = () => Promise.reject(new Error('no network'));
    await assert.rejects(installOnce(folder, fail), /no network/);
    assert.deepEqual(installs(), []);
    await installOnce(folder, filledBy('second'));
    assert.equal(program(), 'second');
  });

  it('takes what another process has finished in the meantime', async () => {
    await installOnce(folder, async (part) => {
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'program'), 'the other');
      await filledBy('ours')(part);
    });
    assert.equal(program(), 'the other');
    assert.deepEqual(installs(), ['editor-1']);
  });

  it('clears away what a killed process had begun', async () => {
    mkdirSync(`${folder}.part-4194305`, { recursive: true }); // No process has such a high number.
    await installOnce(folder, filledBy('ours'));
    assert.deepEqual(installs(), ['editor-1']);
  });
});
