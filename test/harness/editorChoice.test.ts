import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseEditor } from './editorChoice';
import { makeScratch } from './scratch';
import { chooseVSCode } from './vscode';

const server = { platform: 'linux', arch: 'x64' };
const mac = { platform: 'darwin', arch: 'arm64' };

describe('The VS Code that tests run in', () => {
  it('is the one a variable names, else by platform', () => {
    const named = { VSCODE_EXECUTABLE: '/opt/code', VSCODE_TEST_DOWNLOAD: '1.101.0' };
    assert.deepEqual(chooseVSCode(named, server), { kind: 'executable', path: '/opt/code' });
    const version = { VSCODE_TEST_DOWNLOAD: '1.101.0' };
    assert.deepEqual(chooseVSCode(version, server), { kind: 'download', version: '1.101.0' });
    assert.deepEqual(chooseVSCode({}, server), { kind: 'code-server' });
    assert.deepEqual(chooseVSCode({}, mac), { kind: 'download', version: 'stable' });
    assert.deepEqual(chooseVSCode({}, { platform: 'linux', arch: 'arm64' }), { kind: 'download', version: 'stable' });
  });
});

describe('The VS Code that a person sees', () => {
  it('is the named one, else the installed one, else a download where there is a screen', () => {
    const scratch = makeScratch();
    const bin = path.join(scratch.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'code'), '');
    const installed = { PATH: ['/nowhere', bin].join(path.delimiter) };
    assert.deepEqual(chooseEditor({ ...installed, VSCODE_EXECUTABLE: '/opt/code' }, mac), {
      kind: 'executable',
      path: '/opt/code',
    });
    assert.deepEqual(chooseEditor(installed, mac), { kind: 'executable', path: path.join(bin, 'code') });
    scratch.remove();
    assert.deepEqual(chooseEditor({}, mac), { kind: 'download', version: 'stable' });
    assert.deepEqual(chooseEditor({ DISPLAY: ':0' }, server), { kind: 'download', version: 'stable' });
    assert.deepEqual(chooseEditor({}, server), { kind: 'code-server' });
  });
});
