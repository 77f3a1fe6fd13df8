import assert from 'node:assert/strict';
import { backupText } from '../../src/extension/backupText';

describe('A backup in the list of Restore…', () => {
  const backup = {
    createdAt: '2026-03-08T21:05:00.000Z',
    reason: 'daily',
    bytes: 2_345_678,
    scripts: ['The Lamp', 'Pier'],
  } as const;

  it('says when, why, how large, and of which scripts', () => {
    const { label, description, detail } = backupText({ ...backup, scripts: [...backup.scripts] }, 'UTC');
    assert.match(label, /^Sunday, March 8, 2026 at 9:05\sPM$/);
    assert.equal(description, 'written daily, 2.3 MB');
    assert.equal(detail, '2 scripts: The Lamp, Pier');
  });

  it('is told in the writer’s own time', () => {
    assert.match(backupText({ ...backup, scripts: [] }, 'Asia/Tokyo').label, /^Monday, March 9, 2026 at 6:05\sAM$/);
  });

  it('says of a small one its kilobytes, of an empty one that, and of a broken one that', () => {
    assert.equal(
      backupText({ ...backup, bytes: 514, reason: 'command', scripts: [] }).description,
      'written when you asked, 1 KB',
    );
    assert.equal(backupText({ ...backup, scripts: [] }).detail, 'No script');
    assert.match(backupText({ ...backup, scripts: null }).detail, /damaged and cannot be restored/);
  });
});
