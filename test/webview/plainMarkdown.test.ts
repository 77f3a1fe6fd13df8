import assert from 'node:assert/strict';
import type { AnswerBlock } from '../../src/story/chatMessage';
import { answerText, insertableText, quoteTexts } from '../../src/webview/answerText';
import { plainMarkdown, screenplayOfMarkdown } from '../../src/webview/plainMarkdown';
import { cited, response } from './said';

const modelled = (blocks: readonly AnswerBlock[]) => ({
  ...response('m', [], [cited('12', 431, { quote: 'It was dark.' })]),
  method: 'anthropic/some-model',
  blocks: [...blocks],
});
const markdown = (text: string, claims: AnswerBlock['claims'] = []): AnswerBlock => ({
  kind: 'markdown',
  text,
  citations: [],
  claims,
});
const note: AnswerBlock = { kind: 'note', text: 'The model stopped at its limit.', citations: [] };

describe('What of an answer can go into a screenplay', () => {
  const check = (expected: string, ...texts: readonly string[]): void =>
    assert.equal(insertableText(modelled([...texts.map((text) => markdown(text)), note])), expected);

  it('is what stands in a fence, letter for letter, and not what is said around it', () => {
    const scene = 'INT. HUT - NIGHT\n\nMARA\n(quietly)\nDon’t *touch* it. 2 < 3.';
    check(scene, 'Here it is:', `\`\`\`fountain\n${scene}\n\`\`\``, 'It is **shorter**.');
    check(scene, `~~~\n${scene}\n~~~`);
    check('MARA\nGo.\n\nJONAS\nNo.', '```\nMARA\nGo.\n```', 'or', '```\nJONAS\nNo.\n```');
  });
  it('is the fence that is called screenplay where others stand beside it', () =>
    check('MARA\nGo.', '```json\n{}\n```', '```fountain\nMARA\nGo.\n```'));
  it('is otherwise the words, without Markdown’s marks and escapes, paragraph by paragraph', () => {
    check('INT. HUT - NIGHT\n\nMARA\nGo! 1. [now]', '## INT. HUT - NIGHT', 'MARA\nGo\\! 1\\. \\[now\\]');
    check('She goes.\n\nHe stays.', '- She goes.\n- He stays.');
    check('The door is shut.', '> The [door](https://example.org/) is `shut`.');
  });
  it('keeps emphasis in Fountain’s marks, and escapes what only looks like one', () => {
    check('He is *very* **late**, ***so*** late.', 'He is _very_ __late__, ***so*** late.');
    check('\\*not\\* so', '\\*not\\* so');
    for (const text of ['2 * 3', 'a * b', 'snake_case', 'one\\two']) assert.equal(screenplayOfMarkdown([text]), text);
  });
  it('has no places of scenes and none of our notes', () => {
    const text = 'She says “It was dark.” and goes.';
    const claim = { start: 10, end: 22, citation: 0, verified: true, reason: null };
    const unproved = { start: 30, end: 32, citation: null, verified: false, reason: 'not found' };
    assert.equal(insertableText(modelled([markdown(text, [claim, unproved]), note])), text);
  });
  it('is nothing where only notes are said, or no model said it', () => {
    assert.equal(insertableText(modelled([note])), '');
    assert.equal(insertableText(response('m', [['paragraph', 'MARA is in 3 scenes.']])), '');
  });
});

describe('A model’s answer as text', () => {
  it('is what is seen of it, with scenes, and with what is not verified', () => {
    const said = 'She **says** “It was dark.” and “I burned it” \\*twice\\*:';
    const span = (words: string) => ({ start: said.indexOf(words), end: said.indexOf(words) + words.length });
    const claims = [
      { ...span('It was dark.'), citation: 0, verified: true, reason: null },
      { ...span('I burned it'), citation: null, verified: false, reason: 'not found in the script' },
    ];
    const answer = modelled([markdown(said, claims), markdown('```fountain\nMARA\nGo.\n```'), note]);
    assert.equal(
      answerText(answer),
      [
        'She says “It was dark.” (scene 12, line 431) and “I burned it” (unverified: not found in the script) *twice*:',
        'MARA\nGo.',
        'The model stopped at its limit.',
      ].join('\n\n'),
    );
  });
  it('shows lists, quotations and tables as plain text has them', () => {
    assert.equal(
      plainMarkdown('3. One\n   - deep\n4. Two\n\n> Said\n> so\n\n| a | b |\n|---|---|\n| c | d |'),
      '3. One\n   - deep\n4. Two\n\n> Said\n> so\n\na\tb\nc\td',
    );
    assert.equal(plainMarkdown('- One\n\n- Two'), '- One\n\n- Two');
    assert.equal(plainMarkdown('[there](https://example.org/)'), 'there (https://example.org/)');
  });
  it('is read out of each quotation with its scene', () => {
    const text = '> “It was dark.”\n\n```\nMARA\n```';
    const claim = { start: 3, end: 15, citation: 0, verified: true, reason: null };
    const { citations } = modelled([]);
    assert.deepEqual(quoteTexts(markdown(text, [claim]), citations), ['“It was dark.” (scene 12, line 431)', 'MARA']);
  });
});
