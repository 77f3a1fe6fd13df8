import assert from 'node:assert/strict';
import type { ChatPanelSnapshot, RunningAnswer } from '../../src/protocol/chatPanelContract';
import type { AnswerBlock, ContextUsed, EditProposal } from '../../src/story/chatMessage';
import { until } from '../harness/until';
import { openPages, type ChatPage, type ChatPages } from './openPage';
import { cited, conversation, question, response, snapshot } from './said';

const used: ContextUsed = {
  scenesSearched: 26,
  scenesAsText: [3],
  scenesAsCards: [],
  sheets: [],
  outline: true,
  parts: [
    { name: 'outline', tokens: 400 },
    { name: 'scene 4', tokens: 900 },
  ],
  cut: [{ name: 'scene 20', reason: 'did not fit' }],
  budgetTokens: 5_000,
  constantTokens: 1_200,
};
const running = (more: Partial<RunningAnswer> = {}): RunningAnswer => ({
  turn: 1,
  text: '',
  steps: [],
  contextUsed: used,
  proposals: [],
  ...more,
});
const pending = { question: 'When does she lie?', stopping: false };
const modelled = (blocks: readonly AnswerBlock[], more: Partial<ReturnType<typeof response>> = {}) => ({
  role: 'assistant' as const,
  id: 'm1',
  response: {
    ...response(
      'm1',
      [],
      [cited('12', 431, { quote: 'It was dark.' }), cited('20', 9, { verified: false, quote: 'x' })],
    ),
    method: 'anthropic/some-model',
    usage: { input: 1_500, output: 300, cacheWrite: 0, cacheRead: 40, costUsd: 0.0004 },
    contextUsed: used,
    blocks: [...blocks],
    ...more,
  },
});
const markdown = (text: string, claims: AnswerBlock['claims'] = []): AnswerBlock => ({
  kind: 'markdown',
  text,
  citations: [],
  claims,
});
const span = (text: string, words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });

describe('An answer of a model on the page', () => {
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
  const show = (more: Partial<ChatPanelSnapshot>) => chat.send(snapshot(more));
  const more = (from: number, text: string, turn = 1) => chat.send({ kind: 'more', turn, from, text });
  const button = (name: string) => chat.page.getByRole('button', { name, exact: true });
  const box = () => chat.page.getByRole('textbox', { name: 'Ask about the script' });
  const surroundings = (offline = false) => ({
    kind: 'surroundings',
    scene: { id: 's12', label: '12', heading: 'INT. LIGHTHOUSE - NIGHT' },
    selection: { startLine: 4, endLine: 9 },
    tier: 'standard',
    model: { label: offline ? 'search only' : 'some-model', offline },
  });
  const mentionable = {
    kind: 'mentionable',
    scenes: [
      { id: 's1', label: '1', heading: 'EXT. PIER - DAWN' },
      { id: 's12', label: '12', heading: 'INT. LIGHTHOUSE - NIGHT' },
    ],
    characters: ['MARA', 'DR. VALE', 'JONAS'],
  };
  const drawn = () => chat.value('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
  const words = async () => {
    await drawn();
    return (await chat.page.locator('.running').innerText()).trim();
  };

  it('comes piece by piece, with a quiet line for every step', async () => {
    chat = await pages.open();
    await show({ pending, running: running() });
    await chat.send({ kind: 'step', turn: 1, index: 0, step: { kind: 'tool', line: 'reading scenes 12, 13' } });
    await more(0, 'In 12 she **li');
    await more(14, 'es**.\n\nThen');
    assert.equal(await words(), 'reading scenes 12, 13\n\nIn 12 she lies.\n\nThen');
    assert.equal(await chat.page.locator('.running strong').innerText(), 'lies');
    assert.equal(await chat.page.getByText('Looking through the script…').isVisible(), false);
  });

  it('shows by a quiet sign that more may come, from its first words until it ends', async () => {
    chat = await pages.open();
    const sign = chat.page.locator('.still-coming');
    const isMoving = () =>
      chat.value<boolean>("document.querySelector('.still-coming .icon').getAnimations().length > 0");
    await show({ pending, running: running() });
    await chat.send({ kind: 'step', turn: 1, index: 0, step: { kind: 'tool', line: 'reading scenes 12, 13' } });
    await drawn();
    assert.equal(await sign.isVisible(), false, 'the line that it is looked through the script says so');
    await more(0, 'In 12 she lies.\n\n');
    await drawn();
    assert.equal(await sign.isVisible(), true);
    const [end, place] = [await chat.page.locator('.running .words').boundingBox(), await sign.boundingBox()];
    assert.ok(end && place && place.y >= end.y + end.height, 'behind the words');
    assert.equal(await sign.locator('svg').getAttribute('aria-hidden'), 'true');
    assert.equal(await sign.innerText(), '');
    assert.equal(await isMoving(), true);
    await chat.value("document.body.classList.add('vscode-reduce-motion')");
    assert.equal(await isMoving(), false, 'where the editor moves nothing');
    await chat.value("document.body.classList.remove('vscode-reduce-motion')");
    await chat.page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await isMoving(), false, 'where the system moves nothing');
    await show({ messages: [question('q', 'When?'), modelled([markdown('In 12 she lies.')])] });
    assert.equal(await sign.count(), 0);
  });

  it('asks for the whole where something was missed, and takes nothing twice', async () => {
    chat = await pages.open();
    await show({ pending, running: running({ text: 'One ' }) });
    await chat.heard();
    await more(9, 'three');
    assert.deepEqual(await chat.heard(), [{ kind: 'ready' }]);
    await show({ pending, running: running({ text: 'One two three' }) });
    await more(4, 'two three');
    await more(0, 'of another turn', 2);
    assert.equal(await words(), 'One two three');
  });

  it('is there in full on a page that comes in the middle of it', async () => {
    chat = await pages.open();
    await show({
      messages: conversation(2),
      pending,
      running: running({ text: 'All that came.', steps: [{ kind: 'tool', line: 'reading scene 4' }] }),
    });
    assert.equal(await words(), 'reading scene 4\n\nAll that came.');
  });

  it('never moves under a reader who has scrolled up', async () => {
    chat = await pages.open();
    await show({ messages: conversation(20), pending, running: running({ text: 'Now. ' }) });
    await drawn();
    await chat.value("document.querySelector('.scroller').scrollTop = 300");
    await drawn();
    for (let at = 0; at < 40; at += 1) await more(5 + at * 11, 'more words\n');
    await drawn();
    assert.equal(await chat.value("document.querySelector('.scroller').scrollTop"), 300);
    await show({ messages: [...conversation(20), question('q', 'When?'), modelled([markdown('Now. '.repeat(200))])] });
    assert.equal(await chat.value("document.querySelector('.scroller').scrollTop"), 300);
  });

  it('is drawn once: ten thousand words touch each paragraph when it is written', async () => {
    chat = await pages.open();
    await show({ messages: conversation(100), pending, running: running() });
    await chat.value(`globalThis.added = 0;
      new MutationObserver((records) => { for (const r of records) added += r.addedNodes.length; })
        .observe(document.querySelector('.panel'), { childList: true, subtree: true })`);
    const paragraph = `${'word '.repeat(49)}end.\n\n`;
    let length = 0;
    for (let at = 0; at < 200; at += 1) {
      await chat.page.evaluate(
        `window.postMessage(${JSON.stringify({ kind: 'more', turn: 1, from: length, text: paragraph })}, '*')`,
      );
      length += paragraph.length;
    }
    await until('all of it is drawn', () =>
      chat.value<boolean>("document.querySelectorAll('.running .words > p').length === 200"),
    );
    const added = await chat.value<number>('added');
    // Each paragraph, what is read out of it, and at most a frame's last piece: in the order of the paragraphs, not of their square.
    assert.ok(added <= 200 * 4, `${added} nodes`);
    assert.equal(await chat.value("document.querySelectorAll('.conversation article').length"), 200);
  });

  it('is read out in finished pieces, once', async () => {
    chat = await pages.open();
    await show({ pending, running: running() });
    await more(0, 'First piece');
    await drawn();
    assert.equal(await chat.page.locator('[aria-live=polite].unseen').innerText(), '');
    await more(11, ' ends.\n\nSecond');
    await drawn();
    assert.equal((await chat.page.locator('[aria-live=polite].unseen').innerText()).trim(), 'First piece ends.');
    await show({ messages: [question('q', 'When?'), modelled([markdown('First piece ends.')])] });
    assert.equal(await chat.page.getByRole('log').getAttribute('aria-live'), 'off');
  });

  it('has chips where it cites, and greys what is not proved with the reason', async () => {
    chat = await pages.open();
    const text = 'She says *“It was dark.”* to him, and **he knows** it by then.';
    await show({
      messages: [
        question('q', 'When?'),
        modelled([
          markdown(text, [
            { ...span(text, '“It was dark.”'), citation: 0, verified: true, reason: null },
            { ...span(text, '**he knows** it'), citation: 1, verified: false, reason: 'not found in 20' },
          ]),
        ]),
      ],
    });
    assert.equal(
      (await chat.page.locator('.answer .words').innerText()).replaceAll('\u00a0', ' ').trim(),
      'She says “It was dark.” 12 · line 431 to him, and he knows it not found in 20 by then.',
    );
    assert.equal(await chat.page.locator('.unproved').first().innerText(), 'he knows');
    await chat.heard();
    await button('Scene 12, line 431, INT. LIGHTHOUSE - NIGHT').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'open', sceneId: 'scene 12', line: 431, quote: 'It was dark.' }]);
  });

  it('keeps several places at one word, in their order, and lists and quotes as they are', async () => {
    chat = await pages.open();
    const text = '- Mara lies\n- Jonas knows\n\n> “No.”';
    const end = text.indexOf('\n');
    await show({
      messages: [
        modelled([
          markdown(text, [
            { start: 0, end, citation: 0, verified: true, reason: null },
            { start: end, end, citation: 1, verified: true, reason: null },
            { start: end, end, citation: 0, verified: true, reason: null },
          ]),
        ]),
      ],
    });
    assert.equal(await chat.page.locator('.answer li').count(), 2);
    assert.equal(await chat.page.locator('.answer li .citation').count(), 3);
    assert.equal(await chat.page.locator('.answer blockquote').count(), 1);
    assert.doesNotMatch(await chat.page.locator('.answer').innerText(), /[\ue000-\uf8ff]/u);
  });

  it('lets nothing through that is not words: no HTML, no images, no links but https', async () => {
    chat = await pages.open();
    const evil = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>',
      '![picture](https://example.com/p.png)',
      '[run](command:evil) [run](javascript:alert(1)) [file](file:///etc/passwd) [data](data:text/html,x) [http](http://example.com)',
      '<https://example.com/a> [fine](https://example.com/b "title")',
      '[ref]\n\n[ref]: javascript:alert(1)',
      '<svg><style>*{display:none}</style></svg> <a href="https://example.com/c">html</a>',
    ].join('\n\n');
    await show({ messages: [modelled([markdown(evil)])] });
    await show({ messages: [modelled([markdown(evil)])], pending, running: running({ text: evil }) });
    await drawn();
    const hrefs = await chat.value<string[]>("[...document.querySelectorAll('a')].map((a) => a.href)");
    assert.deepEqual([...new Set(hrefs)].sort(), ['https://example.com/a', 'https://example.com/b']);
    assert.equal(await chat.value("document.querySelectorAll('img, script:not([src]), svg style, iframe').length"), 0);
    assert.equal(await chat.page.title(), 'Chat');
  });

  it('says tokens and price, and opens to what was sent and what was left out', async () => {
    chat = await pages.open();
    await show({ messages: [question('q', 'When?'), modelled([markdown('Now.')])] });
    await chat.page.getByText(/1,840 tokens · \$0\.0004 · some-model/u).waitFor();
    await button('Show what was sent').click();
    await chat.page.getByText('scene 20: did not fit').waitFor();
    assert.equal(await button('Hide what was sent').getAttribute('aria-expanded'), 'true');
    await button('Hide what was sent').click();
    assert.equal(await chat.page.getByText('scene 20: did not fit').count(), 0);
  });

  it('says once what was searched, where a note of the answer says it', async () => {
    chat = await pages.open();
    const note = (text: string): AnswerBlock => ({ kind: 'note', text, citations: [] });
    const said = 'Nothing in the script is cited for this. 26 scenes searched, the outline read, 1 read in full.';
    for (const [words, footer] of [
      ['Scene 4 is marked never to be sent.', /^26 scenes searched, the outline read · 1,840 tokens/u],
      [said, /^1,840 tokens · /u],
    ] as const) {
      await show({ messages: [] });
      await show({ messages: [question('q', 'When?'), modelled([markdown('Now.'), note(words)])] });
      assert.match(await chat.page.locator('footer .context').innerText(), footer);
    }
  });

  it('says once for what reason scenes were left out', async () => {
    chat = await pages.open();
    const sent = modelled([markdown('Now.')]);
    const { contextUsed } = sent.response;
    const cut = ['19', 'opening', '4', '13'].map((name) => ({ name, reason: 'no room in this tier' }));
    const more = { name: '7', reason: 'marked never to be sent' };
    const response = { ...sent.response, contextUsed: { ...contextUsed, cut: [...cut, more] } };
    await show({ messages: [question('q', 'When?'), { ...sent, response }] });
    await button('Show what was sent').click();
    assert.deepEqual(await chat.page.locator('.cut').allInnerTexts(), [
      'the opening, 4, 13, 19: no room in this tier',
      '7: marked never to be sent',
    ]);
  });

  it('shows a part in the same colour in every answer, and no two parts alike', async () => {
    chat = await pages.open();
    await chat.value(
      `['blue', 'green', 'yellow', 'orange', 'purple', 'red'].forEach((name, at) =>
        document.documentElement.style.setProperty('--vscode-charts-' + name, 'rgb(' + at + ', 9, 9)'))`,
    );
    const known = ['outline', 'sheets', 'threads', 'key scenes', 'history', 'named sheets'];
    const asked = ['cards', 'lines', 'scenes', 'selection', 'question', 'tool results'];
    const sent = (id: string, names: readonly string[]) => {
      const { role, response: whole } = modelled([markdown('Now.')]);
      const parts = names.map((name) => ({ name, tokens: 100 }));
      return { role, id, response: { ...whole, messageId: id, contextUsed: { ...used, parts } } };
    };
    await show({
      messages: [question('q1', 'When?'), sent('m1', [...known, ...asked]), question('q2', 'And?'), sent('m2', asked)],
    });
    for (let left = await button('Show what was sent').count(); left > 0; left--) {
      await button('Show what was sent').first().click();
    }
    const looks = (): Promise<string[][]> =>
      chat.value(
        `[...document.querySelectorAll('.context-list')].map((list) => [...list.querySelectorAll('.sign.part')].map((sign) => {
          const { backgroundColor, backgroundImage, backgroundSize } = getComputedStyle(sign);
          return [backgroundColor, backgroundImage, backgroundSize].join(' ');
        }))`,
      );
    const pieces = (): Promise<string[][]> =>
      chat.value(
        `[...document.querySelectorAll('.context-used')].map((shown) => [...shown.querySelectorAll('.bar .piece')].map((piece) => {
          const { backgroundColor, backgroundImage, backgroundSize } = getComputedStyle(piece);
          return [backgroundColor, backgroundImage, backgroundSize].join(' ');
        }))`,
      );
    await chat.value(
      `['foreground', 'descriptionForeground'].forEach((name, at) =>
        document.documentElement.style.setProperty('--vscode-' + name, 'rgb(255, 255, ' + at + ')'))`,
    );
    // High contrast light has no orange.
    for (const lacking of ['none', 'orange']) {
      await chat.value(`document.documentElement.style.removeProperty('--vscode-charts-${lacking}')`);
      const [all = [], some = []] = await looks();
      assert.equal(new Set(all).size, known.length + asked.length, lacking);
      assert.deepEqual(some, all.slice(known.length));
      assert.deepEqual(await pieces(), [all, some], 'a sign in the list has the colour of its piece of the bar');
    }
  });

  it('keeps what came when it broke off, and asks again', async () => {
    chat = await pages.open();
    const failure = { code: 'model-busy', message: 'The model is busy.', retryable: true, retryAfterMs: null };
    await show({
      messages: [question('q', 'When?'), modelled([markdown('As far as')], { status: 'failed', failure })],
    });
    await chat.page.getByText('As far as').waitFor();
    await chat.page.getByText('The model is busy.').waitFor();
    await chat.heard();
    await button('Retry').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'retry' }]);
    await show({ messages: [question('q', 'When?'), modelled([], { status: 'stopped' })], pending });
    assert.equal(await button('Retry').isVisible(), false);
  });

  it('asks an earlier question again in other words', async () => {
    chat = await pages.open();
    await show({ messages: conversation(2) });
    await chat.heard();
    await chat.page.getByRole('button', { name: 'Edit and ask again' }).first().click();
    assert.equal(await box().inputValue(), 'Question 1: where is MARA?');
    const marked = chat.page.locator('[aria-current]');
    assert.match(await marked.innerText(), /Question 1: where is MARA\?/u);
    await chat.page.getByRole('button', { name: 'Edit and ask again' }).last().click();
    assert.match((await marked.allInnerTexts()).join(), /^(?!.*Question 1).*Question 2: where is MARA\?/su);
    await chat.page.getByRole('button', { name: 'Edit and ask again' }).first().click();
    await box().fill('Where is JONAS?');
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), [{ kind: 'ask', text: 'Where is JONAS?', forkBefore: 'q0' }]);
    assert.equal(await marked.count(), 0);
    await chat.page.getByRole('button', { name: 'Edit and ask again' }).first().click();
    await box().press('Escape');
    assert.equal(await box().inputValue(), '');
    assert.equal(await chat.page.getByText('Editing an earlier question').count(), 0);
  });

  it('edits a question in the conversation that has it and in no other one', async () => {
    chat = await pages.open();
    const chip = () => chat.page.getByText('Editing an earlier question').count();
    const asks = async (text: string) => {
      await box().fill(text);
      await chat.heard();
      await box().press('Enter');
      return chat.heard();
    };
    const script = { key: 'file:///other.fountain', title: 'Other', answeredBy: 'search only', loading: false };
    const others = [
      { messages: [] },
      { messages: [question('other', 'Who?'), modelled([markdown('She.')])] },
      { script: { ...script, loading: true } },
      { script },
    ];
    for (const other of others) {
      await show({ messages: conversation(2) });
      await chat.page.getByRole('button', { name: 'Edit and ask again' }).first().click();
      assert.equal(await chip(), 1);
      await show(other);
      assert.equal(await chip(), 0, 'it stays behind');
      const typed = 'script' in other ? '' : 'Question 1: where is MARA?';
      assert.equal(await box().inputValue(), typed, 'what is typed does not, unless it is about another script');
      await show({ messages: conversation(2) });
      assert.equal(await chip(), 1, 'it is there again with its conversation');
      await box().press('Escape');
    }
    await chat.page.getByRole('button', { name: 'Edit and ask again' }).first().click();
    await show({});
    assert.deepEqual(await asks('Who is new?'), [{ kind: 'ask', text: 'Who is new?' }]);
    await show({ messages: conversation(2) });
    assert.equal(await chip(), 0, 'what was sent is not edited any more');
  });

  it('takes scene and selection along unless their chips are taken away', async () => {
    chat = await pages.open();
    await show({});
    await chat.send(surroundings(true));
    await chat.heard();
    await box().fill('Who?');
    await box().press('Enter');
    await button('Leave out: Scene 12').click();
    await button('Leave out: Selection, 6 lines').press('Enter');
    await box().fill('Who?');
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), [
      { kind: 'ask', text: 'Who?' },
      { kind: 'ask', text: 'Who?', withoutScene: true, withoutSelection: true },
    ]);
    await chat.send({ ...surroundings(true), scene: { id: 's13', label: '13', heading: 'EXT. PIER' } });
    await button('Leave out: Scene 13').waitFor();
  });

  it('completes commands, scenes and characters by the keys alone', async () => {
    chat = await pages.open();
    await show({});
    await chat.send(mentionable);
    await chat.heard();
    await box().focus();
    await box().pressSequentially('/re');
    await chat.page.getByRole('option', { name: /rewrite/u }).waitFor();
    await box().press('Tab');
    await box().pressSequentially('#12');
    await box().press('Escape');
    await box().pressSequentially(' for @va');
    assert.equal(await box().getAttribute('aria-activedescendant'), 'completion-0');
    await box().press('Enter');
    assert.equal(await box().inputValue(), '/rewrite #12 for @DR. VALE ');
    assert.equal(await chat.page.getByRole('option').count(), 0);
    await box().press('Enter');
    assert.deepEqual(await chat.heard(), [
      {
        kind: 'ask',
        text: '/rewrite #12 for @DR. VALE',
        mentions: { sceneIds: ['s12'], characters: ['DR. VALE'] },
      },
    ]);
  });

  it('goes through the completions with the arrows, and closes them without stopping an answer', async () => {
    chat = await pages.open();
    await show({ pending });
    await chat.send(mentionable);
    await chat.heard();
    await box().focus();
    await box().pressSequentially('@');
    await box().press('ArrowDown');
    await box().press('ArrowDown');
    assert.equal(await chat.page.getByRole('option', { selected: true }).innerText(), 'JONAS');
    await box().press('Escape');
    assert.deepEqual(await chat.heard(), []);
    await box().press('Escape');
    assert.deepEqual(await chat.heard(), [{ kind: 'stop' }]);
  });

  it('shows before sending what would be sent, and of the newest words only', async () => {
    chat = await pages.open();
    await show({});
    await chat.send(surroundings());
    await chat.heard();
    await box().fill('When does she lie?');
    await until('the page asks what would be sent', () =>
      chat.value<boolean>("heard.some(({ kind }) => kind === 'preview')"),
    );
    const [asked] = await chat.heard();
    assert.ok(asked?.kind === 'preview');
    const preview = { intent: 'global_question', contextUsed: used, inputCostUsd: 0.0031, refusal: null };
    await chat.send({ kind: 'previewed', id: asked.id - 1, preview });
    assert.equal(await chat.page.locator('.budget').isVisible(), false);
    await chat.send({ kind: 'previewed', id: asked.id, preview });
    const bar = chat.page.getByRole('button', { name: /^Would send 1300 of 5000 tokens/u });
    await bar.click();
    await chat.page.getByText('scene 20: did not fit').waitFor();
    await bar.press('Escape');
    assert.equal(await chat.page.getByText('scene 20: did not fit').count(), 0);
    await chat.send({ ...surroundings(true) });
    assert.equal(await chat.page.locator('.budget').isVisible(), false);
  });

  it('says how many tokens each tier allows, and whether notes go', async () => {
    chat = await pages.open();
    await show({});
    const tierBudgets = { quick: 900, standard: 7_500, deep: 60_000 };
    await chat.send({ ...surroundings(), tierBudgets, sendNotes: true });
    const tier = chat.page.getByRole('combobox', { name: 'How much of the script may be sent' });
    assert.deepEqual(await tier.locator('option').allInnerTexts(), ['quick · 900', 'standard · 7.5k', 'deep · 60k']);
    assert.equal(await tier.getAttribute('title'), 'How much of the script may be sent: 7,500 tokens, notes too');
    await chat.send({ ...surroundings(), tierBudgets });
    assert.equal(await tier.inputValue(), 'standard');
    assert.equal(await tier.getAttribute('title'), 'How much of the script may be sent: 7,500 tokens');
  });

  it('chooses tier, model and conversation', async () => {
    chat = await pages.open();
    await show({});
    assert.equal(await chat.page.getByRole('combobox').isVisible(), false);
    await chat.send(surroundings());
    await chat.heard();
    await chat.page.getByRole('combobox', { name: 'How much of the script may be sent' }).selectOption('deep');
    await button('Answered by search only. Choose a model').click();
    await button('Conversations').click();
    assert.deepEqual(await chat.heard(), [
      { kind: 'chooseTier', tier: 'deep' },
      { kind: 'chooseModel' },
      { kind: 'conversations' },
    ]);
  });

  const proposal: EditProposal = {
    id: 'p1',
    sceneId: 's12',
    hash: 'h',
    label: '12',
    heading: 'INT. LIGHTHOUSE - NIGHT',
    before: 'a\nb\n',
    after: 'a\n',
    note: 'Shorter.',
    modelCallId: null,
  };

  it('shows a proposed edit as soon as it comes, to be decided about when the answer has ended', async () => {
    chat = await pages.open();
    const other = { ...proposal, id: 'p2', label: '13' };
    const proposed = chat.page.getByRole('region', { name: 'Proposed edit of' });
    await show({ messages: conversation(1), pending, running: running({ text: 'Shorter: ', proposals: [proposal] }) });
    await chat.heard();
    await proposed.getByText('Shorter.', { exact: true }).waitFor();
    await chat.page.getByText('These can be decided about when the answer has ended.').waitFor();
    assert.equal(await button('Accept All').isDisabled(), true);
    await chat.value("document.querySelector('.running .proposal').dataset.mark = 'same'");
    await show({ pending, running: running({ text: 'Shorter: ', proposals: [proposal, other] }) });
    assert.equal(await proposed.count(), 2);
    assert.equal(await chat.page.locator('.running .proposal[data-mark=same]').count(), 1, 'none is built twice');
    await show({ messages: [question('q', 'Shorten it'), modelled([markdown('Here.')], { proposals: [proposal] })] });
    assert.equal(await proposed.count(), 1);
    await button('Accept All').click();
    assert.deepEqual(await chat.heard(), [{ kind: 'proposal', id: 'p1', action: 'accept' }]);
  });

  it('offers a proposed edit, and says what became of it', async () => {
    chat = await pages.open();
    const messages = [question('q', 'Shorten it'), modelled([markdown('Here.')], { proposals: [proposal] })];
    await show({ messages });
    await chat.heard();
    for (const name of ['Review', 'Accept All', 'Choose Parts…', 'Discard']) await button(name).click();
    assert.deepEqual(
      (await chat.heard()).map((one) => one.kind === 'proposal' && one.action),
      ['review', 'accept', 'choose', 'discard'],
    );
    await show({ messages, outcomes: { p1: { kind: 'refused', message: 'Scene 12 has changed.' } } });
    await chat.page.getByRole('status').getByText('Scene 12 has changed.').waitFor();
    await show({ messages, outcomes: { p1: { kind: 'undone', message: null } } });
    await chat.page.getByText('Taken back.').waitFor();
    assert.equal(await button('Accept All').isVisible(), true);
    await show({ messages, outcomes: { p1: { kind: 'accepted', message: null } } });
    assert.equal(await button('Accept All').isVisible(), false);
    await button('Insert as proposed edit').click();
    await button('Copy answer').click();
    assert.deepEqual(await chat.heard(), [
      { kind: 'insert', text: 'Here.' },
      { kind: 'copy', text: 'Here.' },
    ]);
  });

  it('fits a width of 200 pixels', async () => {
    chat = await pages.open({ width: 200 });
    const wide = '| one | two | three |\n|---|---|---|\n| aaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbbbbbb | cccccccccccccc |';
    await show({
      messages: [
        question('q', 'When?'),
        modelled([markdown(`${'y'.repeat(300)}\n\n${wide}\n\n\`${'z'.repeat(90)}\``)]),
      ],
    });
    await chat.send({ ...surroundings(), model: { label: 'm'.repeat(80), offline: false } });
    await box().fill('#');
    await chat.send(mentionable);
    await button('Show what was sent').click();
    const over = await chat.value<string[]>(
      "[...document.body.querySelectorAll('*')].filter((e) => !e.closest('.unseen, .wide table') && e.getBoundingClientRect().right > innerWidth).map((e) => e.className)",
    );
    assert.deepEqual(over, []);
  });
});
