import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stalenessReasons } from '../../src/story/stalenessReasons';
import { applyEdit, edits, type History } from './randomEdits';
import { snapshotOfWorld, standingsByKey, withAllMade, withScene, worldOf, type World } from './storyWorld';

describe('Why something is behind, in words', () => {
  it('says which of its scenes changed', () => {
    const world = withAllMade(worldOf(6));
    const edited = withScene(withScene(world, 1, { eighths: 9 }), 3, { eighths: 9 });
    assert.deepEqual(reasons(edited, 'outline:'), ['2 of its 6 scenes changed (2, 4).']);
  });

  it('says that the scene of a card changed, or only its synopsis', () => {
    const world = withAllMade(worldOf(3));
    assert.deepEqual(reasons(withScene(world, 0, { words: 'else' }), 'card:s1'), ['The scene changed.']);
    assert.deepEqual(reasons(withScene(world, 0, { synopsis: 'else' }), 'card:s1'), ['Its synopsis changed.']);
  });

  it('says which scenes are new, which are gone, and that they stand in another order', () => {
    const world = withAllMade(worldOf(3));
    const [first, second, third] = world.scenes;
    assert.deepEqual(reasons({ ...world, scenes: [second!, first!, third!] }, 'outline:'), [
      'The scenes stand in another order.',
    ]);
    assert.deepEqual(reasons({ ...world, scenes: [first!, second!] }, 'thread:'), [
      '1 scene it was made from is no longer there.',
    ]);
    const four = withAllMade(worldOf(4));
    assert.deepEqual(reasons({ ...four, scenes: four.scenes.slice(2) }, 'thread:'), [
      '2 scenes it was made from are no longer there.',
    ]);
    assert.deepEqual(reasons({ ...world, scenes: [first!, second!] }, 'card:s3'), [
      'What it describes is no longer in the script.',
    ]);
  });

  it('says which new scene the outline lacks, although that scene has no card yet', () => {
    const world = withAllMade(worldOf(3));
    const longer = { ...world, scenes: [...world.scenes, { ...world.scenes[0]!, id: 's4' }] };
    assert.deepEqual(reasons(longer, 'thread:'), ['1 scene is new (4).']);
    assert.ok(reasons(longer, 'outline:').includes('1 scene is new (4).'));
  });

  it('says whose card is behind', () => {
    const world = withAllMade(worldOf(4));
    assert.deepEqual(reasons(withScene(world, 2, { words: 'else' }), 'outline:'), ['The card of 3 is behind.']);
    const two = withScene(withScene(world, 2, { words: 'else' }), 0, { words: 'else' });
    assert.deepEqual(reasons(two, 'outline:'), ['The cards of 1, 3 are behind.']);
  });

  it('names no more scenes than can be read at a glance, and counts the rest', () => {
    let world = withAllMade(worldOf(12));
    for (let index = 0; index < 12; index++) world = withScene(world, index, { eighths: 9 });
    assert.deepEqual(reasons(world, 'outline:'), ['12 of its 12 scenes changed (1, 2, 3, 4, 5, 6, 7, 8 and 4 more).']);
  });

  it('speaks of no single scene where the script as a whole is read', () => {
    const [text, ...more] = reasons(withScene(withAllMade(worldOf(3)), 0, { eighths: 9 }), 'keyScene:');
    assert.ok(text !== undefined && more.length === 0);
    checkSentence(text);
    assert.doesNotMatch(text, /\bcut\b|^The scene changed/, text);
  });

  it('is a sentence with labels for whatever happened, and none for what is current', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), (sequence) => {
        let history: History = { worlds: [withAllMade(worldOf(5))], madeFrom: new Map(), nextId: 100 };
        for (const edit of sequence) history = applyEdit(history, edit);
        const world = history.worlds.at(-1)!;
        for (const [key, { stale }] of standingsByKey(world)) {
          const texts = reasons(world, key);
          assert.equal(texts.length > 0, stale);
          texts.forEach(checkSentence);
          assert.equal(new Set(texts).size, texts.length, 'nothing is said twice');
        }
      }),
      { numRuns: 100 },
    );
  });
});

function checkSentence(text: string): void {
  assert.match(text, /^[A-Z0-9][^\n]*[^ .]\.$/, 'a sentence');
  assert.doesNotMatch(text, /\bs\d|undefined|null|NaN|\(\)|\(,|, ,/, 'labels, never ids');
}

function reasons(world: World, key: string): string[] {
  const snapshot = snapshotOfWorld(world);
  const standing = standingsByKey(world).get(key);
  assert.ok(standing !== undefined, `${key} is stored`);
  return stalenessReasons(standing, (id) => snapshot.byId.get(id)?.label ?? null);
}
