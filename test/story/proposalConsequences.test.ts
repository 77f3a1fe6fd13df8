import assert from 'node:assert/strict';
import { changesNothing, proposalConsequences, takesWhatFollows } from '../../src/story/proposalConsequences';

const SCENE = 'INT. HUT - NIGHT\n\nRain.\n\nMARA\nHand me the key.\n\nJONAS\n(low)\nNo.\n\n';

describe('What a proposed edit does to a scene beyond its words', () => {
  const check = (old: string, by: string, ...expected: readonly string[]): void =>
    assert.deepEqual(proposalConsequences(SCENE, SCENE.replace(old, by)), expected);

  it('is nothing where lines are rewritten', () => {
    check('Rain.', 'Rain on tin.\n\nThunder.');
    check('No.', 'Never.\n\nMARA\nPlease.');
  });
  it('is said of scene headings that come, go or change', () => {
    check('Rain.', 'Rain.\n\nEXT. PIER - DAY\n\nSun.', 'Adds 1 scene heading: the scene becomes two.');
    check('Rain.', 'Rain.\n\nEXT. PIER\n\nSun.\n\nINT. HUT\n\nHere.', 'Adds 2 scene headings: the scene becomes 3.');
    check('NIGHT', 'DAY', 'Changes the scene heading.');
    check('INT. HUT - NIGHT\n\n', '', 'Takes the scene heading out: what is left joins the scene before.');
    assert.deepEqual(proposalConsequences('FADE IN:\n\n', 'FADE IN:\n\nINT. HUT\n\n'), ['Adds 1 scene heading.']);
  });
  it('is said of who has nothing to say any more', () => {
    check('MARA\nHand me the key.\n\n', '', 'Leaves MARA without a line.');
    check('MARA\nHand me the key.\n\nJONAS\n(low)\nNo.\n', 'Dark.\n', 'Leaves MARA and JONAS without a line.');
    check('\nHand me the key.', '\n', 'Leaves MARA without a line.');
    check('(low)\nNo.', '(low)', 'Leaves JONAS without a line.');
  });
  it('is said of a name that is left over a speech that is gone', () => {
    const twice = `${SCENE}MARA\nPlease.\n\n`;
    assert.deepEqual(proposalConsequences(twice, twice.replace('Please.', '')), [CUE]);
  });
  it('is that the scene is taken out, whatever is left of notes', () => {
    assert.deepEqual(proposalConsequences(SCENE, '\n'), ['Takes the scene out.']);
    assert.deepEqual(proposalConsequences(SCENE, `[[Was: rain]]\n\n/*\n${SCENE}*/\n`), ['Takes the scene out.']);
    assert.deepEqual(proposalConsequences('FADE IN:\n\n', ''), ['Takes all of the text out.']);
  });
  it('is said of what divides the script or the page', () => {
    check('Rain.', 'Rain.\n\n# ACT TWO', 'Adds 1 section heading: the structure of the script changes.');
    check('Rain.', 'Rain.\n\n===', 'Adds 1 page break.');
    const divided = `# ACT ONE\n\n${SCENE}===\n\n`;
    const told = (after: string): string[] => proposalConsequences(divided, after);
    assert.deepEqual(told(SCENE), [
      'Takes out 1 section heading: the structure of the script changes.',
      'Takes out 1 page break.',
    ]);
    for (const by of ['# ACT TWO', '## ACT ONE']) {
      assert.deepEqual(told(divided.replace('# ACT ONE', by)), [
        'Changes 1 section heading: the structure of the script changes.',
      ]);
    }
  });
  it('is said of what is not on the page, comes off it or back', () => {
    check('Rain.', 'Rain. [[Or snow?]]', 'Adds 1 note (not printed).');
    check('Rain.', 'Rain.\n\n[[Or snow?]]\n\n[[Or hail?]]', 'Adds 2 notes (not printed).');
    check('Rain.', 'Rain.\n\n= They wait.', 'Adds 1 synopsis (not printed).');
    const wet = SCENE.replace('Rain.', 'Rain.\n\nWind.\n\nMud.');
    const cut = wet.replace('Wind.\n\nMud.', '/*\nWind.\n\nMud.\n*/');
    assert.deepEqual(proposalConsequences(wet, cut), ['Puts 2 lines between /* and */ (not printed).']);
    assert.deepEqual(proposalConsequences(cut, wet), ['Takes out 2 lines between /* and */ (not printed).']);
    assert.deepEqual(proposalConsequences(cut, cut.replace('Mud', 'Dust')), [
      'Changes 1 line between /* and */ (not printed).',
    ]);
    const noted = SCENE.replace('Rain.', 'Rain. [[Or snow?]]');
    assert.deepEqual(proposalConsequences(noted, SCENE), ['Takes out 1 note (not printed).']);
    assert.deepEqual(proposalConsequences(noted, noted.replace('snow', 'hail')), ['Changes 1 note (not printed).']);
  });
  it('is said of a kind of lines of which none is left', () => {
    check('Rain.\n\n', '', 'Leaves no action.');
    const ends = `${SCENE}> THE END <\n\nCUT TO:\n\n`;
    assert.deepEqual(proposalConsequences(ends, SCENE), ['Leaves no centered text.', 'Leaves no transition.']);
  });
  it('is said of speeches that are set beside each other', () => {
    check('JONAS\n', 'JONAS ^\n', 'Sets 1 speech beside the one before.');
    const dual = SCENE.replace('JONAS\n', 'JONAS ^\n');
    assert.deepEqual(proposalConsequences(dual, SCENE), ['No longer sets 1 speech beside the one before.']);
  });
  it('is that it becomes much longer', () =>
    check('Rain.', 'Rain. '.repeat(1_040).trim(), 'Makes the text 100 times as long.'));

  it('reads the line ends of any file', () => {
    const dos = SCENE.replaceAll('\n', '\r\n');
    assert.deepEqual(proposalConsequences(dos, dos.replace('NIGHT', 'DAY')), ['Changes the scene heading.']);
    assert.equal(changesNothing(dos, SCENE), true);
  });
});

describe('A proposed edit', () => {
  it('changes nothing where only blanks and what nobody sees are other', () => {
    assert.equal(changesNothing(SCENE, SCENE.replace('me the', 'me \u202ethe\u200b ')), true);
    for (const by of ['hand me', '*Hand* me', 'Hand me [[why?]]']) {
      assert.equal(changesNothing(SCENE, SCENE.replace('Hand me', by)), false, by);
    }
  });
  it('changes the page where it sets a speech beside the one before, and only there', () => {
    assert.equal(changesNothing(SCENE, SCENE.replace('JONAS\n', 'JONAS ^\n')), false);
    assert.equal(changesNothing(SCENE, SCENE.replace('MARA\n', 'MARA ^\n')), true);
    assert.equal(changesNothing(`# ONE\n\n${SCENE}`, `## ONE\n\n${SCENE}`), false);
  });
  it('takes what follows where it opens a note or a cut without an end, or leaves no blank line', () => {
    for (const by of ['Rain. /*', 'Rain. [[']) assert.equal(takesWhatFollows(SCENE, SCENE.replace('Rain.', by)), true);
    assert.equal(takesWhatFollows(SCENE, `${SCENE.trimEnd()}\n`), true);
    assert.equal(takesWhatFollows(SCENE, SCENE.replace('Rain.', '/* Rain. */ [[wet]]')), false);
    assert.equal(takesWhatFollows(SCENE.trimEnd(), SCENE.replace('Rain.', 'Sun.').trimEnd()), false);
  });
});

const CUE = 'Nobody speaks under this name: write the speech on the next line, without a blank line between.';
