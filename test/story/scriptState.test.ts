import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_THRESHOLDS, SCRIPT_STATES, scriptStateOf, type StateFacts } from '../../src/story/scriptState';

const NOTHING: StateFacts = { scenes: 0, pages: 0, scenesWithCard: 0, hasOutline: false, hasAnyArtifact: false };

function state(facts: Partial<StateFacts>): string {
  return scriptStateOf({ ...NOTHING, ...facts });
}

describe('The state of a script', () => {
  it('is empty where nothing is written', () => {
    assert.equal(state({}), 'empty');
  });

  it('is partial from three scenes or ten pages on, and empty again below both', () => {
    const steps: readonly [scenes: number, pages: number, expected: string][] = [
      [2, 9, 'empty'],
      [3, 9, 'partial'],
      [2, 10, 'partial'],
      [3, 10, 'partial'],
      [0, 10, 'partial'],
      [3, 0, 'partial'],
      [2, 9, 'empty'],
      [0, 0, 'empty'],
    ];
    for (const [scenes, pages, expected] of steps) {
      assert.equal(state({ scenes, pages }), expected, `${scenes} scenes, ${pages} pages`);
    }
  });

  it('is partial as soon as anything is made of it, however short it is', () => {
    assert.equal(state({ scenes: 1, pages: 1, scenesWithCard: 1, hasAnyArtifact: true }), 'partial');
  });

  it('is analyzed with an outline and a card for every scene, at any length', () => {
    for (const scenes of [1, 2, 3, 29, 30, 31, 300]) {
      const all = { scenes, pages: scenes, scenesWithCard: scenes, hasOutline: true, hasAnyArtifact: true };
      assert.equal(state(all), 'analyzed', `${scenes} scenes`);
    }
  });

  it('is no claim made before the work: thirty scenes or sixty pages alone are not analyzed', () => {
    for (const [scenes, pages] of [
      [29, 59],
      [30, 59],
      [29, 60],
      [30, 60],
      [300, 600],
    ] as const) {
      assert.equal(state({ scenes, pages }), 'partial', `${scenes} scenes, ${pages} pages`);
    }
  });

  it('goes back as soon as one scene has no card, or the outline is missing', () => {
    const all = { scenes: 30, pages: 60, scenesWithCard: 30, hasOutline: true, hasAnyArtifact: true };
    assert.equal(state(all), 'analyzed');
    assert.equal(state({ ...all, scenesWithCard: 29 }), 'partial');
    assert.equal(state({ ...all, hasOutline: false }), 'partial');
    assert.equal(state(all), 'analyzed');
  });

  it('is never analyzed where there is no scene', () => {
    assert.notEqual(state({ hasOutline: true, hasAnyArtifact: true }), 'analyzed');
  });

  it('takes its thresholds from the settings', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, partialScenes: 5, partialPages: 20 };
    const at = (scenes: number, pages: number): string => scriptStateOf({ ...NOTHING, scenes, pages }, thresholds);
    assert.deepEqual([at(4, 19), at(5, 19), at(4, 20)], ['empty', 'partial', 'partial']);
  });

  it('never falls when a card, an outline, a scene with its card or a page is added', () => {
    const facts = fc
      .record({
        scenes: fc.nat(70),
        pages: fc.nat(140),
        scenesWithCard: fc.nat(70),
        hasOutline: fc.boolean(),
        other: fc.boolean(),
      })
      .map(({ other, ...rest }): StateFacts => {
        const scenesWithCard = Math.min(rest.scenesWithCard, rest.scenes);
        return { ...rest, scenesWithCard, hasAnyArtifact: other || rest.hasOutline || scenesWithCard > 0 };
      });
    const rank = (of: StateFacts): number => SCRIPT_STATES.indexOf(scriptStateOf(of));
    fc.assert(
      fc.property(facts, (now) => {
        const more: StateFacts[] = [
          { ...now, pages: now.pages + 1 },
          { ...now, hasOutline: true, hasAnyArtifact: true },
          { ...now, scenes: now.scenes + 1, scenesWithCard: now.scenesWithCard + 1, hasAnyArtifact: true },
        ];
        if (now.scenesWithCard < now.scenes) {
          more.push({ ...now, scenesWithCard: now.scenesWithCard + 1, hasAnyArtifact: true });
        }
        for (const after of more) assert.ok(rank(after) >= rank(now), JSON.stringify({ now, after }));
      }),
    );
  });
});
