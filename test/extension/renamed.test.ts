import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { KEY, startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import { answerWindow, type Asked } from './answeredWindow';
import { agrees, openScript, sceneRows } from './openedScript';

const CARD = {
  action: 'Somebody waits for a boat.',
  conflict: '',
  characterChanges: '',
  plotProgression: '',
  tone: 'Quiet.',
  quotes: [],
};
const METHOD = 'server/claude-haiku-5-5';
const SETTINGS = ['models.cards', 'models.story', 'models.baseUrl'] as const;

describe('A screenplay that is renamed while a model reads it', function () {
  this.timeout(180_000);
  let room: WritersRoom;
  let server: MessagesServer;
  let folder: string;
  let round = 0;
  let release = (): void => undefined;
  const set = (name: (typeof SETTINGS)[number], value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('writersroom').update(name, value, vscode.ConfigurationTarget.Global);
  const withAnswers = async (how: (asked: Asked) => string | undefined, work: () => Promise<unknown>) => {
    const window = answerWindow(how);
    try {
      await work();
    } finally {
      window.restore();
    }
  };
  const run = (command: string) => Promise.resolve(vscode.commands.executeCommand(`writersroom.${command}`));

  before(async () => {
    server = await startMessagesServer({
      script: () => ({ kind: 'answer', content: [{ kind: 'text', text: JSON.stringify(CARD) }] }),
    });
    ({ room } = await openScript());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await set('models.baseUrl', server.url);
    const giveKey = ({ by, choices }: Asked): string | undefined =>
      by === 'showInputBox' ? KEY : choices.find((label) => label.includes('server on this machine'));
    await withAnswers(giveKey, () => run('setApiKey'));
    await set('models.cards', METHOD);
    await set('models.story', 'offline');
  });
  after(async () => {
    await withAnswers(
      ({ choices: [first] }) => first,
      () => run('removeApiKey'),
    );
    for (const name of SETTINGS) await set(name, undefined);
    await server.close();
  });
  beforeEach(() => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    round += 1;
    folder = path.join(workspace.uri.fsPath, `renamed ${round}`);
    mkdirSync(folder);
    const released = new Promise<void>((resolve) => (release = resolve));
    server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: JSON.stringify(CARD) }],
      beforeEvent: () => released,
    }));
  });
  afterEach(async () => {
    release();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  const uriOf = (...names: string[]): vscode.Uri => vscode.Uri.file(path.join(folder, ...names));
  const shown = (uri: vscode.Uri): Promise<vscode.TextDocument> =>
    until('the Outline shows it under this name', async () => {
      const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath);
      return editor !== undefined && agrees(await sceneRows(room), editor.document) && editor.document;
    });
  /** Two scenes in a file, open, and a run whose requests are both held. */
  const begin = async (name: string, { preview = false } = {}) => {
    const scene = (place: string): string =>
      `INT. ${place} ${round} - DAY\n\nSomebody of round ${round} waits at the ${place.toLowerCase()}.\n`;
    mkdirSync(path.dirname(uriOf(name).fsPath), { recursive: true });
    writeFileSync(uriOf(name).fsPath, `${scene('PIER')}\n${scene('BUOY')}`);
    await vscode.commands.executeCommand('vscode.open', uriOf(name), { preview });
    await shown(uriOf(name));
    const before = server.messageCalls().length;
    const sent = (): number => server.messageCalls().length - before;
    let running: Promise<unknown> = Promise.resolve();
    await withAnswers(
      ({ choices: [first] }) => first,
      async () => {
        running = run('analyzeScript');
        await until('both requests are held', () => sent() === 2);
      },
    );
    return { sent, running };
  };
  const rename = async (from: vscode.Uri, to: vscode.Uri): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  };
  const isMade = async (): Promise<boolean> =>
    (await sceneRows(room)).every(({ scene }) => scene.card?.method === METHOD && scene.behind.length === 0);

  it('has all that was under way under its new name', async () => {
    const { sent, running } = await begin('draft.fountain');
    await rename(uriOf('draft.fountain'), uriOf('final.fountain'));
    await shown(uriOf('final.fountain'));
    release();
    await running;
    await until('every card is there', isMade);
    assert.equal(sent(), 2, 'and nothing was asked for twice');
  });

  it('has it also if its folder is what is renamed, and it has unsaved changes', async () => {
    const { sent, running } = await begin('old/draft.fountain');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await editor.edit((edit) => edit.insert(new vscode.Position(editor.document.lineCount, 0), '\nA horn.\n'));
    await shown(uriOf('old/draft.fountain'));
    await rename(uriOf('old'), uriOf('new'));
    const document = await shown(uriOf('new/draft.fountain'));
    release();
    await running;
    await until('every card is there', isMade);
    assert.equal(sent(), 3, 'what was edited meanwhile is read once more');
    await document.save();
  });

  it('has it also if the file is moved by something that does not tell', async () => {
    const { sent, running } = await begin('draft.fountain');
    await vscode.workspace.fs.rename(uriOf('draft.fountain'), uriOf('moved.fountain'));
    await shown(uriOf('moved.fountain'));
    release();
    await running;
    await until('every card is there', isMade);
    assert.equal(sent(), 2, 'and nothing was asked for twice');
  });

  it('shows its progress on, and can be cancelled', async () => {
    const cancelling = new vscode.CancellationTokenSource();
    const { withProgress } = vscode.window;
    let begun = 0;
    const shows: typeof withProgress = (options, task) => {
      if (options.title?.startsWith('Analyzing') !== true) return withProgress(options, task);
      begun += 1;
      return Promise.resolve(task({ report: () => undefined }, cancelling.token));
    };
    Object.assign(vscode.window, { withProgress: shows });
    try {
      const { sent, running } = await begin('draft.fountain');
      await rename(uriOf('draft.fountain'), uriOf('final.fountain'));
      await shown(uriOf('final.fountain'));
      const again = run('analyzeScript');
      cancelling.cancel();
      await running;
      await again;
      assert.deepEqual([begun, sent()], [1, 2], 'asked for again under the new name, it is the run that goes on');
      assert.equal(await isMade(), false);
    } finally {
      Object.assign(vscode.window, { withProgress });
      cancelling.dispose();
    }
  });

  for (const other of ['other.fountain', 'notes.txt']) {
    it(`is read no more if another file takes its tab: ${other}`, async () => {
      writeFileSync(uriOf(other).fsPath, `INT. OTHER ${round} - DAY\n\nAnother one.\n`);
      const { running } = await begin('draft.fountain', { preview: true });
      await vscode.commands.executeCommand('vscode.open', uriOf(other), { preview: true });
      await running;
    });
  }

  it('is read no more if it is closed instead', async () => {
    const { running } = await begin('draft.fountain');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await running;
    release();
    await vscode.commands.executeCommand('vscode.open', uriOf('draft.fountain'), { preview: false });
    await shown(uriOf('draft.fountain'));
    assert.equal(await isMade(), false);
  });
});
