import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../harness/root';
import { until } from '../harness/until';
import { openWindow, type EditorWindow, type WindowOptions } from '../harness/window';

/** The sample as it is in `media/`. */
export const SAMPLE = 'ring-for-ferry.fountain';

/** A row that every state of the sample has. */
export async function scenesAreThere(window: EditorWindow): Promise<void> {
  const label = '1  EXT. STAITHE LANDING - DAWN';
  await until('the scenes are there', async () =>
    (await window.treeRows('Outline')).some((row) => row.label === label),
  );
}

/** Types into the list with this title once it is open. */
export async function typeIntoList(window: EditorWindow, title: string, text: string): Promise<void> {
  const widget = window.page.locator('.quick-input-widget', { hasText: title });
  await widget.locator('.quick-input-box input').fill(text);
}

/** Opens a window on a folder with these files of `media/`, or with other texts, and our views in it. */
export async function openRoom({ files = [], texts = {}, ...options }: RoomOptions): Promise<EditorWindow> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wr-room-'));
  try {
    for (const file of files) copyFileSync(path.join(root, 'media', file), path.join(folder, file));
    for (const [file, text] of Object.entries(texts)) writeFileSync(path.join(folder, file), text);
    const window = await openWindow({ workspaceFolder: folder, ...options });
    await window.runCommand('View: Show WritersRoom');
    return window;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface RoomOptions extends WindowOptions {
  readonly files?: readonly string[];
  /** By name of the file. */
  readonly texts?: Readonly<Record<string, string>>;
}

export function statusBar(window: EditorWindow): Promise<string> {
  return window.page.locator('.part.statusbar').innerText();
}

/** Waits until the status bar says that all is made. */
export async function analyzed(window: EditorWindow): Promise<void> {
  await until('the script is analyzed', async () => (await statusBar(window)).includes('· analyzed'), {
    timeoutMs: 60_000,
  });
}

export async function cursorAt(window: EditorWindow, line: number): Promise<void> {
  await until(`the cursor is on line ${line}`, async () =>
    new RegExp(`Ln ${line},`, 'u').test(await statusBar(window)),
  );
}

/** Writes a scene at the end of the open script and waits until the Outline has it. */
export async function addedLine(window: EditorWindow, heading: string): Promise<void> {
  await window.page.locator('.monaco-editor .view-lines').first().click();
  await window.page.keyboard.press('Control+End');
  await window.page.keyboard.type(`\n\n${heading}\n\nNobody.\n`);
  await until(`the script has ${heading}`, async () => {
    await window.page.keyboard.press('Control+End');
    return (await window.treeRows('Outline')).some(({ label }) => label.endsWith(heading));
  });
}
