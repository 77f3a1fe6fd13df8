import assert from 'node:assert/strict';
import { answerText } from '../../src/webview/answerText';
import { citationWords } from '../../src/webview/citationWords';
import { contextLine } from '../../src/webview/contextLine';
import { createQuestionHistory } from '../../src/webview/questionHistory';
import { withPrefix } from '../../src/webview/withPrefix';
import { cited, response } from './said';

describe('A citation in words', () => {
  const check = (citation: ReturnType<typeof cited>, short: string, full: string): void =>
    assert.deepEqual(citationWords(citation), { short, full });

  it('says scene, line and heading', () =>
    check(cited('12', 431), '12 · line 431', 'Scene 12, line 431, INT. LIGHTHOUSE - NIGHT'));
  it('says where words were not found', () =>
    check(
      cited('20', 902, { quote: 'No.', verified: false }),
      'not found in 20',
      'These words were not found there. Scene 20, line 902, INT. LIGHTHOUSE - NIGHT',
    ));
  it('says that a scene left the script', () =>
    check(
      cited('20', 902, { verified: false }),
      '20 is not in the script',
      'Not in the script now: Scene 20, line 902, INT. LIGHTHOUSE - NIGHT',
    ));
  it('says why a scene that is only named is not verified', () =>
    check(
      cited('20', 902, { verified: false, reason: 'scene 20 was not read' }),
      'scene 20 was not read',
      'Not verified, scene 20 was not read: Scene 20, line 902, INT. LIGHTHOUSE - NIGHT',
    ));
  it('says where there is no scene yet', () =>
    check(cited('', 3, { index: null, heading: '' }), 'line 3', 'Before the first scene, line 3'));
});

describe('An answer as text', () => {
  it('carries scene and line of everything it says', () => {
    const citations = [
      cited('4', 118),
      cited('12', 431, { quote: 'Dark.' }),
      cited('20', 9, { quote: 'x', verified: false }),
    ];
    const text = answerText(
      response(
        'm',
        [
          ['paragraph', 'She lit it herself', 0],
          ['quote', '“Dark.”', 1],
          ['item', 'He suspects it', 2],
          ['item', 'They meet', 0, 1],
          ['paragraph', 'That is all.'],
        ],
        citations,
      ),
    );
    assert.equal(
      text,
      `She lit it herself (scene 4, line 118)

> “Dark.” (scene 12, line 431)

- He suspects it (scene 20, not found there)
- They meet (scene 4, line 118; scene 12, line 431)

That is all.`,
    );
  });
  it('leaves out a citation that is not there', () =>
    assert.equal(answerText(response('m', [['paragraph', 'Nobody.', 3]])), 'Nobody.'));
});

describe('The line under an answer', () => {
  const check = (more: Parameters<typeof response>[3], expected: string): void =>
    assert.equal(contextLine(response('m', [], [], more)), expected);
  const searched = (scenesSearched: number) => ({ ...response('m', []).contextUsed, scenesSearched });

  it('says that it is search, and in how many scenes', () => {
    check({}, 'search only · 26 scenes searched');
    check({ contextUsed: searched(1) }, 'search only · 1 scene searched');
    check({ contextUsed: searched(1200) }, 'search only · 1,200 scenes searched');
  });
  it('says what was read where it was not searched for, and nothing where there was nothing', () => {
    const read = { ...searched(0), outline: true, sheets: ['ADA', 'BO'], scenesAsCards: [3] };
    check({ contextUsed: read }, 'search only · the outline, 2 sheets, and 1 card read');
    check(
      { contextUsed: { ...read, scenesSearched: 2 } },
      'search only · 2 scenes searched, the outline, 2 sheets, and 1 card read',
    );
    check({ contextUsed: searched(0) }, 'search only');
  });
  it('says tokens, price and who answered where a model did', () => {
    const usage = { input: 1500, output: 340, cacheWrite: 0, cacheRead: 0, costUsd: 0.0004 };
    const method = 'anthropic/claude-haiku-5-5';
    check({ method, usage }, '26 scenes searched · 1,840 tokens · $0.0004 · claude-haiku-5-5');
    check(
      { method, usage: { ...usage, costUsd: 1.5 } },
      '26 scenes searched · 1,840 tokens · $1.50 · claude-haiku-5-5',
    );
    check(
      { method, usage: { ...usage, costUsd: null } },
      '26 scenes searched · 1,840 tokens · price unknown · claude-haiku-5-5',
    );
  });
});

describe('The Up and Down keys in the question box', () => {
  it('step through what was asked', () => {
    const history = createQuestionHistory();
    history.set(['first', 'second']);
    assert.equal(history.older(''), 'second');
    assert.equal(history.older('second'), 'first');
    assert.equal(history.older('first'), null);
    assert.equal(history.newer('first'), 'second');
    assert.equal(history.newer('second'), '');
  });
  it('leave alone what the writer typed', () => {
    const history = createQuestionHistory();
    history.set(['first']);
    assert.equal(history.older('my words'), null);
    assert.equal(history.newer('my words'), null);
    assert.equal(history.older(''), 'first');
    assert.equal(history.older('first, and more'), null);
  });
  it('begin with the newest again after a question', () => {
    const history = createQuestionHistory();
    history.set(['first']);
    history.older('');
    history.set(['first', 'second']);
    assert.equal(history.older(''), 'second');
  });
  it('have nothing to say before the first question', () => assert.equal(createQuestionHistory().older(''), null));
});

describe('A question about a scene', () => {
  it('begins with it, and keeps what is typed', () => {
    assert.equal(withPrefix('', 'In scene 12: '), 'In scene 12: ');
    assert.equal(withPrefix('who is there?', 'In scene 12: '), 'In scene 12: who is there?');
  });
  it('is about one scene', () => assert.equal(withPrefix('In scene 7A: who?', 'In scene 12: '), 'In scene 12: who?'));
});
