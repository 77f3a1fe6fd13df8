import assert from 'node:assert/strict';
import { filesToRead, openedText } from '../../src/extension/filesToRead';

describe('Files that change outside', () => {
  const none = { created: [], changed: [], deleted: [] };
  const nothing = new Set<string>();

  it('are read again only where the script is known and not open', () => {
    const all = Array.from({ length: 200 }, (_, index) => `file:///room/draft-${index}.fountain`);
    const [one = '', two = '', three = ''] = all;
    const found = { known: [one, two, three], vanished: [] };
    assert.deepEqual(filesToRead({ ...none, changed: all }, found, new Set([two])), [one, three]);
    assert.deepEqual(filesToRead({ ...none, created: all }, { known: [], vanished: [] }, nothing), []);
    assert.deepEqual(filesToRead({ ...none, deleted: all }, found, nothing), []);
  });

  it('are read when they appear where a known one vanished, or under its name', () => {
    const found = { known: [], vanished: ['file:///room/a/draft.fountain'] };
    const created = ['file:///room/a/final.fountain', 'file:///room/b/draft.fountain', 'file:///room/b/other.fountain'];
    assert.deepEqual(filesToRead({ ...none, created }, found, nothing), created.slice(0, 2));
  });

  it('are counted where not all have been opened', () => {
    assert.equal(
      openedText(200, 3),
      '3 of 200 screenplays in this folder have been opened; the others are read when you open them.',
    );
    assert.equal(
      openedText(2, 1),
      '1 of 2 screenplays in this folder has been opened; the other is read when you open it.',
    );
    assert.equal(openedText(1, 0), null);
    assert.equal(openedText(5, 5), null);
  });
});
