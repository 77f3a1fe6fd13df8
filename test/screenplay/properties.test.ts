import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprintScene } from '../../src/screenplay/fingerprint';
import { paginate } from '../../src/screenplay/pages';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import type { SceneBlock, Screenplay, ScreenplayElement } from '../../src/screenplay/screenplay';
import { checkInvariants } from './check';

/** Lines that meet each other in every way a page can be wrong. */
const line = fc.constantFrom(
  '',
  '',
  '',
  '',
  '  ',
  ' ',
  '\t',
  'INT. HALL - DAY',
  'EXT. SEA - NIGHT #12#',
  '.THE VOID',
  '.38 pistol',
  'INT. ROOM #5 - DAY #7A# [[n]]',
  'ADA',
  'BEA ^',
  'ADA (V.O.)',
  '@McGRATH',
  '@',
  'Hello there.',
  'He waits. *Now*',
  '(softly)',
  '~La la',
  '> CUT TO BLACK',
  '>THE END<',
  'CUT TO:',
  'CUT TO: ',
  '===',
  '= A synopsis',
  '# Act',
  '## Sequence',
  '[[note]]',
  '[[open',
  'close]]',
  'a [[b',
  'c]] d',
  '/*',
  '*/',
  '/* x */',
  'a /* b',
  'c */ d',
  '[[ /* ]] */',
  '!INT. FORCED',
  '!',
  '  indented action',
  'Title: Rain',
  '\tTab',
  '_under_ **bold**',
  'ИВАН',
  '@张三',
  '\uFEFF',
  '[[a]] /* b */ c',
);
const page = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')), { maxLength: 40 })
  .map((lines) => lines.map(([text, end]) => text + end).join(''));
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom('\ud800', '\udc00', '\0', '[[', ']]', '/*', '*/', '\n', '\r', 'INT. ', '#', 'A', '*', '_', ' '),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);

function blocksOf({ preamble, scenes }: Screenplay): readonly SceneBlock[] {
  return preamble ? [preamble, ...scenes] : scenes;
}

describe('Any text whatever', () => {
  it('gives elements that cover it in order, and slices that tile it', () => {
    fc.assert(
      fc.property(fc.oneof(page, anything), fc.boolean(), (source, titlePage) => {
        checkInvariants(source, parseScreenplay(source, { titlePage }));
      }),
      { numRuns: 3000 },
    );
  });

  it('can be paginated: pages follow each other, a scene has at least one eighth', () => {
    fc.assert(
      fc.property(fc.oneof(page, anything), (source) => {
        const screenplay = parseScreenplay(source);
        const { scenes, pages } = paginate(screenplay);
        assert.equal(scenes.length, screenplay.scenes.length);
        let last = 1;
        for (const scene of scenes) {
          assert.ok(scene.page >= last && scene.page <= pages && scene.eighths >= 1);
          last = scene.page;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads one scene alone exactly as it reads it in the whole', () => {
    fc.assert(
      fc.property(page, (source) => {
        const whole = parseScreenplay(source);
        for (const block of blocksOf(whole)) {
          const part = parseScreenplay(source.slice(block.startOffset, block.endOffset), { titlePage: false });
          assert.deepEqual(part.elements, shifted(source, whole, block));
          assert.equal(blocksOf(part).length, 1);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps notes and boneyards apart and in order', () => {
    fc.assert(
      fc.property(page, (source) => {
        let at = 0;
        for (const { kind, startOffset, endOffset } of parseScreenplay(source).removed) {
          assert.ok(startOffset >= at);
          const [open, close] = kind === 'note' ? ['[[', ']]'] : ['/*', '*/'];
          assert.ok(source.slice(startOffset, endOffset).startsWith(open));
          assert.ok(source.slice(startOffset, endOffset).endsWith(close));
          at = endOffset;
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The elements of a block with offsets and lines counted from its slice. */
function shifted(source: string, whole: Screenplay, block: SceneBlock): ScreenplayElement[] {
  const elements = whole.elements.slice(block.firstElement, block.endElement);
  const first = elements[0];
  if (!first) return [];
  const by = block.startOffset;
  const linesBefore = source.slice(0, by).split(/\r\n|\r|\n/).length - 1;
  return elements.map((element) => ({
    ...element,
    startOffset: element.startOffset - by,
    endOffset: element.endOffset - by,
    line: element.line - linesBefore,
    ...(element.notes
      ? {
          notes: element.notes.map((note) => ({
            ...note,
            startOffset: note.startOffset - by,
            endOffset: note.endOffset - by,
          })),
        }
      : {}),
  }));
}

describe('Fingerprints', () => {
  const hashes = (source: string) => {
    const screenplay = parseScreenplay(source);
    return blocksOf(screenplay).map((block) => fingerprintScene(screenplay, block, source));
  };
  const script = (notes: string, synopsis: string, number: string): string =>
    `FADE IN:\n\n# Act\n\n= ${synopsis}\n\nINT. HALL - DAY${number}\n\nAda waits. [[${notes}]]\n\n[[${notes}]]\n\nADA\nHello.\n\n/* ${notes} */\n\nEXT. SEA - NIGHT\n\nBea swims.\n`;
  const before = hashes(script('one', 'Start.', ''));
  const check = (rule: string, source: string, changed: readonly string[]): void => {
    it(rule, () => {
      const after = hashes(source);
      const found = new Set<string>();
      after.forEach((fingerprint, i) => {
        for (const key of ['hash', 'structureHash', 'notesHash'] as const)
          if (fingerprint[key] !== before[i]?.[key]) found.add(key);
      });
      assert.deepEqual([...found].sort(), changed);
    });
  };
  check('a note edited touches only the notes', script('two', 'Start.', ''), ['notesHash']);
  check('a synopsis changed touches only the structure', script('one', 'Begin.', ''), ['structureHash']);
  check('a scene number added touches nothing', script('one', 'Start.', ' #12#'), []);
  check('other line ends touch nothing', script('one', 'Start.', '').replaceAll('\n', '\r\n'), []);
  check('blank lines doubled touch nothing', script('one', 'Start.', '').replaceAll('\n\n', '\n\n\n\n'), []);
  check('a word changed touches the hash', script('one', 'Start.', '').replace('waits', 'sits'), ['hash']);
  check('a heading changed touches the hash', script('one', 'Start.', '').replace('HALL', 'BARN'), ['hash']);
  check('case is kept', script('one', 'Start.', '').replace('Ada waits', 'ADA waits'), ['hash']);
  check('a boneyard edited touches nothing', script('one', 'Start.', '').replace('/* one */', '/* two */'), []);
  check('trailing blanks touch nothing', script('one', 'Start.', '').replaceAll('Hello.', 'Hello.   '), []);
  check('composed and decomposed letters are one', script('one', 'Start.', '').normalize('NFD'), []);
  check('a section renamed touches only the structure', script('one', 'Start.', '').replace('# Act', '# Akt'), [
    'structureHash',
  ]);

  it('do not change with line ends, blank lines, numbers, sections, synopses, notes and boneyards, whatever the scene', () => {
    fc.assert(
      fc.property(page, (body) => {
        const source = `INT. START - DAY\n\n${body.replace(/\r\n?/g, '\n')}`;
        const plain = hashes(source).map(({ hash }) => hash);
        const same = (other: string): void => {
          assert.deepEqual(
            hashes(other).map(({ hash }) => hash),
            plain,
          );
        };
        same(source.replaceAll('\n', '\r\n'));
        same(source.replaceAll('\n\n', '\n\n\n'));
        same(source.replace('INT. START - DAY', 'INT. START - DAY #1#'));
        same(source.replaceAll('# Act', '# Another act').replaceAll('A synopsis', 'Another'));
        same(source.replaceAll('[[note]]', '[[another note]]').replaceAll('/* x */', '/* y */'));
      }),
      { numRuns: 500 },
    );
  });
});
