import assert from 'node:assert/strict';
import { editProposal } from '../../src/story/editProposal';

const rewritten = (before: string, after: string): string => {
  const scene = { sceneId: 's', hash: 'h', label: '1', heading: 'INT. HUT - NIGHT' };
  return editProposal({ ...scene, before, note: '', modelCallId: null }, after).after;
};

describe('The text of a proposal', () => {
  const scene = 'INT. HUT - NIGHT\n\nRain.\n\n';
  it('ends as the scene ended, so that the next heading stays one', () => {
    for (const end of ['', '\n', '\n\n', '\n \n\n\n']) {
      assert.equal(rewritten(scene, `INT. HUT - DAY\n\nSun.${end}`), 'INT. HUT - DAY\n\nSun.\n\n');
    }
    assert.equal(rewritten(scene.trimEnd(), 'INT. HUT - DAY\n\nSun.\n\n'), 'INT. HUT - DAY\n\nSun.');
  });
  it('has the line ends of the scene', () => {
    const dos = scene.replaceAll('\n', '\r\n');
    assert.equal(rewritten(dos, 'INT. HUT - DAY\n\nSun.'), 'INT. HUT - DAY\r\n\r\nSun.\r\n\r\n');
  });
  it('is nothing where the scene is taken out', () => {
    assert.equal(rewritten(scene, '\n\n'), '');
  });
});
