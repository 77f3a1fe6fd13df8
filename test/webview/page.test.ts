import assert from 'node:assert/strict';
import type { ChatPanelSnapshot } from '../../src/protocol/chatPanelContract';
import { openPages, type ChatPage, type ChatPages } from './openPage';
import { answer, cited, conversation, question, response, snapshot } from './said';

describe('The chat panel on its page', () => {
  let pages: ChatPages;
  let chat: ChatPage;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());
  afterEach(async () => {
    assert.deepEqual(chat.complaints, []);
    await chat.page.close();
  });

  const box = () => chat.page.getByRole('textbox', { name: 'Ask about the script' });
  const button = (name: string) => chat.page.getByRole('button', { name, exact: true });
  const log = () => chat.page.getByRole('log');
  const show = (more: Partial<ChatPanelSnapshot>) => chat.send(snapshot(more));
  const scrollTop = () => chat.value<number>("document.querySelector('.scroller').scrollTop");
  const toEnd = () =>
    chat.value<number>(
      "(({scrollHeight, clientHeight, scrollTop}) => scrollHeight - clientHeight - scrollTop)(document.querySelector('.scroller'))",
    );

  it('asks for its first snapshot', async () => {
    chat = await pages.open();
    assert.deepEqual(await chat.heard(), [{ kind: 'ready' }]);
  });

  it('says what to do without a screenplay, and opens the sample', async () => {
    chat = await pages.open();
    await chat.send({ ...snapshot(), script: null, noScript: 'none-open' });
    await chat.page.getByText('No screenplay open. Open a .fountain or .fdx file, or try the sample.').waitFor();
    assert.equal(await box().isVisible(), false);
    await chat.heard();
    await button('Open the Sample').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'openSample' }]);
  });

  it('offers questions before the first one, and asks the one that is chosen', async () => {
    chat = await pages.open();
    await show({ suggestions: ['What is still open?'] });
    await chat.heard();
    await button('What is still open?').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'ask', text: 'What is still open?' }]);
  });

  it('says what makes a scene where there is none, and offers no questions', async () => {
    chat = await pages.open();
    const { script } = snapshot();
    await show({ script: script && { ...script, hasNoScenes: true }, suggestions: ['Who?'] });
    await chat.page.getByText('No scenes yet. A scene begins with a heading').waitFor();
    assert.equal(await button('Who?').count(), 0);
  });

  it('says of which script a question is', async () => {
    chat = await pages.open();
    await show({});
    const { script } = snapshot();
    await chat.send(snapshot({ script: script && { ...script, id: 'lighthouse' } }));
    await chat.heard();
    await box().fill('Who?');
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), [{ kind: 'ask', scriptId: 'lighthouse', text: 'Who?' }]);
  });

  it('sends with Enter, breaks the line with Shift+Enter, and sends no blanks', async () => {
    chat = await pages.open();
    await show({});
    await chat.heard();
    await box().press('Enter');
    await box().fill('  ');
    await box().press('Enter');
    await box().fill('Who is');
    await box().press('Shift+Enter');
    await box().pressSequentially('MARA?');
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), [{ kind: 'ask', text: 'Who is\nMARA?' }]);
    assert.equal(await box().inputValue(), '');
  });

  it('keeps what is typed while a question is under way or the script is being read', async () => {
    chat = await pages.open();
    for (const busy of [
      { pending: { question: 'Who?', stopping: false } },
      { script: { key: 'a', title: 'Lighthouse', answeredBy: 'search only', loading: true } },
    ]) {
      await show(busy);
      await chat.heard();
      await box().fill('And JONAS?');
      await box().press('Enter');
      assert.deepEqual(await chat.heard(), []);
      assert.equal(await box().inputValue(), 'And JONAS?');
    }
  });

  it('stops with Escape, wherever the focus is, and with the button', async () => {
    chat = await pages.open();
    await show({ messages: conversation(1), pending: { question: 'Who?', stopping: false } });
    await chat.heard();
    await box().press('Escape');
    await button('Copy answer').press('Escape');
    await button('Stop').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'stop' }, { kind: 'stop' }, { kind: 'stop' }]);
    await show({});
    await box().press('Escape');
    assert.deepEqual(await chat.heard(), []);
  });

  it('recalls the last question with Up in an empty box', async () => {
    chat = await pages.open();
    await show({ messages: conversation(2) });
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'Question 2: where is MARA?');
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'Question 1: where is MARA?');
    await box().press('ArrowDown');
    await box().press('ArrowDown');
    assert.equal(await box().inputValue(), '');
    await box().fill('mine');
    await box().press('ArrowUp');
    assert.equal(await box().inputValue(), 'mine');
  });

  it('shows a failure with its sentence and asks again', async () => {
    chat = await pages.open();
    const failure = { message: 'The story engine ended. Try again.', retryable: true };
    await show({ unanswered: { question: 'Who?', failure } });
    await chat.page.getByRole('alert').getByText(failure.message).waitFor();
    await chat.heard();
    await button('Retry').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'retry' }]);
    await show({ unanswered: { question: 'Who?', failure: { ...failure, retryable: false } } });
    assert.equal(await button('Retry').count(), 0);
  });

  it('shows a question that was stopped without alarm', async () => {
    chat = await pages.open();
    await show({ unanswered: { question: 'Who?', failure: null } });
    assert.equal(await chat.page.getByRole('alert').count(), 0);
    await chat.page.getByText('Stopped.').waitFor();
    await chat.heard();
    await button('Ask Again').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'retry' }]);
  });

  it('goes to a citation, which is a button with its full name', async () => {
    chat = await pages.open();
    const citation = cited('12', 431, { quote: 'It was dark.' });
    await show({ messages: [question('q', 'When?'), answer('a', [['quote', 'It was dark.', 0]], [citation])] });
    await chat.heard();
    await button('Scene 12, line 431, INT. LIGHTHOUSE - NIGHT').press('Enter');
    assert.deepEqual(await chat.heard(), [{ kind: 'open', sceneId: 'scene 12', line: 431, quote: 'It was dark.' }]);
  });

  it('shows every citation of a sentence that has many, the rest on demand', async () => {
    chat = await pages.open();
    const citations = Array.from({ length: 40 }, (_, index) => cited(String(index + 1), index * 9 + 1));
    await show({ messages: [answer('a', [['paragraph', 'MARA is everywhere.', ...citations.keys()]], citations)] });
    assert.equal(await chat.page.locator('.citation').count(), 12);
    await button('Show 28 more places').click();
    assert.equal(await chat.page.locator('.citation').count(), 40);
    assert.equal(await chat.value('document.activeElement.textContent'), '13 · line 109');
  });

  it('greys what was not found, and says why', async () => {
    chat = await pages.open();
    const citation = cited('20', 902, { quote: 'No.', verified: false });
    await show({ messages: [answer('a', [['quote', 'No.', 0]], [citation])] });
    await chat.page.locator('blockquote.unverified .citation.unverified').getByText('not found in 20').waitFor();
  });

  it('corrects a citation in place: nothing is built anew, nothing is read out again', async () => {
    chat = await pages.open();
    const said = (line: number) => [answer('a', [['paragraph', 'Here.', 0]], [cited('12', line)])];
    await show({ messages: said(431) });
    await chat.value(
      "globalThis.before = document.querySelector('.answer'); before.querySelector('.citation').focus()",
    );
    await show({ messages: said(440) });
    await chat.page.getByText('12 · line 440').waitFor();
    assert.equal(await chat.value("before === document.querySelector('.answer')"), true);
    assert.equal(await chat.value('document.activeElement.className'), 'citation');
    await chat.heard();
    await chat.page.locator('.citation').click();
    assert.equal((await chat.heard())[0]?.kind, 'open');
  });

  it('copies an answer with its scenes', async () => {
    chat = await pages.open();
    await show({ messages: [answer('a', [['paragraph', 'Here.', 0]], [cited('12', 431)])] });
    await chat.heard();
    await button('Copy answer').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'copy', text: 'Here. (scene 12, line 431)' }]);
    await button('Copied').waitFor();
  });

  it('says under each answer what was searched, and that it is search', async () => {
    chat = await pages.open();
    await show({ messages: conversation(1) });
    await chat.page.getByText('search only · 26 scenes searched').waitFor();
  });

  it('puts text on the page as text, whatever it is', async () => {
    chat = await pages.open();
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>[a](command:b)';
    await show({
      script: { key: 'a', title: evil, answeredBy: evil, loading: false },
      messages: [
        question('q', evil),
        answer('a', [['paragraph', evil, 0]], [cited(evil, 1, { heading: evil, quote: evil })]),
      ],
      unanswered: { question: evil, failure: { message: evil, retryable: true } },
    });
    assert.equal(await chat.value("document.querySelectorAll('img, a, script:not([src])').length"), 0);
    assert.equal((await chat.page.getByText(evil, { exact: true }).count()) >= 3, true);
    await show({ suggestions: [evil] });
    assert.equal(await chat.value("document.querySelectorAll('img').length"), 0);
    assert.equal(await chat.page.title(), 'Chat');
  });

  it('understands only what the contract says', async () => {
    chat = await pages.open();
    await show({ messages: conversation(1) });
    await chat.send({ kind: 'snapshot', messages: 'all of them' });
    assert.equal(await chat.page.locator('.answer').count(), 1);
    assert.equal(chat.complaints.length, 1);
    Object.assign(chat, { complaints: [] });
  });

  it('is a log that reads out what comes, not what was there', async () => {
    chat = await pages.open();
    await show({ messages: conversation(3) });
    assert.equal(await log().getAttribute('aria-live'), 'off');
    await show({ messages: conversation(4) });
    assert.equal(await log().getAttribute('aria-live'), 'polite');
  });

  it('has a name for everything that can be pressed, and shows where the focus is', async () => {
    chat = await pages.open();
    await show({ messages: conversation(2), unanswered: { question: 'Who?', failure: null } });
    await chat.value('document.activeElement.blur()');
    const stops = await chat.value<number>(
      "document.querySelectorAll('button:not([hidden]):not(:disabled), textarea, [tabindex]').length",
    );
    for (let stop = 0; stop < stops; stop += 1) {
      await chat.page.keyboard.press('Tab');
      const focus = await chat.value<{ name: string; outline: string; border: string }>(
        `(() => { const e = document.activeElement, box = e.closest('.box');
          return { name: e.getAttribute('aria-label') ?? e.textContent.trim(),
            outline: getComputedStyle(e).outlineStyle, border: box ? 'box' : '' }; })()`,
      );
      assert.notEqual(focus.name, '');
      assert.ok(focus.outline !== 'none' || focus.border === 'box', focus.name);
    }
  });

  it('goes along with what is new', async () => {
    chat = await pages.open();
    await show({ messages: conversation(20) });
    assert.equal(await toEnd(), 0);
    await show({ messages: conversation(20), pending: { question: 'And?', stopping: false } });
    assert.equal(await toEnd(), 0);
    await show({ messages: conversation(21) });
    assert.equal(await toEnd(), 0);
  });

  it('shows a long answer from its beginning', async () => {
    chat = await pages.open();
    const long = response(
      'long',
      Array.from({ length: 60 }, (_, index) => ['item', `Place ${index + 1}`] as const),
    );
    await show({ messages: conversation(5), pending: { question: 'All?', stopping: false } });
    await show({
      messages: [...conversation(5), question('all', 'All?'), { role: 'assistant', id: 'long', response: long }],
    });
    const top = await chat.value<number>(
      "[...document.querySelectorAll('.question')].at(-1).getBoundingClientRect().top - document.querySelector('.scroller').getBoundingClientRect().top",
    );
    assert.ok(Math.abs(top) < 2, `${top}`);
  });

  it('never moves under a reader who has scrolled up, and offers the way back', async () => {
    chat = await pages.open();
    await show({ messages: conversation(20) });
    await chat.value("document.querySelector('.scroller').scrollTop = 300");
    await show({ messages: conversation(22) });
    assert.equal(await scrollTop(), 300);
    await show({ messages: conversation(22).map((one) => structuredClone(one)) });
    assert.equal(await scrollTop(), 300);
    await button('New answer').click();
    assert.equal(await toEnd(), 0);
    await button('New answer').waitFor({ state: 'hidden' });
  });

  it('keeps the end in sight while a long question is typed', async () => {
    chat = await pages.open();
    await show({ messages: conversation(20) });
    await box().fill('line\n'.repeat(6));
    await chat.value('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    assert.ok((await toEnd()) <= 1);
  });

  it('keeps what is typed and the place when it is hidden and shown again', async () => {
    chat = await pages.open();
    await show({ messages: conversation(20) });
    await box().fill('Half a quest');
    await chat.value("document.querySelector('.scroller').scrollTop = 300");
    await chat.value('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    const kept = await chat.value('kept');
    assert.deepEqual(Object.keys(kept as object).sort(), ['drafts', 'scrollTop']);
    await chat.page.close();

    chat = await pages.open({ kept });
    await show({
      script: { key: 'file:///lighthouse.fountain', title: 'Lighthouse', answeredBy: 'search only', loading: true },
    });
    await show({ messages: conversation(20) });
    assert.equal(await box().inputValue(), 'Half a quest');
    assert.equal(await scrollTop(), 300);
  });

  const surroundings = {
    kind: 'surroundings',
    scene: { id: 's12', label: '12', heading: 'INT. LIGHTHOUSE - NIGHT' },
    selection: { startLine: 12, endLine: 14 },
    tier: 'standard',
    model: { label: 'search only', offline: true },
  };
  const chips = (): Promise<string[]> => chat.page.locator('.chip .name').allInnerTexts();

  const ABOUT = { key: 'file:///lighthouse.fountain', aside: '' };

  it('tells of the draft at each change, the chips that were taken away too, and keeps it', async () => {
    chat = await pages.open();
    await show({});
    await chat.send(surroundings);
    await box().pressSequentially('Why');
    await button('Leave out: Scene 12').click();
    const drafts = await chat.drafts();
    const [{ typedAt } = { typedAt: 0 }] = drafts.slice(-1);
    const draft = { ...ABOUT, text: 'Why', withoutScene: 's12', withoutSelection: null, editing: null, typedAt };
    assert.deepEqual(
      drafts.map(({ text }) => text),
      ['W', 'Wh', 'Why', 'Why'],
    );
    assert.deepEqual(drafts.at(-1), draft);
    const kept = await chat.value('kept');
    await chat.page.close();

    chat = await pages.open({ kept });
    await show({});
    await chat.send(surroundings);
    assert.deepEqual([await box().inputValue(), await chips()], ['Why', ['Selection, 3 lines']]);
    await chat.send({ kind: 'draft', draft: { ...draft, text: 'An older one', typedAt: typedAt - 1 } });
    assert.equal(await box().inputValue(), 'Why', 'what the page keeps is newer');
    await chat.send({ kind: 'draft', draft: { ...draft, text: 'Why here', typedAt: typedAt + 1 } });
    assert.equal(await box().inputValue(), 'Why here', 'what the host was told is newer');
    await chat.send({ kind: 'draft', draft: { ...draft, text: 'An older one', typedAt: typedAt + 1 } });
    assert.equal(await box().inputValue(), 'Why here', 'what was put back counts as typed');
    await box().press('Enter');
    assert.deepEqual((await chat.drafts()).at(-1)?.text, '', 'what is sent is no draft any more');
  });

  it('has the draft from the host where the page itself was lost', async () => {
    chat = await pages.open();
    await show({ messages: conversation(1) });
    await chat.send(surroundings);
    await chat.send({
      kind: 'draft',
      draft: { ...ABOUT, text: 'Why', withoutScene: null, withoutSelection: '12 14', editing: 'q0', typedAt: 1 },
    });
    assert.deepEqual([await box().inputValue(), await chips()], ['Why', ['Editing an earlier question', 'Scene 12']]);
    await chat.heard();
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), [{ kind: 'ask', text: 'Why', withoutSelection: true, forkBefore: 'q0' }]);
  });

  it('puts the cursor into the question, with a scene in front of what is typed', async () => {
    chat = await pages.open();
    await show({});
    await box().fill('who is there?');
    await chat.send({ kind: 'focus', prefix: 'In scene 12: ' });
    assert.equal(await box().inputValue(), 'In scene 12: who is there?');
    assert.equal(await chat.value('document.activeElement.tagName'), 'TEXTAREA');
  });

  it('takes in what another window said, and says that it deleted the conversation: draft, place and focus stay', async () => {
    chat = await pages.open();
    await show({ messages: conversation(20) });
    await box().fill('Half a quest');
    await chat.value("document.querySelector('.scroller').scrollTop = 300");
    await show({ messages: conversation(21) });
    assert.equal(await scrollTop(), 300);
    await button('New answer').waitFor();
    const focused = () => chat.value<string>('document.activeElement.tagName');
    assert.deepEqual([await box().inputValue(), await focused()], ['Half a quest', 'TEXTAREA']);
    const notice = 'This conversation was deleted. The next question begins a new one.';
    await show({ notice });
    await chat.page.getByRole('status').getByText(notice).waitFor();
    assert.deepEqual([await box().inputValue(), await focused()], ['Half a quest', 'TEXTAREA']);
    await show({ notice, unanswered: { question: 'Who?', failure: null } });
    await chat.page.getByText(notice).waitFor();
    await button('Ask Again').waitFor();
  });

  it('begins a new topic', async () => {
    chat = await pages.open();
    await show({});
    assert.equal(await button('New Topic').isDisabled(), true);
    await show({ messages: conversation(1) });
    await chat.heard();
    await button('New Topic').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'newTopic' }]);
    await show({});
    assert.equal(await log().locator('article').count(), 0);
  });

  it('shows what to do from the top, also where there is no room for all of it', async () => {
    chat = await pages.open();
    await chat.page.setViewportSize({ width: 320, height: 200 });
    await show({ messages: conversation(3) });
    await show({ suggestions: ['Who is in the script?', 'What is still open?', 'What happens in scene 1?'] });
    assert.equal(await scrollTop(), 0);
    assert.ok((await toEnd()) > 0);
  });

  it('fits a width of 200 pixels, whatever is said', async () => {
    chat = await pages.open({ width: 200 });
    const heading = 'INT. THE-LONGEST-CORRIDOR-OF-THE-MINISTRY-OF-INLAND-WATERWAYS - NIGHT';
    await show({
      script: { key: 'a', title: heading, answeredBy: heading, loading: false },
      messages: [
        question('q', `${'x'.repeat(300)} תמיד`),
        answer(
          'a',
          [
            ['paragraph', 'y'.repeat(300), 0],
            ['quote', heading, 0],
            ['item', 'مرحبا', 0],
          ],
          [cited('A1234567890B1234567890C', 123456789, { heading })],
        ),
      ],
      unanswered: { question: 'z'.repeat(300), failure: { message: 'w'.repeat(300), retryable: true } },
    });
    const wide = await chat.value<string[]>(
      "[...document.body.querySelectorAll('*')].filter((e) => !e.closest('.unseen') && e.getBoundingClientRect().right > innerWidth).map((e) => e.className)",
    );
    assert.deepEqual(wide, []);
  });

  it('writes from right to left where the words do, the places from left to right', async () => {
    chat = await pages.open();
    await show({ messages: [answer('a', [['paragraph', 'تظهر مارا', 0]], [cited('12', 431)])] });
    assert.equal(await chat.value("getComputedStyle(document.querySelector('.answer p')).direction"), 'rtl');
    assert.equal(await chat.value("getComputedStyle(document.querySelector('.citation')).direction"), 'ltr');
  });

  it('adds to a long conversation without building it again', async () => {
    chat = await pages.open();
    await show({ messages: conversation(100) });
    await chat.value(`globalThis.touched = 0;
      new MutationObserver((records) => { for (const r of records) touched += r.addedNodes.length + r.removedNodes.length; })
        .observe(document.querySelector('.conversation'), { childList: true, subtree: true })`);
    await show({ messages: conversation(101) });
    assert.equal(await chat.value('touched'), 2);
    assert.equal(await log().locator('article').count(), 202);
  });
});
