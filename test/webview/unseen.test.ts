import assert from 'node:assert/strict';
import { openPages, type ChatPage, type ChatPages } from './openPage';
import { answer, cited, question, response, snapshot } from './said';

/** Turned around, with a blank of no width, a control and a tag in it. */
const TURNED = 'a\u202eb\u200bc\u2066d\u0007e\u{e0041}f';
const UNSEEN = /[\u200b\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u;

describe('What nobody can see of a model’s and a server’s words', () => {
  let pages: ChatPages;
  let chat: ChatPage;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());
  afterEach(() => chat.page.close());

  const check = async (words: string): Promise<void> => {
    const html = await chat.value<string>("document.querySelector('.panel').outerHTML");
    assert.ok(html.includes(words), html);
    const found = UNSEEN.exec(html);
    assert.equal(found, null, html.slice((found?.index ?? 0) - 200, (found?.index ?? 0) + 20));
  };

  it('does not come on the page, wherever they are said', async () => {
    chat = await pages.open();
    const proposal = {
      id: 'p',
      sceneId: 's',
      hash: 'h',
      label: TURNED,
      heading: TURNED,
      before: 'a\n',
      after: 'b\n',
      note: TURNED,
      modelCallId: null,
    };
    const said = response(
      'm',
      [
        ['markdown', `${TURNED} \`${TURNED}\`\n\n    ${TURNED}`],
        ['note', TURNED],
      ],
      [],
      {
        method: `a/${TURNED}`,
        proposals: [proposal],
        status: 'failed',
        failure: { code: 'model-failed', message: TURNED, retryable: true, retryAfterMs: null },
      },
    );
    await chat.send(
      snapshot({
        script: { key: 'k', title: 'Lighthouse', answeredBy: 'some-model', loading: false },
        messages: [
          question('q', TURNED),
          answer('a', [['paragraph', TURNED, 0]], [cited('12', 3, { quote: TURNED, heading: TURNED })]),
          { role: 'assistant', id: 'm', response: said },
        ],
        unanswered: { question: TURNED, failure: { message: TURNED, retryable: true } },
        outcomes: { p: { kind: 'refused', message: TURNED } },
      }),
    );
    await check('abcdef');
  });

  it('does not come on the page while an answer is under way', async () => {
    chat = await pages.open();
    const step = { kind: 'tool' as const, line: `reading scenes ${TURNED}` };
    const running = { turn: 1, text: TURNED, steps: [step], contextUsed: null, proposals: [] };
    await chat.send(snapshot({ pending: { question: 'Who?', stopping: false }, running }));
    await chat.page.locator('.running .coming p').waitFor();
    await check('reading scenes abcdef');
  });

  it('leaves the words of every script as they are, joiners too', async () => {
    chat = await pages.open();
    const words = 'مي\u200cخواهم שלום क्\u200dष 👩\u200d🚀';
    await chat.send(snapshot({ messages: [question('q', words), answer('a', [['markdown', words]])] }));
    assert.deepEqual(await chat.page.getByText(words, { exact: true }).count(), 2);
  });
});
