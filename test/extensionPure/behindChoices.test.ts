import assert from 'node:assert/strict';
import { behindChoices } from '../../src/extension/behindChoices';
import { statusText } from '../../src/extension/statusText';
import type { StatusResult } from '../../src/story/statusResult';
import { scriptViewOf, statusWith } from './scriptViewOf';

describe('The list of what is behind', () => {
  const view = scriptViewOf('INT. A - DAY\n\nANN\nOne.\n\nINT. B - DAY\n\nTwo.\n');
  const failure = {
    kind: 'card',
    subject: 'scene 2',
    code: 'model-refused',
    message: 'The model refused.',
    retryable: true,
  } as const;

  it('is empty where nothing is', () => {
    assert.deepEqual(behindChoices(view, statusWith()), []);
  });

  it('has each card and sheet with its reasons, and sets as one', () => {
    const status = statusWith([
      { kind: 'card', subject: 'scene 2' },
      { kind: 'sheet', subject: 'ANN' },
      { kind: 'embedding', subject: 'scene 2' },
      { kind: 'thread', subject: 'a' },
      { kind: 'thread', subject: 'b' },
    ]);
    const groups = behindChoices(view, status);
    assert.deepEqual(
      groups.map(({ kind, items }) => [kind, items.map(({ name, subject }) => [name, subject])]),
      [
        [
          'card',
          [
            ['1  INT. A - DAY', 'scene 1'],
            ['2  INT. B - DAY', 'scene 2'],
          ],
        ],
        ['sheet', [['ANN', 'ANN']]],
        ['thread', [['Plot threads', '']]],
      ],
    );
    const [cards] = groups;
    assert.deepEqual(
      cards?.items.map(({ why }) => why),
      ['This scene has no card yet.', '1 of its 2 scenes changed (1). This scene has no card yet.'],
    );
  });

  it('leaves out a thread that is pinned: no refresh makes it again', () => {
    const status = statusWith([{ kind: 'thread', subject: 'a' }]);
    const artifacts = status.artifacts.map((one) => ({ ...one, pinned: true }));
    const kinds = (of: StatusResult): string[] => behindChoices(view, of).map(({ kind }) => kind);
    assert.ok(kinds(status).includes('thread'));
    assert.ok(!kinds({ ...status, artifacts }).includes('thread'));
  });

  it('leaves out the pinned sheet of somebody who is not there any more', () => {
    const groups = behindChoices(
      view,
      statusWith([
        { kind: 'sheet', subject: 'ANN' },
        { kind: 'sheet', subject: 'JOHN' },
      ]),
    );
    assert.deepEqual(
      groups.flatMap(({ kind, items }) => (kind === 'sheet' ? items.map(({ subject }) => subject) : [])),
      ['ANN'],
    );
  });

  it('says what a refresh makes and what it costs', () => {
    const due = (costUsd: number | null): StatusResult => ({
      ...statusWith([{ kind: 'outline', subject: null }]),
      due: [{ kind: 'outline', count: 1, tokens: 900, costUsd }],
    });
    const costOf = (status: StatusResult) => behindChoices(view, status).find(({ kind }) => kind === 'outline')?.cost;
    assert.equal(costOf(due(0)), 'Makes the outline · by rules, no cost');
    assert.equal(costOf(due(0.124)), 'Makes the outline · at most $0.13');
    assert.equal(costOf(due(null)), 'Makes the outline · price unknown');
  });

  it('says what models ask for it, where they are chosen', () => {
    const status = statusWith([
      { kind: 'outline', subject: null },
      { kind: 'sheet', subject: 'ANN' },
    ]);
    const part = { requests: 1, inputTokens: { bottom: 1, top: 2 }, outputTokens: { bottom: 1, top: 2 } };
    const costOf = (usd: number | null): string[] => {
      const costUsd = usd === null ? null : { bottom: usd, top: usd };
      const price = { ...part, costUsd, kinds: [{ ...part, kind: 'outline' as const, costUsd }] };
      return behindChoices(view, status, price).flatMap(({ kind, cost }) => (kind === 'card' ? [] : [cost]));
    };
    assert.deepEqual(costOf(0.124), [
      'Makes the outline · at most $0.13',
      'Makes 1 character sheet · nothing is sent, no cost',
    ]);
    assert.equal(costOf(null)[0], 'Makes the outline · price unknown');
    assert.equal(costOf(0)[0], 'Makes the outline · no cost');
  });

  it('has what could not be made, with what kept it', () => {
    const status = { ...statusWith(), failures: [failure] };
    const [group, ...others] = behindChoices(view, status);
    assert.deepEqual(others, []);
    assert.deepEqual(group?.items, [
      { subject: 'scene 2', name: '2  INT. B - DAY', why: 'Could not be made: The model refused.', failed: true },
    ]);
    assert.match(
      statusText(view, status, null).tooltip,
      /1 part could not be made: The model refused\. Analyze Script/u,
    );
  });

  it('is priced in the status bar too', () => {
    const status = { ...statusWith(), due: [{ kind: 'card' as const, count: 2, tokens: 0, costUsd: 0 }] };
    assert.match(statusText(view, status, null).tooltip, /makes what is missing or behind, by rules, at no cost\.$/u);
  });
});
