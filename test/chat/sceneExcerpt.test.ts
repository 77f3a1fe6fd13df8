import assert from 'node:assert/strict';
import type { ChatScene } from '../../src/engine/chat/chatScene';
import { chatScene } from '../../src/engine/chat/chatScene';
import { sceneExcerpt } from '../../src/engine/chat/sceneExcerpt';
import { sceneLines } from '../../src/engine/chat/sceneLines';
import { termOf } from '../../src/engine/chat/searchTerms';

function sceneOf(body: string): ChatScene {
  const source = `INT. COLD STORE - NIGHT\n\n${body}\n`;
  const fact = {
    ...{ id: 's', index: 0, label: '1', heading: 'INT. COLD STORE - NIGHT', source, cast: [], card: null, act: null },
    ...{ page: 1, eighths: 1, startLine: 1, speaking: [], mentioned: [], hash: '', headingLine: 0 },
  };
  return chatScene(fact, sceneLines(source), { sendNotes: false });
}

const wordsOf = (...words: string[]): Map<string, number> => new Map(words.map((word) => [termOf(word), 1]));

describe('The lines of a scene for a question', () => {
  it('are those that have its words, speeches with their cue, with a mark for what is left out', () => {
    const scene = sceneOf(
      'A fan turns.\n\nIDA\nWho sold the walnut press?\n\nA drip.\n\nOTTO\nThe widow did.\n\nSnow.',
    );
    assert.equal(sceneExcerpt(scene, wordsOf('walnut', 'press')), '…\nIDA\nWho sold the walnut press?\n…');
    assert.equal(
      sceneExcerpt(scene, wordsOf('walnut', 'widow')),
      '…\nIDA\nWho sold the walnut press?\n…\nOTTO\nThe widow did.\n…',
    );
    assert.equal(sceneExcerpt(scene, wordsOf('snow')), '…\nSnow.');
  });

  it('are none where only the heading has a word', () => {
    assert.equal(sceneExcerpt(sceneOf('A fan turns.'), wordsOf('cold')), null);
    assert.equal(sceneExcerpt(sceneOf('A fan turns.'), wordsOf('walnut')), null);
  });

  it('are the sentences of a long paragraph that have the words, and say that they are cut', () => {
    const filler = 'The hall goes on and nobody is in it. '.repeat(12);
    const shown =
      sceneExcerpt(sceneOf(`${filler}The walnut press is gone. ${filler}`), wordsOf('walnut', 'press')) ?? '';
    assert.ok(shown.includes('The walnut press is gone.'), shown);
    assert.ok(shown.startsWith('… ') && shown.endsWith(' …') && shown.length < 320, shown);
  });
});
