import assert from 'node:assert/strict';
import { until } from '../harness/until';
import { openPages, type ChatPages } from './openPage';
import { cited, question, response, snapshot } from './said';

const nested = (sign: string): string =>
  Array.from(
    { length: 12 },
    (_, depth) => `${' '.repeat(depth * (sign.length + 1))}${sign} Depth ${depth + 1} of it`,
  ).join('\n');
const CODE = `\`\`\`\n${'x'.repeat(400)}\nshort\n\`\`\``;
const TABLE = `| ${'one '.repeat(12)}| ${'y'.repeat(120)} |\n|---|---|\n| ${'z'.repeat(200)} | w |`;
const WIDE = [
  nested('-'),
  nested('1.'),
  `${'> '.repeat(10)}Said deep within`,
  `- a\n  - b\n    - c\n      - d\n        - e\n          - ${'u'.repeat(90)}`,
  `[${'https://example.org/'.repeat(9)}](https://example.org/${'a/'.repeat(80)})`,
  `# ${'THE-LONGEST-HEADING-'.repeat(12)}`,
  `\`${'c'.repeat(200)}\``,
  TABLE,
  `- Item\n\n  ${CODE.replaceAll('\n', '\n  ')}`,
  CODE,
];

describe('An answer in a panel of 200 pixels', () => {
  let pages: ChatPages;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());

  const openWide = async () => {
    const chat = await pages.open({ width: 200 });
    const blocks = WIDE.map((text) => ({ kind: 'markdown' as const, text, citations: [], claims: [] }));
    const said = { ...response('a', []), method: 'a/model', blocks };
    await chat.send(snapshot({ messages: [question('q', 'All?'), { role: 'assistant', id: 'a', response: said }] }));
    return chat;
  };

  it('never reaches beyond the panel, nor hides there: a table scrolls within itself', async () => {
    const chat = await openWide();
    const beyond = await chat.value<string[]>(`(() => {
      const over = (e) => e.scrollWidth > e.clientWidth;
      const limit = document.querySelector('.scroller').clientWidth;
      return [
        ...[document.documentElement, document.body, ...document.querySelectorAll('.panel, .scroller, .answer')]
          .filter(over).map((e) => e.className + ' scrolls'),
        ...[...document.querySelectorAll('.answer *')]
          .filter((e) => !e.closest('.unseen, table, pre code') && e.getBoundingClientRect().right > limit)
          .map((e) => e.tagName + ' ' + e.textContent.slice(0, 20)),
      ];
    })()`);
    assert.deepEqual(beyond, []);
    await chat.page.close();
  });

  it('leaves room for words, however deep a list or a quotation is', async () => {
    const chat = await openWide();
    const narrow = await chat.value<string[]>(`[...document.querySelectorAll('.answer li, .answer blockquote')]
      .filter((e) => { const s = getComputedStyle(e);
        return e.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight) < 80; })
      .map((e) => e.tagName + ' ' + e.clientWidth)`);
    assert.deepEqual(narrow, []);
    await chat.page.close();
  });

  it('keeps the full stop behind a place on its line, and what can be done in even rows', async () => {
    const chat = await pages.open({ width: 200 });
    const text = 'He also says something.';
    const proposal = {
      ...{ id: 'p', sceneId: 's', hash: 'h', label: '5', heading: 'EXT. BRIDGE', note: '', modelCallId: null },
      ...{ before: 'One.', after: 'Two.' },
    };
    const end = text.length - 1;
    const answers = Array.from({ length: 12 }, (_, at) => ({
      kind: 'markdown' as const,
      text: 'i'.repeat(at) + text,
      citations: [],
      claims: [{ start: at, end: end + at, citation: 0, verified: true, reason: null }],
    }));
    const said = {
      ...response('a', [], [cited('5', 431)], { proposals: [proposal] }),
      ...{ method: 'a/model', blocks: answers },
    };
    const contextUsed = { ...said.contextUsed, parts: [{ name: 'scenes', tokens: 9 }] };
    const message = { role: 'assistant' as const, id: 'a', response: { ...said, contextUsed } };
    await chat.send(snapshot({ messages: [question('q', 'All?'), message] }));
    const apart = await chat.value<number>(`[...document.querySelectorAll('.words .citation')].filter((chip) => {
      const sign = document.createRange();
      const walker = document.createTreeWalker(chip.closest('p'), NodeFilter.SHOW_TEXT);
      let last; while (walker.nextNode()) last = walker.currentNode;
      sign.setStart(last, last.length - 1); sign.setEnd(last, last.length);
      const [at, of] = [sign.getBoundingClientRect(), chip.getBoundingClientRect()];
      return last.data.at(-1) !== '.' || at.top >= of.bottom || at.left < of.left;
    }).length`);
    assert.equal(apart, 0);
    const rowsOf = (selector: string) =>
      chat.value<number[]>(`(() => { const rows = new Map();
        for (const e of document.querySelectorAll('${selector}')) {
          const { top, height } = e.getBoundingClientRect();
          const middle = Math.round(top + height / 2);
          rows.set(middle, (rows.get(middle) ?? 0) + 1);
        }
        return [...rows.values()]; })()`);
    assert.deepEqual(await rowsOf('.choices button'), [2, 2]);
    const buttons = await chat.page.locator('.answer footer button').count();
    assert.ok(buttons > 1);
    assert.deepEqual(await rowsOf('.answer footer button'), [buttons]);
    await chat.page.close();
  });

  it('scrolls a table by the keyboard', async () => {
    const chat = await openWide();
    const region = chat.page.getByRole('region', { name: 'Table', exact: true });
    const isWide = await chat.value<boolean>(
      "(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('.wide'))",
    );
    assert.equal(isWide, true);
    await region.focus();
    await chat.page.keyboard.press('ArrowRight');
    await until('the table has scrolled', () => chat.value<boolean>("document.querySelector('.wide').scrollLeft > 0"));
    await chat.page.close();
  });
});
