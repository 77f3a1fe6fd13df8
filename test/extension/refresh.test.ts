import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { outlineItem, outlineTooltip } from '../../src/extension/views/outlineItem';
import type { OutlineRow, SceneRow } from '../../src/extension/views/outlineRows';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { closeScript, openScript, replace, sceneRows } from './openedScript';
import { stubWindow, type ShownRow, type StubbedWindow } from './stubbedWindow';

describe('What has fallen behind an open screenplay', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let window: StubbedWindow | null = null;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('writersroom.refresh');
  const set = (name: string, value: unknown): Thenable<void> =>
    settings().update(name, value, vscode.ConfigurationTarget.Global);

  beforeEach(async function () {
    // The first one starts the engine and analyzes everything, beside whatever else the machine does.
    this.timeout(180_000);
    ({ editor, room } = await openScript());
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('nothing is behind', async () => (await behind()).length === 0 && (await actsBehind()).length === 0);
  });
  afterEach(async () => {
    window?.restore();
    window = null;
    await set('automatic', false);
    await set('pauseSeconds', undefined);
    await set('outlineAfterScenes', undefined);
    await set('everythingFromScenes', undefined);
    await closeScript(editor);
  });

  const behind = async (): Promise<string[]> =>
    (await sceneRows(room)).flatMap(({ scene }) =>
      scene.card === null || scene.behind.length > 0 ? [scene.label] : [],
    );
  const acts = async (): Promise<OutlineRow[]> =>
    (await room.outline.tree.getChildren()).filter(({ kind }) => kind === 'act');
  const actsBehind = async (): Promise<readonly string[]> =>
    (await acts()).flatMap((row) => (row.kind === 'act' ? row.behind : []));
  const summaryOf = async (label: string): Promise<string> =>
    (await sceneRows(room)).find(({ scene }) => scene.label === label)?.scene.card?.summaryText ?? '';

  it('is made again by itself after a pause: cards at this length, the rest when the writer looks at it', async () => {
    await set('pauseSeconds', 0);
    await set('automatic', true);
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass compass in the mud. A curlew.');
    await until('the card tells of it', async () => (await summaryOf('1')).includes('compass'));
    await until('no card is behind', async () => (await behind()).length === 0);
    await until('the outline says that it is behind', async () => (await actsBehind()).length > 0);
    const [act] = await acts();
    assert.ok(act);
    const tooltip = outlineTooltip(act);
    assert.match(tooltip?.value ?? '', /Behind/u);
    const none = new vscode.CancellationTokenSource().token;
    await room.outline.tree.resolveTreeItem?.(outlineItem(act), act, none);
    await until('the outline is current', async () => (await actsBehind()).length === 0);
  });

  it('is made again when the writer looks at it after an edit that was taken back', async () => {
    await set('pauseSeconds', 600);
    await set('automatic', true);
    const look = async (): Promise<void> => {
      await until('the outline says that it is behind', async () => (await actsBehind()).length > 0);
      const [act] = await acts();
      assert.ok(act);
      const none = new vscode.CancellationTokenSource().token;
      await room.outline.tree.resolveTreeItem?.(outlineItem(act), act, none);
      await until('the outline is current', async () => (await actsBehind()).length === 0);
    };
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass thimble in the mud. A curlew.');
    await look();
    await replace(editor, 'brass thimble', 'tin whistle');
    await look();
    await replace(editor, 'tin whistle', 'brass thimble');
    await look();
  });

  it('is made again by itself as the thresholds of the settings say', async () => {
    await set('everythingFromScenes', 1);
    await set('outlineAfterScenes', 1);
    await set('pauseSeconds', 0);
    await set('automatic', true);
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass lantern in the mud. A curlew.');
    await until('the card tells of it', async () => (await summaryOf('1')).includes('lantern'));
    await until('the outline is current', async () => (await actsBehind()).length === 0);
  });

  it('is listed with its reasons and costs, and what is chosen is made', async () => {
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass compass in the mud. A curlew.');
    await replace(
      editor,
      'INT. CARAVAN - NIGHT',
      'INT. ROPE LOFT - DAY\n\nCoils of old rope, and nobody.\n\nINT. CARAVAN - NIGHT',
    );
    await until('the one that changed and the new one are', async () => (await behind()).length >= 2);
    await until('the acts are', async () => (await actsBehind()).length > 0);
    const [changed, ...others] = await behind();
    window = stubWindow((rows) => rows.filter(({ label }) => label.startsWith('1  ')));
    await vscode.commands.executeCommand('writersroom.refreshBehind');
    const [list] = window.lists;
    assert.ok(list);
    assert.equal(list.title, 'Refresh What Is Behind');
    const named = (name: string): ShownRow => {
      const row = list.rows.find(({ label, kind }) => label === name && kind !== vscode.QuickPickItemKind.Separator);
      assert.ok(row, name);
      return row;
    };
    const all = named('All scene cards');
    assert.deepEqual(
      [all.description, all.picked],
      [`Makes ${others.length + 1} scene cards · by rules, no cost`, true],
    );
    assert.match(list.rows.find(({ label }) => label.startsWith('1  '))?.detail ?? '', /changed/u);
    assert.match(list.rows.find(({ label }) => label.endsWith('INT. ROPE LOFT - DAY'))?.detail ?? '', /no card yet/u);
    assert.match(named('Outline').description ?? '', /^Makes the outline · by rules, no cost$/u);
    await until('the one that was chosen is made, and no other', async () => (await behind()).join() === others.join());
    assert.equal(changed, '1');
    assert.ok((await actsBehind()).length > 0);

    window.restore();
    window = stubWindow((rows) => rows.filter(({ picked }) => picked === true));
    await vscode.commands.executeCommand('writersroom.refreshBehind');
    await until('all is made', async () => (await behind()).length === 0 && (await actsBehind()).length === 0);
    const lists = window.lists.length;
    await vscode.commands.executeCommand('writersroom.refreshBehind');
    assert.equal(window.lists.length, lists, 'where nothing is behind there is no list');
  });

  it('waits for the writer once that was cancelled, while the rest is made by itself', async () => {
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass sextant in the mud. A curlew.');
    await until('the outline is behind', async () => (await actsBehind()).length > 0);
    const { withProgress } = vscode.window;
    // Cancelled at once: of all that is due the first may be made before the engine hears of it, and the rest is not.
    const cancelled: vscode.CancellationToken = {
      isCancellationRequested: true,
      onCancellationRequested: (listener) => {
        listener(undefined);
        return new vscode.Disposable(() => undefined);
      },
    };
    const cancels: typeof withProgress = (_, task) => Promise.resolve(task({ report: () => undefined }, cancelled));
    Object.assign(vscode.window, { withProgress: cancels });
    try {
      await vscode.commands.executeCommand('writersroom.analyzeScript');
    } finally {
      Object.assign(vscode.window, { withProgress });
    }
    assert.ok((await actsBehind()).length > 0, 'it was cancelled before the outline');
    await set('everythingFromScenes', 1);
    await set('outlineAfterScenes', 1);
    await set('pauseSeconds', 0);
    await set('automatic', true);
    // The second card is made by a run behind that of the first, which would have made the outline too.
    for (const [piece, by, word] of [
      ['takes out the oil can. Where', 'takes out a stuffed cormorant. Where', 'cormorant'],
      ['stuffed cormorant', 'stuffed pelican', 'pelican'],
    ] as const) {
      await replace(editor, piece, by);
      await until('the card of that scene tells of it', async () => (await summaryOf('2')).includes(word));
    }
    assert.ok((await actsBehind()).length > 0, 'what was cancelled is not made with it');
    const [act] = await acts();
    assert.ok(act);
    await room.outline.tree.resolveTreeItem?.(outlineItem(act), act, new vscode.CancellationTokenSource().token);
    await until('it is made when the writer looks at it', async () => (await actsBehind()).length === 0);
  });

  it('makes nothing where the list is left', async () => {
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass compass in the mud. A curlew.');
    await until('one is behind', async () => (await behind()).length === 1);
    window = stubWindow(() => undefined);
    await vscode.commands.executeCommand('writersroom.refreshBehind');
    assert.deepEqual([window.lists.length, await behind()], [1, ['1']]);
  });

  it('says at its row what could not be made, and offers to try again', async () => {
    const [row] = await sceneRows(room);
    assert.ok(row);
    const failed: SceneRow = { ...row, kept: { pinned: false, hasNewer: true, failure: 'The model said nothing.' } };
    const item = outlineItem(failed);
    assert.equal(item.contextValue, 'scene.failed.newer');
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'warning');
    assert.match(item.accessibilityInformation?.label ?? '', /could not be made/u);
    assert.match(outlineTooltip(failed)?.value ?? '', /Could not be made\\: The model said nothing/u);
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass compass in the mud. A curlew.');
    await until('one is behind', async () => (await behind()).length === 1);
    await vscode.commands.executeCommand('writersroom.tryAgain', row);
    await until('it is made again', async () => (await summaryOf('1')).includes('compass'));
  });

  it('is said when the script is exported', async () => {
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass compass in the mud. A curlew.');
    await until('one is behind', async () => (await behind()).length === 1);
    window = stubWindow(() => undefined);
    const file = vscode.Uri.joinPath(editor.document.uri, '..', 'exported.json');
    await vscode.commands.executeCommand('writersroom.exportScript', { format: 'json', file });
    assert.match(window.messages.join(), /Behind the script: 1 scene card/u);
    await vscode.workspace.fs.delete(file);
  });
});

describe('What the writer decides in lists', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let window: StubbedWindow | null = null;
  before(async () => {
    ({ editor, room } = await openScript());
    await vscode.commands.executeCommand('writersroom.analyzeScript');
  });
  afterEach(() => {
    window?.restore();
    window = null;
  });
  after(() => closeScript(editor));

  const names = async (): Promise<string[]> =>
    (await room.characters.tree.getChildren()).flatMap((row) => (row.kind === 'character' ? [row.character.name] : []));
  const named = (label: string) => (rows: readonly ShownRow[]) => rows.find((row) => row.label === label);

  it('makes one of two that are picked, and Undo makes two again', async () => {
    await until('both are there', async () => (await names()).includes('CLEM') && (await names()).includes('ALMA'));
    const pick = ['CLEM', 'ALMA'];
    let press: string | undefined;
    const pressed = new Promise<void>((resolve) => {
      window = stubWindow(
        (rows) => named(pick.shift() ?? '')(rows),
        (_, buttons) => {
          press = buttons[0];
          void until('they are one', async () => !(await names()).includes('CLEM')).then(() => resolve());
          return undefined;
        },
      );
    });
    await vscode.commands.executeCommand('writersroom.mergeCharacters');
    await pressed;
    assert.equal(press, 'Undo');
    assert.deepEqual(
      window?.lists.map(({ rows }) => rows.some(({ label }) => label === 'CLEM')),
      [true, false],
      'nobody is themselves',
    );
    window.restore();
    window = stubWindow(named('CLEM'));
    await vscode.commands.executeCommand('writersroom.splitCharacter');
    await until('they are two', async () => (await names()).includes('CLEM'));

    window.restore();
    window = stubWindow(
      () => undefined,
      (_, buttons) => buttons[0],
    );
    await vscode.commands.executeCommand('writersroom.mergeCharacters', { alias: 'CLEM', name: 'ALMA' });
    await until('it is undone', () => window?.messages.includes('CLEM is ALMA now.') === true);
    await until('they are two', async () => (await names()).includes('CLEM'));
  });

  it('takes the newer version that is picked, and discards the other', async () => {
    const rows = (await sceneRows(room)).slice(0, 2);
    for (const row of rows) await vscode.commands.executeCommand('writersroom.pinCard', row);
    await replace(editor, 'Nothing. A curlew.', 'JUNE finds a brass compass in the mud. A curlew.');
    const second = rows[1];
    assert.ok(second);
    const end = editor.document.lineAt(second.scene.endLine - 1).range.end;
    await editor.edit((edit) => edit.insert(end, '\n\nALMA hides a letter under the oars.\n'));
    const kept = async (): Promise<(SceneRow['kept'] | undefined)[]> =>
      (await sceneRows(room)).slice(0, 2).map((row) => row.kept);
    await until('both are behind', async () =>
      (await sceneRows(room)).slice(0, 2).every(({ scene }) => scene.behind.length > 0),
    );
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('newer ones wait', async () => (await kept()).every((one) => one?.hasNewer === true));
    window = stubWindow(
      (shown) => shown[0],
      () => 'Take It',
    );
    await vscode.commands.executeCommand('writersroom.takeNewerVersion');
    assert.equal(window.lists[0]?.rows.length, 2);
    assert.match(window.messages.join(' | '), /^The newer card of .+, from the page, by rules$/u);
    await until('one waits', async () => {
      const waits = (await kept()).map((one) => one?.hasNewer);
      assert.deepEqual(waits.filter((one) => one === true).length, 1);
      return true;
    });
    window.restore();
    window = stubWindow(
      () => undefined,
      () => 'Discard It',
    );
    await vscode.commands.executeCommand('writersroom.takeNewerVersion');
    await until('none waits', async () => (await kept()).every((one) => one?.hasNewer === false));
    for (const row of rows) await vscode.commands.executeCommand('writersroom.pinCard', row);
  });
});
