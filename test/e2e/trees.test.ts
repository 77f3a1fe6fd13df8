import assert from 'node:assert/strict';
import { until } from '../harness/until';
import type { EditorWindow } from '../harness/window';
import { analyzed, cursorAt, openRoom, SAMPLE, scenesAreThere, statusBar, typeIntoList } from './room';

describe('The packaged extension in a window with a screenplay', () => {
  let window: EditorWindow;
  before(async () => {
    window = await openRoom({ files: [SAMPLE], viewport: { width: 1280, height: 1000 } });
    await window.openFile(SAMPLE);
  });
  after(() => window.close());

  it('analyzes it from the command palette, and says so in the status bar', async () => {
    await scenesAreThere(window);
    await window.screenshot('trees-light-1-page-alone');
    await window.runCommand('WritersRoom: Analyze Script');
    await analyzed(window);
    const rows = await until('the acts are there', async () => {
      const shown = await window.treeRows('Outline');
      return shown.some(({ description }) => description.endsWith('7 scenes')) && shown;
    });
    assert.deepEqual(
      rows.slice(0, 3).map(({ label, level }) => [label, level]),
      [
        ['Act One: Thursday', 1],
        ['The Boat', 2],
        ['1  EXT. STAITHE LANDING - DAWN', 3],
      ],
    );
    await window.screenshot('trees-light-2-analyzed');
  });

  it('opens and closes an act', async () => {
    await window.treeRow('Outline', 'Act One: Thursday').click();
    await until('it is closed', async () => (await window.treeRows('Outline'))[0]?.expanded === false);
    await window.treeRow('Outline', 'Act One: Thursday').click();
    await until('it is open', async () => (await window.treeRows('Outline'))[0]?.expanded === true);
  });

  it('goes to the line of the row that is clicked', async () => {
    await window.treeRow('Outline', '3  EXT. COLD HYTHE LANDING - MORNING').click();
    await cursorAt(window, 71);
    await window.treeRow('Outline', '1  EXT. STAITHE LANDING - DAWN').hover();
    await window.treeRow('Outline', '3  EXT. COLD HYTHE LANDING - MORNING').hover();
    await until('the card is shown', async () => (await hover(window)).includes('from the page, by rules'));
    await window.screenshot('trees-light-3-card');
  });

  it('marks what is behind while the writer types', async () => {
    await window.page.mouse.move(900, 20);
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.type('She waits. ');
    const mark = window.treeRow('Outline', '3  EXT. COLD HYTHE LANDING - MORNING').locator('[class*="badge"]');
    await mark.waitFor();
    assert.match(await statusBar(window), /behind/u);
    assert.match(
      (await window.treeRow('Outline', '3  EXT. COLD HYTHE LANDING - MORNING').getAttribute('aria-label')) ?? '',
      /behind/u,
    );
    await window.screenshot('trees-light-4-behind');
    await window.runCommand('WritersRoom: Refresh What Is Behind');
    await until('what is behind is listed', async () => (await list(window)).includes('no cost'));
    await window.page.keyboard.press('Enter');
    await analyzed(window);
  });

  it('finds scenes while the writer types, and goes to the line', async () => {
    await window.runCommand('WritersRoom: Find Scenes…');
    await typeIntoList(window, 'Find Scenes', 'disposable camera');
    await until('a line with the words', async () => (await list(window)).includes('DISPOSABLE CAMERA'));
    await window.screenshot('trees-light-5-find');
    await window.page.keyboard.press('Enter');
    await until('the list is closed', async () => !(await window.page.locator('.quick-input-widget').isVisible()));
    await cursorAt(window, 43);
  });

  it('goes to a scene that is picked, and back where nothing is picked', async () => {
    await window.runCommand('WritersRoom: Go to Scene');
    await typeIntoList(window, 'Go to Scene', 'caravan');
    await until('the scene is listed', async () => (await list(window)).includes('INT. CARAVAN - NIGHT'));
    await window.screenshot('trees-light-6-go-to-scene');
    await window.page.keyboard.press('Escape');
    await cursorAt(window, 43);
    await window.runCommand('WritersRoom: Go to Scene');
    await window.choose('8  INT. CARAVAN - NIGHT');
    await cursorAt(window, 263);
  });

  describe('with one view open', () => {
    /** Opens or closes views; a click that comes while the views are laid out anew goes nowhere, so it looks again. */
    const setOpen = async (open: boolean, ...views: string[]): Promise<void> => {
      for (const view of views) {
        const header = window.page.locator('.pane-header', { hasText: view });
        const isSo = async (): Promise<boolean> => (await header.getAttribute('aria-expanded')) === String(open);
        await until(`${view} is ${open ? 'open' : 'closed'}`, async () => {
          if (!(await isSo())) await header.click();
          return isSo();
        });
      }
    };
    before(() => setOpen(false, 'Outline', 'Chat'));
    after(() => setOpen(true, 'Outline', 'Chat'));

    it('leads from a line in Characters to where it is said', async () => {
      await window.treeRows('Characters');
      await window.treeRow('Characters', 'CLEM').click();
      await window.treeRow('Characters', 'Lines').click();
      await window.treeRow('Characters', '1  Two days, June.').click();
      await cursorAt(window, 35);
      await window.screenshot('trees-light-7-characters');
      await setOpen(false, 'Characters');
    });

    it('shows what is open and what is paid off in Plot Threads, and leads there', async () => {
      const rows = await until('the threads are there', async () => {
        const shown = await window.treeRows('Plot Threads');
        return shown.length > 0 && shown;
      });
      const groups = rows.filter(({ level }) => level === 1).map(({ label }) => label);
      assert.deepEqual(groups.slice(0, 2), ['Open setups', 'Setups and payoffs']);
      const thread = rows.find(({ label }) => label.startsWith('Plot · '));
      assert.ok(thread);
      await window.treeRow('Plot Threads', thread.label).click();
      const scene = await until('its scenes are there', async () => {
        const shown = await window.treeRows('Plot Threads');
        const below = shown[shown.findIndex(({ label }) => label === thread.label) + 1];
        return below?.level === 2 && below;
      });
      await window.treeRow('Plot Threads', scene.label).click();
      await until('the editor shows it', async () => !(await statusBar(window)).includes('Ln 35,'));
      await window.screenshot('trees-light-8-threads');
      await setOpen(false, 'Plot Threads');
    });
  });

  describe('at the end', () => {
    it('forgets the script only after saying what that deletes', async () => {
      await window.runCommand('WritersRoom: Forget This Script…');
      const dialog = window.page.locator('.monaco-dialog-box');
      await dialog.waitFor();
      assert.match(await dialog.innerText(), /26 scene cards[^]*not touched/u);
      await window.screenshot('trees-light-9-forget');
      await dialog.getByRole('button', { name: 'Forget' }).click();
      const welcome = window.page.locator('.pane', { hasText: 'What was known of this script is deleted' });
      await welcome.first().waitFor();
      await window.runCommand('WritersRoom: Analyze Script');
      await analyzed(window);
    });
  });
});

async function hover(window: EditorWindow): Promise<string> {
  return (await window.page.locator('.monaco-hover').allInnerTexts()).join('\n');
}

async function list(window: EditorWindow): Promise<string> {
  return (await window.page.locator('.quick-input-list').allInnerTexts()).join('\n');
}
