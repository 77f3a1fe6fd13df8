import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sceneChanges } from '../../src/screenplay/sceneChanges';
import { readScript } from '../../src/screenplay/scriptReading';

const A = 'INT. LIGHTHOUSE - NIGHT\n\nMara climbs the iron stairs with a brass lantern. The storm shakes every pane.';
const B = 'EXT. PIER - DAWN\n\nJonas mends his torn net while gulls quarrel over yesterday. He counts the boats.';
const C = 'INT. CHAPEL - DAY\n\nCandles gutter before the painted saint. The keeper kneels and empties a purse.';
const D = 'EXT. HARBOUR - NIGHT\n\nA flare rises green above the breakwater. Somebody shouts a name nobody answers.';

const script = (...scenes: readonly string[]): string => `${scenes.join('\n\n')}\n`;
/** `2>1 moved`: the second scene is the first now. `2> cut`, `>1 added`. Scenes count from 1, `unchanged` ones are left out. */
const told = (before: string, after: string): string[] =>
  sceneChanges(readScript(before), readScript(after))
    .changes.filter(({ kinds }) => !kinds.includes('unchanged'))
    .map(
      ({ kinds, from, to }) =>
        `${from === null ? '' : from.index + 1}>${to === null ? '' : to.index + 1} ${kinds.join(' ')}`,
    );

describe('What changed between two texts', () => {
  const check = (rule: string, before: string, after: string, changes: readonly string[]): void => {
    it(rule, () => assert.deepEqual(told(before, after), changes));
  };
  check('nothing', script(A, B, C), script(A, B, C), []);
  check('a scene is added', script(A, B), script(A, C, B), ['>2 added']);
  check('a scene is cut', script(A, B, C), script(A, C), ['2> cut']);
  check('the first is cut', script(A, B, C), script(B, C), ['1> cut']);
  check('a line is rewritten', script(A, B), script(A, B.replace('torn net', 'boots')), ['2>2 rewritten']);
  check('a heading changes', script(A, B), script(A, B.replace('DAWN', 'DUSK')), ['2>2 heading']);
  check('a heading is put in other letters', script(A, B), script(A, B.replace('EXT. PIER', 'ext. pier')), [
    '2>2 heading',
  ]);
  check('a heading and a line', script(A, B), script(A, B.replace('DAWN', 'DUSK').replace('torn', 'old')), [
    '2>2 rewritten heading',
  ]);
  check('the last goes first', script(A, B, C, D), script(D, A, B, C), ['4>1 moved']);
  check('the first goes last', script(A, B, C, D), script(B, C, D, A), ['1>4 moved']);
  check(
    'one moves, gets another heading and other words',
    script(A, B, C),
    script(B.replace('DAWN', 'DUSK').replace('torn', 'old'), A, C),
    ['2>1 moved rewritten heading'],
  );
  check('another stands in its stead', script(A, B, C), script(A, D, C), ['2> cut', '>2 added']);
  check(
    'a scene is split',
    script(A, `${B} He sings.\n\nRain begins.`, C),
    script(A, B, `INT. SHED - DAY\n\nRain begins.`, C),
    ['2>2 rewritten', '>3 added'],
  );
  check(
    'scene numbers, notes, line ends and blank lines are no change',
    script(A, B),
    script(A.replace('NIGHT', 'NIGHT #7#'), `${B} [[Why?]]`)
      .replaceAll('\n', '\r\n')
      .replaceAll('\r\n\r\n', '\r\n\r\n\r\n'),
    [],
  );
  check('all from nothing', '', script(A, B), ['>1 added', '>2 added']);
  check('nothing is left', script(A, B), 'Only words.\n', ['1> cut', '2> cut']);
  check('two empty texts', '', '', []);

  it('names scenes as the writer sees them, before and after, with pages', () => {
    const { changes, pages } = sceneChanges(
      readScript(script(A.replace('NIGHT', 'NIGHT #12A#'), B)),
      readScript(script(B, A)),
    );
    assert.deepEqual(changes, [
      {
        kinds: ['moved'],
        from: { index: 1, label: '2', heading: 'EXT. PIER - DAWN' },
        to: { index: 0, label: '1', heading: 'EXT. PIER - DAWN' },
      },
      {
        kinds: ['unchanged'],
        from: { index: 0, label: '12A', heading: 'INT. LIGHTHOUSE - NIGHT' },
        to: { index: 1, label: '2', heading: 'INT. LIGHTHOUSE - NIGHT' },
      },
    ]);
    assert.deepEqual(pages, { from: 1, to: 1 });
  });

  describe('outside of scenes', () => {
    const outside = (before: string, after: string): unknown => {
      const { opening, titlePage, sections } = sceneChanges(readScript(before), readScript(after));
      return { opening, titlePage, sections };
    };
    const nothing = { opening: undefined, titlePage: undefined, sections: undefined };
    const check = (rule: string, before: string, after: string, changes: object): void => {
      it(rule, () => assert.deepEqual(outside(before, after), { ...nothing, ...changes }));
    };
    const teaser = 'A match flares in the dark. Somebody laughs.';
    check('nothing', script(teaser, A), script(teaser, `${A}   `), {});
    check('a teaser is rewritten', script(teaser, A), script(teaser.replace('laughs', 'weeps'), A), {
      opening: 'rewritten',
    });
    check('a teaser comes', script(A), script(teaser, A), { opening: 'added' });
    check('a teaser goes', script(teaser, A), script(A), { opening: 'cut' });
    check('a script without headings', teaser, teaser.replace('laughs', 'weeps'), { opening: 'rewritten' });
    check(
      'another title, and a draft date',
      `Title: One\nAuthor: Ada\n\n${A}`,
      `Title: Two\nAuthor: Ada\nDraft date: May\n\n${A}`,
      {
        titlePage: ['Title', 'Draft date'],
      },
    );
    check('a title page goes', `Title: One\n\n${A}`, A, { titlePage: ['Title'] });
    check('a section comes', script(A, B, C), script(A, '# Act Two', B, C), { sections: [1, 2] });
    check('a section in other code points', script('# Été', A), script('# Été'.normalize('NFD'), A), {});
  });

  /** Forty scenes, each of words of its own. */
  const scenes = Array.from({ length: 40 }, (_, i) => {
    const words = Array.from(
      { length: 20 },
      (_, k) => `${'bcdfghjklm'[i % 10]}${'aeio'[(i >> 3) & 3]}${'nprst'[k % 5]}o${i}${'xyz'[k % 3]}`,
    );
    return `INT. ROOM ${i % 7} - DAY\n\n${words.join(' ')}.`;
  });
  const text = (order: readonly number[]): string => order.map((at) => `${scenes[at]?.trimEnd() ?? ''}\n\n`).join('');
  const all = scenes.map((_, at) => at);

  it('one scene that passes twenty others has moved, not the twenty', () => {
    assert.deepEqual(told(text(all), text([...all.slice(0, 5), ...all.slice(6, 26), 5, ...all.slice(26)])), [
      '6>26 moved',
    ]);
  });

  it('says of every scene of both texts once what became of it', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all), fc.shuffledSubarray(all), (before, after) => {
        const { changes } = sceneChanges(readScript(text(before)), readScript(text(after)));
        const indexes = (side: 'from' | 'to'): number[] => changes.flatMap((change) => change[side]?.index ?? []);
        assert.deepEqual(
          indexes('from').sort((a, b) => a - b),
          before.map((_, i) => i),
        );
        assert.deepEqual(
          indexes('to'),
          after.map((_, i) => i),
        );
        for (const { kinds, from, to } of changes) {
          assert.equal(kinds.includes('added'), from === null);
          assert.equal(kinds.includes('cut'), to === null);
          if (from !== null && to !== null) assert.equal(before[from.index], after[to.index]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
