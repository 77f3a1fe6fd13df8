import assert from 'node:assert/strict';
import { eighthsText, pagesText, runningTimeText, spanText } from '../../src/story/lengthText';
import { madeBy } from '../../src/extension/madeBy';
import { markdownText } from '../../src/extension/markdownText';
import { failedText, progressText, runText } from '../../src/extension/runText';
import { sceneAtLine } from '../../src/extension/sceneAtLine';
import { stateText, statusText } from '../../src/extension/statusText';
import type { RunReport } from '../../src/story/analysisResult';
import { zeroKindCounts } from '../../src/story/artifactKind';
import { scriptViewOf, statusWith, withActs } from './scriptViewOf';

describe('What the writer reads', () => {
  it('gives lengths as a breakdown has them', () => {
    assert.deepEqual([0, 1, 6, 8, 20, 24].map(eighthsText), ['0', '1/8', '6/8', '1', '2 4/8', '3']);
    assert.deepEqual([pagesText(14, 14), pagesText(1, 28)], ['p 14', 'pp 1–28']);
  });

  it('counts a page a minute', () => {
    assert.deepEqual([2, 8, 192, 480, 944].map(runningTimeText), [
      'about 1 min',
      'about 1 min',
      'about 24 min',
      'about 1 h 0 min',
      'about 1 h 58 min',
    ]);
  });

  it('counts the pages from the first scene to the end of the last', () => {
    const scene = (page: number, eighths: number): { page: number; eighths: number } => ({ page, eighths });
    assert.equal(spanText([scene(1, 4), scene(3, 20)]), 'pp 1–5');
    assert.equal(spanText([scene(2, 8)]), 'p 2');
    assert.equal(spanText([]), '');
  });

  it('says who made it', () => {
    assert.equal(madeBy('offline'), 'from the page, by rules');
    assert.equal(madeBy('anthropic/claude-haiku-5-5'), 'by claude-haiku-5-5');
    assert.equal(madeBy('local/org/model'), 'by org/model');
  });

  it('says what a run is doing', () => {
    const now = { kind: 'card', done: 12, total: 40, subject: '12 INT. PIER - DAY' } as const;
    assert.equal(progressText(now), 'Cards: 12 of 40, 12 INT. PIER - DAY');
    assert.equal(progressText({ ...now, subject: null }), 'Cards: 12 of 40');
  });

  const report = (made: Partial<RunReport['generated']>, rest: Partial<RunReport> = {}): RunReport => ({
    generated: { ...zeroKindCounts(), ...made },
    reused: zeroKindCounts(),
    failed: [],
    usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 },
    costUsd: 0,
    elapsedMs: 1234,
    cancelled: false,
    ...rest,
  });

  it('says what a run made: what can be looked at', () => {
    assert.equal(
      runText(report({ card: 26, embedding: 27, keyScene: 26, outline: 1 })),
      'Made 26 cards, the outline, in 1.2 s.',
    );
    assert.equal(runText(report({ embedding: 1 })), 'Made 1 scene made searchable, in 1.2 s.');
    assert.equal(runText(report({})), 'Everything is current: nothing had to be made.');
    const behind = 'Behind the script: 1 scene card.';
    assert.equal(runText(report({}), behind), 'Nothing was made. Behind the script: 1 scene card.');
    const copied = { ...zeroKindCounts(), card: 2 };
    assert.equal(runText(report({}, { reused: copied })), 'Took 2 cards from what was known.');
    assert.equal(
      runText(report({ card: 1 }, { reused: copied })),
      'Made 1 card, in 1.2 s; took 2 cards from what was known.',
    );
  });

  it('says that a run was stopped, and what is kept', () => {
    assert.equal(runText(report({ card: 3 }, { cancelled: true })), 'Stopped. Made and kept: 3 cards.');
    assert.equal(runText(report({}, { cancelled: true })), 'Stopped before anything was made.');
  });

  it('says what could not be made, and what is kept', () => {
    const failure = {
      kind: 'card',
      subject: 'x',
      code: 'internal',
      message: 'The card is no card.',
      retryable: true,
    } as const;
    assert.equal(failedText(report({ card: 3 })), null);
    assert.equal(
      failedText(report({ card: 3 }, { failed: [failure, failure] })),
      '2 parts could not be made: The card is no card. Made and kept: 3 cards.',
    );
  });

  it('says how a script stands', () => {
    const view = scriptViewOf('INT. A - DAY\n\nOne.\n');
    const analyzed = withActs({ ...view, script: { ...view.script, state: 'analyzed' } }, [
      { title: 'One', scenes: [1] },
    ]);
    assert.equal(stateText(view, statusWith()), 'not analyzed');
    assert.equal(stateText(withActs(view, [{ title: 'One', scenes: [1] }]), statusWith()), 'partly analyzed');
    assert.equal(stateText(analyzed, statusWith()), 'analyzed');
    assert.equal(stateText(analyzed, statusWith([{ kind: 'card', subject: 'scene 1' }])), '1 behind');
  });

  it('counts what is behind as the writer sees it: each card and sheet, the outline, and sets as one', () => {
    const view = scriptViewOf('INT. A - DAY\n\nOne.\n');
    const rows = [
      { kind: 'card', subject: 'scene 1' },
      { kind: 'card', subject: 'scene 2' },
      { kind: 'embedding', subject: 'scene 1' },
      ...['scene 1', 'scene 2', 'scene 3'].map((subject) => ({ kind: 'keyScene' as const, subject })),
      { kind: 'outline', subject: null },
      ...['a', 'b', 'c'].map((subject) => ({ kind: 'thread' as const, subject })),
      ...['d', 'e'].map((subject) => ({ kind: 'relationship' as const, subject })),
    ] as const;
    assert.equal(stateText(view, statusWith(rows)), '5 behind');
    assert.match(
      statusText(view, statusWith(rows), null).tooltip,
      /; behind: 2 scene cards, the outline, the plot threads, and setups and echoes\. /u,
    );
  });

  it('says in the status bar what runs while it runs', () => {
    const view = scriptViewOf('INT. A - DAY\n\nOne.\n');
    assert.equal(statusText(view, statusWith(), null).text, '$(book) 1 p · 1 min · not analyzed');
    assert.equal(statusText(view, statusWith(), 'starting').text, '$(sync~spin) Analyzing');
    const now = { kind: 'card', done: 1, total: 2, subject: '1 INT. A - DAY' } as const;
    assert.equal(statusText(view, statusWith(), now).text, '$(sync~spin) Cards: 1 of 2');
  });

  it('is the script letter for letter in a tooltip, whatever Markdown would make of it', () => {
    assert.equal(
      markdownText('*MARA* [goes](command:evil) <b> `x` # 1. $(star)'),
      String.raw`\*MARA\* \[goes\]\(command\:evil\) \<b\> \`x\` \# 1\. \$\(star\)`,
    );
    assert.equal(markdownText('One.\n  Two.\n\nThree.'), 'One\\.\\\nTwo\\.\\\nThree\\.');
    assert.equal(markdownText('https://a.example www.b.example'), String.raw`https\:\/\/a\.example www\.b\.example`);
  });

  it('is about the scene the line stands in', () => {
    const scenes = [{ startLine: 5 }, { startLine: 9 }];
    assert.deepEqual(
      [1, 4, 5, 8, 9, 100].map((line) => sceneAtLine(scenes, line)?.startLine ?? null),
      [null, null, 5, 5, 9, 9],
    );
  });
});
