import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeText } from '../../src/screenplay/decodeText';
import { FDX_RULES, paragraphFor, ruleForParagraph } from '../../src/screenplay/fdx/fdxMapping';
import { readFdx } from '../../src/screenplay/fdx/readFdx';
import { root } from '../harness/root';
import { asFdx, fdx, paragraph as p, scriptOf, throughFdx } from './fdxScript';

/** One case: paragraphs of a Final Draft file, and the Fountain they are read as. */
function check(rule: string, body: string, fountain: string, beside = ''): void {
  it(rule, () => {
    const { text } = scriptOf(fdx(body, beside));
    assert.equal(text, fountain);
    assert.equal(throughFdx(text), text, 'and it comes back the same');
  });
}

const speech = (...said: readonly string[]): string =>
  p('Character', 'ADA') + said.map((text) => p('Dialogue', text)).join('');
const notes = (...all: readonly (readonly [range: string, text: string])[]): string =>
  `<ScriptNotes>${all.map(([range, text]) => `<ScriptNote Range="${range}"><Paragraph><Text>${text}</Text></Paragraph></ScriptNote>`).join('')}</ScriptNotes>`;

describe('A Final Draft script as Fountain', () => {
  it('is what a writer would have typed', () => {
    const folder = path.join(root, 'test', 'fixtures', 'fdx');
    const { text, scenes } = scriptOf(readFileSync(path.join(folder, 'night-ferry.fdx'), 'utf8'));
    assert.equal(text, readFileSync(path.join(folder, 'night-ferry.fountain'), 'utf8'));
    assert.equal(throughFdx(text), text);
    assert.deepEqual(scenes, [
      { page: '1', eighths: 11 },
      { page: '2', eighths: 2 },
      { page: '12A', eighths: 5 },
    ]);
  });

  describe('headings', () => {
    check('are shown in capitals', p('Scene Heading', 'Int. Stoker’s room - dAY'), 'INT. STOKER’S ROOM - DAY\n');
    check(
      'keep small letters where the file shows them so',
      p('Scene Heading', 'Int. room'),
      'Int. room\n',
      '<ElementSettings Type="Scene Heading"><FontSpec Style="Bold"/></ElementSettings>',
    );
    check('leave the sharp s alone', p('Scene Heading', 'INT. Straße'), 'INT. STRAßE\n');
    check('are forced where they do not begin as one', p('Scene Heading', 'THE ATTIC'), '.THE ATTIC\n');
    check('are headings whatever they begin with', p('Scene Heading', '“HOME”'), '.\u1160“HOME”\n');
    check('have their number', p('Scene Heading', 'INT. A', ' Number="12A"'), 'INT. A #12A#\n');
    check('have a number that Fountain can hold', p('Scene Heading', 'INT. A', ' Number="12 *B"'), 'INT. A #12B#\n');
    check('have one line', p('Scene Heading', 'INT. A\u2028NIGHT'), 'INT. A NIGHT\n');
    check('vanish where they are empty', p('Scene Heading', ' ') + p('Action', 'Rain.'), 'Rain.\n');
  });

  describe('action', () => {
    check('is forced only where it would be read otherwise', p('Action', 'INT. is a word.'), '!INT. is a word.\n');
    check('may be a word in capitals', p('Action', 'SILENCE'), 'SILENCE\n');
    check('may look like a transition', p('Action', 'THEY WALK TO:'), '!THEY WALK TO:\n');
    check('may look like a cue', p('Action', 'THE SIGN\u2028says no.'), '!THE SIGN\nsays no.\n');
    check('may look like a title page', p('Action', 'Title: Nothing'), '!Title: Nothing\n');
    check('keeps its blanks before it', p('Action', '    Dear Tom,'), '    Dear Tom,\n');
    check('keeps its own exclamation mark', p('Action', '!Basta!'), '!!Basta!\n');
    check('keeps soft breaks, as XML has them too', p('Action', 'One\ntwo\u2028three'), 'One\ntwo\nthree\n');
    check('keeps a blank line in it', p('Action', 'One\u2028\u2028two'), 'One\n!\ntwo\n');
    check('loses paragraphs without words', p('Action', '') + p('Action', 'A.') + p('Action', ' '), 'A.\n');
    check(
      'is put together from its pieces',
      '<Paragraph Type="Action"><Text>He sm</Text><Text RevisionID="2">iles</Text><Text>.</Text></Paragraph>',
      'He smiles.\n',
    );
    check(
      'is laid out by a pretty-printer all the same',
      '<Paragraph Type="Action">\n  <Text>\n    He smiles.\n  </Text>\n</Paragraph>',
      'He smiles.\n',
    );
    check('is centred', p('Action', 'THE END', ' Alignment="Center"'), '> THE END <\n');
    check('begins a page', p('Action', 'A.') + p('Action', 'B.', ' StartsNewPage="Yes"'), 'A.\n\n===\n\nB.\n');
    check(
      'is any paragraph of a type of the file’s own',
      p('Super', 'LATER') + p('Whisper', 'psst'),
      'LATER\n\npsst\n',
    );
  });

  describe('speeches', () => {
    check('are a cue and what is said', speech('Yes.', 'No.'), 'ADA\nYes.\nNo.\n');
    check('keep a blank line', speech('Yes.', '', 'No.'), 'ADA\nYes.\n  \nNo.\n');
    check(
      'have names as Final Draft shows them',
      p('Character', 'McCoy (v.o.)') + p('Dialogue', 'Hm.'),
      'MCCOY (V.O.)\nHm.\n',
    );
    check('may have a name without letters', p('Character', '77') + p('Dialogue', 'Hm.'), '@77\nHm.\n');
    check(
      'may have a name that looks like a heading',
      p('Character', 'INT. VOICE') + p('Dialogue', 'Hm.'),
      '@INT. VOICE\nHm.\n',
    );
    check('need no words', p('Character', 'ADA') + p('Action', 'She nods.'), '@ADA\n\nShe nods.\n');
    check(
      'close parentheticals',
      p('Character', 'A') + p('Parenthetical', 'beat') + p('Dialogue', 'Hm.'),
      'A\n(beat)\nHm.\n',
    );
    check(
      'may hold two pairs',
      p('Character', 'A') + p('Parenthetical', '(a) and (b)') + p('Dialogue', 'Hm.'),
      'A\n((a) and (b))\nHm.\n',
    );
    check('may be sung', p('Character', 'ADA') + p('Lyrics', 'La la') + p('Dialogue', 'Hm.'), 'ADA\n~La la\nHm.\n');
    check(
      'may begin with a mark',
      speech('@home, you mean?', '~ maybe'),
      'ADA\n\u2060@home, you mean?\n\u2060~ maybe\n',
    );
    check('are action where nobody has them', p('Action', 'A.') + p('Dialogue', 'Who?'), 'A.\n\nWho?\n');
    check(
      'are spoken by who the file’s own type says',
      p('Radio', 'ADA') + p('Dialogue', 'Hm.'),
      'ADA\nHm.\n',
      '<ElementSettings Type="Radio"><FontSpec Style=""/><Behavior PaginateAs="Character"/></ElementSettings>',
    );
    const two = `<DualDialogue>${speech('Yes.')}${p('Character', 'BEA')}${p('Dialogue', 'No.')}</DualDialogue>`;
    check('are two at once', `<Paragraph Type="General">${two}</Paragraph>`, 'ADA\nYes.\n\nBEA ^\nNo.\n');
    check('are two at once without a paragraph around them', two, 'ADA\nYes.\n\nBEA ^\nNo.\n');
  });

  describe('transitions, acts and outline', () => {
    check('stand as they are', p('Transition', 'Cut to:'), 'CUT TO:\n');
    check('are forced otherwise', p('Transition', 'Fade out.'), '> FADE OUT.\n');
    check('are no headings', p('Transition', '.to:'), '> .TO:\n');
    check('are not centred', p('Transition', 'CUT &lt;'), '> CUT <\u2060\n');
    check('an act is a section that is printed', p('New Act', 'ACT ONE'), '# ACT ONE\n\n> ACT ONE <\n');
    check(
      'an outline is sections',
      p('Outline 1', 'One') + p('Outline 2 (Beats)', 'Two') + p('Outline Body', 'So.'),
      '# One\n\n## Two\n\n= So.\n',
    );
  });

  describe('styles and signs', () => {
    check(
      'are emphasis',
      '<Paragraph Type="Action"><Text>A </Text><Text Style="Bold">b </Text><Text Style="Bold+Italic">c</Text><Text Style="Underline"> d</Text></Paragraph>',
      'A **b *c*** _d_\n',
    );
    check(
      'keep a slash from being boneyard',
      '<Paragraph Type="Action"><Text>and/</Text><Text Style="Italic">or</Text></Paragraph>',
      'and*/or*\n',
    );
    check(
      'leave a slash at their end out',
      '<Paragraph Type="Action"><Text Style="Italic">and/</Text><Text>or</Text></Paragraph>',
      '*and*/or\n',
    );
    check(
      'shout where a run is in capitals',
      '<Paragraph Type="Action"><Text Style="AllCaps">bang</Text></Paragraph>',
      'BANG\n',
    );
    check('are literal where they mean nothing', p('Action', '5 * 3, a_b, \\ and /'), '5 * 3, a_b, \\ and /\n');
    check('are escaped where they would', p('Action', '*so* \\*'), '\\*so\\* \\\\\\*\n');
    check('never make a note', p('Action', '[[not a note]]'), '[/**/[not a note]]\n');
    check('never make boneyard', p('Action', 'a /* b */ c'), 'a /\\* b \\*/ c\n');
    check('are those XML writes', p('Action', 'Tom &amp; &lt;Ada&gt; &#233; <![CDATA[&]]>'), 'Tom & <Ada> é &\n');
  });

  describe('notes', () => {
    const body = p('Action', 'One two.') + p('Action', 'Three.');
    check(
      'stand behind the words they are about',
      body,
      'One [[n]] two.\n\nThree.\n'.replace(' [[', '[['),
      notes(['0,3', 'n']),
    );
    check('stand at their place', body, 'One two. [[n]]\n\nThree.\n', notes(['8,8', 'n']));
    check('stand below a paragraph', body, 'One two.\n[[n]]\n\nThree.\n', notes(['0,8', 'n']));
    check('stand between two', body, 'One two.\n\n[[n]]\n\nThree.\n', notes(['8,9', 'n']));
    check('are kept where their place is lost', body, 'One two.\n\nThree.\n\n[[n]]\n', notes(['900,901', 'n']));
    check(
      'hold brackets and slashes',
      body,
      'One two.\n[[a ]/**/] b //**/* c]]\n\nThree.\n',
      notes(['0,8', 'a ]] b /* c']),
    );
    check(
      'of older files stand inside the paragraph',
      '<Paragraph Type="Action"><ScriptNote ID="1"><Paragraph><Text>n</Text></Paragraph></ScriptNote><Text>One.</Text></Paragraph>',
      'One.\n[[n]]\n',
    );
    check(
      'count two for a block before them',
      `<Paragraph Type="General"><DualDialogue>${speech('Yes.')}${p('Character', 'BEA')}${p('Dialogue', 'No.')}</DualDialogue></Paragraph>${p('Action', 'Go on.')}`,
      'ADA\nYes.\n\nBEA ^\nNo.\n\nGo on.\n[[n]]\n',
      notes(['3,9', 'n']),
    );
  });

  check(
    'the alternates of a line are not said as well',
    '<Paragraph Type="Character"><Text>ADA</Text></Paragraph><Paragraph Type="Dialogue"><Text>Yes.</Text><AltCollection><Alt><Text>No.</Text></Alt></AltCollection></Paragraph>',
    'ADA\nYes.\n',
  );
});

describe('XML that is no script', () => {
  it('is told with a sentence and, where it breaks, its line', () => {
    const failed = (xml: string): readonly [string, number | null] => {
      const reading = readFdx(xml);
      assert.equal(reading.kind, 'failed');
      return [reading.message, reading.line];
    };
    assert.deepEqual(failed('<html><body/></html>'), ['This XML is not a Final Draft script.', null]);
    assert.equal(failed('\n\n<FinalDraft>\n<Content>\n<Paragraph></Content></FinalDraft>')[1], 5);
    assert.equal(failed('<FinalDraft>\n<Content>')[1], 2);
    assert.match(failed('INT. HOUSE - DAY\n')[0], /it is no XML/);
    assert.match(failed('<FinalDraft><a></b></FinalDraft>')[0], /damaged at line 1/);
  });

  it('may be of any encoding and hold anything', () => {
    const xml = fdx(p('Action', 'Ä'));
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]);
    assert.equal(scriptOf(decodeText(utf16).text).text, 'Ä\n');
    assert.equal(scriptOf(`\uFEFF\n ${xml}`).text, 'Ä\n');
    assert.equal(scriptOf(fdx(p('Action', 'a\u0001b&#2;c\uD800d\u000Be'))).text, 'a\uFFFDb\uFFFDc\uFFFDd\ne\n');
  });

  it('has no entities that grow', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE FinalDraft [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${fdx(p('Action', 'Ho &b;')).replace(/<\?.*\?>\s*/, '')}`;
    assert.equal(scriptOf(bomb).text, 'Ho &b;\n');
  });
});

describe('A script as a Final Draft file', () => {
  it('is well-formed whatever is in it', () => {
    const text = 'Title: A & "B" <C>\n\nINT. <A> & "B" - DAY\n\nTom\u0002 & \uD800 co. [[a & b <c>]]\n';
    const { text: back } = scriptOf(asFdx(text));
    assert.equal(back, text.replace('\u0002', '\uFFFD').replace('\uD800', '\uFFFD'));
  });

  it('keeps small letters where the script has them', () => {
    const text = 'Int. Kitchen - day\n\n@McCLANE\nHello.\n';
    assert.equal(throughFdx(text), text);
    assert.match(asFdx(text), /<ElementSettings Type="Character">\n\s+<FontSpec [^>]*Style=""/);
    assert.match(
      asFdx('INT. A\n\nADA\nHi.\n'),
      /<ElementSettings Type="Character">\n\s+<FontSpec [^>]*Style="AllCaps"/,
    );
  });

  it('keeps its whole title page, keys of the writer too', () => {
    const text =
      'Title:\n    _**NIGHT**_\n    FERRY\nCredit: a play by\nAuthors: A & B\nEpisode: 3\nContact:\n    1 Quay\n    Harbour\n';
    assert.equal(throughFdx(`${text}\nINT. A\n`), `${text}\nINT. A\n`);
  });

  it('keeps two songs, and a speech and a song, apart', () => {
    for (const text of ['~La\n\n~Li\n', '@ADA\n\n~La\n', 'ADA\nHm.\n~La\n']) assert.equal(throughFdx(text), text);
  });

  it('leaves out what was cut, but an omitted scene stays one', () => {
    assert.equal(throughFdx('INT. A\n\nHe /* never */ goes.\n\n/* Gone. */\n'), 'INT. A\n\nHe  goes.\n');
    const omitted = '.OMITTED #4#\n\n/*\nINT. B\n\n*Gone*.\n*/\n\nINT. C\n';
    assert.equal(throughFdx(omitted), omitted);
    assert.match(asFdx(omitted), /<OmittedScene>/);
  });
});

describe('The mapping', () => {
  it('has a paragraph for every element that can be one, and that is read as the same', () => {
    for (const { readAs, written, level } of FDX_RULES) {
      const rule = ruleForParagraph(paragraphFor(readAs, level));
      if (written) assert.equal(rule?.readAs, readAs);
    }
    assert.equal(paragraphFor('section', 9), 'Outline 4');
  });
});
