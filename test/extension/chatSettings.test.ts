import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import type { ToChatPanel } from '../../src/protocol/chatPanelContract';
import type { ContextUsed } from '../../src/story/chatMessage';
import { until } from '../harness/until';
import { startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import { answerWindow, type AnsweredWindow } from './answeredWindow';
import { openChat } from './openedChat';
import { closeScript, openScript } from './openedScript';

const SCRIPT = 'cooperage.fountain';
const TEXT = `Title: The Cooperage

${Array.from(
  { length: 12 },
  (_, at) =>
    `INT. COOPERAGE ${at + 1} - DAY\n\n${`Sela planes stave ${at + 1} and sets it to dry beside the others. `.repeat(12)}\n\n[[NOTECLOSED ${at + 1} is mine]]\n\nSELA\nThe hoop of barrel ${at + 1} is loose.\n\nShe rests. [[NOTEOPEN ${at + 1} goes on`,
).join('\n\n')}
`;

describe('How much a question in the chat sends', function () {
  this.timeout(120_000);
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let server: MessagesServer;
  let listening: vscode.Disposable;
  let sent: ToChatPanel[] = [];
  let window: AnsweredWindow;
  /** The button that is pressed where the window asks. */
  let pressed: string | undefined;

  const set = async (name: string, value: unknown): Promise<void> => {
    await vscode.workspace.getConfiguration('writersroom').update(name, value, vscode.ConfigurationTarget.Global);
  };
  const surroundings = () => sent.findLast((message) => message.kind === 'surroundings') ?? null;
  let previews = 0;
  const preview = async (): Promise<ContextUsed> => {
    const id = ++previews;
    await room.chat.receive({ kind: 'preview', id, text: 'Which hoop is loose?' });
    const found = sent.findLast((message) => message.kind === 'previewed' && message.id === id);
    assert.ok(found?.kind === 'previewed' && found.preview !== null, 'it is known what would be sent');
    return found.preview.contextUsed;
  };
  /** What the server is sent for a question in a new conversation, and what the answer says it was made from. */
  const ask = async (): Promise<{ body: string; used: ContextUsed }> => {
    await room.chat.receive({ kind: 'newTopic' });
    const before = server.messageCalls().length;
    sent = [];
    await room.chat.receive({ kind: 'ask', text: 'Which hoop is loose?' });
    const answer = await until('the question is answered', () => {
      const now = sent.findLast((message) => message.kind === 'snapshot');
      assert.equal(now?.unanswered ?? null, null);
      const last = now?.pending === null ? now.messages.at(-1) : undefined;
      return last?.role === 'assistant' ? last : null;
    });
    const calls = server.messageCalls().slice(before);
    assert.equal(calls.length, 1);
    return { body: calls[0]?.text ?? '', used: answer.response.contextUsed };
  };

  before(async () => {
    server = await startMessagesServer({ abilities: { keys: false } });
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, SCRIPT), Buffer.from(TEXT));
    ({ editor, room } = await openScript(SCRIPT));
    listening = room.chat.onDidSend((message) => sent.push(message));
    await set('models.baseUrl', server.url);
    await set('models.story', 'server/claude-haiku-5-5');
    await openChat(room);
  });
  beforeEach(() => {
    pressed = 'Ask';
    window = answerWindow(() => pressed);
  });
  afterEach(async () => {
    window.restore();
    for (const name of ['quick', 'standard', 'deep']) await set(`chat.tokens.${name}`, undefined);
    await set('chat.sendNotes', undefined);
  });
  after(async () => {
    listening.dispose();
    for (const name of ['models.baseUrl', 'models.story']) await set(name, undefined);
    await closeScript(editor);
    await vscode.workspace.fs.delete(editor.document.uri);
    await server.close();
  });

  it('is asked about first, and whether notes go', async () => {
    pressed = undefined;
    for (const [sendNotes, says] of [
      [false, /; notes stay here, and so does what is marked never to be sent\./u],
      [true, /, notes too; what is marked never to be sent stays here\./u],
    ] as const) {
      await set('chat.sendNotes', sendNotes);
      const asked = window.asked.length;
      await room.chat.receive({ kind: 'newTopic' });
      await room.chat.receive({ kind: 'ask', text: 'Which hoop is loose?' });
      await until('it is asked', () => window.asked.length > asked);
      assert.match(window.asked.at(-1)?.text ?? '', says);
    }
    assert.equal(server.messageCalls().length, 0);
  });

  it('is what the settings allow; the panel knows it at once, and says what would be sent by it', async () => {
    const usual = await ask();
    assert.equal(usual.used.budgetTokens, 5_000);
    await set('chat.tokens.quick', 300);
    await set('chat.tokens.standard', 700);
    await until('the panel is told', () => surroundings()?.tierBudgets.standard === 700);
    assert.deepEqual(surroundings()?.tierBudgets, { quick: 300, standard: 700, deep: 20_000 });
    assert.equal((await preview()).budgetTokens, 700);
    const small = await ask();
    assert.equal(small.used.budgetTokens, 700);
    assert.ok(small.used.parts.reduce((sum, { tokens }) => sum + tokens, 0) <= 700);
    assert.ok(small.body.length < usual.body.length);
  });

  it('has notes in it only where that is allowed, and never a note that nothing closes', async () => {
    assert.doesNotMatch((await ask()).body, /NOTECLOSED|NOTEOPEN/u);
    await set('chat.sendNotes', true);
    await until('the panel is told', () => surroundings()?.sendNotes === true);
    const { body } = await ask();
    assert.match(body, /\[\[NOTECLOSED \d+ is mine\]\]/u);
    assert.doesNotMatch(body, /NOTEOPEN/u);
  });

  it('is asked for all the same where a setting says what cannot be, which is told once', async () => {
    const told = (): string[] => window.asked.flatMap(({ by, text }) => (by === 'showWarningMessage' ? [text] : []));
    const ofNotes = (): string[] => told().filter((said) => said.includes('notes stay here'));
    await set('chat.tokens.standard', 'plenty');
    await set('chat.sendNotes', 'yes');
    await until('it is told', () => ofNotes().length > 0);
    const { body, used } = await ask();
    assert.equal(used.budgetTokens, 5_000);
    assert.doesNotMatch(body, /NOTECLOSED/u);
    await ask();
    assert.equal(ofNotes().length, 1, told().join('\n'));
    assert.match(ofNotes()[0] ?? '', /tokens\.standard is not a number: standard allows 5,000 tokens, as usual\./u);
  });
});
