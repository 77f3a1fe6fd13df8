import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type Mocha from 'mocha';
import { root } from './root';
import { openWindows } from './window';

/** Mocha hooks: after a failed test, a picture and the log of each open window go to `dist/screenshots/`; at the end all windows are closed. */
export const failedWindows: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    if (this.currentTest?.state !== 'failed') return;
    const title = this.currentTest.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
    for (const [index, window] of [...openWindows].entries()) {
      const name = `failed-${title}-${index + 1}`;
      await window.screenshot(name);
      writeFileSync(path.join(root, 'dist', 'screenshots', `${name}.log`), window.log());
      console.log(`      the window: dist/screenshots/${name}.png`);
    }
  },
  async afterAll() {
    for (const window of [...openWindows]) await window.close();
  },
};
