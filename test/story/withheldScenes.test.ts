import assert from 'node:assert/strict';
import { DECLARATIONS } from '../../src/engine/artifacts/declarations';
import { artifactKey, type ArtifactSnapshot, type ScriptSnapshot } from '../../src/story/scriptSnapshot';
import { planDueWork } from '../../src/story/plan';
import { runsByItself } from '../../src/story/runsByItself';
import { standingsOf, type Standing } from '../../src/story/staleness';
import { stalenessReasons } from '../../src/story/stalenessReasons';
import { snapshotOfWorld, withAllMade, worldOf } from './storyWorld';

const MODEL = 'anthropic/some-model';

/** The snapshot with one more artifact, made from what it says now. */
function withOne(snapshot: ScriptSnapshot, kind: 'outline' | 'sheet', subject: string, method: string): ScriptSnapshot {
  const inputs = DECLARATIONS.find((one) => one.kind === kind)?.inputs(snapshot, subject, method);
  assert.ok(inputs !== null && inputs !== undefined);
  const artifact: ArtifactSnapshot = {
    ...{ kind, subject, method, inputs, id: `row of ${kind}`, recipeVersion: 1, version: 1 },
    ...{ contentHash: 'a'.repeat(64), pinned: false },
  };
  return { ...snapshot, artifacts: new Map(snapshot.artifacts).set(artifactKey(kind, subject), artifact) };
}

/** The snapshot with these scenes, by index, marked never to be sent; those that were marked before may be sent again. */
function withMarked(snapshot: ScriptSnapshot, indices: readonly number[]): ScriptSnapshot {
  const scenes = snapshot.scenes.map((scene, index) => {
    const neverSend = indices.includes(index);
    return { ...scene, neverSend, isSentAgain: !neverSend && (scene.neverSend || scene.isSentAgain) };
  });
  return { ...snapshot, scenes, byId: new Map(scenes.map((scene) => [scene.id, scene])) };
}

function standingIn(snapshot: ScriptSnapshot, kind: 'outline' | 'sheet', subject: string): Standing {
  const standing = standingsOf(snapshot, DECLARATIONS).of(kind, subject);
  assert.ok(standing !== null);
  return standing;
}

function reasonsIn(snapshot: ScriptSnapshot, standing: Standing): string[] {
  return stalenessReasons(standing, (id) => snapshot.byId.get(id)?.label ?? null);
}

describe('What a model made of scenes that are marked never to be sent since', () => {
  const made = withOne(snapshotOfWorld(withAllMade(worldOf(8))), 'outline', '', MODEL);

  it('is behind and says so, and not that the scenes are gone', () => {
    const marked = withMarked(made, [3, 6]);
    const standing = standingIn(marked, 'outline', '');
    assert.deepEqual(reasonsIn(marked, standing), ['2 scenes are marked never to be sent now (4, 7).']);
    assert.deepEqual(standing.dirtySceneIds, ['s4', 's7']);
  });

  it('is not made again by itself for a mark, as the script is built as before', () => {
    const marked = withMarked(made, [3]);
    const facts = { scenes: 100, pages: 120, keySceneIds: new Set<string>(), resting: new Set<string>() };
    const standing = standingIn(marked, 'outline', '');
    assert.equal(runsByItself({ kind: 'outline', subject: '', why: 'behind' }, standing, facts), false);
  });
});

describe('What a model made without scenes that may be sent again', () => {
  const world = snapshotOfWorld(withAllMade(worldOf(8)));
  const facts = { scenes: 100, pages: 120, keySceneIds: new Set<string>(), resting: new Set<string>() };
  const made = withOne(withMarked(world, [3, 6]), 'outline', '', MODEL);

  it('is behind and says so, and not that the scenes are new', () => {
    const both = withMarked(made, []);
    assert.deepEqual(reasonsIn(both, standingIn(both, 'outline', '')), ['2 scenes may be sent again (4, 7).']);
    const one = withMarked(made, [6]);
    assert.deepEqual(reasonsIn(one, standingIn(one, 'outline', '')), ['1 scene may be sent again (4).']);
  });

  it('is not made again by itself for that', () => {
    const one = withMarked(made, [6]);
    const standing = standingIn(one, 'outline', '');
    assert.deepEqual(standing.dirtySceneIds, ['s4']);
    assert.equal(runsByItself({ kind: 'outline', subject: '', why: 'behind' }, standing, facts), false);
  });

  it('is said of no scene that rules read all along: to them it is new', () => {
    const shorter = { ...world, scenes: world.scenes.filter(({ id }) => id !== 's4') };
    const both = withMarked(withMarked(withOne(shorter, 'outline', '', 'offline'), []), []);
    const back = { ...both, scenes: world.scenes.map((scene) => ({ ...scene, isSentAgain: scene.id === 's4' })) };
    const now = { ...back, byId: new Map(back.scenes.map((scene) => [scene.id, scene])) };
    const standing = standingIn(now, 'outline', '');
    assert.ok(standing.causes.some(({ kind }) => kind === 'added'));
    assert.ok(!standing.causes.some(({ kind }) => kind === 'sent-again'));
  });
});

describe('The sheet of a character who is no principal any more', () => {
  const world = snapshotOfWorld(withAllMade(worldOf(4)));
  const lesser = {
    ...world,
    characters: [...world.characters, { name: 'CY', words: 0, sceneIds: ['s1'] }],
  };
  const made = withOne(lesser, 'sheet', 'CY', 'offline');

  it('is current as long as nothing under it changes', () => {
    assert.equal(standingIn(made, 'sheet', 'CY').stale, false);
    const missing = planDueWork(lesser, DECLARATIONS, { kinds: ['sheet'] });
    assert.ok(!missing.some(({ subject }) => subject === 'CY'), 'and no such sheet is due where there is none');
  });

  it('is due when it is behind', () => {
    const scenes = made.scenes.map((scene) => (scene.id === 's1' ? { ...scene, hash: 'b'.repeat(64) } : scene));
    const changed = { ...made, scenes, byId: new Map(scenes.map((scene) => [scene.id, scene])) };
    assert.deepEqual(reasonsIn(changed, standingIn(changed, 'sheet', 'CY'))[0], 'The scene changed.');
    const due = planDueWork(changed, DECLARATIONS, { kinds: ['sheet'] });
    assert.ok(due.some(({ subject, why }) => subject === 'CY' && why === 'behind'));
  });

  it('describes nobody once the character is not in the script', () => {
    const without = { ...made, characters: world.characters };
    assert.deepEqual(standingIn(without, 'sheet', 'CY').causes, [{ kind: 'subject-gone' }]);
  });
});
