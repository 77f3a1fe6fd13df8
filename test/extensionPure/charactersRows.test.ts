import assert from 'node:assert/strict';
import { pinTarget } from '../../src/extension/commands/pinTarget';
import { charactersRows, type CharacterRow, type CharactersRow } from '../../src/extension/views/charactersRows';
import { scriptKnowledge } from '../../src/extension/views/scriptKnowledge';
import type { ScriptView } from '../../src/story/analysisResult';
import type { CharacterSheet } from '../../src/story/characterSheet';
import { scriptViewOf, statusWith } from './scriptViewOf';

const TEXT = `INT. LAMP ROOM - NIGHT

Mara trims the wick.

MARA
I have to get the lamp lit.

JONAS
(not looking)
Then light it.

EXT. PIER - DAWN

JONAS
You were here.

MARA
All night. *All* night.

KEEPER
Was she.

INT. KITCHEN - DAY

MARA (V.O.)
I was asleep.

OLD PIKE, 80, sleeps at the table.
`;

describe('Characters', () => {
  const view = scriptViewOf(TEXT);
  const rows = (behind = statusWith(), script: ScriptView = view): readonly CharactersRow[] =>
    charactersRows(scriptKnowledge(script, behind, () => TEXT));
  const character = (name: string, from = rows()): CharacterRow => {
    const row = from.find((one) => one.kind === 'character' && one.character.name === name);
    assert.ok(row?.kind === 'character', name);
    return row;
  };
  const child = <Kind extends CharactersRow['kind']>(
    row: CharacterRow,
    kind: Kind,
  ): Extract<CharactersRow, { kind: Kind }> => {
    const found = row.children.find((one) => one.kind === kind);
    assert.ok(found !== undefined, kind);
    return found as Extract<CharactersRow, { kind: Kind }>;
  };

  it('are those who speak, then those only named', () => {
    const names = rows().map((row) =>
      row.kind === 'character'
        ? row.character.name
        : row.kind === 'mentionedOnly'
          ? row.children.map((one) => one.character.name)
          : row.kind,
    );
    assert.deepEqual(names, ['MARA', 'JONAS', 'KEEPER', ['OLD PIKE']]);
  });

  it('have their share of all words that are spoken', () => {
    const mara = character('MARA').shareOfWords;
    assert.equal(mara, 14 / 22);
    const shares = ['MARA', 'JONAS', 'KEEPER'].map((name) => character(name).shareOfWords);
    assert.equal(
      shares.reduce((sum, share) => sum + share, 0),
      1,
    );
  });

  it('say with whom they speak, most often first', () => {
    assert.deepEqual(child(character('MARA'), 'company').others, [
      { name: 'JONAS', scenes: 2 },
      { name: 'KEEPER', scenes: 1 },
    ]);
  });

  it('hold their scenes, and whether they speak there', () => {
    const scenes = child(character('MARA'), 'scenes').children;
    assert.deepEqual(
      scenes.map(({ scene, speaks }) => [scene.heading, speaks]),
      [
        ['INT. LAMP ROOM - NIGHT', true],
        ['EXT. PIER - DAWN', true],
        ['INT. KITCHEN - DAY', true],
      ],
    );
  });

  it('hold their lines in order, with scene and line, read when they are opened', () => {
    let read = 0;
    const [mara] = charactersRows(
      scriptKnowledge(view, statusWith(), () => {
        read += 1;
        return TEXT;
      }),
    );
    assert.ok(mara?.kind === 'character');
    assert.equal(read, 0);
    const lines = child(mara, 'lines');
    assert.equal(lines.count, 3);
    assert.deepEqual(
      lines.childrenWhenOpened().map(({ speech, scene }) => [scene?.label, speech.line, speech.text]),
      [
        ['1', 6, 'I have to get the lamp lit.'],
        ['2', 18, 'All night. All night.'],
        ['3', 26, 'I was asleep.'],
      ],
    );
  });

  it('ask whether another name is the same person, with the words that say so, read when asked', () => {
    const text =
      'INT. A - DAY\n\nSTRANGER\nI’m Petra.\n\nDR. VALE\nYes.\n\nINT. B - DAY\n\nPETRA\nNo.\n\nINT. C - DAY\n\nVALE\nPerhaps.\n';
    let read = 0;
    const asked = charactersRows(
      scriptKnowledge(scriptViewOf(text), statusWith(), () => {
        read += 1;
        return text;
      }),
    );
    assert.equal(read, 0);
    assert.deepEqual(character('STRANGER', asked).perhapsAlso(), ['Also PETRA? Scene 1: “I’m Petra.”']);
    assert.deepEqual(character('PETRA', asked).perhapsAlso(), ['Also STRANGER? Scene 1: “I’m Petra.”']);
    assert.deepEqual(character('VALE', asked).perhapsAlso(), ['Also DR. VALE? The two never speak in one scene.']);
    assert.equal(read, 1);
    assert.deepEqual(character('MARA').perhapsAlso(), []);
  });

  it('show what the sheet says, with the line that says it', () => {
    const sheet: CharacterSheet = {
      want: '"I have to get the lamp lit."',
      need: '',
      arc: 'From the lamp to the kitchen.',
      relationships: [],
      pivotalMoments: [{ sceneIndex: 1, description: 'Tells Jonas she was there.' }],
      summaryText: 'MARA',
      tokensEstimate: 1,
      method: 'offline',
      version: 1,
      evidence: [{ sceneId: 'scene 1', line: 6, quote: 'I have to get the lamp lit.', verified: true }],
    };
    const characters = view.characters.map((one) => (one.name === 'MARA' ? { ...one, sheet } : one));
    const row = character('MARA', rows(statusWith([{ kind: 'sheet', subject: 'MARA' }]), { ...view, characters }));
    assert.deepEqual(row.behind, ['1 of its 2 scenes changed (1).']);
    const facts = row.children.flatMap((one) => (one.kind === 'fact' ? [[one.name, one.place?.line ?? null]] : []));
    assert.deepEqual(facts, [
      ['Wants', 6],
      ['Arc', null],
    ]);
    const moments = child(row, 'sheet').children.map(({ text, place }) => [text, place?.scene.label, place?.line]);
    assert.deepEqual(moments, [['Tells Jonas she was there.', '2', 12]]);
  });

  it('lead nowhere for words that stand in the script no more', () => {
    const evidence = [{ sceneId: 'scene 1', line: 1, quote: 'I want to sleep.', verified: false }];
    const sheet = { want: '"I want to sleep."', need: '', arc: '', relationships: [], pivotalMoments: [], evidence };
    const full = { ...sheet, summaryText: 'MARA', tokensEstimate: 1, method: 'offline', version: 1 };
    const characters = view.characters.map((one) => (one.name === 'MARA' ? { ...one, sheet: full } : one));
    const row = character('MARA', rows(statusWith(), { ...view, characters }));
    assert.equal(child(row, 'fact').place, null);
  });

  it('have a row of its own for a pinned sheet of somebody who is not there any more, to let it go', () => {
    const status = statusWith([
      { kind: 'sheet', subject: 'JOHN' },
      { kind: 'sheet', subject: 'MARA' },
    ]);
    const pinned = { ...status, artifacts: status.artifacts.map((one) => ({ ...one, pinned: true })) };
    const row = rows(pinned).at(-1);
    assert.deepEqual(row, {
      kind: 'keptSheet',
      id: 'kept JOHN',
      subject: 'JOHN',
      behind: ['1 of its 2 scenes changed (1).'],
    });
    assert.deepEqual(pinTarget(row), { kind: 'sheet', subject: 'JOHN' });
    assert.ok(!rows(status).some(({ kind }) => kind === 'keptSheet'));
  });
});
