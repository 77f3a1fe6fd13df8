import assert from 'node:assert/strict';
import type { ChatPanelSnapshot } from '../../src/protocol/chatPanelContract';
import type { EditProposal } from '../../src/story/chatMessage';
import { openPages, type ChatPage, type ChatPages } from './openPage';
import { answer, cited, question, response, snapshot } from './said';

const proposal = (id: string): EditProposal => ({
  id,
  sceneId: 's12',
  hash: 'h',
  label: '12',
  heading: 'INT. LIGHTHOUSE - NIGHT',
  before: 'a\nb\n',
  after: 'a\n',
  note: '',
  modelCallId: null,
});

describe('The focus of a writer at the keyboard', () => {
  let pages: ChatPages;
  let chat: ChatPage;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());
  beforeEach(async () => {
    chat = await pages.open();
  });
  afterEach(async () => {
    assert.deepEqual(chat.complaints, []);
    await chat.page.close();
  });
  const show = (more: Partial<ChatPanelSnapshot>) => chat.send(snapshot(more));
  const button = (name: string) => chat.page.getByRole('button', { name, exact: true });
  /** What has the focus, once the browser has looked at what is still there. */
  const focused = async (): Promise<string> => {
    await chat.value('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    return chat.value("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
  };
  const surroundings = (label: string, selection: object | null = null) => ({
    kind: 'surroundings',
    scene: { id: `s${label}`, label, heading: 'INT. LIGHTHOUSE - NIGHT' },
    selection,
    tier: 'standard',
    model: { label: 'some-model', offline: false },
  });

  it('goes from the buttons of a proposal to what became of it, and on from there', async () => {
    const proposals = [proposal('p1'), proposal('p2')];
    const messages = [
      question('q', 'Shorter'),
      { role: 'assistant' as const, id: 'a', response: response('a', [], [], { proposals, method: 'a/model' }) },
    ];
    await show({ messages });
    await button('Accept All').first().focus();
    await chat.page.keyboard.press('Enter');
    await show({ messages, outcomes: { p1: { kind: 'accepted', message: null } } });
    assert.equal(await focused(), 'Accepted. Undo in the editor takes it back.');
    await chat.page.keyboard.press('Tab');
    assert.equal(await focused(), 'Review');
    await chat.page.keyboard.press('Enter');
    await show({
      messages,
      outcomes: {
        p1: { kind: 'accepted', message: null },
        p2: { kind: 'refused', message: 'Scene 12 has changed.' },
      },
    });
    assert.equal(await focused(), 'Review', 'what may still be decided keeps the focus');
    await button('Discard').focus();
    await chat.page.keyboard.press('Space');
    await show({ messages, outcomes: { p2: { kind: 'discarded', message: null } } });
    assert.equal(await focused(), 'Discarded.');
  });

  it('goes from Stop to the question when the answer is there', async () => {
    await show({ pending: { question: 'Who?', stopping: false } });
    await button('Stop').focus();
    await show({ messages: [question('q', 'Who?'), answer('a', [['paragraph', 'MARA.']])] });
    assert.equal(await focused(), 'Ask about the script');
  });

  it('stays on Retry where the failure is shown anew, and in the conversation where Retry goes', async () => {
    const failed = (message: string) => ({ question: 'Who?', failure: { message, retryable: true } });
    await show({ unanswered: failed('It took too long.') });
    await button('Retry').focus();
    await show({ unanswered: failed('The connection was lost.') });
    assert.equal(await focused(), 'Retry');
    await show({});
    assert.equal(await focused(), 'Questions and answers');
  });

  it('stays on the chip that is shown anew, and goes to the question where the chip goes', async () => {
    await show({});
    await chat.send(surroundings('12', { startLine: 2, endLine: 3 }));
    await button('Leave out: Selection, 2 lines').focus();
    await chat.send(surroundings('13', { startLine: 12, endLine: 13 }));
    assert.equal(await focused(), 'Leave out: Selection, 2 lines');
    await chat.send(surroundings('13'));
    assert.equal(await focused(), 'Ask about the script');
  });

  it('stays in the conversation where another one is shown, and does not leave what is still there', async () => {
    const messages = [question('q', 'Who?'), answer('a', [['paragraph', 'MARA.', 0]], [cited('12', 431)])];
    await show({ messages });
    await chat.page.locator('.citation').focus();
    await show({ messages: [...messages, question('q2', 'And?'), answer('a2', [['paragraph', 'No.']])] });
    assert.match(await focused(), /^Scene 12/u);
    await show({ messages: [question('q3', 'Why?'), answer('a3', [['paragraph', 'So.', 0]], [cited('12', 431)])] });
    assert.equal(await focused(), 'Questions and answers');
  });
});
