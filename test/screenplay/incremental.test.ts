import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { decodeText } from '../../src/screenplay/decodeText';
import { documentSceneAt, documentScenes } from '../../src/screenplay/documentScenes';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { documentText, readDocument, type ScreenplayDocument } from '../../src/screenplay/screenplayDocument';
import { screenplayOf } from '../../src/screenplay/screenplayOf';
import { updateScreenplay, type ScreenplayEdit } from '../../src/screenplay/updateScreenplay';
import { syntheticScript } from '../bench/syntheticScript';
import { randomNumbers } from '../engine/draft';
import { anyEdit, anyScript, editOf } from './scriptArbitraries';

function edited(text: string, { start, end, insert }: ScreenplayEdit): string {
  return text.slice(0, start) + insert + text.slice(end);
}

/** Everything there is to say of a document is what reading its text anew says. */
function checkSame(document: ScreenplayDocument, text: string): void {
  const whole = parseScreenplay(text);
  assert.equal(documentText(document), text);
  assert.deepEqual(screenplayOf(document), whole);
  assert.deepEqual(
    documentScenes(document),
    whole.preamble === null ? whole.scenes : [whole.preamble, ...whole.scenes],
  );
}

describe('A script that is edited', () => {
  it('reads after each edit as if it were read anew, whatever the text and the edits', () => {
    fc.assert(
      fc.property(anyScript, fc.array(anyEdit, { maxLength: 12 }), (source, edits) => {
        let text = source;
        let document = readDocument(text);
        checkSame(document, text);
        for (const any of edits) {
          const edit = editOf(any, text.length);
          text = edited(text, edit);
          ({ document } = updateScreenplay(document, edit));
          checkSame(document, text);
          assert.deepEqual(
            document.pieces.map((piece) => piece.text),
            readDocument(text).pieces.map((piece) => piece.text),
            'cut as a fresh reading cuts it',
          );
        }
      }),
      { numRuns: 700 },
    );
  });

  it('gives the scene at any offset with its elements', () => {
    fc.assert(
      fc.property(anyScript, anyEdit, fc.nat(), (source, any, at) => {
        const edit = editOf(any, source.length);
        const text = edited(source, edit);
        const { document } = updateScreenplay(readDocument(source), edit);
        const { elements, scenes, preamble } = parseScreenplay(text);
        const offset = at % (text.length + 1);
        const blocks = preamble === null ? scenes : [preamble, ...scenes];
        const block = blocks.findLast(({ startOffset }) => startOffset <= offset);
        const found = documentSceneAt(document, offset);
        assert.deepEqual(found?.block, block);
        assert.deepEqual(found?.elements, block && elements.slice(block.firstElement, block.endElement));
      }),
      { numRuns: 700 },
    );
  });

  it('is left as it was: the document before an edit still reads as before', () => {
    const text = syntheticScript({ scenes: 8 });
    const before = readDocument(text);
    updateScreenplay(before, { start: 300, end: 900, insert: '/*' });
    checkSame(before, text);
  });

  it('refuses a range that is not in the text', () => {
    const document = readDocument('INT. HALL - DAY\n');
    for (const [start, end] of [
      [-1, 0],
      [2, 1],
      [0, 17],
      [NaN, 1],
    ] as const)
      assert.throws(() => updateScreenplay(document, { start, end, insert: '' }), RangeError);
  });
});

describe('An edit reads again only what it can have changed', () => {
  const scene = (n: number): string => `INT. ROOM ${n} - DAY\n\nAda waits.\n\nADA\nHello, ${n}.\n\n`;
  const source = Array.from({ length: 40 }, (_, n) => scene(n)).join('');
  const document = readDocument(source);
  /** How many pieces an edit at the first `mark` in scene 20 reads. */
  const check = (
    rule: string,
    mark: string,
    insert: string,
    removed: number,
    added: number,
    source2 = document,
  ): void => {
    it(rule, () => {
      const text = documentText(source2);
      const at = text.indexOf(mark, text.indexOf('ROOM 20'));
      const update = updateScreenplay(source2, { start: at, end: at, insert });
      assert.deepEqual([update.removed, update.added], [removed, added]);
      checkSame(update.document, edited(text, { start: at, end: at, insert }));
      const { pieces } = update.document;
      assert.ok(pieces.slice(0, update.first).every((piece, i) => piece === source2.pieces[i]));
      const behind = update.first + update.added;
      assert.ok(pieces.slice(behind).every((piece, i) => piece === source2.pieces[update.first + update.removed + i]));
    });
  };
  check('a letter in a speech: its scene', 'Hello', 'x', 1, 1);
  check('a letter in a heading: its scene', 'OOM', 'x', 1, 1);
  check('a heading in a scene: the scene, now two', 'Ada', 'INT. SHED - DAY\n\n', 1, 2);
  check('a note that is not closed: its scene', 'Hello', '[[', 1, 1);
  check('a boneyard that is not closed: its scene', 'Hello', '/*', 1, 1);
  check('a heading undone: its scene and the one before, now one', 'INT. ROOM 21', '!', 2, 1);
  check('a section before a heading: the scene and the one before', 'INT. ROOM 21', '# Act\n\n', 2, 2);
  const far = readDocument(source.replace('Hello, 35.', 'Hello, */ 35.'));
  check('a boneyard that is closed far behind: all up to there', 'Ada', '/*', 16, 1, far);
  const open = readDocument(source.replace('Hello, 5.', 'Hello, /* 5.'));
  check('a boneyard that was opened far before: all from there', 'Hello', '*/', 16, 1, open);
});

describe('A synopsis under a heading stays with it', () => {
  it('also where an edit makes one of the section behind it', () => {
    const source = 'INT. A\n\n= a\n\n/* = b */# S\n\nINT. B\n\nAction.\n';
    const at = source.indexOf('= b');
    const edit = { start: at, end: at, insert: '*/' };
    const before = readDocument(source);
    assert.equal(before.pieces.length, 2);
    checkSame(updateScreenplay(before, edit).document, edited(source, edit));
  });
});

describe('Long and real scripts', () => {
  const scripts: Record<string, string> = {
    'the sample': readScript(path.join(__dirname, '..', '..', 'media', 'ring-for-ferry.fountain')),
    'a made-up script of 120 scenes': syntheticScript({ scenes: 120 }),
    'the same with CR LF': syntheticScript({ scenes: 120 }).replaceAll('\n', '\r\n'),
  };
  // WRITERSROOM_SCRIPTS names further ones, separated as paths in PATH are.
  for (const file of (process.env.WRITERSROOM_SCRIPTS ?? '').split(path.delimiter).filter(Boolean))
    scripts[path.basename(file)] = readScript(file);

  for (const [name, source] of Object.entries(scripts)) {
    it(`${name}: 150 edits`, () => {
      const random = randomNumbers(7);
      const below = (limit: number): number => Math.floor(random() * limit);
      let text = source;
      let document = readDocument(text);
      let clipboard = '';
      for (let i = 0; i < 150; i++) {
        const start = below(text.length + 1);
        const end = Math.min(text.length, start + (i % 7 === 0 ? below(3_000) : below(4)));
        const insert = i % 11 === 0 ? clipboard : (SLIPS[below(SLIPS.length)] ?? '');
        if (end - start > 100) clipboard = text.slice(start, end);
        text = edited(text, { start, end, insert });
        ({ document } = updateScreenplay(document, { start, end, insert }));
        checkSame(document, text);
      }
    });
  }
});

const SLIPS = [
  '',
  '',
  'a',
  ' ',
  '\n',
  '\n\n',
  '[[',
  ']]',
  '/*',
  '*/',
  '\n\nINT. SHED - DAY\n\n',
  '\n\n# Act\n\n',
  '^',
  '\n\nADA\n',
];

function readScript(file: string): string {
  return decodeText(readFileSync(file)).text;
}
