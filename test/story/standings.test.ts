import assert from 'node:assert/strict';
import fc from 'fast-check';
import { artifactKey, type ArtifactSnapshot } from '../../src/story/scriptSnapshot';
import type { KindDeclaration, Standing } from '../../src/story/staleness';
import { applyEdit, edits, type History } from './randomEdits';
import {
  SCRIPT_ID,
  WORLD_DECLARATIONS,
  snapshotOfWorld,
  standingsByKey,
  withAllMade,
  withMade,
  withScene,
  worldOf,
  type World,
} from './storyWorld';

describe('What is behind', () => {
  const OUTLINE = artifactKey('outline', '');

  it('nothing, right after everything was made', () => {
    assert.deepEqual(behind(withAllMade(worldOf(6))), []);
  });

  it('the card of an edited scene and all that reads it, and nothing else', () => {
    const world = withScene(withAllMade(worldOf(4)), 0, { words: 'another scene' });
    assert.deepEqual(behind(world), ['card:s1', 'embedding:s1', 'outline:', 'sheet:ADA', 'thread:']);
    assert.deepEqual(standingOf(world, OUTLINE).dirtySceneIds, ['s1']);
  });

  it('the card but not the vector of a scene whose synopsis changed', () => {
    const world = withScene(withAllMade(worldOf(4)), 0, { synopsis: 'a new one' });
    assert.equal(standingOf(world, 'card:s1').stale, true);
    assert.equal(standingOf(world, 'embedding:s1').stale, false);
  });

  it('no card where a scene only moved, but what reads the order', () => {
    const world = withAllMade(worldOf(4));
    const [first, ...others] = world.scenes;
    const moved = { ...world, scenes: [...others, first!] };
    assert.deepEqual(behind(moved), ['keyScene:', 'outline:', 'sheet:ADA', 'thread:']);
    assert.deepEqual(standingOf(moved, OUTLINE).causes, [{ kind: 'reordered' }]);
    assert.deepEqual(standingOf(moved, OUTLINE).dirtySceneIds, []);
  });

  it('nothing again, after an edit was undone', () => {
    const world = withAllMade(worldOf(5));
    const edited = withScene(withScene(world, 2, { words: 'else' }), 3, { synopsis: 'else', eighths: 9 });
    assert.notDeepEqual(behind(edited), []);
    assert.deepEqual(behind({ ...edited, scenes: world.scenes }), []);
  });

  it('nothing that depends on a card which came out the same', () => {
    const edited = withScene(withAllMade(worldOf(4)), 1, { words: 'scene, 2!' });
    assert.equal(standingOf(edited, OUTLINE).stale, true, 'behind while the card is');
    const remade = withMade(edited, 'card', 's2');
    assert.equal(standingOf(remade, OUTLINE).stale, false);
    assert.equal(standingOf(remade, 'thread:').stale, false);
    assert.equal(standingOf(remade, 'sheet:BO').stale, true, 'it also reads the words of the scene');
  });

  it('all that reads a card which came out different', () => {
    const edited = withScene(withAllMade(worldOf(4)), 1, { words: 'something else' });
    const remade = withMade(edited, 'card', 's2');
    assert.deepEqual(standingOf(remade, OUTLINE).causes, [{ kind: 'changed', sceneIds: ['s2'], inputKind: 'card' }]);
  });

  it('what described a scene that left, until it comes back', () => {
    const world = withAllMade(worldOf(4));
    const without = { ...world, scenes: world.scenes.slice(1) };
    assert.deepEqual(standingOf(without, 'card:s1').causes, [{ kind: 'subject-gone' }]);
    assert.deepEqual(standingOf(without, 'thread:').causes, [{ kind: 'removed', sceneIds: ['s1'] }]);
    assert.deepEqual(behind({ ...without, scenes: world.scenes }), []);
  });

  it('the outline for its new scene, while that scene has no card yet', () => {
    const world = withAllMade(worldOf(4));
    const longer = { ...world, scenes: [...world.scenes, { ...world.scenes[0]!, id: 's5', words: 'a new scene' }] };
    for (const key of [OUTLINE, 'thread:']) {
      const { stale, dirtySceneIds, causes } = standingOf(longer, key);
      assert.equal(stale, true, key);
      assert.deepEqual(dirtySceneIds, ['s5'], key);
      assert.ok(
        causes.some((cause) => cause.kind === 'added' && cause.sceneIds.join() === 's5'),
        key,
      );
      assert.ok(!causes.some(({ kind }) => kind === 'subject-gone'), 'the script it describes is still there');
    }
  });

  it('counts the scenes that changed before the new one too', () => {
    const world = withAllMade(worldOf(4));
    const edited = withScene(world, 1, { words: 'else', eighths: 7 });
    const longer = { ...edited, scenes: [...edited.scenes, { ...world.scenes[0]!, id: 's5', words: 'a new scene' }] };
    assert.deepEqual([...standingOf(longer, OUTLINE).dirtySceneIds].sort(), ['s2', 's5']);
  });

  it('names the scenes that are to blame in script order, each once', () => {
    let world = withAllMade(worldOf(6));
    world = withScene(world, 4, { eighths: 9 });
    world = withScene(world, 1, { words: 'other words' });
    world = withMade(world, 'card', 's2');
    world = withScene(world, 2, { words: 'behind' });
    assert.deepEqual(standingOf(world, OUTLINE).dirtySceneIds, ['s2', 's3', 's5']);
  });

  it('counts scenes and not the script, where the words of the whole script are read', () => {
    const reading: KindDeclaration = {
      kind: 'sheet',
      recipeVersion: 1,
      subjects: () => ['ADA'],
      inputs: ({ scenes }) => [
        ...scenes.map(({ id, hash }) => ({ kind: 'scene', id, hash }) as const),
        { kind: 'words', id: SCRIPT_ID, hash: scenes.map((scene) => scene.hash).join() },
      ],
    };
    const world = worldOf(3);
    const inputs = reading.inputs(snapshotOfWorld(world), 'ADA', 'offline') ?? [];
    const sheet: ArtifactSnapshot = {
      kind: 'sheet',
      subject: 'ADA',
      id: 'row',
      method: 'offline',
      recipeVersion: 1,
      version: 1,
      contentHash: '',
      pinned: false,
      inputs,
    };
    const edited = withScene({ ...world, artifacts: new Map([['sheet:ADA', sheet]]) }, 0, { words: 'else' });
    const standing = standingsByKey(edited, [reading]).get('sheet:ADA');
    assert.equal(standing?.stale, true);
    assert.deepEqual(standing.dirtySceneIds, ['s1']);
  });

  it('a newer recipe is an offer and leaves everything current', () => {
    const world = withAllMade(worldOf(3));
    const newer = WORLD_DECLARATIONS.map((one) => ({ ...one, recipeVersion: one.recipeVersion + 1 }));
    const stale = [...standingsByKey(world, newer).values()].filter((standing) => standing.stale);
    assert.deepEqual(stale, []);
  });

  it('is what a reader of the whole history would say, whatever was edited, undone, made or pinned', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 40 }), (sequence) => {
        let history: History = { worlds: [withAllMade(worldOf(5))], madeFrom: new Map(), nextId: 100 };
        history = {
          ...history,
          madeFrom: new Map([...last(history).artifacts.keys()].map((key) => [key, last(history)])),
        };
        for (const edit of sequence) {
          history = applyEdit(history, edit);
          compareWithOracle(history);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is nothing at all once every edit was taken back', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 25 }), (sequence) => {
        const made = withAllMade(worldOf(5));
        let history: History = { worlds: [made], madeFrom: new Map(), nextId: 100 };
        for (const edit of sequence) if (edit.kind !== 'make') history = applyEdit(history, edit);
        assert.deepEqual(behind({ ...last(history), scenes: made.scenes }), []);
      }),
      { numRuns: 100 },
    );
  });
});

/*
 * The oracle. It knows no hashes and no input lists: it keeps the whole world from which each artifact was made, and
 * says from the two worlds, by the rules of data-model.md, whether it is behind.
 */
function compareWithOracle({ worlds, madeFrom }: History): void {
  const now = worlds.at(-1)!;
  const actual = standingsByKey(now);
  assert.deepEqual([...actual.keys()].sort(), [...now.artifacts.keys()].sort(), 'every stored artifact has a standing');
  for (const [key, standing] of actual) {
    const then = madeFrom.get(key);
    assert.ok(then !== undefined, key);
    assert.equal(standing.stale, isBehind(key, then, now, madeFrom), `${key} ${JSON.stringify(standing.causes)}`);
    assert.equal(standing.stale, standing.causes.length > 0, 'there is a reason, or it is current');
    assert.equal(new Set(standing.dirtySceneIds).size, standing.dirtySceneIds.length, 'each scene once');
    const dirty = dirtyScenes(key, then, now, madeFrom);
    assert.deepEqual([...standing.dirtySceneIds].sort(), [...dirty].sort(), `${key}: the scenes to blame`);
  }
}

type MadeFrom = ReadonlyMap<string, World>;

function isBehind(key: string, then: World, now: World, madeFrom: MadeFrom): boolean {
  const read = readBy(key, now);
  return (
    read === null ||
    JSON.stringify(read) !== JSON.stringify(readBy(key, then)) ||
    upstream(key, now, madeFrom).length > 0 ||
    rowsLetGo(key, now).some((row) => isBehind(row, madeFrom.get(row)!, now, madeFrom))
  );
}

/** Of the threads those that were pinned and let go since: what they were made from counts for all. */
function rowsLetGo(key: string, { artifacts }: World): string[] {
  if (key !== 'thread:') return [];
  return [...artifacts].flatMap(([row, { pinned }]) => (row.startsWith('thread:row') && !pinned ? [row] : []));
}

/** All that an artifact reads, in plain words and in order; null if what it describes is not there. */
function readBy(key: string, world: World): readonly (readonly [scene: string, content: string])[] | null {
  const [kind = '', subject = ''] = split(key);
  const scene = world.scenes.find(({ id }) => id === subject);
  if (kind === 'card') return scene === undefined ? null : [[subject, `${scene.words}\n${scene.synopsis}`]];
  if (kind === 'embedding') return scene === undefined ? null : [[subject, scene.words]];
  const read = scenesReadBy(key, world);
  if (read.length === 0 || (kind === 'thread' && world.scenes.length < 2)) return null;
  if (kind === 'keyScene') return [[THE_SCRIPT, read.map(({ id, eighths }) => `${id} ${eighths}`).join()]];
  const lines = read.map((one): [string, string] => {
    const card = world.artifacts.get(artifactKey('card', one.id))?.contentHash ?? 'none';
    const shape = kind === 'outline' ? `${one.cast.join()} ${one.eighths}` : '';
    return [one.id, `${card} ${shape} ${kind === 'sheet' ? one.words : ''}`];
  });
  // Scenes of this world are numbered from 1, so what they are called changes with how many there are.
  return kind === 'outline' ? [...lines, [THE_SCRIPT, `${world.scenes.length} labels`]] : lines;
}

/** Stands in the oracle for what is read of the script as a whole: no scene is to blame for it. */
const THE_SCRIPT = '';

function scenesReadBy(key: string, { scenes }: World): World['scenes'] {
  const [kind, subject = ''] = split(key);
  if (kind === 'card' || kind === 'embedding') return scenes.filter(({ id }) => id === subject);
  return kind === 'sheet' ? scenes.filter(({ cast }) => cast.includes(subject)) : scenes;
}

/** The scenes whose card it reads and whose card is itself behind. */
function upstream(key: string, now: World, madeFrom: MadeFrom): string[] {
  if (/^(card|embedding|keyScene):/.test(key)) return [];
  return scenesReadBy(key, now)
    .map(({ id }) => id)
    .filter((id) => {
      const card = artifactKey('card', id);
      const then = madeFrom.get(card);
      return now.artifacts.has(card) && then !== undefined && isBehind(card, then, now, madeFrom);
    });
}

function dirtyScenes(key: string, then: World, now: World, madeFrom: MadeFrom): Set<string> {
  const after = readBy(key, now);
  if (after === null) return new Set();
  const before = new Map(readBy(key, then) ?? []);
  const dirty = new Set(upstream(key, now, madeFrom));
  for (const [id, content] of after) if (before.get(id) !== content) dirty.add(id);
  const still = new Set(after.map(([id]) => id));
  for (const id of before.keys()) if (!still.has(id)) dirty.add(id);
  dirty.delete(THE_SCRIPT);
  for (const row of rowsLetGo(key, now)) {
    for (const id of dirtyScenes(row, madeFrom.get(row)!, now, madeFrom)) dirty.add(id);
  }
  return dirty;
}

function split(key: string): string[] {
  const at = key.indexOf(':');
  return [key.slice(0, at), key.slice(at + 1)];
}

function last({ worlds }: History): World {
  return worlds.at(-1)!;
}

function behind(world: World): string[] {
  const all = [...standingsByKey(world)];
  return all
    .filter(([, standing]) => standing.stale)
    .map(([key]) => key)
    .sort();
}

function standingOf(world: World, key: string): Standing {
  const standing = standingsByKey(world).get(key);
  assert.ok(standing !== undefined, `${key} is stored`);
  return standing;
}
