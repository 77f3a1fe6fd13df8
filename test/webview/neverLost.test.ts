import assert from 'node:assert/strict';
import { MAX_QUESTION_LENGTH } from '../../src/story/chatMessage';
import type { ChatPanelSnapshot } from '../../src/protocol/chatPanelContract';
import { openPages, type ChatPage, type ChatPages } from './openPage';
import { conversation, question, response, snapshot } from './said';

describe('What a writer types in the panel', () => {
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
  const box = () => chat.page.getByRole('textbox', { name: 'Ask about the script' });
  const typed = () => box().inputValue();
  const edit = () => chat.page.getByRole('button', { name: 'Edit and ask again' }).first().click();
  const scriptOf = (name: string): ChatPanelSnapshot['script'] => ({
    ...{ key: `file:///${name}.fountain`, title: name, answeredBy: 'search only', loading: false },
  });

  it('is there again when an earlier question is edited no longer, however that ends', async () => {
    await show({ messages: conversation(2) });
    await box().fill('Half a question');
    for (const end of [
      () => box().press('Escape'),
      () => chat.page.getByRole('button', { name: 'Leave out: Editing an earlier question' }).click(),
      () => box().press('Enter'),
    ]) {
      await edit();
      assert.equal(await typed(), 'Question 1: where is MARA?');
      await edit();
      await end();
      assert.equal(await typed(), 'Half a question');
    }
  });

  it('is kept beside an edit over a reload', async () => {
    await show({ messages: conversation(2) });
    await box().fill('Half a question');
    await edit();
    const kept = await chat.value('kept');
    await chat.page.close();
    chat = await pages.open({ kept });
    await show({ messages: conversation(2) });
    assert.equal(await typed(), 'Question 1: where is MARA?');
    await box().press('Escape');
    assert.equal(await typed(), 'Half a question');
  });

  it('stays with its script', async () => {
    await show({ script: scriptOf('a') });
    await box().fill('About A');
    await show({ script: scriptOf('b') });
    assert.equal(await typed(), '');
    await box().fill('B?');
    await box().press('Enter');
    await show({ script: scriptOf('a') });
    assert.equal(await typed(), 'About A');
    assert.deepEqual((await chat.drafts()).at(-1)?.key, 'file:///b.fountain', 'what is put back is not typed anew');
    const other = { text: 'Newer, from another window', withoutScene: null, withoutSelection: null, editing: null };
    await chat.send({ kind: 'draft', draft: { ...other, key: 'file:///b.fountain', typedAt: Date.now() + 1_000 } });
    assert.equal(await typed(), 'About A');
    await show({ script: scriptOf('b') });
    assert.equal(await typed(), 'Newer, from another window');
  });

  it('is all there where it is too long to be asked, and the panel says by how much', async () => {
    await show({});
    const long = 'x'.repeat(2 * MAX_QUESTION_LENGTH);
    await box().fill(long);
    assert.equal((await typed()).length, long.length);
    await chat.page.getByText('40,000 of at most 20,000 characters: shorten it to ask.').waitFor();
    await chat.heard();
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), []);
    await box().fill('Who?');
    assert.equal(await chat.page.getByText('shorten it to ask').count(), 0);
  });

  it('can be asked again where it was refused, and found again when something else was asked since', async () => {
    const failure = { message: 'The question is longer than this tier allows.', retryable: false };
    await show({ unanswered: { question: 'A long question', failure } });
    await chat.heard();
    await chat.page.getByRole('button', { name: 'Ask Again' }).click();
    assert.deepEqual(await chat.heard(), [{ kind: 'retry' }]);
    await show({ pending: { question: 'Another', stopping: false } });
    await show({ messages: [question('q', 'Another')] });
    await box().press('ArrowUp');
    assert.equal(await typed(), 'Another');
    await box().press('ArrowUp');
    assert.equal(await typed(), 'A long question');
    await show({ unanswered: { question: 'A long question', failure } });
    await show({ script: scriptOf('b') });
    await box().press('ArrowUp');
    assert.equal(await typed(), '', 'and not in another script');
  });

  describe('and what a reader of the screen hears of an answer', () => {
    const said = 'First piece.\n\nLast piece says “I did it all myself” [S1].';
    const started = { turn: 1, text: said, steps: [], contextUsed: null, proposals: [] };
    const region = () => chat.page.locator('[aria-live=polite].unseen').innerText();
    const pending = { question: 'Who?', stopping: false };

    it('is all of it, and which quotes were not found', async () => {
      await show({ pending });
      await show({ pending, running: started });
      const [start, end] = [said.indexOf('“'), said.indexOf('”') + 1];
      const claims = [{ start, end, citation: null, verified: false, reason: 'not found in the script' }];
      const answer = response('a', [], [], { method: 'a/model', found: false });
      const blocks = [
        { kind: 'markdown' as const, text: said, citations: [], claims },
        { kind: 'note' as const, text: 'Nothing in the script is cited for this.', citations: [] },
      ];
      await show({
        messages: [question('q', 'Who?'), { role: 'assistant', id: 'a', response: { ...answer, blocks } }],
      });
      assert.deepEqual((await region()).split(/\n+/u), [
        'First piece.',
        'Last piece says “I did it all myself”.',
        '1 quote could not be found in the script. Nothing in the script is cited for this.',
      ]);
    });

    it('is nothing of another script', async () => {
      await show({ pending });
      await show({ pending, running: started });
      await show({ script: scriptOf('b') });
      assert.equal(await region(), '');
    });
  });

  it('is told apart: a scene that a model only names from words that stand there', async () => {
    const text = 'She lies. He does not.';
    const cited = { ...snapshotCitation, quote: null };
    const claims = [{ start: 9, end: 9, citation: 0, verified: true, reason: null }];
    const answer = response('a', [], [cited], { method: 'a/model' });
    const blocks = [{ kind: 'markdown' as const, text, citations: [], claims }];
    await show({ messages: [question('q', 'Who?'), { role: 'assistant', id: 'a', response: { ...answer, blocks } }] });
    const chip = chat.page.getByRole('button', { name: /^The model points to scene 12/u });
    assert.equal(await chip.innerText(), 'scene 12');
    assert.ok((await chip.getAttribute('class'))?.includes('named'));
  });
});

const snapshotCitation = {
  sceneId: 's12',
  index: 11,
  label: '12',
  heading: 'INT. LIGHTHOUSE - NIGHT',
  line: 431,
  verified: true,
};
