import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import type { ChatPanelSnapshot, ToChatPanel } from '../../src/protocol/chatPanelContract';
import { until } from '../harness/until';
import { startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import { openChat } from './openedChat';
import { closeScript, openScript, SAMPLE } from './openedScript';

const SCRIPT = 'saltpan.fountain';
const TEXT = `Title: The Salt Pan

EXT. SALT PAN - NOON

Oda rakes the salt into windrows and counts them under her breath.
`;

/** The questions that are asked, each answered by what comes of `reply`. */
function askedBy(reply: (sentence: string) => Promise<string | undefined>): { asked: string[]; restore: () => void } {
  const asked: string[] = [];
  const { showInformationMessage } = vscode.window;
  const stand = (sentence: string): Promise<string | undefined> => {
    asked.push(sentence);
    return reply(sentence);
  };
  Object.assign(vscode.window, { showInformationMessage: stand });
  return { asked, restore: () => void Object.assign(vscode.window, { showInformationMessage }) };
}

describe('Where a question in the chat goes', function () {
  this.timeout(120_000);
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let agreedTo: MessagesServer;
  let other: MessagesServer;
  let listening: vscode.Disposable;
  let sent: ToChatPanel[] = [];

  const set = async (name: string, value: unknown): Promise<void> => {
    await vscode.workspace.getConfiguration('writersroom').update(name, value, vscode.ConfigurationTarget.Global);
  };
  const snapshot = (): ChatPanelSnapshot | null => sent.findLast((message) => message.kind === 'snapshot') ?? null;
  const ask = async (text: string): Promise<ChatPanelSnapshot> => {
    sent = [];
    await room.chat.receive({ kind: 'ask', text });
    return until('the question has ended', () => {
      const now = snapshot();
      return now !== null && now.pending === null && (now.unanswered !== null || now.messages.length > 0) ? now : null;
    });
  };
  const posted = () => [agreedTo.messageCalls().length, other.messageCalls().length];

  before(async () => {
    const server = () => startMessagesServer({ abilities: { keys: false } });
    [agreedTo, other] = await Promise.all([server(), server()]);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, SCRIPT), Buffer.from(TEXT));
    ({ editor, room } = await openScript(SCRIPT));
    listening = room.chat.onDidSend((message) => sent.push(message));
    await set('models.baseUrl', agreedTo.url);
    await set('models.story', 'server/claude-haiku-5-5');
    await openChat(room);
  });
  after(async () => {
    listening.dispose();
    for (const name of ['models.baseUrl', 'models.story']) await set(name, undefined);
    await closeScript(editor);
    await vscode.workspace.fs.delete(editor.document.uri);
    await Promise.all([agreedTo.close(), other.close()]);
  });

  it('is asked first; without a yes nothing goes anywhere', async () => {
    const window = askedBy(() => Promise.resolve(undefined));
    try {
      const { unanswered } = await ask('Who counts the windrows?');
      assert.match(window.asked[0] ?? '', /about "The Salt Pan"\? What an answer needs of the script goes to /u);
      assert.match(unanswered?.failure?.message ?? '', /^Nothing was sent\./u);
      assert.deepEqual(posted(), [0, 0]);
    } finally {
      window.restore();
    }
  });

  it('is to the script that the page spoke of and the consent names, though another is shown by then', async () => {
    await room.chat.receive({ kind: 'ready' });
    const scriptId = snapshot()?.script?.id;
    assert.ok(scriptId !== undefined);
    const shown = (title: string) => until(`${title} is shown`, () => snapshot()?.script?.title === title);
    const asked = 'Who rakes the salt?';
    const window = askedBy(() => Promise.resolve(undefined));
    const { editor: second } = await openScript(SAMPLE);
    try {
      await until('another is shown', () => {
        const { id } = snapshot()?.script ?? {};
        return id !== undefined && id !== scriptId;
      });
      await room.chat.receive({ kind: 'ask', text: asked, scriptId });
      await until('it is asked whether it may be sent', () => window.asked.length > 0);
      assert.match(window.asked[0] ?? '', /about "The Salt Pan"\?/u);
      assert.equal(snapshot()?.pending, null);
      assert.equal(snapshot()?.unanswered, null);
    } finally {
      window.restore();
      await closeScript(second);
    }
    await vscode.window.showTextDocument(editor.document, { preview: false });
    await shown('The Salt Pan');
    await until('the question stands there', () => snapshot()?.unanswered?.question === asked);
    assert.deepEqual(posted(), [0, 0]);
  });

  it('is where the writer agreed to and nowhere else, if another address is set before it is sent', async () => {
    const window = askedBy(async () => {
      await set('models.baseUrl', other.url);
      return 'Ask';
    });
    try {
      const { unanswered } = await ask('Who counts the windrows?');
      assert.match(unanswered?.failure?.message ?? '', /^Nothing was sent: .* was not agreed to/u);
      assert.equal(unanswered?.failure?.retryable, true);
      assert.deepEqual(posted(), [0, 0]);
      for (const { text } of other.calls) assert.ok(!text.includes('windrows'), text);
    } finally {
      window.restore();
      await set('models.baseUrl', agreedTo.url);
    }
    const again = askedBy(() => Promise.resolve('Ask'));
    try {
      const { messages } = await ask('Who counts the windrows?');
      assert.equal(messages.at(-1)?.role, 'assistant');
      assert.deepEqual(posted(), [1, 0]);
    } finally {
      again.restore();
    }
  });
});
