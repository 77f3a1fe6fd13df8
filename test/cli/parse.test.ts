import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { scenesOf, write } from '../engine/draft';
import { root } from '../harness/root';
import { parseContract, type Parsed } from './parseContract';
import { SAMPLE, createDesk, type Desk } from './runCli';

const FIXTURE = path.join(root, 'test', 'fixtures', 'every-element.fountain');

describe('writersroom parse', () => {
  let desk: Desk;
  before(() => {
    desk = createDesk();
  });
  after(() => desk.remove());

  const parse = async (file: string): Promise<Parsed> => parseContract.parse(await desk.json(['parse', file]));
  const parseText = (name: string, content: string | Uint8Array): Promise<Parsed> => parse(desk.file(name, content));

  it('gives every element of a page as the contract names it', async () => {
    const { elements, titlePage, scenes, characters } = await parse(FIXTURE);
    const text = readFileSync(FIXTURE, 'utf8');
    const types = new Set(elements.map(({ type }) => type));
    assert.equal(
      [...types].sort().join(' '),
      'action boneyard centered character dialogue lyrics note page_break parenthetical scene_heading section synopsis transition',
    );
    let at = 0;
    for (const { startOffset, endOffset, line } of elements) {
      assert.ok(startOffset >= at && endOffset > startOffset, 'in order, apart from each other');
      at = endOffset;
      assert.equal(line, text.slice(0, startOffset).split('\n').length, 'lines count from 1');
    }
    const of = (type: Parsed['elements'][number]['type']) => elements.filter((one) => one.type === type);
    const texts = (type: Parsed['elements'][number]['type']) => of(type).map(({ text: shown }) => shown);
    const duals = (type: Parsed['elements'][number]['type']) => of(type).map((one) => ('dual' in one ? one.dual : ''));
    assert.deepEqual(titlePage, [
      { key: 'Title', values: ['Every Element'] },
      { key: 'Author', values: ['The Developers', 'of This Program'] },
    ]);
    assert.deepEqual(
      of('scene_heading').map((one) => [one.text, 'number' in one ? one.number : '']),
      [
        ['INT. PANTRY - NIGHT', '1A'],
        ['EXT. YARD - DAY', null],
        ['A PLACE BETWEEN', null],
      ],
    );
    assert.deepEqual(
      scenes.map(({ label, heading }) => `${label} ${heading}`),
      ['1A INT. PANTRY - NIGHT', '2 EXT. YARD - DAY', '3 A PLACE BETWEEN'],
    );
    assert.deepEqual(
      of('section').map((one) => ['level' in one ? one.level : 0, one.text]),
      [
        [1, 'Act One'],
        [2, 'The Pantry'],
      ],
    );
    assert.deepEqual(
      of('character').map((one) => ('name' in one ? [one.name, one.extensions] : [])),
      [
        ['NORA', ['V.O.']],
        ['IDRIS', []],
        ['NORA', ["CONT'D"]],
        ['IDRIS', []],
      ],
    );
    assert.deepEqual(duals('character'), ['', '', 'left', 'right']);
    assert.deepEqual(duals('dialogue'), ['', '', 'left', 'right']);
    assert.deepEqual(texts('parenthetical'), ['(whispering)']);
    assert.deepEqual(texts('page_break'), ['']);
    assert.deepEqual(texts('centered'), ['THE END']);
    assert.deepEqual(texts('transition'), ['CUT TO:', 'Fade to white.']);
    assert.deepEqual(texts('lyrics'), ['Round the jar and back again']);
    assert.deepEqual(texts('synopsis'), ['Nora finds the jar.']);
    assert.deepEqual(texts('note'), ['Check the jar in scene two.']);
    const noted = elements.find(({ notes }) => notes !== undefined);
    assert.equal(noted?.text, 'She lifts the jar.');
    assert.deepEqual(
      noted.notes?.map((note) => text.slice(note.startOffset, note.endOffset)),
      ['[[which jar?]]'],
    );
    const styled = elements.find(({ runs }) => runs !== undefined);
    assert.deepEqual(styled?.runs, [
      { text: 'A ', styles: [] },
      { text: 'very', styles: ['bold'] },
      { text: ' ', styles: [] },
      { text: 'old', styles: ['italic'] },
      { text: ' jar, ', styles: [] },
      { text: 'sealed', styles: ['underline'] },
      { text: '.', styles: [] },
    ]);
    assert.equal(styled.text, 'A **very** *old* jar, _sealed_.');
    assert.deepEqual(characters.map(({ name, speeches, scenes: inScenes }) => [name, speeches, inScenes]).sort(), [
      ['IDRIS', 2, [0, 1]],
      ['NORA', 2, [0, 1]],
    ]);
  });

  it('says what looks wrong on the page, by line', async () => {
    const { problems } = await parseText(
      'wrong.fountain',
      'INT. ROOM - DAY\n\nA [[note that never ends.\n\nHe waits.\n',
    );
    assert.deepEqual(
      problems.map(({ line }) => line),
      [3],
    );
    assert.deepEqual((await parse(FIXTURE)).problems, []);
  });

  it('touches no database', () => {
    assert.equal(existsSync(desk.data), false);
  });

  it('speaks to people without --json', async () => {
    const { exitCode, stdout, stderr } = await desk.run(['parse', SAMPLE]);
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /^20 pages, 26 scenes/);
    assert.match(stdout, /14 {2}INT\. FERRY - WHEELHOUSE - NIGHT {2}\(p \d+, 1 \d\/8, line \d+\)/);
    assert.match(stdout, /JUNE: 1\d scenes/);
  });

  describe('reads any file', () => {
    const SCRIPT = 'INT. KÜCHE - NACHT\n\nÉmile öffnet das Fenster.\n\nÉMILE\nRegen.\n';
    const sceneOf = async (name: string, content: string | Uint8Array) => (await parseText(name, content)).scenes[0];

    it('UTF-8 with and without mark, UTF-16 both ways, windows-1252, any line end: the same scene', async () => {
      const expected = await sceneOf('plain.fountain', SCRIPT);
      assert.equal(expected?.heading, 'INT. KÜCHE - NACHT');
      const little = Buffer.from(`\ufeff${SCRIPT}`, 'utf16le');
      const files: readonly [string, string | Uint8Array][] = [
        ['bom.fountain', `\ufeff${SCRIPT}`],
        ['crlf.fountain', SCRIPT.replaceAll('\n', '\r\n')],
        ['cr.fountain', SCRIPT.replaceAll('\n', '\r')],
        ['utf-16le.fountain', little],
        ['utf-16be.fountain', Buffer.from(little).swap16()],
        ['utf-16-crlf.fountain', Buffer.from(`\ufeff${SCRIPT.replaceAll('\n', '\r\n')}`, 'utf16le')],
        ['windows-1252.fountain', Buffer.from(SCRIPT, 'latin1')],
        ['decomposed.fountain', SCRIPT.normalize('NFD')],
      ];
      for (const [name, content] of files) {
        const scene = await sceneOf(name, content);
        assert.deepEqual({ ...scene, heading: scene?.heading.normalize('NFC') }, expected, name);
      }
    });

    it('offsets count UTF-16 units of the decoded text, without the byte-order mark', async () => {
      const script = '\ufeffINT. 🎭 STAGE - DAY\n\nA 👩‍🚀 waits.\n';
      const { elements } = await parseText('astral.fountain', script);
      const decoded = script.slice(1);
      assert.deepEqual(
        elements.map(({ startOffset, endOffset }) => decoded.slice(startOffset, endOffset)),
        ['INT. 🎭 STAGE - DAY', 'A 👩‍🚀 waits.'],
      );
    });

    it('right-to-left and CJK text', async () => {
      const script = '.فندق - ليل\n\nالمدير يدخل.\n\n@مدير\nأهلا.\n\n.旅館 - 夜\n\n雨が降る。\n\n@花子\n誰ですか。\n';
      const { scenes, characters } = await parseText('rtl-cjk.fountain', script);
      assert.deepEqual(
        scenes.map(({ heading }) => heading),
        ['فندق - ليل', '旅館 - 夜'],
      );
      assert.deepEqual(characters.map(({ name }) => name).sort(), ['مدير', '花子'].sort());
    });

    it('NUL characters and halves of characters become U+FFFD, one unit for one', async () => {
      const nul = await desk.run([
        'parse',
        desk.file('nul.fountain', 'INT. ROOM - DAY\n\nA\0B waits a long time.\n'),
        '--json',
      ]);
      assert.equal(nul.exitCode, 0);
      assert.match(nul.stderr, /nul\.fountain: .*NUL/);
      const parsed = parseContract.parse(JSON.parse(nul.stdout));
      assert.equal(parsed.elements[1]?.text, 'A\ufffdB waits a long time.');

      const odd = Buffer.concat([Buffer.from('\ufeffINT. ROOM - DAY\n\nA ', 'utf16le'), Buffer.from([0x3d, 0xd8])]);
      const halves = await desk.run([
        'parse',
        desk.file('half.fountain', Buffer.concat([odd, Buffer.from(' waits.\n', 'utf16le')])),
        '--json',
      ]);
      assert.equal(halves.exitCode, 0);
      assert.notEqual(halves.stderr, '');
      assert.equal(parseContract.parse(JSON.parse(halves.stdout)).elements[1]?.text, 'A \ufffd waits.');
    });

    it('whatever its name: blanks, umlauts, a quote, a hash, a leading dash, no extension', async () => {
      const names = [
        'my first draft.fountain',
        'Übergröße — ß.fountain',
        `it's "50%" #1?.fountain`,
        'new\nline.fountain',
        'draft',
      ];
      for (const name of names) {
        assert.equal((await parseText(name, SCRIPT)).scenes.length, 1, name);
      }
      desk.file('-dash.fountain', SCRIPT);
      const { exitCode, stdout } = await desk.run(['parse', '--json', '--', '-dash.fountain']);
      assert.equal(exitCode, 0);
      assert.equal(parseContract.parse(JSON.parse(stdout)).scenes.length, 1);
    });

    it('from standard input', async () => {
      const fromFile = await parse(SAMPLE);
      const piped = await desk.json(['parse', '-'], { stdin: readFileSync(SAMPLE) });
      assert.deepEqual(piped, fromFile);
    });

    it('three thousand scenes', async () => {
      const { scenes } = await parseText('long.fountain', write(scenesOf(3000)));
      assert.equal(scenes.length, 3000);
      assert.deepEqual([scenes[0]?.label, scenes.at(-1)?.label], ['1', '3000']);
      assert.ok(scenes.every(({ page }, at) => page >= (scenes[at - 1]?.page ?? 1)));
    });

    it('one line of five million characters', async () => {
      const { elements, pages } = await parseText(
        'line.fountain',
        `INT. ROOM - DAY\n\n${'never ending '.repeat(400_000)}\n`,
      );
      assert.equal(elements.length, 2);
      assert.ok(pages > 1000);
    });

    it('ten thousand unclosed notes and as many boneyards', async () => {
      const marks = `INT. ROOM - DAY\n\n${'[[ '.repeat(10_000)}\n\n${'/* x */ '.repeat(10_000)}\n`;
      assert.equal((await parseText('marks.fountain', marks)).scenes.length, 1);
    });
  });

  describe('warns on standard error and ends with 0', () => {
    const files: readonly [what: string, content: string | Uint8Array][] = [
      ['an empty file', ''],
      ['a file of blank lines', ' \n\n\t\n'],
      ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff61', 'hex')],
      ['an archive', Buffer.from('504b0304140000000800' + '00ff17a9'.repeat(100), 'hex')],
      ['text without scenes', 'Dear diary, nothing happened today.\n\nNothing at all.\n'],
      ['NUL characters', 'INT. ROOM - DAY\n\nHe wai\0ts for a very long time at the door.\n'],
    ];
    for (const [number, [what, content]] of files.entries()) {
      it(`for ${what}`, async () => {
        const { exitCode, stdout, stderr } = await desk.run([
          'parse',
          desk.file(`warn-${number}.fountain`, content),
          '--json',
        ]);
        assert.equal(exitCode, 0);
        assert.match(stderr, /^\S.*\.\n$/s, 'a sentence');
        parseContract.parse(JSON.parse(stdout));
      });
    }
  });
});
