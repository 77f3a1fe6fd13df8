import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchScenes, type NewScene, type OldScene } from '../../src/screenplay/matchScenes';

interface Scene {
  readonly heading: string;
  readonly body: string;
  readonly cast?: readonly string[];
}

const sceneOf = ({ heading, body, cast = [] }: Scene): NewScene => ({
  hash: `${heading}\n${body}`,
  heading,
  text: body === '' ? heading : `${heading}\n\n${body}`,
  cast,
});
const stored = (scenes: Readonly<Record<string, Scene>>, removed: Readonly<Record<string, Scene>> = {}): OldScene[] => [
  ...Object.entries(scenes).map(([id, scene], index) => ({ ...sceneOf(scene), id, index })),
  ...Object.entries(removed).map(([id, scene]) => ({ ...sceneOf(scene), id, index: null })),
];

/** The stored scenes, each with what is known of it made from these words. */
const madeFrom = (olds: readonly OldScene[], made: Readonly<Record<string, Scene>>): OldScene[] =>
  olds.map((old) => {
    const scene = made[old.id];
    return scene === undefined ? old : { ...old, madeFrom: [sceneOf(scene).hash] };
  });

const A = {
  heading: 'INT. LIGHTHOUSE - NIGHT',
  body: 'Mara climbs the iron stairs with a brass lantern. The storm shakes every pane of the tower.',
  cast: ['MARA'],
};
const B = {
  heading: 'EXT. PIER - DAWN',
  body: 'Jonas mends his torn net while gulls quarrel over yesterday. He counts the boats that came home.',
  cast: ['JONAS'],
};
const C = {
  heading: 'INT. CHAPEL - DAY',
  body: 'Candles gutter before the painted saint. The keeper kneels and empties a purse of coins.',
  cast: ['KEEPER'],
};
const D = {
  heading: 'EXT. HARBOUR - NIGHT',
  body: 'A flare rises green above the breakwater. Somebody shouts a name that nobody answers.',
  cast: [],
};

describe('A scene keeps its id', () => {
  const check = (rule: string, old: OldScene[], scenes: readonly Scene[], ids: readonly (string | null)[]): void => {
    it(rule, () => assert.deepEqual(matchScenes(old, scenes.map(sceneOf)), ids));
  };
  const old = stored({ a: A, b: B, c: C, d: D });

  const keeping = (id: string): OldScene[] =>
    stored({ a: A, b: A, c: A, d: D }).map((one) => ({ ...one, kept: one.id === id }));
  check('first, where of equal scenes one is cut', keeping(''), [A, A, D], ['a', 'b', 'd']);
  check(
    'where the writer keeps something of it, when one with the same words is cut',
    keeping('c'),
    [A, A, D],
    ['a', 'c', 'd'],
  );
  check('where it is kept, and no equal one was cut', keeping('b'), [A, A, A, D], ['a', 'b', 'c', 'd']);
  check(
    'where it is kept and edited, beside an equal one that is not',
    keeping('c'),
    [A, A, { ...A, body: `${A.body} He waits.` }, D],
    ['a', 'b', 'c', 'd'],
  );

  check('when nothing changes', old, [A, B, C, D], ['a', 'b', 'c', 'd']);
  check(
    'when a scene is inserted',
    old,
    [A, { heading: 'INT. X', body: 'Entirely other matters happen.' }, B, C, D],
    ['a', null, 'b', 'c', 'd'],
  );
  check('when a scene is cut', old, [A, C, D], ['a', 'c', 'd']);
  check('when it moves', old, [D, A, B, C], ['d', 'a', 'b', 'c']);
  check('when all is turned round', old, [D, C, B, A], ['d', 'c', 'b', 'a']);
  check(
    'when a line is rewritten',
    old,
    [A, { ...B, body: B.body.replace('mends his torn net', 'drinks') }, C, D],
    ['a', 'b', 'c', 'd'],
  );
  check(
    'when its best line goes to the next scene',
    old,
    [
      { ...A, body: 'Mara waits. The storm shakes every pane of the tower.' },
      { ...B, body: `Mara climbs the iron stairs with a brass lantern. ${B.body.slice(B.body.indexOf('He counts'))}` },
      C,
      D,
    ],
    ['a', 'b', 'c', 'd'],
  );
  check('when its heading changes', old, [A, { ...B, heading: 'INT. BOATHOUSE - NIGHT' }, C, D], ['a', 'b', 'c', 'd']);
  check(
    'when it moves and changes',
    old,
    [{ ...D, body: D.body.replace('green', 'red') }, A, B, C],
    ['d', 'a', 'b', 'c'],
  );
  check(
    'when a character is renamed everywhere',
    old,
    [A, B, C, D].map((scene) => ({
      ...scene,
      body: scene.body.replaceAll('Mara', 'Nora').replaceAll('Jonas', 'Elias'),
      cast: scene.cast.map((name) => name.replace('MARA', 'NORA').replace('JONAS', 'ELIAS')),
    })),
    ['a', 'b', 'c', 'd'],
  );
  check(
    'the larger part of a split scene does',
    stored({
      a: A,
      b: { ...B, body: `${B.body} ${C.body} ${D.body}` },
      x: { heading: 'INT. X', body: 'The end of it all comes quietly.' },
    }),
    [
      A,
      { ...B, body: B.body },
      { heading: 'INT. CHAPEL - DAY', body: `${C.body} ${D.body}` },
      { heading: 'INT. X', body: 'The end of it all comes quietly.' },
    ],
    ['a', null, 'b', 'x'],
  );
  check(
    'the larger of two joined scenes does',
    stored({ a: A, b: { ...B, body: 'Jonas waits by the boats.' }, c: C, d: D }),
    [A, { ...C, body: `Jonas waits by the boats. ${C.body}` }, D],
    ['a', 'c', 'd'],
  );
  check(
    'a rewritten scene between known neighbours, same place and people',
    old,
    [A, { ...B, body: 'Jonas sells the boats. He counts the money twice.' }, C, D],
    ['a', 'b', 'c', 'd'],
  );
  check(
    'another scene in its stead is new',
    old,
    [A, { heading: 'INT. PALACE - DAY', body: 'Forty dancers whirl beneath chandeliers.', cast: ['PRINCE'] }, C, D],
    ['a', null, 'c', 'd'],
  );
  check('one that was cut comes back', stored({ a: A, c: C }, { b: B, d: D }), [A, B, C], ['a', 'b', 'c']);
  check(
    'one that was cut comes back changed',
    stored({ a: A, c: C }, { b: B, d: D }),
    [A, { ...B, body: B.body.replace('gulls', 'crows') }, C],
    ['a', 'b', 'c'],
  );
  check(
    'a live scene goes before a removed one with the same words',
    stored({ a: A, b: B }, { z: A }),
    [A, B],
    ['a', 'b'],
  );
  check(
    'scenes with the same words keep their order',
    stored({ a: A, p: D, b: B, q: D }),
    [A, D, B, D],
    ['a', 'p', 'b', 'q'],
  );
  check('one of two equal scenes is cut', stored({ p: D, a: A, q: D }), [A, D], ['a', 'q']);
  check('an equal scene is added', stored({ a: A, p: D }), [A, D, D], ['a', 'p', null]);
  check(
    'when the first words are written under its heading',
    stored({ a: A, e: { heading: 'INT. ATTIC', body: '' }, b: B }),
    [A, { heading: 'INT. ATTIC', body: 'Dust.' }, B],
    ['a', 'e', 'b'],
  );
  check(
    'while it is being written',
    stored({ a: A, e: { heading: 'INT. ATTIC', body: 'Dust.' }, b: B }),
    [
      A,
      {
        heading: 'INT. ATTIC',
        body: 'Dust. A trunk stands open below the broken skylight, and somebody has been here since the rain.',
      },
      B,
    ],
    ['a', 'e', 'b'],
  );
  check(
    'when it is swallowed by the scene before and set free again',
    stored({ a: { ...A, body: `${A.body} ${B.body}` }, c: C }, { b: B }),
    [A, B, C],
    ['a', 'b', 'c'],
  );
  check(
    'with the words that something was made from, where a larger part was split off',
    madeFrom(stored({ a: { ...C, body: `${A.body} ${C.body} ${D.body}` }, b: B }), { a: A }),
    [{ ...C, body: `${C.body} ${D.body}` }, A, B],
    [null, 'a', 'b'],
  );
  check(
    'when a part went on under another id, and it is gone: the words that something was made from are back',
    madeFrom(stored({ x: { ...C, body: `${C.body} ${D.body}` }, n: A, b: B }), { x: A }),
    [A, B],
    ['x', 'b'],
  );
  check(
    'when a copy of it stayed while it was rewritten and cut',
    madeFrom(stored({ n: A, b: B }, { a: C }), { a: A }),
    [A, B],
    ['a', 'b'],
  );
  check(
    'while it is rewritten beside a copy of itself',
    madeFrom(stored({ a: { ...A, body: `${A.body} Rain.` }, n: A, b: B }), { a: A }),
    [{ ...A, body: `${A.body} Rain falls.` }, A, B],
    ['a', 'n', 'b'],
  );
  check(
    'when it was copied, and something was made of the copy too',
    madeFrom(stored({ n: A, b: B }, { a: C }), { a: A, n: A }),
    [A, B],
    ['n', 'b'],
  );
  check(
    'when each took the words of the next and all is undone',
    madeFrom(stored({ n: A, a: B, b: C }, { c: D }), { a: A, b: B, c: C }),
    [A, B, C],
    ['a', 'b', 'c'],
  );
  check(
    'when two have taken each other’s words and it is undone',
    madeFrom(stored({ d: { ...A, body: `${A.body} ${D.body}` }, a: D }), { a: A, d: D }),
    [D, A],
    ['d', 'a'],
  );
  check(
    'while its heading is typed',
    stored({ a: A, e: { heading: 'INT. AT', body: '' }, b: B }),
    [A, { heading: 'INT. ATTIC - NIGHT', body: '' }, B],
    ['a', 'e', 'b'],
  );
  check(
    'when all but its first word is gone',
    stored({ a: A, b: B, c: C, d: D }),
    [A, { ...B, body: 'Jon' }],
    ['a', 'b'],
  );
  check(
    'in languages without blanks',
    stored({
      a: { heading: 'INT. 茶馆 - 夜', body: '张三推开门，雨水从伞上滴落。他在窗边坐下。' },
      b: { heading: 'EXT. 码头 - 日', body: '渔船靠岸，李四数着篮子里的鱼。' },
    }),
    [
      { heading: 'EXT. 码头 - 日', body: '渔船靠岸，李四数着篮子里的螃蟹。' },
      { heading: 'INT. 茶馆 - 夜', body: '张三慢慢推开门，雨水从伞上滴落。他在桌边坐下。' },
    ],
    ['b', 'a'],
  );
  check(
    'scenes with the same words that are all changed alike keep their order',
    stored({ p: D, q: D, r: D }),
    [D, D, D].map((scene) => ({ ...scene, body: scene.body.replace('green', 'red') })),
    ['p', 'q', 'r'],
  );
  check('no scenes before', [], [A, B], [null, null]);
  check('no scenes now', old, [], []);

  it('does not read the words where hashes decide', () => {
    const trap = (scene: OldScene): OldScene => ({
      ...scene,
      get text(): string {
        throw new Error('read');
      },
    });
    assert.deepEqual(
      matchScenes(
        old.map((scene) => trap(scene)),
        [D, A, B].map(sceneOf),
      ),
      ['d', 'a', 'b'],
    );
  });

  it('or is who its words were analyzed as, whatever was in between', () => {
    const drafts = fc.array(
      fc.array(fc.constantFrom(A, B, C, D, { ...A, body: `${A.body} ${D.body}` }), { maxLength: 6 }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(fc.shuffledSubarray([A, B, C, D], { minLength: 1 }), drafts, (analyzed, edits) => {
        const hashes = new Map(analyzed.map((scene, i) => [`${i}`, sceneOf(scene).hash]));
        let stored: OldScene[] = analyzed.map((scene, index) => ({ ...sceneOf(scene), id: `${index}`, index }));
        let names = analyzed.length;
        for (const draft of [...edits, analyzed]) {
          const known = stored.map((old) => ({ ...old, madeFrom: [hashes.get(old.id) ?? []].flat() }));
          const ids = matchScenes(known, draft.map(sceneOf)).map((id) => id ?? `${names++}`);
          const live = draft.map((scene, index) => ({ ...sceneOf(scene), id: ids[index] ?? '', index }));
          stored = [...live, ...stored.filter(({ id }) => !ids.includes(id)).map((old) => ({ ...old, index: null }))];
        }
        assert.deepEqual(
          stored.slice(0, analyzed.length).map(({ id }) => id),
          analyzed.map((_, index) => `${index}`),
        );
      }),
      { numRuns: 1000 },
    );
  });

  const anyScenes = fc.array(
    fc.constantFrom(A, B, C, D, { heading: 'INT. A', body: '' }, { ...A, body: `${A.body} More.` }),
    { maxLength: 12 },
  );
  it('one to one, whatever the scripts; every equal scene finds one', () => {
    fc.assert(
      fc.property(anyScenes, anyScenes, fc.integer({ min: 0, max: 12 }), (before, after, live) => {
        const olds = before.map((scene, i) => ({ ...sceneOf(scene), id: String(i), index: i < live ? i : null }));
        const news = after.map(sceneOf);
        const ids = matchScenes(olds, news).filter((id) => id !== null);
        assert.equal(new Set(ids).size, ids.length);
        for (const hash of new Set(news.map((scene) => scene.hash))) {
          const wanted = Math.min(
            olds.filter((scene) => scene.hash === hash).length,
            news.filter((scene) => scene.hash === hash).length,
          );
          const found = matchScenes(olds, news).filter(
            (id, i) => news[i]?.hash === hash && olds[Number(id)]?.hash === hash && id !== null,
          );
          assert.equal(found.length, wanted);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Scenes whose words are all different', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{5,9}$/), { minLength: 8, maxLength: 20 });
  const distinct = fc.uniqueArray(words, { minLength: 1, maxLength: 12, selector: (body) => body[0] }).map((bodies) =>
    bodies.map((body, i) => ({
      ...sceneOf({ heading: `INT. ROOM ${i % 3} - DAY`, body: body.join(' ') }),
      id: `${i}`,
    })),
  );
  const asStored = (scenes: readonly (NewScene & { id: string })[]): OldScene[] =>
    scenes.map((scene, index) => ({ ...scene, index }));
  const orderOf = (seed: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => i).sort(
      (a, b) => (((a + 1) * seed) % 10_007) - (((b + 1) * seed) % 10_007),
    );

  it('are who they are where nothing changed', () => {
    fc.assert(
      fc.property(distinct, (scenes) => {
        assert.deepEqual(
          matchScenes(asStored(scenes), scenes),
          scenes.map(({ id }) => id),
        );
      }),
    );
  });
  it('take their ids along in whatever order they come, the last first too', () => {
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 10_006 }), (scenes, seed) => {
        const order = orderOf(seed, scenes.length).flatMap((at) => scenes[at] ?? []);
        for (const news of [order, scenes.toReversed()]) {
          assert.deepEqual(
            matchScenes(asStored(scenes), news),
            news.map(({ id }) => id),
          );
        }
      }),
    );
  });
  it('do not care in which order the store lists them', () => {
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 10_006 }), fc.nat(12), (scenes, seed, cut) => {
        const olds = asStored(scenes).map((scene, i) => (i === cut ? { ...scene, index: null } : scene));
        const listed = orderOf(seed, olds.length).flatMap((at) => olds[at] ?? []);
        const news = scenes.map((scene) => ({ ...scene, hash: `${scene.hash}!`, text: `${scene.text} Rain.` }));
        assert.deepEqual(matchScenes(listed, news), matchScenes(olds, news));
      }),
    );
  });
  it('make room for a stranger, who is new', () => {
    fc.assert(
      fc.property(distinct, fc.nat(12), (scenes, at) => {
        const stranger = sceneOf({ heading: 'EXT. MOOR - NIGHT', body: 'Qx zw vy ub tk sj ri qh pg of.' });
        const news: NewScene[] = [...scenes];
        news.splice(at, 1, stranger);
        assert.equal(matchScenes(asStored(scenes), news)[Math.min(at, scenes.length)], null);
      }),
    );
  });
});

describe('Matching a long script', () => {
  /** A scene of its own words; `version` changes one in ten. */
  const scene = (i: number, version: number): NewScene =>
    sceneOf({
      heading: `INT. ROOM ${i % 40} - DAY`,
      body: Array.from({ length: 120 }, (_, k) =>
        k % 10 === 0 && version > 0 ? `new${version}x${i}` : `w${(i * 7919 + k * k * 31) % 5000}`,
      ).join(' '),
      cast: [`P${i % 12}`],
    });
  const numbers = Array.from({ length: 3000 }, (_, i) => i);
  const olds = numbers.map((i) => ({ ...scene(i, 0), id: String(i), index: i }));

  it('one edited scene of 3,000 keeps its id', () => {
    const news = numbers.map((i) => scene(i, i === 1500 ? 1 : 0));
    assert.deepEqual(matchScenes(olds, news), numbers.map(String));
  });
  it('3,000 edited scenes keep theirs', () => {
    const ids = matchScenes(
      olds,
      numbers.map((i) => scene(i, 1)),
    );
    const kept = ids.filter((id, i) => id === String(i)).length;
    assert.ok(kept >= 2940, `${kept} of 3,000 kept`);
  });
});
