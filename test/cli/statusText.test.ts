import assert from 'node:assert/strict';
import { statusText } from '../../src/cli/statusText';
import type { StatusResult } from '../../src/story/statusResult';

describe('What status prints', () => {
  const card = {
    kind: 'card',
    subject: 'one',
    stale: true,
    dirtySceneCount: 1,
    reasons: ['The scene changed.'],
    pinned: true,
    method: 'offline',
  } satisfies StatusResult['artifacts'][number];
  const status: StatusResult = {
    state: 'analyzed',
    hash: '',
    artifacts: [card, { ...card, subject: 'two', stale: false, reasons: [], pinned: false }],
    due: [],
    failures: [],
  };
  const nameOf = (subject: string): string => ({ one: '1', two: '2' })[subject] ?? subject;

  it('has reasons, failures, what waits, what is pinned, each under its heading', () => {
    const failure = {
      kind: 'outline',
      subject: null,
      code: 'x',
      message: 'The model refused.',
      retryable: true,
    } as const;
    const waiting = { kind: 'card', subject: 'one', method: 'acme/best', generatedAt: '', summaryText: '' } as const;
    const text = statusText({ ...status, failures: [failure] }, nameOf, { waiting: [waiting] });
    assert.equal(
      text,
      [
        'State: analyzed. 2 artifacts stored.',
        '',
        'Behind',
        '  card of 1: The scene changed.',
        '',
        'Could not be made; the last good version stands',
        '  outline: The model refused.',
        '',
        'A newer version waits',
        '  card of 1, by acme/best',
        '',
        'Pinned, and kept as it is',
        '  card of 1',
        'Nothing to make now.',
        '',
      ].join('\n'),
    );
  });

  it('names what of a set is pinned and behind, and the rest of the set as one', () => {
    const row = (subject: string, change: Partial<typeof card> = {}) => ({
      ...card,
      kind: 'thread' as const,
      subject,
      pinned: false,
      ...change,
    });
    const artifacts = [
      row('one'),
      row('two'),
      row('kept', { pinned: true, reasons: ['2 of its 6 cards changed (1, 2).'] }),
    ];
    const lines = statusText({ ...status, artifacts }, nameOf).split('\n');
    assert.deepEqual(lines.slice(lines.indexOf('Behind') + 1, lines.indexOf('Behind') + 3), [
      '  plot threads: The scene changed.',
      '  thread of kept: 2 of its 6 cards changed (1, 2).',
    ]);
  });

  it('has the reason of a set that is behind and in which there is nothing', () => {
    const empty = { kind: 'relationship', reasons: ['1 of its 2 scenes changed (1).'] } as const;
    const lines = statusText({ ...status, artifacts: [] }, nameOf, { waiting: [] }, [empty]).split('\n');
    assert.deepEqual(lines.slice(1, 4), ['', 'Behind', '  setups, payoffs and echoes: 1 of its 2 scenes changed (1).']);
  });

  it('has a price beside everything that is to make, and their sum', () => {
    const due: StatusResult['due'] = [
      { kind: 'card', count: 12, tokens: 4200, costUsd: 0.021 },
      { kind: 'outline', count: 1, tokens: 900, costUsd: 0.3 },
    ];
    assert.equal(
      statusText({ ...status, artifacts: [], due }, nameOf),
      [
        'State: analyzed. 0 artifacts stored.',
        '',
        'To make           tokens  price',
        '  12 scene cards    4200  $0.03',
        '  1 outline          900  $0.30',
        '  Together          5100  $0.33',
        '',
      ].join('\n'),
    );
    const unknown = statusText({ ...status, due: [{ kind: 'card', count: 1, tokens: 9, costUsd: null }] }, nameOf);
    assert.match(unknown, /1 scene card +9 +unknown/);
    const rules = statusText({ ...status, due: [{ kind: 'card', count: 1, tokens: 0, costUsd: 0 }] }, nameOf);
    assert.match(rules, /1 scene card +0 +\$0\nBy rules on this machine: no tokens, no cost\.\n$/);
  });
});
