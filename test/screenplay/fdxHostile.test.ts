import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { readFdx } from '../../src/screenplay/fdx/readFdx';
import { checkLinear } from './checkLinear';
import { asFdx, fdx, paragraph, scriptOf } from './fdxScript';

const type = fc.constantFrom(
  'Scene Heading',
  'Action',
  'Character',
  'Dialogue',
  'Parenthetical',
  'Transition',
  'Lyrics',
  'General',
  'Shot',
  'New Act',
  'End of Act',
  'Outline 1',
  'Outline Body',
  'Made Up',
  '',
);
const words = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'INT. ',
        '.',
        '..',
        '!',
        '#',
        '##',
        '=',
        '===',
        '>',
        '<',
        '@',
        '~',
        '*',
        '**',
        '_',
        '\\',
        '/',
        '[[',
        ']]',
        '/*',
        '*/',
        '(',
        ')',
        '^',
        'TO:',
        'Title: x',
        'word',
        'WORD',
        ' ',
        '  ',
        '\t',
        '\u2028',
        '#5#',
        'ß',
        '\u1160',
      ),
    },
  ),
  { maxLength: 5 },
);
const style = fc.constantFrom('', 'Bold', 'Italic', 'Underline', 'Bold+Italic', 'Bold+Underline', 'AllCaps');
const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;');
const paragraphs = fc.array(
  fc.tuple(type, fc.array(fc.tuple(words, style), { maxLength: 3 })).map(([name, runs]) => ({
    name,
    runs: runs.map(([parts, styles]) => ({ text: parts.join(''), styles })),
  })),
  { maxLength: 12 },
);
type Paragraphs = readonly { name: string; runs: readonly { text: string; styles: string }[] }[];
const xmlOf = (body: Paragraphs): string =>
  fdx(
    body
      .map(
        ({ name, runs }) =>
          `<Paragraph Type="${name}">${runs.map(({ text, styles }) => `<Text Style="${styles}">${escaped(text)}</Text>`).join('')}</Paragraph>`,
      )
      .join(''),
  );

/** Paragraphs as Final Draft writes them: every speech has its cue, every text is on one line and in capitals where it is shown so. */
const ELEMENTS: Readonly<Record<string, string>> = {
  'Scene Heading': 'scene_heading',
  Action: 'action',
  Centered: 'centered',
  Character: 'character',
  Parenthetical: 'parenthetical',
  Dialogue: 'dialogue',
  Transition: 'transition',
  'Outline 2': 'section',
  'Outline Body': 'synopsis',
};
const piece = fc.constantFrom(
  'INT. ',
  'EXT',
  '.',
  '!',
  '#',
  '=',
  '===',
  '>',
  '<',
  '@',
  '~',
  '*',
  '**',
  '_',
  '\\',
  '/',
  '[[',
  ']]',
  '/*',
  '*/',
  'TO:',
  'TITLE: X',
  'WORD',
  'ÉTÉ',
  'ДОМ',
  '张',
  '7',
  ' ',
  '“',
  '…',
  '*A*',
  '_B_',
  '&',
  '<',
  '(',
);
const oneLine = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('').trim())
  .filter((text) => text !== '');
const typed = (name: string) => oneLine.map((text) => [name, text] as const);
const cue = oneLine
  .map((text) => text.replace(/[\s^]+$/, ''))
  .filter((text) => text !== '')
  .map((text) => ['Character', text] as const);
const typedPage = fc
  .array(
    fc.oneof(
      fc.tuple(typed('Scene Heading').filter(([, text]) => !text.endsWith('#'))),
      fc.tuple(typed('Action')),
      fc.tuple(typed('Centered')),
      fc.tuple(typed('Transition')),
      fc.tuple(typed('Outline 2').filter(([, text]) => !text.startsWith('#'))),
      fc.tuple(typed('Outline Body').filter(([, text]) => !/^=+$/.test(text))),
      fc.tuple(cue),
      fc.tuple(cue, typed('Dialogue')),
      fc.tuple(
        cue,
        typed('Dialogue'),
        oneLine.filter((text) => !text.includes('(')).map((text) => ['Parenthetical', `(${text})`] as const),
        typed('Dialogue'),
      ),
    ),
    { maxLength: 8 },
  )
  .map((groups) => groups.flat());
const written = (name: string, text: string): string =>
  name === 'Centered' ? paragraph('Action', escaped(text), ' Alignment="Center"') : paragraph(name, escaped(text));

/** Letters and digits only, all in capitals: what no rule of the mapping may lose. */
const ink = (text: string): string =>
  text
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]|\u1160/gu, '');

describe('Any Final Draft script whatever', () => {
  it('keeps every word of every paragraph, in order', () => {
    fc.assert(
      fc.property(paragraphs, (body) => {
        const { text } = scriptOf(xmlOf(body));
        const { elements, titlePage, removed } = parseScreenplay(text);
        assert.deepEqual(titlePage, [], text);
        assert.ok(
          removed.every(({ startOffset, endOffset }) => endOffset - startOffset === 4),
          'nothing is cut out',
        );
        const kept = elements.map(({ type: kind, text: marked, runs, number }, i) => {
          // The words of an act stand twice: as a section and on the page.
          if (kind === 'section' && elements[i + 1]?.type === 'centered' && elements[i + 1]?.text === marked) return '';
          return (runs?.map((run) => run.text).join('') ?? marked) + (number ?? '');
        });
        const stored = body.map(({ name, runs }) => {
          const whole = runs.map((run) => run.text).join('');
          return name === 'Character' ? whole.replace(/[\s^]+$/, '') : whole;
        });
        assert.equal(ink(kept.join(' ')), ink(stored.join(' ').replace(/[\0\uFFFE\uFFFF]/g, '')), text);
      }),
      { numRuns: 500 },
    );
  });

  it('has the elements that its paragraphs are', () => {
    fc.assert(
      fc.property(typedPage, (body) => {
        const xml = fdx(body.map(([name, text]) => written(name, text)).join(''));
        const { elements, problems } = parseScreenplay(scriptOf(xml).text);
        assert.deepEqual(
          elements.map(({ type: kind, text, runs }) => [
            kind,
            (runs?.map((run) => run.text).join('') ?? text).replace(/^[\u2060\u1160]|\u2060$/g, ''),
          ]),
          body.map(([name, text]) => [ELEMENTS[name], text]),
        );
        assert.ok(problems.every(({ code }) => code !== 'unclosed-note' && code !== 'unclosed-boneyard'));
      }),
      { numRuns: 500 },
    );
  });

  it('is read without an end in sight of an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.nat(2000), (noise, at) => {
        const xml = xmlOf([{ name: 'Action', runs: [{ text: 'A', styles: '' }] }]);
        readFdx(noise);
        readFdx(xml.slice(0, at));
        const place = at % xml.length;
        readFdx(xml.slice(0, place) + noise + xml.slice(place));
      }),
      { numRuns: 300 },
    );
  });

  const hostile: Readonly<Record<string, (n: number) => string>> = {
    'brackets in one text': (n) => fdx(paragraph('Action', '['.repeat(n))),
    'styles that change at every letter': (n) =>
      fdx(
        `<Paragraph Type="Action">${'<Text Style="Bold">a</Text><Text Style="Bold+Italic">b</Text><Text Style="Italic">c</Text>'.repeat(n / 40)}</Paragraph>`,
      ),
    'lines in one speech': (n) => fdx(paragraph('Character', 'A') + paragraph('Dialogue', 'a').repeat(n / 20)),
    'notes at one place': (n) =>
      fdx(
        paragraph('Character', 'A'),
        `<ScriptNotes>${'<ScriptNote Range="0,1"><Paragraph><Text>n</Text></Paragraph></ScriptNote>'.repeat(n / 40)}</ScriptNotes>`,
      ),
    'blocks in blocks': (n) =>
      `<FinalDraft><Content>${'<Paragraph><DualDialogue>'.repeat(n / 20)}${'</DualDialogue></Paragraph>'.repeat(n / 20)}</Content></FinalDraft>`,
    'tags that nobody closes': (n) => `<FinalDraft>${'<a>'.repeat(n / 4)}`,
  };
  for (const [what, make] of Object.entries(hostile)) {
    checkLinear(`takes at most three times as long for twice as much: ${what}`, make, 40_000, readFdx);
  }

  checkLinear('and so is writing: notes in one line', (n) => 'a [[b]] *c*'.repeat(n), 2_000, asFdx);
});
