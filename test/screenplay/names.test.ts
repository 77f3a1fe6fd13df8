import assert from 'node:assert/strict';
import { castOf, readCue, speakersOf } from '../../src/screenplay/names';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';

describe('A cue names a person', () => {
  const check = (cue: string, name: string, extensions: readonly string[] = []): void => {
    it(`${cue} is ${name}`, () => assert.deepEqual(readCue(cue), { name, extensions }));
  };
  check('ADA', 'ADA');
  check('@McGRATH', 'McGRATH');
  check('ADA ^', 'ADA');
  check('ADA (V.O.)', 'ADA', ['V.O.']);
  check('ADA (v.o.)', 'ADA', ['v.o.']);
  check('ADA (VO)', 'ADA', ['VO']);
  check('ADA (O. S.)', 'ADA', ['O. S.']);
  check('ADA (O.C.)', 'ADA', ['O.C.']);
  check("ADA (CONT'D)", 'ADA', ["CONT'D"]);
  check('ADA (CONT’D)', 'ADA', ["CONT'D"]);
  check('ADA (CONT.)', 'ADA', ['CONT.']);
  check('ADA (PRE-LAP)', 'ADA', ['PRE-LAP']);
  check('ADA (FILTERED)', 'ADA', ['FILTERED']);
  check('ADA (INTO PHONE)', 'ADA', ['INTO PHONE']);
  check('ADA (into the phone)', 'ADA', ['into the phone']);
  check('ADA (ON TV)', 'ADA', ['ON TV']);
  check('ADA (on the radio)', 'ADA', ['on the radio']);
  check('ADA (SUBTITLED)', 'ADA', ['SUBTITLED']);
  check('ADA (IN FRENCH)', 'ADA', ['IN FRENCH']);
  check('ADA (in French, subtitled)', 'ADA', ['in French, subtitled']);
  check("ADA (V.O.)(CONT'D)", 'ADA', ['V.O.', "CONT'D"]);
  check("ADA (O.S.) (CONT'D)", 'ADA', ['O.S.', "CONT'D"]);
  check("ADA (O.S., CONT'D)", 'ADA', ["O.S., CONT'D"]);
  check("ADA (V.O. CONT'D)", 'ADA', ["V.O. CONT'D"]);
  check('ADA (V.O./O.S.)', 'ADA', ['V.O./O.S.']);
  check('ADA (V.O.', 'ADA', ['V.O.']);
  check('ADA (V.O.) ^', 'ADA', ['V.O.']);
  check("ADA (V.O., CONT'D", 'ADA', ["V.O., CONT'D"]);
  check("ADA (ON TV) (V.O.) (CONT'D)", 'ADA', ['ON TV', 'V.O.', "CONT'D"]);
  check('ADA (IN RUSSIAN; SUBTITLED)', 'ADA', ['IN RUSSIAN; SUBTITLED']);
  check('ADA (V.O. / PRE-LAP)', 'ADA', ['V.O. / PRE-LAP']);
  check('MR. SMITH (O.S.)', 'MR. SMITH', ['O.S.']);
  check('UNIT 7 (FILTERED)', 'UNIT 7', ['FILTERED']);
  check('“DUKE”', '"DUKE"');
  check('張三 (V.O.)', '張三', ['V.O.']);
  check('ليلى (V.O.)', 'ليلى', ['V.O.']);
  check('@McNAMARA (O.C.)', 'McNAMARA', ['O.C.']);
  check('TWIN (LEFT)', 'TWIN (LEFT)');
  check('SAM (YOUNG)', 'SAM (YOUNG)');
  check('GUARD (2)', 'GUARD (2)');
  check('GUARD #2', 'GUARD #2');
  check('SAM (YOUNG) (V.O.)', 'SAM (YOUNG)', ['V.O.']);
  check('SAM (V.O.) (YOUNG)', 'SAM (YOUNG)', ['V.O.']);
  check('SAM (in bed)', 'SAM (in bed)');
  check('  DR.   VALE ', 'DR. VALE');
  check('O’NEIL', "O'NEIL");
  check('**ADA**', 'ADA');
  check('E\u0301LODIE', 'ÉLODIE');
  check('ÉLODIE (VOIX OFF)', 'ÉLODIE', ['VOIX OFF']);
  check('ИВАН (ЗК)', 'ИВАН', ['ЗК']);
  check('(V.O.)', '(V.O.)');
  check('', '');
});

describe('A joint cue is two people only where both are known', () => {
  const known = new Set(['MARY', 'JOHN', 'KIM']);
  const check = (name: string, people: readonly string[]): void => {
    it(`${name} is ${people.join(' and ')}`, () => assert.deepEqual(speakersOf(name, known), people));
  };
  check('MARY', ['MARY']);
  check('MARY/JOHN', ['MARY', 'JOHN']);
  check('MARY / JOHN', ['MARY', 'JOHN']);
  check('MARY & JOHN', ['MARY', 'JOHN']);
  check('MARY AND JOHN', ['MARY', 'JOHN']);
  check('MARY, JOHN AND KIM', ['MARY', 'JOHN', 'KIM']);
  check('MARY AND THE DOG', ['MARY AND THE DOG']);
  check('SALT & PEPPER', ['SALT & PEPPER']);
  check('FERDINAND', ['FERDINAND']);
});

describe('The cast of a scene', () => {
  const cast = (source: string, known: readonly string[] = []) =>
    castOf(parseScreenplay(source).elements, new Set(known));
  const mentioned = (action: string, known: readonly string[] = []) => [...cast(action, known).mentioned];

  it('counts speeches and words, not parentheticals', () => {
    const { speaking } = cast("ADA\n(low)\nHello *there*.\n\nBEA (V.O.)\nHi.\n~La la\n\nADA (CONT'D)\nBye now, Bea.\n");
    assert.deepEqual(
      [...speaking],
      [
        ['ADA', { speeches: 2, words: 5 }],
        ['BEA', { speeches: 1, words: 3 }],
      ],
    );
  });
  it('counts a joint speech for each', () => {
    const { speaking } = cast('ADA\nOne.\n\nBEA\nTwo.\n\nADA & BEA\nThree!\n', ['ADA', 'BEA']);
    assert.deepEqual(
      [...speaking].map(([name, { speeches, words }]) => [name, speeches, words]),
      [
        ['ADA', 2, 2],
        ['BEA', 2, 2],
      ],
    );
  });
  it('keeps speaking and mentioned apart', () => {
    const { speaking, mentioned: others } = cast('ADA\nBea is late.\n\nKim waits.\n', ['ADA', 'BEA', 'KIM']);
    assert.deepEqual([[...speaking.keys()], [...others]], [['ADA'], ['KIM']]);
  });
  it('finds known names in capitals and in Title Case', () => {
    assert.deepEqual(mentioned('ADA looks at Bea and the bea.', ['ADA', 'BEA']), ['ADA', 'BEA']);
  });
  it('finds whole words only', () => {
    assert.deepEqual(mentioned('Adam and Adalbert eat ADAPTED food.', ['ADA']), []);
    assert.deepEqual(mentioned("Ada's hat.", ['ADA']), ['ADA']);
  });
  it('does not take a small word for a name', () => {
    assert.deepEqual(mentioned('He will go.', ['WILL']), []);
    assert.deepEqual(mentioned('Will goes.', ['WILL']), ['WILL']);
  });
  it('takes the longest name that fits', () => {
    assert.deepEqual(mentioned('Young Ada runs. ADA sits.', ['ADA', 'YOUNG ADA']), ['YOUNG ADA', 'ADA']);
  });
  it('finds names of several words', () => {
    assert.deepEqual(mentioned('Dr. Vale and the Man in Black.', ['DR. VALE', 'MAN IN BLACK']), [
      'DR. VALE',
      'MAN IN BLACK',
    ]);
  });
  it('finds names in any script', () => {
    assert.deepEqual(mentioned('Иван спит. Élodie dort.', ['ИВАН', 'ÉLODIE']), ['ИВАН', 'ÉLODIE']);
    assert.deepEqual(mentioned('张三走进房间。', ['张三']), ['张三']);
    assert.deepEqual(mentioned('பவன் வருகிறான்.', ['பவன்']), ['பவன்']);
    assert.deepEqual(mentioned('పోస్ట్మాన్ లేఖ.', ['పోస్ట్‌మాన్']), ['పోస్ట్‌మాన్']);
  });
  it('sees through emphasis', () => {
    assert.deepEqual(mentioned('_**Ada**_ waits.', ['ADA']), ['ADA']);
  });
  it('takes an introduction with an age as a person', () => {
    assert.deepEqual(mentioned('MARA (30s) enters with DR. JOHN VALE, 61, and TOM (late teens).'), [
      'MARA',
      'DR. JOHN VALE',
      'TOM',
    ]);
  });
  it('takes an introduction by the full name for the person of the cues', () => {
    assert.deepEqual(mentioned('JUNE TASKER, 61, waits. PRUE HALLAM, 50s, waves.', ['JUNE', 'HALLAM']), [
      'JUNE',
      'HALLAM',
    ]);
  });
  it('takes an introduction with a nickname for the person of the cues, whichever they use', () => {
    for (const known of ['NELL', 'VANCE', 'ELEANOR']) {
      assert.deepEqual(mentioned("ELEANOR 'NELL' VANCE (30s) waits.", [known]), [known]);
      assert.deepEqual(mentioned('ELEANOR “NELL” VANCE, 34, waits.', [known]), [known]);
    }
    assert.deepEqual(mentioned('THOMAS "TUG" BRIGHT (50s) waits.'), ['THOMAS "TUG" BRIGHT']);
  });
  it('takes no other capitals for people', () => {
    assert.deepEqual(
      mentioned('A LOUD BANG. The VW BUS (1968) stops. SUPER: LONDON, 1944. THREE (3) men. FBI agents.'),
      [],
    );
  });
});
