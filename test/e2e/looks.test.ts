import type { Theme } from '../harness/theme';
import type { EditorWindow } from '../harness/window';
import { analyzed, cursorAt, openRoom, SAMPLE, scenesAreThere } from './room';

describe('The views', () => {
  let window: EditorWindow;
  // A window in which a test failed stays for its picture; the harness closes it.
  afterEach(async function () {
    if (this.currentTest?.state === 'passed') await window.close();
  });

  it('offer the sample, which the writer may change, where no screenplay is open', async () => {
    window = await openRoom({});
    const button = window.page.getByRole('button', { name: 'Open the Sample' }).first();
    await button.waitFor();
    await window.screenshot('trees-welcome');
    await button.click();
    await scenesAreThere(window);
    await window.screenshot('trees-sample');
  });

  it('say what makes a scene where there is none', async () => {
    window = await openRoom({ texts: { 'notes.fountain': 'Only a thought.\n' } });
    await window.openFile('notes.fountain');
    await window.page.locator('.pane', { hasText: 'No scenes yet.' }).first().waitFor();
    await window.screenshot('trees-no-scenes');
  });

  const looks: readonly (readonly [Theme, number])[] = [
    ['dark', 1280],
    ['high contrast', 900],
    ['high contrast light', 640],
  ];
  for (const [theme, width] of looks) {
    it(`can be read in ${theme} at ${width} pixels`, async () => {
      window = await openRoom({ files: [SAMPLE], theme, viewport: { width, height: 1000 } });
      await window.openFile(SAMPLE);
      await scenesAreThere(window);
      await window.runCommand('WritersRoom: Analyze Script');
      await analyzed(window);
      const scene = window.treeRow('Outline', '4  EXT. FERRY - MIDSTREAM - DAY');
      await scene.click();
      await cursorAt(window, 113);
      await window.page.keyboard.press('ArrowDown');
      await window.page.keyboard.press('ArrowDown');
      await window.page.keyboard.type('Wind. ');
      await scene.locator('[class*="badge"]').waitFor();
      await window.treeRows('Characters');
      await window.treeRow('Characters', 'JUNE').click();
      await window.treeRow('Characters', 'With').waitFor();
      await window.screenshot(`trees-${theme.replaceAll(' ', '-')}-${width}`);
    });
  }
});
