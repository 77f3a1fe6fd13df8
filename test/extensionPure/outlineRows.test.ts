import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outlineRows, type OutlineRow } from '../../src/extension/views/outlineRows';
import type { ScriptView } from '../../src/story/analysisResult';
import { scriptViewOf, withActs } from './scriptViewOf';

describe('The Outline', () => {
  const check = (view: ScriptView, expected: string): void =>
    assert.equal(drawn(outlineRows(view)), expected.replace(/^\n/u, '').trimEnd());

  it('is the scenes alone where there is nothing else', () =>
    check(
      scriptViewOf('INT. A - DAY\n\nOne.\n\nINT. B - DAY\n\nTwo.\n'),
      `
1 INT. A - DAY
2 INT. B - DAY`,
    ));

  it('has the sections of the writer, one in the other', () =>
    check(
      scriptViewOf(
        '# One\n\n## The call\n\nINT. A - DAY\n\n.\n\n## The door\n\nINT. B - DAY\n\n# Two\n\nINT. C - DAY\n',
      ),
      `
One
  The call
    1 INT. A - DAY
  The door
    2 INT. B - DAY
Two
  3 INT. C - DAY`,
    ));

  it('shows a section that is the act once', () =>
    check(
      withActs(scriptViewOf('# One\n\n## The call\n\nINT. A - DAY\n\n# Two\n\nINT. B - DAY\n'), [
        { title: 'One', scenes: [1] },
        { title: 'Two', scenes: [2] },
      ]),
      `
ACT One
  The call
    1 INT. A - DAY
ACT Two
  2 INT. B - DAY`,
    ));

  it('keeps the writer’s sections inside acts that are by rules', () =>
    check(
      withActs(scriptViewOf('# The call\n\nINT. A - DAY\n\nINT. B - DAY\n\nINT. C - DAY\n'), [
        { title: 'Act one (by rules)', scenes: [1] },
        { title: 'Act two (by rules)', scenes: [2, 3] },
      ]),
      `
ACT Act one (by rules)
  The call
    1 INT. A - DAY
ACT Act two (by rules)
  The call
    2 INT. B - DAY
    3 INT. C - DAY`,
    ));

  it('puts a scene the outline does not know yet where it stands', () =>
    check(
      withActs(scriptViewOf(headings('A', 'NEW', 'B', 'C', 'LAST')), [
        { title: 'One', scenes: [1] },
        { title: 'Two', scenes: [3, 4] },
      ]),
      `
ACT One
  1 INT. A - DAY
  2 INT. NEW - DAY
ACT Two
  3 INT. B - DAY
  4 INT. C - DAY
  5 INT. LAST - DAY`,
    ));

  it('puts a scene that was moved into another act where it stands now', () =>
    check(
      withActs(scriptViewOf(headings('LATE', 'A', 'B', 'C')), [
        { title: 'One', scenes: [2, 3] },
        { title: 'Two', scenes: [1, 4] },
      ]),
      `
ACT One
  1 INT. LATE - DAY
  2 INT. A - DAY
  3 INT. B - DAY
ACT Two
  4 INT. C - DAY`,
    ));

  it('says of a scene which turn it may be', () => {
    const view = withActs(scriptViewOf(headings('A', 'B')), [{ title: 'One', scenes: [1, 2] }]);
    assert.ok(view.outline !== null);
    const turn = { kind: 'midpoint' as const, sceneIndices: [1], reason: 'Longest near the middle.' };
    const [act] = outlineRows({ ...view, outline: { ...view.outline, turningPoints: [turn] } });
    assert.ok(act?.kind === 'act');
    const turns = act.children.map((row) => (row.kind === 'scene' ? row.turns : []));
    assert.deepEqual(turns, [[], [{ kind: 'midpoint', reason: 'Longest near the middle.' }]]);
  });

  it('keeps the id of a section when scenes come before it', () => {
    const ids = (text: string): string[] =>
      all(outlineRows(scriptViewOf(text))).flatMap((row) => (row.kind === 'section' ? [row.id] : []));
    const text = '# One\n\nINT. A - DAY\n\n# Two\n\nINT. B - DAY\n';
    assert.deepEqual(ids(text.replace('INT. A', 'INT. NEW - DAY\n\nINT. A')), ids(text));
  });

  const section = fc.constantFrom('', '# One\n\n', '# Two\n\n', '## In\n\n', '### Deep\n\n', '# Act\n\n## In\n\n');
  const script = fc
    .array(section, { maxLength: 14 })
    .map((sections) => sections.map((lead, index) => `${lead}INT. PLACE ${index + 1} - DAY\n\nWords.\n\n`).join(''));
  const known = fc.array(fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }), { minLength: 14, maxLength: 14 });

  it('holds every scene once, in script order, under ids that are unique, whatever the outline says', () => {
    fc.assert(
      fc.property(script, known, fc.boolean(), (text, acts, analyzed) => {
        const plain = scriptViewOf(text);
        const scenes = (number: number): number[] =>
          plain.scenes.flatMap(({ index }) => (acts[index] === number ? [index + 1] : []));
        const titles = ['One', 'Act', 'by rules'];
        const view = analyzed
          ? withActs(
              plain,
              titles.map((title, index) => ({ title, scenes: scenes(index + 1) })),
            )
          : plain;
        const rows = all(outlineRows(view));
        const shown = rows.flatMap((row) => (row.kind === 'scene' ? [row.scene.index] : []));
        assert.deepEqual(
          shown,
          view.scenes.map(({ index }) => index),
        );
        assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
      }),
    );
  });

  it('misplaces no scene while the outline is current', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }), (lengths) => {
        const count = lengths.reduce((sum, length) => sum + length, 0);
        const view = scriptViewOf(headings(...Array.from({ length: count }, (_, index) => `P${index}`)));
        let next = 1;
        const acts = lengths.map((length, index) => ({
          title: `Act ${index + 1}`,
          scenes: Array.from({ length }, () => next++),
        }));
        const rows = outlineRows(withActs(view, acts)).flatMap((row) => (row.kind === 'act' ? [row] : []));
        const shown = rows.map(({ title, scenes }) => ({ title, scenes: scenes.map(({ index }) => index + 1) }));
        assert.deepEqual(
          shown,
          acts.filter(({ scenes }) => scenes.length > 0),
        );
      }),
    );
  });
});

function headings(...places: string[]): string {
  return places.map((place) => `INT. ${place} - DAY\n\nWords.\n\n`).join('');
}

function all(rows: readonly OutlineRow[]): OutlineRow[] {
  return rows.flatMap((row) => [row, ...(row.kind === 'scene' ? [] : all(row.children))]);
}

function drawn(rows: readonly OutlineRow[], indent = ''): string {
  return rows
    .map((row) => {
      if (row.kind === 'scene') return `${indent}${row.scene.label} ${row.scene.heading}`;
      const name = row.kind === 'act' ? `ACT ${row.title}` : row.title;
      return `${indent}${name}\n${drawn(row.children, `${indent}  `)}`;
    })
    .join('\n');
}
