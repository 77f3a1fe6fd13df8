import assert from 'node:assert/strict';
import { kindsToRefresh } from '../../src/extension/kindsToRefresh';
import type { StatusResult } from '../../src/story/statusResult';

describe('What a refresh makes', () => {
  type Row = StatusResult['artifacts'][number];
  const check = (rows: readonly (Pick<Row, 'kind'> & Partial<Row>)[], expected: readonly string[]): void => {
    const artifacts = rows.map((row) => ({
      subject: null,
      stale: false,
      dirtySceneCount: 0,
      reasons: [],
      pinned: false,
      method: 'offline',
      ...row,
    }));
    const status: StatusResult = { state: 'partial', hash: '', artifacts, due: [], failures: [] };
    assert.deepEqual([...kindsToRefresh(status)].sort(), [...expected].sort());
  };

  it('is nothing where nothing is behind', () => {
    check([], []);
    check([{ kind: 'card' }, { kind: 'outline' }], []);
  });

  it('is every kind there is something of: what depends on what is behind may come out different', () => {
    check(
      [{ kind: 'card', stale: true }, { kind: 'embedding' }, { kind: 'outline' }],
      ['card', 'embedding', 'outline'],
    );
  });

  it('is no kind the writer never asked for', () => {
    check([{ kind: 'embedding', stale: true }], ['embedding']);
  });

  it('is cards where the outline waits for that of a new scene, also if no card is left', () => {
    check([{ kind: 'card' }, { kind: 'outline', stale: true }], ['card', 'outline']);
    check([{ kind: 'outline', stale: true }], ['card', 'outline']);
  });
});
