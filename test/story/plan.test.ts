import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planDueWork, type DueWork } from '../../src/story/plan';
import { artifactKey } from '../../src/story/scriptSnapshot';
import { applyEdit, edits, type History } from './randomEdits';
import {
  WORLD_DECLARATIONS,
  snapshotOfWorld,
  standingsByKey,
  withAllMade,
  withMade,
  withPatched,
  withScene,
  worldOf,
  type World,
} from './storyWorld';

const plan = (world: World, options: Parameters<typeof planDueWork>[2] = {}): readonly DueWork[] =>
  planDueWork(snapshotOfWorld(world), WORLD_DECLARATIONS, options);
const names = (due: readonly DueWork[]): string[] => due.map(({ kind, subject, why }) => `${kind}:${subject} ${why}`);

describe('What is due', () => {
  it('everything, before anything was made: cards first, in script order', () => {
    assert.deepEqual(names(plan(worldOf(2))), [
      'card:s1 missing',
      'card:s2 missing',
      'embedding:s1 missing',
      'embedding:s2 missing',
      'keyScene: missing',
      'outline: missing',
      'sheet:ADA missing',
      'sheet:BO missing',
      'thread: missing',
    ]);
  });

  it('nothing, where everything is current', () => {
    assert.deepEqual(plan(withAllMade(worldOf(4))), []);
  });

  it('one card, its vector and what reads it, where one scene was edited', () => {
    const edited = withScene(withAllMade(worldOf(4)), 2, { words: 'else' });
    assert.deepEqual(names(plan(edited)), [
      'card:s3 behind',
      'embedding:s3 behind',
      'outline: behind',
      'sheet:ADA behind',
      'thread: behind',
    ]);
  });

  it('only the new scene and what reads the order, where a scene was added', () => {
    const world = withAllMade(worldOf(3));
    const added = { ...world, scenes: [...world.scenes, { ...world.scenes[0]!, id: 's9', cast: [] }] };
    assert.deepEqual(names(plan(added, { kinds: ['card', 'embedding'] })), ['card:s9 missing', 'embedding:s9 missing']);
  });

  it('nothing for scenes that left', () => {
    const world = withAllMade(worldOf(3));
    assert.deepEqual(plan({ ...world, scenes: world.scenes.slice(1) }, { kinds: ['card', 'embedding'] }), []);
  });

  it('only what was asked for: kinds, a subject', () => {
    const world = worldOf(3);
    assert.deepEqual(names(plan(world, { kinds: ['embedding'] })), [
      'embedding:s1 missing',
      'embedding:s2 missing',
      'embedding:s3 missing',
    ]);
    assert.deepEqual(names(plan(world, { subject: 's2' })), ['card:s2 missing', 'embedding:s2 missing']);
  });

  it('what is made on demand only for whom it is asked', () => {
    const [card, ...others] = WORLD_DECLARATIONS;
    const declarations = [card!, ...others].map((one) =>
      one.kind === 'sheet' ? { ...one, subjects: () => ['ADA'], onDemand: () => ['ADA', 'BO'] } : one,
    );
    const sheets = (options: Parameters<typeof planDueWork>[2]): string[] =>
      names(planDueWork(snapshotOfWorld(worldOf(2)), declarations, { kinds: ['sheet'], ...options }));
    assert.deepEqual(sheets({}), ['sheet:ADA missing']);
    assert.deepEqual(sheets({ subject: 'BO' }), ['sheet:BO missing']);
    assert.deepEqual(sheets({ subjects: ['BO', 'ADA'] }), ['sheet:ADA missing', 'sheet:BO missing']);
    assert.deepEqual(sheets({ subjects: ['s1'] }), []);
  });

  it('all of it, where it is to be made again', () => {
    const due = plan(withAllMade(worldOf(2)), { remake: true });
    assert.equal(due.length, 9);
    assert.ok(due.every(({ why }) => why === 'remake'));
  });

  it('never what the writer pinned or a model made, behind or not, asked to remake or not', () => {
    for (const change of [{ pinned: true }, { method: 'anthropic/a-model' }]) {
      let world = withAllMade(worldOf(3));
      for (const key of [...world.artifacts.keys()]) world = withPatched(world, key, change);
      const edited = withScene(world, 0, { words: 'else', synopsis: 'else', eighths: 1 });
      assert.deepEqual(plan(edited), []);
      assert.deepEqual(plan(edited, { remake: true }), []);
    }
  });

  it('the pinned card is still behind, and says so', () => {
    const world = withPatched(withAllMade(worldOf(3)), 'card:s1', { pinned: true });
    const edited = withScene(world, 0, { words: 'else' });
    assert.equal(standingsByKey(edited).get('card:s1')?.stale, true);
  });

  it('is what is missing or behind, less what is not ours to make; each once, makers before readers', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), fc.boolean(), (sequence, remake) => {
        let history: History = { worlds: [worldOf(4)], madeFrom: new Map(), nextId: 100 };
        for (const edit of sequence) history = applyEdit(history, edit);
        const world = history.worlds.at(-1)!;
        const snapshot = snapshotOfWorld(world);
        const standing = standingsByKey(world);
        const expected: string[] = [];
        for (const declaration of WORLD_DECLARATIONS) {
          const { kind } = declaration;
          for (const subject of declaration.subjects(snapshot)) {
            const artifact = world.artifacts.get(artifactKey(kind, subject));
            const ours = artifact === undefined || (!artifact.pinned && artifact.method === 'offline');
            const stale = standing.get(artifactKey(kind, subject))?.stale === true;
            if (artifact === undefined) expected.push(`${kind}:${subject} missing`);
            else if (ours && stale) expected.push(`${kind}:${subject} behind`);
            else if (ours && remake) expected.push(`${kind}:${subject} remake`);
          }
        }
        assert.deepEqual(names(plan(world, { remake })), expected);
        assert.equal(new Set(expected).size, expected.length);
      }),
      { numRuns: 150 },
    );
  });

  it('ends: making what is due, in its order, leaves nothing due but what waits for a pinned or paid one', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), (sequence) => {
        let history: History = { worlds: [worldOf(4)], madeFrom: new Map(), nextId: 100 };
        for (const edit of sequence) history = applyEdit(history, edit);
        let world = history.worlds.at(-1)!;
        for (const work of plan(world)) world = withMade(world, work.kind, work.subject);
        const standing = standingsByKey(world);
        for (const { kind, subject, why } of plan(world)) {
          const causes = standing.get(artifactKey(kind, subject))?.causes ?? [];
          const waits = causes.length > 0 && causes.every((cause) => cause.kind === 'upstream');
          assert.ok(waits, `${kind}:${subject} is ${why} still`);
        }
      }),
      { numRuns: 100 },
    );
  });
});
