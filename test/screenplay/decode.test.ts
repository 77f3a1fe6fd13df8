import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanText } from '../../src/screenplay/cleanText';
import { decodeText } from '../../src/screenplay/decodeText';
import { normalizeText } from '../../src/screenplay/normalizeText';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('A file is read as text', () => {
  const check = (rule: string, bytes: Uint8Array, text: string, warnings: readonly string[] = []): void => {
    it(rule, () => {
      const decoded = decodeText(bytes);
      assert.equal(decoded.text, text);
      assert.deepEqual(
        decoded.warnings.map(({ code }) => code),
        warnings,
      );
    });
  };
  check('UTF-8', utf8('Élodie 张三 🎬'), 'Élodie 张三 🎬');
  check('UTF-8 with a byte-order mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('Ada')), 'Ada');
  check('UTF-16, little end first', Uint8Array.of(0xff, 0xfe, 0x41, 0, 0xe9, 0), 'Aé');
  check('UTF-16, big end first', Uint8Array.of(0xfe, 0xff, 0, 0x41, 0, 0xe9), 'Aé');
  check(
    'windows-1252 of old programs',
    Uint8Array.of(...utf8('Caf'), 0xe9, 0x20, 0x93, ...utf8('no'), 0x94, 0x0a),
    'Café “no”\n',
  );
  check(
    'mostly UTF-8 with a stray byte stays UTF-8',
    Uint8Array.of(...utf8('été à Orléans '), 0xff, ...utf8(' fin de la scène')),
    'été à Orléans \uFFFD fin de la scène',
    ['replaced'],
  );
  check('NUL becomes U+FFFD', utf8(`${'word '.repeat(20)}a\0b`), `${'word '.repeat(20)}a\uFFFDb`, ['nul']);
  check(
    'a lone surrogate becomes U+FFFD',
    Uint8Array.of(0xff, 0xfe, ...Array.from('word '.repeat(20)).flatMap((c) => [c.charCodeAt(0), 0]), 0, 0xd8, 0x41, 0),
    `${'word '.repeat(20)}\uFFFDA`,
    ['replaced'],
  );
  check('an empty file', new Uint8Array(), '', ['empty']);
  check('a blank file', utf8(' \n\t\n'), ' \n\t\n', ['empty']);
  check('line ends stay as they are', utf8('a\r\nb\rc\n'), 'a\r\nb\rc\n');

  it('a picture is binary', () => {
    const picture = Uint8Array.of(
      0x89,
      0x50,
      0x4e,
      0x47,
      13,
      10,
      26,
      10,
      0,
      0,
      0,
      13,
      0x49,
      0x48,
      0x44,
      0x52,
      0,
      1,
      2,
      3,
    );
    assert.ok(decodeText(picture).warnings.some(({ code }) => code === 'binary'));
  });
  it('a PDF is binary', () => {
    assert.deepEqual(
      decodeText(utf8('%PDF-1.7\n1 0 obj\nendobj\n')).warnings.map(({ code }) => code),
      ['binary'],
    );
  });
  it('never fails, and gives text that any program can store', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { text } = decodeText(bytes);
        assert.equal(text, cleanText(text));
        assert.equal(text.includes('\0'), false);
      }),
      { numRuns: 1000 },
    );
  });
  it('reads back every text written as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        if (text.includes('\0') || text.startsWith('\uFEFF')) return;
        assert.equal(decodeText(utf8(text)).text, text);
      }),
    );
  });
});

describe('Text from an editor is made clean', () => {
  it('one unit for one, so that offsets stay true', () => {
    const text = 'a\0b\ud800c\udc00d🎬';
    assert.equal(cleanText(text), 'a\uFFFDb\uFFFDc\uFFFDd🎬');
    assert.equal(cleanText(text).length, text.length);
  });
});

describe('Normal form', () => {
  const check = (rule: string, text: string, normal: string): void => {
    it(rule, () => assert.equal(normalizeText(text), normal));
  };
  check('line ends', 'a\r\nb\rc', 'a\nb\nc');
  check('trailing blanks', 'a  \nb\t', 'a\nb');
  check('runs of blank lines', 'a\n\n \n\nb', 'a\n\nb');
  check('blank lines at the ends', '\n\na\n\n', 'a');
  check('indentation stays', '  a\n\tb', '  a\n\tb');
  check('case stays', 'Ada ADA', 'Ada ADA');
  check('composed letters', 'e\u0301', 'é');
  check('nothing', ' \n ', '');
  it('is its own normal form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        assert.equal(normalizeText(normalizeText(text)), normalizeText(text));
      }),
      { numRuns: 500 },
    );
  });
});
