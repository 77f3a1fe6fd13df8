import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { syntheticScript } from '../bench/syntheticScript';
import { readsAsWritten, type Draft } from './identity/draftScenes';
import { emptyTally, EMPTY_STORE, storeDraft, type Miss } from './identity/identityTrial';
import { COMMON_EDITS, WHOLE_EDITS, type SceneEdit } from './identity/sceneEdits';
import { startScript } from './identity/startScript';

const SCRIPTS: Readonly<Record<string, string>> = {
  'the sample': readFileSync(path.join(__dirname, '..', '..', 'media', 'ring-for-ferry.fountain'), 'utf8'),
  'a made-up script of 60 scenes': syntheticScript({ scenes: 60, seed: 3 }),
};
const EDITS: Readonly<Record<string, SceneEdit>> = { ...COMMON_EDITS, ...WHOLE_EDITS };
const SEEDS = 8;
const FLOOR = 0.98;

function report(misses: readonly Miss[]): string {
  return misses
    .slice(0, 3)
    .map(({ scene, own, got }) => `NOW\n${scene}\nWAS\n${own ?? '(new)'}\nGOT THE ID OF\n${got ?? '(nobody)'}`)
    .join('\n');
}

describe('Ids through edits whose truth is known', () => {
  for (const [script, text] of Object.entries(SCRIPTS)) {
    for (const [name, edit] of Object.entries(EDITS)) {
      it(`${name}, ${script}`, () => {
        const tally = emptyTally();
        const misses: Miss[] = [];
        for (let seed = 1; seed <= SEEDS; seed++) {
          const { draft, writer } = startScript(text, seed);
          let store = storeDraft(EMPTY_STORE, draft, emptyTally());
          const steps = edit(draft, writer);
          if (!steps.every(readsAsWritten)) continue;
          for (const step of steps) store = storeDraft(store, step, tally, misses);
        }
        assert.ok(tally.steps >= SEEDS / 2, `only ${tally.steps} drafts`);
        assert.equal(tally.takes, 0, report(misses));
        assert.ok(tally.kept >= FLOOR * tally.known, report(misses));
        assert.ok(tally.keptAtStake >= FLOOR * tally.atStake, report(misses));
      });
    }

    it(`fifty edits one after the other, ${script}`, () => {
      const tally = emptyTally();
      const misses: Miss[] = [];
      for (let seed = 1; seed <= 2; seed++) {
        const { draft, writer } = startScript(text, seed);
        let store = storeDraft(EMPTY_STORE, draft, emptyTally());
        let now = draft;
        const edits = Object.values(COMMON_EDITS);
        for (let i = 0; i < 50; i++) {
          const steps = (edits[Math.floor(writer.random() * edits.length)] ?? COMMON_EDITS.typing)(now, writer);
          if (!steps.every(readsAsWritten)) continue;
          for (const step of steps) store = storeDraft(store, (now = step), tally, misses);
        }
      }
      assert.ok(tally.steps > 80 && tally.atStake > 50);
      assert.equal(tally.takes, 0, report(misses));
      assert.ok(tally.keptAtStake >= FLOOR * tally.atStake, report(misses));
    });
  }
});

describe('Whatever is done to a script', () => {
  const text = syntheticScript({ scenes: 40, seed: 11 });
  // Of copies each may be taken for the other once both have been changed and cut.
  const single = Object.keys(EDITS).filter((name) => name !== 'two scenes with equal text');
  const names = fc.array(fc.constantFrom(...single), { minLength: 1, maxLength: 4 });

  it('undoing it gives every scene back its id', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), names, (seed, edits) => {
        const { draft, writer } = startScript(text, seed);
        const first = storeDraft(EMPTY_STORE, draft, emptyTally());
        let store = first;
        let now: Draft = draft;
        for (const name of edits) {
          const steps = EDITS[name]?.(now, writer) ?? [];
          if (!steps.every(readsAsWritten)) continue;
          for (const step of steps) store = storeDraft(store, (now = step), emptyTally());
        }
        const back = storeDraft(store, draft, emptyTally());
        const idsOf = ({ scenes }: typeof first): string[] =>
          scenes.flatMap(({ id, index }) => (index === null ? [] : [id]));
        assert.deepEqual(idsOf(back), idsOf(first));
      }),
      { numRuns: 25, seed: 2026 },
    );
  });
});
