import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectEngine } from '../../src/client/connectEngine';
import type { EngineConnection } from '../../src/client/engineConnection';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { agrees, closeScript, extension, openScript, replace, sceneRows } from './openedScript';

describe('A script that another window has open too', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let other: EngineConnection;
  beforeEach(async () => {
    ({ editor, room } = await openScript());
    other = await connectEngine({
      assetsDirectory: vscode.Uri.joinPath(extension().extensionUri, 'dist').fsPath,
      dataDirectory: process.env.WRITERSROOM_DATA ?? '',
      client: 'other window',
      idleMs: 1_000,
    });
  });
  afterEach(async () => {
    await other.close();
    await closeScript(editor);
  });

  /** The other window has this text, as its so many-eth. */
  const otherHas = (version: number, text: string) => {
    const script = { uri: editor.document.uri.toString(), format: 'fountain', name: 'other' } as const;
    return other.sync({ ...script, version, source: 'unsaved', text: { kind: 'whole', text } });
  };
  const saysElsewhere = (): boolean => (room.outline.view.message ?? '').includes('open in another window');
  const isOurs = async (): Promise<boolean> => agrees(await sceneRows(room), editor.document);

  it('is shown as it was changed last, in either, and says so where that is the other one', async () => {
    const text = editor.document.getText();
    await otherHas(1, text);
    assert.equal(saysElsewhere(), false, 'both have the same text');
    await otherHas(2, `${text}\n\nINT. OVER THERE - DAY\n\nNobody.\n`);
    await until('the Outline says where it is from', saysElsewhere);
    await until('and has it', async () => (await sceneRows(room)).at(-1)?.scene.heading === 'INT. OVER THERE - DAY');

    await replace(editor, 'INT. CARAVAN - NIGHT', 'INT. OVER HERE - DAY\n\nNobody.\n\nINT. CARAVAN - NIGHT');
    await until('the Outline has what is written here', async () => !saysElsewhere() && (await isOurs()));

    await otherHas(3, `${text}\n\nINT. THERE AGAIN - DAY\n\nNobody.\n`);
    await until('the Outline says where it is from', saysElsewhere);
    await other.close();
    await until('when the other window is closed, it is ours', async () => !saysElsewhere() && (await isOurs()));
  });

  it('is forgotten here when it is forgotten there, and known again when it is analyzed', async () => {
    const uri = editor.document.uri.toString();
    await otherHas(1, editor.document.getText());
    await other.closeScript({ uri, forget: true });
    await until('the Outline has nothing', async () => (await sceneRows(room)).length === 0);
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('the Outline has it again', isOurs);
  });
});
