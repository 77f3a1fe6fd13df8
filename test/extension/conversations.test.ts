import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectEngine } from '../../src/client/connectEngine';
import type { EngineConnection } from '../../src/client/engineConnection';
import type { WritersRoom } from '../../src/extension/writersRoom';
import type { ChatPanelSnapshot, ToChatPanel } from '../../src/protocol/chatPanelContract';
import type { ConversationEntry } from '../../src/story/chatMessage';
import { until } from '../harness/until';
import { answerWindow, type AnsweredWindow, type Asked } from './answeredWindow';
import { startMessagesServer } from '../models/messagesServer/messagesServer';
import { openChat } from './openedChat';
import { closeScript, extension, openScript } from './openedScript';
import { stubPickers, type StubbedPicker } from './stubbedPicker';

const SCRIPT = 'dovecote.fountain';
const TEXT = `Title: The Dovecote

INT. DOVECOTE - DAWN

Wilmot counts the birds.

WILMOT
One short.
`;

describe('The conversations about a script', function () {
  this.timeout(120_000);
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let other: EngineConnection;
  let scriptId: string;
  let listening: vscode.Disposable;
  let pickers: ReturnType<typeof stubPickers>;
  let window: AnsweredWindow | null = null;
  const sent: ToChatPanel[] = [];

  const snapshot = (): ChatPanelSnapshot | null => sent.findLast((message) => message.kind === 'snapshot') ?? null;
  const settled = (messages: number): Promise<ChatPanelSnapshot> =>
    until(`the panel has ${messages} messages`, () => {
      const now = snapshot();
      const isIdle = now?.pending === null && now.script?.loading === false;
      return isIdle && now.messages.length === messages ? now : null;
    });
  const ask = async (text: string): Promise<void> => {
    const before = snapshot()?.messages.length ?? 0;
    await room.chat.receive({ kind: 'ask', text });
    await settled(before + 2);
  };
  const newTopic = async (): Promise<void> => {
    await room.chat.receive({ kind: 'newTopic' });
    await settled(0);
  };
  const entries = (): Promise<readonly ConversationEntry[]> => other.listConversations(scriptId);
  const titles = async (): Promise<string[]> => (await entries()).map(({ title }) => title);
  const list = async (): Promise<StubbedPicker> => {
    const before = pickers.latest();
    await room.chat.receive({ kind: 'conversations' });
    const picker = pickers.latest();
    assert.ok(picker !== null && picker !== before);
    return picker;
  };
  const answer = (how: (asked: Asked) => string | undefined): AnsweredWindow => {
    window?.restore();
    window = answerWindow(how);
    return window;
  };
  const again = (picker: StubbedPicker): Promise<boolean> => until('the list is shown again', () => picker.shown);

  before(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, SCRIPT), Buffer.from(TEXT));
    ({ editor, room } = await openScript(SCRIPT));
    other = await connectEngine({
      assetsDirectory: vscode.Uri.joinPath(extension().extensionUri, 'dist').fsPath,
      dataDirectory: process.env.WRITERSROOM_DATA ?? '',
      client: 'other window',
      idleMs: 1_000,
    });
    const { document } = editor;
    const synced = await other.sync({
      ...{ uri: document.uri.toString(), format: 'fountain', name: SCRIPT, version: 1, onlyKnown: true },
      text: { kind: 'whole', text: document.getText() },
    });
    assert.ok(synced.kind === 'synced');
    ({ scriptId } = synced);
    listening = room.chat.onDidSend((message) => sent.push(message));
    await openChat(room);
    pickers = stubPickers();
  });
  beforeEach(async () => {
    for (const { id } of await entries()) await other.deleteConversation({ scriptId, conversationId: id });
    await newTopic();
    await ask('Who counts the birds?');
  });
  afterEach(() => {
    pickers.latest()?.hide();
    window?.restore();
    window = null;
  });
  after(async () => {
    pickers.restore();
    listening.dispose();
    await other.close();
    await closeScript(editor);
    await vscode.workspace.fs.delete(editor.document.uri);
  });

  it('are listed with the one that is open marked, and opened', async () => {
    await newTopic();
    await ask('Where is WILMOT?');
    const picker = await list();
    assert.deepEqual(picker.labels(), [
      '$(add) New Topic',
      '$(comment-discussion) Where is WILMOT?',
      'Who counts the birds?',
    ]);
    picker.accept('Who counts the birds?');
    await until('the other one is shown', () => {
      const [first] = snapshot()?.messages ?? [];
      return first?.role === 'user' && first.text === 'Who counts the birds?';
    });
    assert.equal(picker.disposed, true);
    const closed = await list();
    closed.hide();
    assert.equal(closed.disposed, true);
    const fresh = await list();
    fresh.accept('New Topic');
    await settled(0);
  });

  it('are renamed, in one line; without a name, or with one that is too long, they keep theirs', async () => {
    let typed: string | undefined;
    const { asked } = answer(({ by }) => (by === 'showInputBox' ? typed : undefined));
    const picker = await list();
    const rename = async (from: string, to: string | undefined): Promise<void> => {
      typed = to;
      picker.press(from, 'Rename');
      await again(picker);
    };
    await rename('Who counts the birds?', undefined);
    assert.deepEqual(await titles(), ['Who counts the birds?'], 'Escape changes nothing');
    await rename('Who counts the birds?', '  The\r\nbirds,\n\n again  ');
    assert.deepEqual(await titles(), ['The birds, again']);
    assert.deepEqual(picker.labels(), ['$(add) New Topic', '$(comment-discussion) The birds, again']);
    for (const wrong of ['', ' \n ', 'x'.repeat(500)]) {
      const shown = await list();
      typed = wrong;
      shown.press('The birds, again', 'Rename');
      await until('it is over', () => shown.disposed);
      const { text } = asked.at(-1) ?? { text: '' };
      assert.match(text, wrong.trim() === '' ? /^A conversation needs a name\.$/u : /^A name has at most 200 /u);
    }
    assert.deepEqual(await titles(), ['The birds, again']);
    assert.equal((await settled(2)).messages.length, 2, 'the panel stays where it is');
  });

  it('are put away and brought back', async () => {
    const picker = await list();
    const archive = picker.icon('Who counts the birds?', 'Archive');
    picker.press('Who counts the birds?', 'Archive');
    await again(picker);
    assert.notEqual(picker.icon('Who counts the birds?', 'Bring Back'), archive);
    assert.deepEqual(picker.labels(), ['$(add) New Topic', 'Archived', '$(comment-discussion) Who counts the birds?']);
    assert.equal((await settled(2)).messages.length, 2, 'what is open stays open');
    picker.press('Who counts the birds?', 'Bring Back');
    await again(picker);
    assert.deepEqual(
      (await entries()).map(({ archived }) => archived),
      [false],
    );
  });

  it('are deleted when that is confirmed; the one that is open gives way to a new topic', async () => {
    const { asked } = answer(() => undefined);
    const picker = await list();
    picker.press('Who counts the birds?', 'Delete');
    await again(picker);
    assert.match(
      asked.at(-1)?.text ?? '',
      /^Delete “Who counts the birds\?”\? Its 2 messages cannot be brought back\./u,
    );
    assert.equal((await entries()).length, 1, 'Escape deletes nothing');
    answer(() => 'Delete');
    picker.press('Who counts the birds?', 'Delete');
    await again(picker);
    assert.deepEqual([picker.labels(), await titles()], [['$(add) New Topic'], []]);
    assert.match((await settled(0)).notice ?? '', /^This conversation was deleted\./u);
    await ask('Who counts the birds?');
    assert.equal(snapshot()?.notice, null);
    assert.equal((await entries()).length, 1);
  });

  it('are exported into a document of their own, which writes no file', async () => {
    const { asked } = answer(() => undefined);
    const documents: vscode.TextDocument[] = [];
    for (let time = 0; time < 2; time++) {
      const picker = await list();
      picker.press('Who counts the birds?', 'Export as Markdown');
      await until('it is over', () => picker.disposed);
      const { activeTextEditor } = vscode.window;
      assert.ok(activeTextEditor);
      documents.push(activeTextEditor.document);
    }
    const [first, second] = documents;
    assert.ok(first && second && first !== second);
    for (const { isUntitled, languageId } of documents) assert.deepEqual([isUntitled, languageId], [true, 'markdown']);
    assert.match(first.getText(), /Who counts the birds\?/u);
    assert.equal(first.getText(), second.getText());
    assert.deepEqual(asked, []);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const [entry] = await entries();
    assert.ok(entry);
    const { fileName } = await other.exportConversation({ scriptId, conversationId: entry.id });
    assert.deepEqual(
      documents.map(({ uri }) => uri.fsPath),
      [fileName, fileName.replace(/\.md$/u, ' 2.md')].map((name) => vscode.Uri.joinPath(folder.uri, name).fsPath),
    );
    for (const document of documents) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.window.showTextDocument(editor.document);
  });

  it('are left as they are by what another window has deleted, which is said', async () => {
    const { asked } = answer(({ by }) => (by === 'showWarningMessage' ? 'Delete' : undefined));
    const picker = await list();
    const [entry] = await entries();
    assert.ok(entry);
    await other.deleteConversation({ scriptId, conversationId: entry.id });
    picker.press('Who counts the birds?', 'Delete');
    await until('it is over', () => picker.disposed);
    assert.match(asked.at(-1)?.text ?? '', /^This conversation is not there any more\./u);
  });

  it('have what another window says, while this one is idle, and begin anew where it deletes them', async () => {
    const [entry] = await entries();
    assert.ok(entry);
    await other.ask({
      ...{ scriptId, conversationId: entry.id, message: 'Where is WILMOT?', currentSceneId: null },
      ...{ intentHint: null, budgetTier: 'quick', remember: true },
    });
    const { messages } = await settled(4);
    assert.ok(messages[2]?.role === 'user');
    assert.equal(messages[2].text, 'Where is WILMOT?');
    await ask('What does WILMOT say?');
    assert.equal((await entries())[0]?.messages, 6);
    await other.deleteConversation({ scriptId, conversationId: entry.id });
    await until('the panel says so', () => snapshot()?.notice?.startsWith('This conversation was deleted.') === true);
  });

  it('are opened, exported and deleted while one is being answered, and nothing of that answer is kept', async () => {
    const set = async (name: string, value: unknown): Promise<void> => {
      await vscode.workspace.getConfiguration('writersroom').update(name, value, vscode.ConfigurationTarget.Global);
    };
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => void (go = resolve));
    const server = await startMessagesServer({
      abilities: { keys: false },
      script: async () => {
        await gate;
        return { kind: 'answer', content: [{ kind: 'text', text: 'A hawk.' }] };
      },
    });
    try {
      await set('models.baseUrl', server.url);
      await set('models.story', 'server/claude-haiku-5-5');
      answer(({ by }) =>
        by === 'showInformationMessage' ? 'Ask' : by === 'showWarningMessage' ? 'Delete' : undefined,
      );
      await room.chat.receive({ kind: 'ask', text: 'Why one short?' });
      await until('the model is asked', () => server.messageCalls().length > 0);

      (await list()).accept('Who counts the birds?');
      assert.equal(snapshot()?.pending?.question, 'Why one short?', 'what is open is not opened again');

      const exporting = await list();
      exporting.press('Who counts the birds?', 'Export as Markdown');
      await until('it is over', () => exporting.disposed);
      const exported = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.match(exported, /Who counts the birds\?/u);
      assert.doesNotMatch(exported, /Why one short/u);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

      const deleting = await list();
      deleting.press('Who counts the birds?', 'Delete');
      await again(deleting);
      const { notice, unanswered } = await settled(0);
      assert.match(notice ?? '', /^This conversation was deleted\./u);
      assert.deepEqual(unanswered, { question: 'Why one short?', failure: null });
      go();
      assert.deepEqual(await entries(), []);
    } finally {
      go();
      for (const name of ['models.baseUrl', 'models.story']) await set(name, undefined);
      await server.close();
    }
  });
});
