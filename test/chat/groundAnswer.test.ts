import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chatScene } from '../../src/engine/chat/chatScene';
import { groundAnswer, type GroundedAnswer, type GroundingScenes } from '../../src/engine/chat/groundAnswer';
import { ownWords } from '../../src/engine/chat/ownWords';
import { sceneLines } from '../../src/engine/chat/sceneLines';
import { readScript } from '../../src/screenplay/scriptReading';
import { roomScript } from './roomScript';

function scenesOf(text: string): GroundingScenes & { readonly text: string } {
  const reading = readScript(text);
  const scenes = reading.scenes.map((scene, index) => {
    const { block, label, source, hash, headingLine, page, eighths } = scene;
    const fact = { id: `id-${index}`, index, label, heading: block.heading, source, hash, headingLine, page, eighths };
    const rest = { cast: [], card: null, act: null, startLine: block.startLine, speaking: [], mentioned: [] };
    return chatScene({ ...fact, ...rest }, sceneLines(source), { sendNotes: false });
  });
  return {
    text,
    scenes,
    byId: (id) => scenes.find((scene) => scene.id === id) ?? null,
    byName: (name) => scenes.find((scene) => scene.name === name) ?? null,
  };
}

const room = scenesOf(
  `${roomScript(6)}\nINT. CELLAR - NIGHT\n\nShe says nothing. *Nothing* at all -- not "one" word… [[he lies]] ever.\n\nMARA\nDon’t you ever **touch** the “good” lamp—never.\nNo.\n`,
);
const say = (text: string): GroundedAnswer => groundAnswer([{ text, citations: [] }], room, () => true);

function check(answer: string, expected: readonly (readonly [string | null, boolean, string | undefined])[]): void {
  const { citations } = say(answer);
  assert.deepEqual(
    citations.map(({ quote, verified, reason }) => [quote, verified, reason]),
    expected,
    answer,
  );
}

describe('What an answer quotes', () => {
  it('is shown in the script’s own characters, with other quotes, dashes, blanks and emphasis', () => {
    const own = 'touch the “good” lamp—never';
    for (const quoted of [
      '‘touch the "good" lamp -- never’',
      '\'touch  the "good" lamp - never\'',
      '«touch the “good” *lamp*—never»',
      '‘**touch** the "good" lamp—never.’',
      '‘touch the "good" lamp—never,’',
    ]) {
      check(`She says ${quoted} [S7].`, [[quoted.includes('never.') ? `${own}.` : own, true, undefined]]);
    }
    check('She says "Don\'t you ever *touch* the" [S7].', [['Don’t you ever touch the', true, undefined]]);
  });

  it('is caught where it does not stand, with the reason', () => {
    check('"I killed him myself" [S7].', [['I killed him myself', false, 'not found in 7']]);
    check('"don\'t you ever touch" [S7].', [["don't you ever touch", false, 'not found in 7']]);
    const elsewhere = 'not found in 7, but in 1';
    check('“The copper-barometer was never yours” [S7]', [['The copper-barometer was never yours', false, elsewhere]]);
    check('"nothing at all not" [S7]', [['nothing at all not', false, 'not found in 7']]);
    assert.equal(say('"he lies ever so"').blocks[0]?.claims?.[0]?.reason, 'not found in the script');
  });

  it('is looked up everywhere where no scene is cited', () => {
    check('She says "Don\'t you ever touch" to him.', [['Don’t you ever touch', true, undefined]]);
  });

  it('counts short words only where they are a whole line', () => {
    check('"No." [S7]', [['No.', true, undefined]]);
    check('a "good" man [S7]', [[null, true, undefined]]);
  });

  it('reads block quotations line by line, and no fenced block', () => {
    const quoted = '> MARA\n> “No.”\n> Give it to me now [S7]\n\n```\nMARA\nA line she might say\n```';
    check(quoted, [
      ['MARA', true, undefined],
      ['No.', true, undefined],
      ['Give it to me now', false, 'not found in 7'],
    ]);
  });

  it('names scenes that there are not', () => {
    const [block] = say('He leaves [S99].').blocks;
    const reason = 'there is no scene 99';
    assert.deepEqual(block?.claims, [{ start: 9, end: 9, citation: null, verified: false, reason }]);
    assert.equal(block.text, 'He leaves.');
  });

  it('has links to https only, and nothing unseen', () => {
    const { blocks } = say(
      'See [this](javascript:void), [that](https://example.org/a), ![pic](https://e.org/x.png), <file:///etc/passwd>\u202e\u200b now.\n\n[x]: data:text/html,hi',
    );
    const shown = blocks.map(({ text }) => text.trim()).join('|');
    assert.equal(shown, 'See this, [that](https://example.org/a), pic, file:///etc/passwd now.');
  });

  it('takes a provider’s own citations to scene and line', () => {
    const scene = room.scenes[2]!;
    const words = scene.paragraphs[2]?.text ?? '';
    const citation = { source: `scene:${scene.id}`, text: words, startBlock: 2, endBlock: 3 };
    const grounded = groundAnswer(
      [
        { text: 'She says so.', citations: [citation] },
        { text: ' And more.', citations: [{ ...citation, source: 'scene:gone' }] },
      ],
      room,
      () => true,
    );
    assert.equal(grounded.citations[0]?.line, scene.paragraphs[2]?.lines[1]);
    assert.equal(grounded.citations[0]?.verified, true);
    assert.equal(grounded.blocks[0]?.claims?.[1]?.verified, false);
  });

  it('takes a passage that is only named for a place to go to: its words prove nothing unless they are quoted', () => {
    const scene = room.scenes[2]!;
    const words = scene.paragraphs[2]?.text ?? '';
    const named = { ...{ source: `scene:${scene.id}`, text: words, startBlock: 2, endBlock: 3 }, named: true as const };
    const of = (text: string, source = named.source): GroundedAnswer =>
      groundAnswer([{ text, citations: [{ ...named, source }] }], room, () => true);
    const [place] = of('She says so.').citations;
    assert.deepEqual([place?.sceneId, place?.quote, place?.verified], [scene.id, null, true]);
    const quoted = words.split('\n').at(-1) ?? '';
    const [proven] = of(`She says “${quoted}”`).citations;
    assert.deepEqual([proven?.sceneId, proven?.quote, proven?.verified], [scene.id, quoted, true]);
    const [gone] = of('She says so.', 'scene:gone').blocks[0]?.claims ?? [];
    assert.deepEqual([gone?.verified, gone?.reason], [false, 'its scene is not in the script any more']);
  });

  it('is always verified where it is true, however it is set, and always caught where a word is made up', () => {
    const lines = room.scenes.flatMap((scene) =>
      scene.paragraphs.flatMap(({ parts }) =>
        parts.flatMap(({ text }) => text.split('\n').map((line) => ({ scene, line }))),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...lines.filter(({ line }) => line.split(/\s+/).length >= 4)),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('“”', '""', '«»'),
        fc.boolean(),
        ({ scene, line }, from, to, marks, isMade) => {
          const words = line.split(/\s+/);
          const start = from % (words.length - 2);
          const end = start + 3 + (to % (words.length - start - 2));
          const taken = words.slice(start, end);
          if (isMade) taken[to % taken.length] = 'hippogriff';
          const [open = '', close = ''] = marks;
          if (taken.filter((word) => /[\p{L}\p{N}]/u.test(word)).length < 3) return;
          const quoted = taken
            .join('  ')
            .replace(/—/g, '--')
            .replace(/[“”"«»]/g, '')
            .replace(/’/g, "'")
            .replace(/[*_]/g, '');
          if (!isMade && /[“”"«»]/.test(taken.join(' '))) return;
          const { citations, blocks } = say(`It says ${open}*${quoted}*${close} [S${scene.name}].`);
          const [citation] = citations;
          if (isMade) {
            assert.equal(citation?.verified, false);
            return;
          }
          assert.equal(citation?.verified, true, quoted);
          const shown = citation.quote ?? '';
          assert.ok(line.replace(/\s+/g, ' ').includes(shown), `${shown} is the script's`);
          const documentLine = room.text.split('\n')[citation.line - 1] ?? '';
          assert.ok(documentLine.replace(/[*_]/g, '').replace(/\s+/g, ' ').includes(shown.slice(0, 10)));
          const claim = blocks[0]?.claims?.[0];
          const span = blocks[0]?.text.slice(claim?.start, claim?.end).replace(/\\(.)/g, '$1');
          assert.equal(span, shown);
        },
      ),
      { numRuns: 300 },
    );
  });

  /** What is claimed of an answer: `verified`, or why not; in order. */
  const told = (answer: string, script: GroundingScenes = room): (string | null)[] =>
    groundAnswer([{ text: answer, citations: [] }], script, () => true).blocks.flatMap(({ claims = [] }) =>
      claims.filter(({ start, end }) => end > start).map(({ reason }) => reason),
    );

  it('is caught between any quotation marks, also without the closing one', () => {
    const made = 'I killed him myself';
    for (const quoted of [
      `”${made}”`,
      `»${made}«`,
      `»${made}»`,
      `‹${made}›`,
      `›${made}‹`,
      `« ${made} »`,
      `「${made}」`,
      `『${made}』`,
      `„${made}“`,
      `‚${made}‘`,
      `" ${made} "`,
      `❝${made}❞`,
      `❞${made}❞`,
      `″${made}″`,
      `‟${made}”`,
      `\`\`${made}''`,
      `\`\`${made}`,
      `“${made}`,
      `"${made}`,
    ]) {
      assert.deepEqual(told(`She says ${quoted} [S7].`), ['not found in 7'], quoted);
      const { blocks } = say(`She says ${quoted} [S7].`);
      assert.ok(
        blocks[0]?.claims?.every(({ verified }) => !verified),
        `${quoted}: no chip beside it looks verified`,
      );
    }
    const heights = 'The lamp is 6″ high, its foot 2″ wide [S7].';
    assert.deepEqual(told(heights), []);
    assert.deepEqual(told("The name ``lamp'' and ``the lamp`` are of the same thing [S7]"), []);
    for (const quoted of [
      "``Don't you ever touch''",
      "❝Don't you ever touch❞",
      "”Don't you ever touch”",
      "»Don't you ever touch«",
      "「Don't you ever touch」",
    ]) {
      assert.deepEqual(told(`She says ${quoted} [S7].`), [null], quoted);
    }
    assert.deepEqual(told("The boys’ lamp is 6\" high, as is Mara's, and 'tis so [S7]."), []);
  });

  it('is caught in a block quotation, wherever its line stands and whatever is in it', () => {
    for (const quoted of [
      '> — I killed him myself [S7]',
      '> “No.” I killed him myself [S7]',
      '- In the cellar:\n    > I killed him myself [S7]',
      '- > I killed him myself [S7]',
      '> No.\nI killed him myself [S7]',
      '> “I killed him\n> myself” [S7]',
      '```\nMARA\nI killed him myself. [S7]\n```',
    ]) {
      const reasons = told(quoted);
      assert.ok(reasons.includes('not found in 7'), quoted);
      assert.ok(reasons.filter((reason) => reason !== null).length === 1, `${quoted}: the rest is true`);
    }
    assert.deepEqual(told("> 1. Don't you ever touch the\n> — MARA [S7]"), [null, null]);
    assert.deepEqual(told("> “Don't you ever\n> touch the” [S7]"), [null]);
  });

  it('is caught in code by indent, under a cue, behind a dash, in italics, and over blank lines', () => {
    const made = 'I killed him myself';
    for (const quoted of [
      `    ${made} [S7]`,
      `\t${made}\n\n[S7]`,
      `In the cellar:\n\n    MARA\n    ${made}.\n\n    No.\n\n    No.\n\n[S7]`,
      `- In the cellar:\n\n        ${made}\n\n[S7]`,
      `MARA\n${made}. [S7]`,
      `**MARA (V.O.)**\n(low)\n${made}.\nNo.\n\n[S7]`,
      `In the cellar [S7]:\nMARA\n${made}.`,
      `Mara says: — ${made}. [S7]`,
      `Mara says in [S7]:\n— ${made}.`,
      `Mara says in [S7]:\n\n— ${made}.`,
      `Mara says [S7]: -- ${made}`,
      `*${made}* [S7]`,
      `_${made}._\n\n[S7]`,
      `\`\`\`\nMARA\n${made}.\n\`\`\`\n\n[S7]`,
      `> ${made}\n\n[S7]`,
      `She says “${made}”.\n\n(— [S7])`,
    ]) {
      const reasons = told(quoted).filter((reason) => reason !== null);
      const isLow = quoted.includes('(low)');
      assert.deepEqual(reasons, isLow ? ['not found in 7', 'not found in 7'] : ['not found in 7'], quoted);
      assert.deepEqual(
        told(quoted.replaceAll(made, 'Don’t you ever touch').replace('\n(low)', '')).filter(Boolean),
        [],
      );
    }
    for (const [open, close] of ['“”', '""', '«»', '❝❞']) {
      const halves = `She says ${open}Don't you ever touch\n\n${made}\n\nand burned him${close} [S7]. So she did.`;
      assert.deepEqual(told(halves), [null, 'not found in 7', 'not found in 7'], halves);
      assert.deepEqual(told(`${open}${made}\n\n${open}Don't you ever touch${close} [S7].`), ['not found in 7', null]);
      assert.deepEqual(told(`She says ${open}Don't you ever touch\n\nhim${close} [S7].`), [null, 'not found in 7']);
    }
    assert.deepEqual(told('She says "Don\'t you ever touch [S7].\n\nBut a "good" man leaves, "by and by now".'), [
      ...[null, 'not found in the script'],
    ]);
  });

  it('is told by a cue that is the name of a character', () => {
    const cast = room.scenes.map((scene) => ({ ...scene, cast: ['MARA'] }));
    const script = {
      ...room,
      scenes: cast,
      byName: (name: string) => cast.find((scene) => scene.name === name) ?? null,
    };
    assert.deepEqual(told('Mara\nI killed him myself. [S7]', script), ['not found in 7']);
    assert.deepEqual(told('Somebody\nI killed him myself. [S7]', script), []);
    const view = { characters: [{ name: 'MARA', aliases: ['Somebody'] }] };
    assert.deepEqual(told('Somebody\nI killed him myself. [S7]', { ...script, view }), ['not found in 7']);
  });

  it('is none where words are set otherwise: in lists, with emphasis, or where no scene is named', () => {
    for (const answer of [
      '- Mara wants the lamp\n\n    and she wants it now [S7].',
      '1. Mara wants the lamp:\n\n    - she wants it now [S7].',
      'She *wants it very much* now [S7].',
      'Three things happen [S7]:\n- she enters the cellar\n- she lights the lamp',
      'MARA\nI might say this instead.\n\nShe is in [S7].',
      '    MARA\n    I might say this instead.',
      'Mara waits – she always does – and leaves [S7].',
    ]) {
      assert.deepEqual(told(answer), [], answer);
    }
  });

  it('may be cut short or have a word put in, where all that is kept stands in order', () => {
    const script = scenesOf(
      'INT. CELLAR - NIGHT\n\nShe walks to the lamp, very slowly, and sits down on the old chair.\n\nMARA\nI never said that he would go alone to the sea.\nNo.\n\nJON\nI loved him.\n',
    );
    const quotes = (answer: string): (string | null)[] =>
      groundAnswer([{ text: answer, citations: [] }], script, () => true).citations.map(({ quote }) => quote);
    for (const [quoted, pieces] of [
      ['She walks … slowly', ['She walks', 'slowly']],
      ['She walks ... slowly', ['She walks', 'slowly']],
      ['She walks [...] slowly', ['She walks', 'slowly']],
      ['[She] walks to the lamp', ['walks to the lamp']],
      ['[S]he walks to the lamp', ['walks to the lamp']],
      ['She [walked] to the lamp', ['She', 'to the lamp']],
      ['She walks to … the old chair', ['She walks to', 'the old chair']],
      ['… that he would go …', ['that he would go']],
      ['I never said … No.', ['I never said', 'No.']],
    ] as const) {
      for (const place of [' [S1]', '']) {
        assert.deepEqual(
          told(`It says “${quoted}”${place}.`, script),
          pieces.map(() => null),
          quoted,
        );
        assert.deepEqual(quotes(`It says “${quoted}”${place}.`), pieces, quoted);
      }
    }
    const { blocks } = groundAnswer([{ text: '“She walks … slowly” [S1]', citations: [] }], script, () => true);
    assert.equal(blocks[0]?.text, '“She walks … slowly”');
    for (const made of [
      'She sits … slowly',
      'slowly … she walks',
      'I … loved … alone',
      'I … go … alone',
      'I never … loved him',
      'She walks … the sea',
      'She walks to … the hippogriff there',
      'I never said … old chair',
      '[She] killed him herself',
      'She [killed him with it and] sits down',
      'She walks … killed',
    ]) {
      assert.deepEqual(told(`It says “${made}” [S1].`, script), ['not found in 1'], made);
    }
  });

  it('may be the writer’s own question or selection, unless a scene is named for it', () => {
    const asked = (answer: string, question: string, selection: string | null = null): (string | null)[] =>
      groundAnswer([{ text: answer, citations: [] }], room, () => true, ownWords(question, selection)).blocks.flatMap(
        ({ claims = [] }) => claims.filter(({ start, end }) => end > start).map(({ reason }) => reason),
      );
    const missing = 'not found in the script';
    assert.deepEqual(asked('You asked "where is the knife?" In 7 it is gone [S7].', 'Where is the knife?'), []);
    assert.deepEqual(asked('You asked "where is the knife?"', 'I am lost. Where is the knife? Help.'), []);
    assert.deepEqual(asked('You asked "where is the knife?"', 'Who is he?'), [missing]);
    assert.deepEqual(asked('"Where is the knife?" [S7]', 'Where is the knife?'), ['not found in 7']);
    assert.deepEqual(asked('[S7] "Where is the knife?"', 'Where is the knife?'), ['not found in 7']);
    assert.deepEqual(asked('She says "I killed him myself".', 'Does she say "I killed him myself"?'), [missing]);
    assert.deepEqual(asked('She says "I killed him myself".', 'She: "No. I killed him myself. Go." Where?'), [missing]);
    assert.deepEqual(asked('She says "I killed him myself".', 'Does she say I killed him myself?'), [missing]);
    assert.deepEqual(asked('You chose "a note of the writer".', 'Why?', 'It is a note of the writer.'), []);
    assert.deepEqual(asked('"a note of the writer" [S7]', 'Why?', 'It is a note of the writer.'), ['not found in 7']);
  });

  it('counts words by their script', () => {
    const script = scenesOf('INT. 灯塔 - 夜\n\nMARA\n我从来没有说过那句话，你知道的。\n');
    assert.deepEqual(told('她说“我亲手杀了他，就在昨天晚上” [S1]。', script), ['not found in 1']);
    assert.deepEqual(told('> 我亲手杀了他 [S1]', script), ['not found in 1']);
    assert.deepEqual(told('她说“我从来没有说过那句话” [S1]。', script), [null]);
    assert.deepEqual(told('> 我从来没有说过 [S1]', script), [null]);
  });

  it('is said to stand elsewhere where another scene is named for it', () => {
    const words = '“The copper-barometer was never yours”';
    assert.deepEqual(told(`In 7 she says ${words} [S7]. In 1 she leaves [S1].`), ['not found in 7, but in 1']);
    assert.deepEqual(told(`${words} [S7][S1] and [S2]`), [null]);
    assert.deepEqual(told(`In 1 [S1] she says ${words}. He is in 2 [S2].`), [null]);
  });

  it('names scenes by the labels of this script, one by one, in lists and in ranges', () => {
    const script = scenesOf(
      ['1-A', '2.', 'I-3', '12.5', '1'].map((label) => `INT. ROOM - DAY #${label}#\n\nShe waits.\n`).join('\n'),
    );
    const named = (answer: string): (string | null)[] => {
      const { blocks, citations } = groundAnswer([{ text: answer, citations: [] }], script, () => true);
      return (blocks[0]?.claims ?? []).map(({ citation, reason }) => citations[citation ?? -1]?.label ?? reason);
    };
    assert.deepEqual(named('One [S1-A], two [S2.], three [SI-3], four [S12.5], five [S1].'), [
      ...['1-A', '2.', 'I-3', '12.5', '1'],
    ]);
    assert.deepEqual(named('[S1-A, S2.; 12.5] and [S1-A–SI-3] and [S1 and S2.] and [Si-3]'), [
      ...['1-A', '2.', '12.5', '1-A', '2.', 'I-3', '1', '2.', 'I-3'],
    ]);
    assert.deepEqual(named('[S1-B] and [S12.5-S99]'), ['there is no scene 1-B', 'there is no scene 12.5-S99']);
    assert.deepEqual(named('[Sic] [See 1] [S]'), []);
    assert.deepEqual(named('[S1-S12.5]'), ['12.5', '1']);
    assert.deepEqual(named('[S1-12.5]'), ['there is no scene 1-12.5']);
    assert.deepEqual(named('【S1】, [s1], [ S1 ] and [S1](http://x.y)'), ['1', '1', '1', '1']);
    assert.equal(say('So [S1](http://x.y), (so).').blocks[0]?.text, 'So, (so).');
  });

  it('is no proof where only its scene is named, and says so of one that was not sent', () => {
    const { blocks, citations } = groundAnswer(
      [{ text: 'He dies [S2], she lives [S1].', citations: [] }],
      room,
      (scene) => scene.name === '1',
    );
    assert.deepEqual(
      blocks[0]?.claims?.map(({ verified, reason }) => [verified, reason]),
      [
        [false, 'scene 2 was not read'],
        [true, null],
      ],
    );
    assert.ok(citations.every(({ quote }) => quote === null));
  });
});
