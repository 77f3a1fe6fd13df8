import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { PrintedParagraph } from '../../src/screenplay/pageFlow';
import { US_LETTER } from '../../src/screenplay/pageFormat';
import { paginate, type PageLayout } from '../../src/screenplay/pages';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { wrapLines } from '../../src/screenplay/wrapLines';
import { checkLinear } from './checkLinear';

const word = fc.constantFrom(
  'rain',
  'the',
  'well-known',
  'a',
  'lighthouse',
  'keeper',
  'of',
  'harbour',
  'waits',
  'slowly',
);
const sentenceText = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => `${words.join(' ')}.`);
const prose = (most: number) => fc.array(sentenceText, { minLength: 1, maxLength: most }).map((all) => all.join(' '));
const speech = fc
  .tuple(
    fc.constantFrom('ADA', 'BEA', 'MR. FINN (V.O.)'),
    fc.array(fc.oneof(prose(6), fc.constant('(low)')), { maxLength: 3 }),
    prose(8),
  )
  .map(([cue, parts, last]) => [cue, ...parts.filter((part, i) => part !== parts[i - 1]), last].join('\n'));
const scene = fc
  .tuple(
    fc.constantFrom('INT. HALL - DAY', 'EXT. PIER - NIGHT', 'INT. LIGHTHOUSE - DAWN'),
    fc.array(fc.oneof(prose(7), speech), { minLength: 1, maxLength: 8 }),
    fc.constantFrom('', 'CUT TO:\n\n', '===\n\n', '# Act\n\n= A synopsis.\n\n'),
  )
  .map(([heading, blocks, end]) => `${heading}\n\n${blocks.join('\n\n')}\n\n${end}`);
const scenes = fc.array(scene, { minLength: 1, maxLength: 25 });

const lay = (source: string) => paginate(parseScreenplay(source));

function heightOf(paragraph: PrintedParagraph): number {
  if (paragraph.kind === 'break') return 0;
  const lines = paragraph.kind === 'dual' ? paragraph.lines : wrapLines(paragraph.text, paragraph.width);
  return paragraph.before + lines;
}

function blankAbove(paragraph: PrintedParagraph | undefined): number {
  return !paragraph || paragraph.kind === 'break' ? 0 : paragraph.before;
}

/** What holds of the pages of every script. */
function checkPages({ flow, pages, format }: PageLayout): void {
  let at = { index: 0, offset: 0 };
  for (const page of pages) {
    for (; at.index < page.start.index; at = { index: at.index + 1, offset: 0 })
      assert.ok(at.offset === 0 && flow[at.index]?.kind === 'break', 'nothing but page breaks is left out');
    assert.deepEqual(page.start, at, 'a page begins where the one before ends');
    assert.ok(page.used > 0 && page.used <= format.lines, 'a page holds a line at least, and no more than fit');
    assert.ok(
      page.next.index > page.start.index || page.next.offset > page.start.offset,
      'every page brings the script forward',
    );
    at = page.next;
  }
  for (; at.index < flow.length; at = { index: at.index + 1, offset: 0 })
    assert.equal(flow[at.index]?.kind, 'break', 'all is printed');
}

describe('Laws of pages', () => {
  it('every line is printed once, on a page that holds it', () => {
    fc.assert(
      fc.property(scenes, (parts) => {
        const { layout } = lay(parts.join(''));
        checkPages(layout);
        const { flow, pages } = layout;
        const height = flow.reduce((sum, paragraph) => sum + heightOf(paragraph), 0);
        const leftOut = pages.reduce(
          (sum, { start }) => sum + (start.offset > 0 ? 0 : blankAbove(flow[start.index])),
          0,
        );
        const printed = pages.reduce((sum, { used }) => sum + used, 0);
        // What goes over from inside a line is set anew and may take a line more.
        const broken = pages.filter(({ start }) => start.offset > 0).length;
        assert.ok(printed >= height - leftOut && printed <= height - leftOut + broken);
      }),
      { numRuns: 300 },
    );
  });

  it('no page of an ordinary script ends with a heading or a cue or begins with a transition', () => {
    fc.assert(
      fc.property(scenes, (parts) => {
        const { flow, pages } = lay(parts.join('')).layout;
        for (const { start } of pages) {
          const first = flow[start.index];
          const last = flow[start.index - 1];
          if (start.offset > 0 || last?.kind === 'break') continue;
          assert.notEqual(first?.kind, 'transition');
          assert.notEqual(last?.kind, 'cue');
          if (last?.kind === 'heading') assert.equal(first?.kind, 'heading');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what is added at the end moves nothing but the last page, and that by one page at most', () => {
    fc.assert(
      fc.property(scenes, scene, (parts, added) => {
        const before = lay(parts.join(''));
        const after = lay(parts.join('') + added);
        before.scenes.forEach(({ page }, i) => {
          const moved = (after.scenes[i]?.page ?? 0) - page;
          assert.ok(moved === 0 || (moved === 1 && page === before.pages));
        });
        assert.ok(after.pages >= before.pages);
      }),
      { numRuns: 300 },
    );
  });

  it('a page of text more moves no later scene to an earlier page', () => {
    const full = `${'line of the added page ends here.\n'.repeat(54)}\n`;
    fc.assert(
      fc.property(scenes, fc.nat(), (parts, place) => {
        const at = place % (parts.length + 1);
        const before = lay(parts.join(''));
        const after = lay([...parts.slice(0, at), full, ...parts.slice(at)].join(''));
        before.scenes.slice(at).forEach(({ page }, i) => assert.ok((after.scenes[at + i]?.page ?? 0) >= page));
      }),
      { numRuns: 200 },
    );
  });

  it('the eighths of all scenes are those of the printed lines, each rounded up by less than one', () => {
    fc.assert(
      fc.property(scenes, (parts) => {
        const { scenes: lengths, layout } = lay(parts.join(''));
        const printed = layout.pages.reduce((sum, { used }) => sum + used, 0);
        const eighths = lengths.reduce((sum, scene) => sum + scene.eighths, 0);
        const exact = (printed * 8) / US_LETTER.lines;
        assert.ok(eighths >= exact && eighths < exact + lengths.length);
      }),
      { numRuns: 300 },
    );
  });

  it('an edit gives the same pages from the ones before as from nothing', () => {
    const edit = fc.record({
      at: fc.nat(),
      length: fc.oneof(fc.constant(0), fc.nat(300)),
      insert: fc.oneof(fc.constantFrom('', '\n\n', 'x', '===\n\n', '\n\nADA\n'), prose(6), scene),
    });
    fc.assert(
      fc.property(scenes, fc.array(edit, { minLength: 1, maxLength: 5 }), (parts, edits) => {
        let source = parts.join('');
        let last = lay(source).layout;
        for (const { at, length, insert } of edits) {
          const place = at % (source.length + 1);
          source = source.slice(0, place) + insert + source.slice(place + length);
          const incremental = paginate(parseScreenplay(source), US_LETTER, last);
          assert.deepEqual(incremental, lay(source));
          last = incremental.layout;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a typed letter sets a page anew, or two, and leaves the others', () => {
    const source = 'INT. HALL - DAY\n\nThe keeper waits. The rain goes on.\n\nADA\nWho is there?\n\n'.repeat(300);
    const before = lay(source).layout;
    const place = source.indexOf('keeper', source.length / 2);
    const typed = `${source.slice(0, place)}k${source.slice(place)}`;
    const after = paginate(parseScreenplay(typed), US_LETTER, before).layout;
    const anew = after.pages.filter((page) => !before.pages.includes(page));
    assert.ok(
      after.pages.length > 40 && anew.length >= 1 && anew.length <= 2,
      `${anew.length} of ${after.pages.length}`,
    );
  });
});

describe('Time to set pages grows with the text, whatever the text', () => {
  const run = (text: string): unknown => lay(text);
  const flat = (type: 'action' | 'dialogue') => (text: string) =>
    paginate({
      elements: [
        { type: 'character', text: 'ADA', startOffset: 0, endOffset: 3, line: 1 },
        { type, text, startOffset: 4, endOffset: 4 + text.length, line: 2 },
      ],
    });
  for (const type of ['action', 'dialogue'] as const) {
    checkLinear(`a line of 5 MB (${type})`, (n) => 'word '.repeat(n), 500_000, flat(type));
    checkLinear(`a word of 2 MB (${type})`, (n) => 'a'.repeat(n), 1_000_000, flat(type));
    checkLinear(`sentences of a letter (${type})`, (n) => 'a. '.repeat(n), 200_000, flat(type));
    checkLinear(
      `marks that take no room (${type})`,
      (n) => `${'a. '.repeat(800)}${'\u0301'.repeat(n)}`,
      200_000,
      flat(type),
    );
    checkLinear(`blanks (${type})`, (n) => `a.${' '.repeat(n)}b`, 500_000, flat(type));
    checkLinear(`blank lines (${type})`, (n) => `a.${'\n'.repeat(n)}b`, 200_000, flat(type));
  }
  checkLinear('20,000 headings', (n) => 'INT. HALL - DAY\n\n'.repeat(n), 10_000, run);
  checkLinear('transitions', (n) => '> CUT TO:\n\n'.repeat(n), 5_000, run);
  checkLinear('parentheticals', (n) => `ADA\n${'(low)\n'.repeat(n)}`, 5_000, run);
  checkLinear('cues without speech', (n) => 'ADA\n[[a]]\n\n'.repeat(n), 2_000, run);
  checkLinear('page breaks', (n) => '===\n\n'.repeat(n), 5_000, run);
});
