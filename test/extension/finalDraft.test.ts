import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { agrees, choose, extension, sceneRows, speakers } from './openedScript';

const paragraph = (type: string, text: string): string => `<Paragraph Type="${type}"><Text>${text}</Text></Paragraph>`;
const BOATHOUSE = [
  paragraph('Scene Heading', 'int. boathouse - dusk'),
  paragraph('Action', 'A lantern hisses.'),
  paragraph('Character', 'Wren'),
  paragraph('Dialogue', 'Who lit the lantern?'),
];
const JETTY = [paragraph('Scene Heading', 'Ext. jetty - night'), paragraph('Action', 'Nobody.')];

describe('A Final Draft file', () => {
  let file: vscode.Uri;
  let room: WritersRoom;

  const write = async (xml: string): Promise<void> =>
    vscode.workspace.fs.writeFile(file, new TextEncoder().encode(xml));
  const script = (...paragraphs: readonly string[]): string =>
    `<?xml version="1.0"?>\n<FinalDraft DocumentType="Script" Version="5"><Content>\n${paragraphs.join('\n')}\n</Content></FinalDraft>`;
  const shown = (): vscode.TextDocument | undefined => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.scheme === 'writersroom-fdx' ? document : undefined;
  };
  /** Opens the file as the Explorer does and waits for its screenplay. */
  const open = async (): Promise<vscode.TextDocument> => {
    await vscode.commands.executeCommand('vscode.open', file);
    await until('the screenplay is shown', () => shown() !== undefined);
    const document = shown();
    assert.ok(document);
    return document;
  };
  const drawn = (document: vscode.TextDocument): Promise<true> =>
    until('the Outline shows it', async () => agrees(await sceneRows(room), document) && document.lineCount > 2);

  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'a folder is open');
    file = vscode.Uri.joinPath(folder.uri, 'boathouse.fdx');
    room = await extension().activate();
  });
  beforeEach(() => write(script(...BOATHOUSE)));
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => vscode.workspace.fs.delete(file));

  it('opens as a screenplay that cannot be typed into, in place of its XML', async () => {
    const document = await open();
    assert.equal(document.languageId, 'fountain');
    assert.equal(document.getText(), 'INT. BOATHOUSE - DUSK\n\nA lantern hisses.\n\nWREN\nWho lit the lantern?\n');
    await until('the XML is closed', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .every(({ input }) => !(input instanceof vscode.TabInputText) || input.uri.scheme !== 'file'),
    );
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.match(document.getText(), /^INT\./u);
  });

  it('has scenes, cast and cards like any other, and rows that lead to its lines', async () => {
    const document = await open();
    await drawn(document);
    assert.deepEqual(await speakers(room), ['WREN']);
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('every scene has its card', async () =>
      (await sceneRows(room)).every(({ scene }) => scene.card !== null),
    );
    const [row] = await sceneRows(room);
    assert.ok(row);
    await choose(room.outline.tree, row);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    assert.equal(vscode.window.activeTextEditor.selection.active.line + 1, row.scene.startLine);
  });

  it('is shown as its file is, when that changes', async () => {
    const document = await open();
    await drawn(document);
    await write(script(...BOATHOUSE, ...JETTY));
    await until('the new scene is there', () => document.getText().includes('EXT. JETTY - NIGHT'));
    await drawn(document);
    assert.equal((await sceneRows(room)).length, 2);
  });

  it('says in place what is wrong with its XML, and keeps what is known of it', async () => {
    const document = await open();
    await drawn(document);
    const [before] = await sceneRows(room);
    await write(script(...BOATHOUSE).slice(0, -40));
    await until('the sentence is there', () => /damaged at line \d+: open it in Final Draft/u.test(document.getText()));
    await write(script(...JETTY, ...BOATHOUSE));
    await until('it is well again', () => document.getText().startsWith('EXT. JETTY'));
    await drawn(document);
    const after = await sceneRows(room);
    assert.equal(after.length, 2);
    assert.equal(after[1]?.id, before?.id, 'the scene is the one it was');
  });

  it('opens by its command too, and stays XML where the writer wants that', async () => {
    const settings = vscode.workspace.getConfiguration('writersroom');
    await settings.update('finalDraft.openAsScreenplay', false, vscode.ConfigurationTarget.Global);
    try {
      const xml = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(xml);
      await vscode.commands.executeCommand('writersroom.openFinalDraft', file);
      await until('the screenplay is shown', () => shown() !== undefined);
      const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);
      assert.deepEqual(open, ['boathouse.fdx', 'boathouse.fdx.fountain']);
    } finally {
      await settings.update('finalDraft.openAsScreenplay', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
