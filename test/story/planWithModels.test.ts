import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planDueWork, type DueWork, type PlanOptions } from '../../src/story/plan';
import { artifactKey, type ScriptSnapshot } from '../../src/story/scriptSnapshot';
import { runsByItself } from '../../src/story/runsByItself';
import { standingsOf } from '../../src/story/staleness';
import { applyEdit, edits, type History } from './randomEdits';
import {
  WORLD_DECLARATIONS,
  snapshotOfWorld,
  withAllMade,
  withPatched,
  withScene,
  worldOf,
  type World,
} from './storyWorld';

const MODEL = 'anthropic/a-model';
const OTHER = 'openai/another';
const models = { cards: MODEL, story: MODEL };
const plan = (snapshot: ScriptSnapshot, options: PlanOptions): readonly DueWork[] =>
  planDueWork(snapshot, WORLD_DECLARATIONS, options);
const names = (due: readonly DueWork[]): string[] =>
  due.map(({ kind, subject, why, target }) => `${kind}:${subject} ${why} ${target}`);
const madeBy = (world: World, method: string): World =>
  [...world.artifacts.keys()]
    .filter((key) => !key.startsWith('embedding'))
    .reduce((patched, key) => withPatched(patched, key, { method }), world);

/** A world after any edits, as a snapshot. */
function after(sequence: Parameters<typeof applyEdit>[1][]): ScriptSnapshot {
  let history: History = { worlds: [worldOf(4)], madeFrom: new Map(), nextId: 100 };
  for (const edit of sequence) history = applyEdit(history, edit);
  return snapshotOfWorld(history.worlds.at(-1)!);
}

describe('What is due by a model', () => {
  it('what rules made, although it is current; nothing of its own that is', () => {
    const made = withAllMade(worldOf(2));
    assert.deepEqual(names(plan(snapshotOfWorld(made), { models, kinds: ['card', 'embedding'] })), [
      'card:s1 by-rules artifact',
      'card:s2 by-rules artifact',
    ]);
    assert.deepEqual(plan(snapshotOfWorld(madeBy(made, MODEL)), { models }), []);
  });

  it('nothing of another model that is current: that is an offer', () => {
    const made = madeBy(withAllMade(worldOf(2)), OTHER);
    assert.deepEqual(plan(snapshotOfWorld(made), { models }), []);
    const edited = withScene(made, 0, { words: 'else' });
    assert.deepEqual(names(plan(snapshotOfWorld(edited), { models, kinds: ['card'] })), ['card:s1 behind artifact']);
  });

  it('by rules, a candidate beside what a model made and is behind', () => {
    const edited = withScene(madeBy(withAllMade(worldOf(2)), MODEL), 0, { words: 'else' });
    const snapshot = snapshotOfWorld(edited);
    const due = plan(snapshot, { candidates: true, kinds: ['card'] });
    assert.deepEqual(names(due), ['card:s1 behind candidate']);
    const [card] = due;
    const candidates = new Map([[artifactKey('card', 's1'), { ...card!, method: 'offline' }]]);
    assert.deepEqual(plan({ ...snapshot, candidates }, { candidates: true, kinds: ['card'] }), []);
  });

  it('the card of a scene that is never sent only by rules', () => {
    const snapshot = snapshotOfWorld(worldOf(2));
    const [first, second] = snapshot.scenes;
    const hidden = { ...first!, neverSend: true };
    const marked = {
      ...snapshot,
      scenes: [hidden, second!],
      byId: new Map([hidden, second!].map((scene) => [scene.id, scene])),
    };
    const due = plan(marked, { models, kinds: ['card'] });
    assert.deepEqual(
      due.map(({ subject, method }) => [subject, method]),
      [
        ['s1', 'offline'],
        ['s2', MODEL],
      ],
    );
  });

  it('with the cards it reads, where it is asked for alone; and waits for them', () => {
    const edited = withScene(withAllMade(worldOf(4)), 1, { words: 'else' });
    const due = plan(snapshotOfWorld(edited), { kinds: ['sheet'], subject: 'BO', upstream: true });
    assert.deepEqual(
      due.map(({ kind, subject, waits }) => [kind, subject, waits]),
      [
        ['card', 's2', false],
        ['sheet', 'BO', true],
      ],
    );
  });

  it('never replaces what is pinned, nor by rules what is a model’s; what waits is never of a missing one; whatever was edited', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), fc.boolean(), fc.boolean(), (sequence, remake, withModels) => {
        const snapshot = after(sequence);
        const options = { remake, candidates: true, ...(withModels && { models }) };
        for (const { kind, subject, target, method, why } of plan(snapshot, options)) {
          const stored = snapshot.artifacts.get(artifactKey(kind, subject));
          const mayReplace =
            stored === undefined || (!stored.pinned && (method !== 'offline' || stored.method === 'offline'));
          assert.equal(target, mayReplace ? 'artifact' : 'candidate');
          assert.equal(why === 'missing', stored === undefined);
          assert.equal(method, withModels && kind !== 'embedding' ? MODEL : 'offline');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('a card is there, and is not itself to be made first, under all that does not wait', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 30 }), fc.boolean(), (sequence, withModels) => {
        const snapshot = after(sequence);
        const due = plan(snapshot, { ...(withModels && { models }) });
        const behind = new Set(
          due.filter(({ kind, why }) => kind === 'card' && why !== 'by-rules').map((one) => one.subject),
        );
        for (const { kind, waits, inputs } of due) {
          if (waits || kind === 'card') continue;
          for (const input of inputs) {
            if (input.kind !== 'card') continue;
            assert.notEqual(input.hash, '');
            assert.ok(!behind.has(input.id), `${kind} would be made from the card of ${input.id}, which is behind`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('What runs by itself', () => {
  const long = { scenes: 40, pages: 40, keySceneIds: new Set<string>(), resting: new Set<string>() };
  const standing = (world: World, kind: 'outline' | 'sheet', subject: string) =>
    standingsOf(snapshotOfWorld(world), WORLD_DECLARATIONS).of(kind, subject);
  const edited = (count: number): World => {
    const made = withAllMade(worldOf(12));
    return Array.from({ length: count }, (_, at) => at * 2).reduce(
      (world, at) => withScene(world, at, { words: `else ${at}` }),
      made,
    );
  };
  const behind = (kind: 'outline' | 'sheet') =>
    ({ kind, subject: kind === 'sheet' ? 'ADA' : '', why: 'behind' }) as const;

  it('an outline from five changed scenes on, a sheet from three', () => {
    assert.equal(runsByItself(behind('outline'), standing(edited(4), 'outline', ''), long), false);
    assert.equal(runsByItself(behind('outline'), standing(edited(5), 'outline', ''), long), true);
    assert.equal(runsByItself(behind('sheet'), standing(edited(2), 'sheet', 'ADA'), long), false);
    assert.equal(runsByItself(behind('sheet'), standing(edited(3), 'sheet', 'ADA'), long), true);
  });

  it('both at once where a key scene changed; an outline where a scene left', () => {
    const one = edited(1);
    const key = { ...long, keySceneIds: new Set(['s1']) };
    assert.equal(runsByItself(behind('outline'), standing(one, 'outline', ''), key), true);
    assert.equal(runsByItself(behind('sheet'), standing(one, 'sheet', 'ADA'), key), true);
    const made = withAllMade(worldOf(12));
    const cut = { ...made, scenes: made.scenes.slice(1) };
    assert.equal(runsByItself(behind('outline'), standing(cut, 'outline', ''), long), true);
    assert.equal(runsByItself(behind('sheet'), standing(cut, 'sheet', 'ADA'), long), false);
  });

  it('nothing that the writer cancelled, and all else', () => {
    const resting = new Set([artifactKey('outline', ''), artifactKey('card', 's1')]);
    const runs = (kind: 'card' | 'outline' | 'sheet', subject: string): boolean =>
      runsByItself({ kind, subject, why: 'missing' }, null, { ...long, resting });
    assert.deepEqual(
      [runs('outline', ''), runs('card', 's1'), runs('card', 's2'), runs('sheet', 'ADA')],
      [false, false, true, true],
    );
  });

  it('nothing of two scenes, cards and vectors of three or ten pages, all of thirty or sixty pages', () => {
    const missing = (kind: 'card' | 'embedding' | 'outline', scenes: number, pages: number): boolean =>
      runsByItself({ kind, subject: '', why: 'missing' }, null, { ...long, scenes, pages });
    assert.deepEqual([missing('card', 2, 9), missing('card', 3, 1), missing('embedding', 1, 10)], [false, true, true]);
    assert.deepEqual(
      [missing('outline', 29, 59), missing('outline', 30, 1), missing('outline', 1, 60)],
      [false, true, true],
    );
    assert.equal(
      runsByItself({ kind: 'card', subject: 's1', why: 'by-rules' }, null, long),
      false,
      'what is current stays',
    );
  });
});
