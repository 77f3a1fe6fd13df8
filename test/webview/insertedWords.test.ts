import assert from 'node:assert/strict';
import { insertedWords } from '../../src/extension/proposals/insertedWords';
import { applyHunks, proposalHunks } from '../../src/story/proposalHunks';

const SOURCE = 'INT. HUT - NIGHT\n\nRain.\n\nMARA\nNo.\n\n';
const inserted = (words: string, afterLine: number, source = SOURCE): string => {
  const scene = { sceneId: 's', hash: 'h', label: '1', heading: 'INT. HUT - NIGHT', source, afterLine };
  const { before, after } = insertedWords(words, scene);
  return applyHunks(before, proposalHunks(before, after)).text;
};

describe('Words of an answer that are put into a scene', () => {
  it('stand between blank lines behind the line of the cursor', () => {
    assert.equal(inserted('Sun.\n', 2), SOURCE.replace('Rain.', 'Rain.\n\nSun.'));
    assert.equal(inserted('Sun.', 99), `${SOURCE}Sun.\n\n`);
  });
  it('have the line ends of the file, and nothing that nobody can see', () => {
    const dos = SOURCE.replaceAll('\n', '\r\n');
    assert.equal(inserted('MA\u200bRA\nYes\u0000.', 2, dos), dos.replace('Rain.', 'Rain.\r\n\r\nMARA\r\nYes.'));
  });
  it('are refused where they would take what follows off the page', () => {
    for (const words of ['Sun. /* gone', 'Sun. [[why'])
      assert.throws(() => inserted(words, 2), /what follows in the script would be lost/u);
    assert.equal(inserted('Sun. [[why]]', 2), SOURCE.replace('Rain.', 'Rain.\n\nSun. [[why]]'));
  });
});
