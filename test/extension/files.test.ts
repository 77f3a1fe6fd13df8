import assert from 'node:assert/strict';
import { mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { connectEngine } from '../../src/client/connectEngine';
import type { EngineConnection } from '../../src/client/engineConnection';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { agrees, extension, openScript, replace, sceneRows } from './openedScript';

const DRAFT = `Title: The Long Wait

INT. STATION - NIGHT

ADA waits under the clock. Rain.

ADA
He said the last train.

EXT. PLATFORM - NIGHT

BEN runs along an empty platform with a broken umbrella.

BEN
Ada! Hold the door!

INT. TRAIN - NIGHT

Ada and Ben sit far apart and say nothing.

ADA
You are late by a year.

EXT. HARBOUR - DAWN

A ship leaves without either of them.
`;

const OTHER_DRAFT = `Title: The Long Wait

INT. STATION - NIGHT

ADA waits under the clock. Rain.

ADA
He said the last train.

INT. KITCHEN - MORNING

CLARE burns toast and reads a letter that is not hers.
`;

describe('The files of open screenplays', () => {
  let folder: string;
  let room: WritersRoom;
  let other: EngineConnection;
  let round = 0;
  const changes: string[] = [];

  before(async () => {
    // Starts everything, and keeps the editor from saving by itself.
    ({ room } = await openScript());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    other = await connectEngine({
      assetsDirectory: vscode.Uri.joinPath(extension().extensionUri, 'dist').fsPath,
      dataDirectory: process.env.WRITERSROOM_DATA ?? '',
      client: 'other window',
      idleMs: 1_000,
    });
    other.onScriptChanged(({ uri }) => changes.push(uri));
  });
  after(() => other.close());
  beforeEach(() => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    round += 1;
    folder = path.join(workspace.uri.fsPath, `round ${round}`);
    mkdirSync(folder);
  });
  afterEach(async () => {
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string): string => path.join(folder, name);
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };
  const addressOf = (name: string): string => pathToFileURL(at(name)).href;
  const show = async (name: string): Promise<vscode.TextEditor> => {
    // Opened by `showTextDocument`, it would stay open for minutes after its tab is closed.
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(at(name)), { preview: false });
    const editor = await until('it is in an editor', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === at(name)),
    );
    await shows(editor.document);
    return editor;
  };
  const shows = (document: vscode.TextDocument): Promise<true> =>
    until('the Outline shows it', async () => agrees(await sceneRows(room), document));
  const idsOf = async (): Promise<string[]> => (await sceneRows(room)).map(({ id }) => id);
  const isCurrent = async (): Promise<boolean> =>
    (await sceneRows(room)).every(({ scene }) => scene.card !== null && scene.behind.length === 0);
  const analyze = async (): Promise<void> => {
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('every scene has its card', isCurrent);
  };
  /** The id of what is stored for the file, as it is; null where nothing is. */
  const scriptAt = async (name: string, text = DRAFT): Promise<string | null> => {
    const params = { uri: addressOf(name), format: 'fountain', name, version: 0, source: 'file' } as const;
    const found = await other.sync({ ...params, onlyKnown: true, text: { kind: 'whole', text } });
    return found.kind === 'synced' ? found.scriptId : null;
  };
  const talk = async (name: string): Promise<string> => {
    const scriptId = await scriptAt(name);
    assert.ok(scriptId !== null);
    const { conversationId } = await other.ask({ ...QUESTION, scriptId });
    return conversationId;
  };
  const QUESTION = {
    conversationId: null,
    message: 'How many scenes are there?',
    currentSceneId: null,
    intentHint: null,
    budgetTier: 'standard',
    remember: true,
  } as const;
  /** Everything is kept: the scenes by id with their cards, and what was said. */
  const keeps = async (name: string, ids: readonly string[], conversation: string): Promise<void> => {
    await until('the scenes are the same ones with their cards', async () => {
      assert.deepEqual(await idsOf(), ids);
      return isCurrent();
    });
    await until('the conversation is there', async () => {
      const scriptId = await scriptAt(name);
      return scriptId !== null && (await other.latestConversation(scriptId))?.id === conversation;
    });
  };
  const rename = async (from: string, to: string): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(vscode.Uri.file(at(from)), vscode.Uri.file(at(to)));
    assert.ok(await vscode.workspace.applyEdit(edit));
  };

  it('keep their memory when one is renamed in the editor', async () => {
    write('one.fountain', DRAFT);
    await show('one.fountain');
    await analyze();
    const [ids, said] = [await idsOf(), await talk('one.fountain')];
    await rename('one.fountain', 'Draft (2) ä!.fountain');
    const editor = await show('Draft (2) ä!.fountain');
    await keeps('Draft (2) ä!.fountain', ids, said);
    const { known, vanished } = await other.lookAtFiles([addressOf('one.fountain'), editor.document.uri.toString()]);
    assert.deepEqual([known, vanished], [[addressOf('Draft (2) ä!.fountain')], []]);
  });

  it('keep their memory when their folder is renamed, one that is open and one that is not', async () => {
    write('drafts/open.fountain', DRAFT);
    write('drafts/closed (1).fountain', OTHER_DRAFT);
    await show('drafts/closed (1).fountain');
    await analyze();
    const closedIds = await idsOf();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await show('drafts/open.fountain');
    await analyze();
    const [ids, said] = [await idsOf(), await talk('drafts/open.fountain')];
    await rename('drafts', 'drafts (old)');
    await show('drafts (old)/open.fountain');
    await keeps('drafts (old)/open.fountain', ids, said);
    await show('drafts (old)/closed (1).fountain');
    await until('the other one has its scenes', async () => (await idsOf()).join() === closedIds.join());
    assert.ok(await isCurrent());
  });

  it('take over what is known of a buffer that is saved as one', async () => {
    const target = vscode.Uri.file(at('saved (1).fountain'));
    const untitled = await vscode.workspace.openTextDocument(target.with({ scheme: 'untitled' }));
    const editor = await vscode.window.showTextDocument(untitled, { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), DRAFT));
    await shows(untitled);
    await analyze();
    const ids = await idsOf();
    await until('it is stored under the name of the buffer', () => changes.includes(untitled.uri.toString()));
    const asked = await other.sync({
      uri: untitled.uri.toString(),
      format: 'fountain',
      name: 'saved',
      version: 0,
      source: 'file',
      onlyKnown: true,
      text: { kind: 'whole', text: DRAFT },
    });
    assert.ok(asked.kind === 'synced');
    const { conversationId } = await other.ask({ ...QUESTION, scriptId: asked.scriptId });
    await other.closeScript({ uri: untitled.uri.toString(), forget: false });
    assert.ok(await untitled.save());
    await show('saved (1).fountain');
    await keeps('saved (1).fountain', ids, conversationId);
  });

  it('are followed when one is changed outside while it is open, and when a branch comes and goes', async () => {
    write('one.fountain', DRAFT);
    const { document } = await show('one.fountain');
    await analyze();
    const ids = await idsOf();
    write('one.fountain', OTHER_DRAFT);
    await until('the editor has read it again', () => document.getText().includes('CLARE'));
    await shows(document);
    assert.equal((await idsOf())[0], ids[0], 'the scene that both have is the same one');
    write('one.fountain', DRAFT);
    await until('the editor has read it again', () => document.getText().includes('A ship leaves'));
    await shows(document);
    assert.deepEqual(await idsOf(), ids);
    assert.ok(await isCurrent());
  });

  it('are followed when one is changed outside that was opened before and is not open', async () => {
    write('one.fountain', DRAFT);
    write('never opened.fountain', OTHER_DRAFT);
    await show('one.fountain');
    await analyze();
    await closed('one.fountain');
    changes.length = 0;
    write('never opened.fountain', `${OTHER_DRAFT}\nMore.\n`);
    write('one.fountain', OTHER_DRAFT);
    await until('it is stored as it is now', () => changes.includes(addressOf('one.fountain')));
    const { known } = await other.lookAtFiles([addressOf('one.fountain'), addressOf('never opened.fountain')]);
    assert.deepEqual(known, [addressOf('one.fountain')]);
  });
  /** VS Code keeps a document for a while after its tab is closed. */
  const closed = async (name: string): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('the document is closed', () =>
      vscode.workspace.textDocuments.every(({ uri }) => uri.fsPath !== at(name)),
    );
  };

  it('keep their cards when one is deleted outside while it is open, and comes again', async () => {
    write('one.fountain', DRAFT);
    const { document } = await show('one.fountain');
    await analyze();
    const [ids, said] = [await idsOf(), await talk('one.fountain')];
    unlinkSync(at('one.fountain'));
    const edit = document.isClosed ? null : await vscode.window.showTextDocument(document, { preview: false });
    if (edit !== null) await replace(edit, 'A ship leaves', 'The ship leaves');
    write('one.fountain', DRAFT);
    if (!document.isClosed) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    await show('one.fountain');
    await keeps('one.fountain', ids, said);
  });

  it('keep their cards when one is deleted and comes back later', async () => {
    write('one.fountain', DRAFT);
    await show('one.fountain');
    await analyze();
    const [ids, said] = [await idsOf(), await talk('one.fountain')];
    await other.closeScript({ uri: addressOf('one.fountain'), forget: false });
    const deletion = new vscode.WorkspaceEdit();
    deletion.deleteFile(vscode.Uri.file(at('one.fountain')));
    assert.ok(await vscode.workspace.applyEdit(deletion));
    await until('its memory waits', async () => {
      const { vanished } = await other.lookAtFiles([addressOf('one.fountain')]);
      return vanished.includes(addressOf('one.fountain'));
    });
    write('one.fountain', DRAFT);
    await show('one.fountain');
    await keeps('one.fountain', ids, said);
  });

  it('are not read before they are opened, which is said', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `many/draft (${index + 1}).fountain`);
    for (const name of names) write(name, DRAFT.replace('The Long Wait', `Draft ${name}`));
    await show('many/draft (7).fountain');
    await until('the writer is told', () =>
      /^\d+ of 2\d\d screenplays .* have been opened/u.test(room.files.sentence ?? ''),
    );
    const { known } = await other.lookAtFiles(names.map(addressOf));
    assert.deepEqual(known, [addressOf('many/draft (7).fountain')]);
  });

  it('have one memory, whether the command line or the editor opens one', async () => {
    const name = 'Draft (3) ö, [final] ~ #1!.fountain';
    write(name, DRAFT);
    const text = { kind: 'whole', text: DRAFT } as const;
    const first = await other.sync({
      uri: addressOf(name),
      format: 'fountain',
      name,
      version: 1,
      source: 'file',
      text,
    });
    assert.ok(first.kind === 'synced');
    await other.analyze({ scriptId: first.scriptId, remake: false });
    await other.closeScript({ uri: addressOf(name), forget: false });
    await show(name);
    await until('the cards that were made before are there', isCurrent);
    assert.equal(await scriptAt(name), first.scriptId);
  });
});
