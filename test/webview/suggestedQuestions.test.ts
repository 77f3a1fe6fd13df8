import assert from 'node:assert/strict';
import { suggestedQuestions } from '../../src/extension/chat/suggestedQuestions';
import { scenesOf, scriptView } from './said';

const three = scenesOf('EXT. PIER - DAWN\n\nINT. LIGHTHOUSE - NIGHT\n\nEXT. SEA - NIGHT\n');

describe('The questions an empty conversation offers', () => {
  const mara = ['MARA', 300, [0, 1]] as const;
  const check = (
    people: Parameters<typeof scriptView>[1],
    expected: string[],
    { scenes = three, open = [] as string[] } = {},
  ): void => {
    const view = scriptView(scenes, people);
    const relationships = open.map((setupSceneId) => ({
      id: setupSceneId,
      relationshipType: 'setup_payoff' as const,
      setupSceneId,
      payoffSceneId: null,
      description: 'A brass key.',
      evidence: [],
      method: 'offline',
    }));
    assert.deepEqual(suggestedQuestions({ ...view, relationships }), expected);
  };

  it('are about those who speak most, in the names of the script, and what is open', () =>
    check(
      [['KEEPER', 12, [0]], mara, ['JONAS', 200, [1, 2]]],
      [
        'Where does MARA appear for the first time?',
        'In which scenes are MARA and JONAS together?',
        'What is still open?',
      ],
      { open: ['scene 2'] },
    ));
  it('do not ask what is open where nothing is known to be', () =>
    check([mara], ['Where does MARA appear for the first time?', 'Who is in the script?', 'What happens in scene 1?']));
  it('do not ask for a meeting that never happens', () =>
    check(
      [mara, ['JONAS', 200, [2]]],
      ['Where does MARA appear for the first time?', 'In how many scenes is JONAS?', 'What is still open?'],
      { open: ['scene 2'] },
    ));
  it('know someone who is only talked about from someone who speaks', () =>
    check(
      [mara, ['GHOST', 0, [0, 1, 2]]],
      ['Where does MARA appear for the first time?', 'Who is in the script?', 'What happens in scene 1?'],
    ));
  it('do not ask who is there where nobody speaks', () => check([], ['What happens in scene 1?']));
  it('are none where there is no scene', () => check([['MARA', 3, []]], [], { scenes: [] }));
});
