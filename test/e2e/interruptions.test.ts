import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDesk } from '../cli/runCli';
import { enginesEnd } from '../harness/enginesEnd';
import { until } from '../harness/until';
import type { EditorWindow } from '../harness/window';
import { addedLine, analyzed, openRoom, SAMPLE, scenesAreThere, statusBar } from './room';

const LONG = Array.from(
  { length: 400 },
  (_, index) =>
    `INT. ROOM ${index + 1} - ${index % 2 === 0 ? 'DAY' : 'NIGHT'}\n\nMara puts a BRASS KEY number ${index} on the table and waits.\n\nMARA\nI want to go home, ${index} times.\n\nJONAS\nThen go. Nobody holds you in room ${index + 1}.\n\n`,
).join('');

describe('Work that is interrupted', () => {
  const windows: EditorWindow[] = [];
  const open = async (options: Parameters<typeof openRoom>[0]): Promise<EditorWindow> => {
    const window = await openRoom(options);
    windows.push(window);
    return window;
  };
  // A window in which a test failed stays for its picture; the harness closes it.
  afterEach(async function () {
    if (this.currentTest?.state !== 'passed') return;
    for (const window of windows.splice(0)) await window.close();
  });

  it('stops when the writer cancels it, keeps what was made, and is no error', async () => {
    const window = await open({ texts: { 'long.fountain': LONG } });
    await window.openFile('long.fountain');
    await until('the scenes are there', async () => (await window.treeRows('Outline')).length > 5);
    await window.runCommand('WritersRoom: Analyze Script');
    const toast = window.page.locator('.notification-toast', { hasText: 'Analyzing long.fountain' });
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await until('it says so', async () => (await statusBar(window)).includes('Stopped'));
    await toast.waitFor({ state: 'detached' });
    assert.deepEqual(await window.notifications(), []);
    await window.runCommand('WritersRoom: Analyze Script');
    await analyzed(window);
  });

  it('is none when two windows and four commands have the memory: all write, and one goes on when another is closed', async () => {
    // Not inside the folder of either window, which goes, with all that runs there, when the window is closed.
    const dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'wr-data-'));
    after(async () => {
      await enginesEnd(dataDirectory);
      rmSync(dataDirectory, { recursive: true, force: true });
    });
    const first = await open({ files: [SAMPLE], dataDirectory });
    await first.openFile(SAMPLE);
    await scenesAreThere(first);
    const second = await open({ files: [SAMPLE], dataDirectory });
    await second.openFile(SAMPLE);
    await scenesAreThere(second);
    await Promise.all([addedLine(first, 'INT. IN THE FIRST - DAY'), addedLine(second, 'INT. IN THE SECOND - DAY')]);
    for (const window of [first, second]) assert.deepEqual(await window.notifications(), []);
    await second.screenshot('two-windows');
    const desk = createDesk();
    const scripts = [1, 2, 3, 4].map((number) =>
      desk.file(`${number}.fountain`, `INT. COMMAND ${number} - DAY\n\nRain.\n`),
    );
    const analyses = await Promise.all(
      scripts.map((script) => desk.json(['analyze', script, '--data', dataDirectory])),
    );
    for (const analysis of analyses as { scenes: { card: unknown }[] }[]) assert.ok(analysis.scenes[0]?.card);
    await desk.remove();
    // With it goes the engine, which it has started.
    await first.close();
    windows.shift();
    await addedLine(second, 'INT. LATER - DAY');
    assert.deepEqual(await second.notifications(), []);
  });
});
