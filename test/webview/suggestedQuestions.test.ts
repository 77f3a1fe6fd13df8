import assert from 'node:assert/strict';
import { suggestedQuestions } from '../../src/extension/chat/suggestedQuestions';
import { scenesOf, scriptView } from './said';

const three = scenesOf('EXT. PIER - DAWN\n\nINT. LIGHTHOUSE - NIGHT\n\nEXT. SEA - NIGHT\n');

describe('The questions an empty conversation offers', () => {
  const check = (people: Parameters<typeof scriptView>[1], expected: string[], scenes = three): void =>
    assert.deepEqual(suggestedQuestions(scriptView(scenes, people)), expected);

  it('are about those who speak most, in the names of the script', () =>
    check(
      [
        ['KEEPER', 12, [0]],
        ['MARA', 300, [0, 1]],
        ['JONAS', 200, [1, 2]],
      ],
      [
        'Where does MARA appear for the first time?',
        'In which scenes are MARA and JONAS together?',
        'What is still open?',
      ],
    ));
  it('do not ask for a meeting that never happens', () =>
    check(
      [
        ['MARA', 300, [0]],
        ['JONAS', 200, [2]],
      ],
      ['Where does MARA appear for the first time?', 'In how many scenes is JONAS?', 'What is still open?'],
    ));
  it('know someone who is only talked about from someone who speaks', () =>
    check(
      [
        ['MARA', 300, [0, 1]],
        ['GHOST', 0, [0, 1, 2]],
      ],
      ['Where does MARA appear for the first time?', 'What is still open?', 'Who is in the script?'],
    ));
  it('do without people', () =>
    check([], ['What is still open?', 'Who is in the script?', 'What happens in scene 1?']));
  it('do not ask what is open in a single scene', () =>
    check(
      [['MARA', 3, [0]]],
      ['Where does MARA appear for the first time?', 'Who is in the script?', 'What happens in scene 1?'],
      three.slice(0, 1),
    ));
  it('are none where there is no scene', () => check([['MARA', 3, []]], [], []));
});
