import assert from 'node:assert/strict';
import type { ChatScene } from '../../src/engine/chat/chatScene';
import { chatScene } from '../../src/engine/chat/chatScene';
import { sceneExcerpt, sceneOpening } from '../../src/engine/chat/sceneExcerpt';
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
  const drip = 'Water drips from the pipes and nobody counts the drops that fall. '.repeat(3).trim();

  it('are those that have its words and what stands around them, with a mark for what is left out', () => {
    const speech = 'IDA\nWho sold the walnut press?';
    const scene = sceneOf(`${drip}\n\n${drip}\n\n${speech}\n\nOTTO\nThe widow did.\n\n${drip}\n\n${drip}\n\nSnow.`);
    assert.equal(sceneExcerpt(scene, wordsOf('walnut', 'press')), `…\n${drip}\n${speech}\nOTTO\nThe widow did.\n…`);
    assert.equal(sceneExcerpt(scene, wordsOf('snow')), `…\n${drip}\nSnow.`);
  });

  it('are a second place too, where that has words which the first one does not have', () => {
    const scene = sceneOf(`The walnut press.\n\n${drip}\n\n${drip}\n\nThe walnut.\n\nThe widow.`);
    const shown = sceneExcerpt(scene, wordsOf('walnut', 'press', 'widow')) ?? '';
    assert.ok(shown.startsWith('The walnut press.\n') && shown.endsWith('\nThe widow.'), shown);
  });

  it('are its first ones where a scene is shown without having any of the words', () => {
    assert.equal(sceneOpening(sceneOf(`A fan turns.\n\nIDA\nCold.\n\n${drip}`)), 'A fan turns.\nIDA\nCold.\n…');
    assert.equal(sceneOpening(sceneOf('A fan turns.')), 'A fan turns.');
    const long = sceneOpening(sceneOf(`${'The hall goes on and on. '.repeat(30).trim()}\n\nIDA\nCold.`));
    assert.ok(long.startsWith('The hall goes on and on.') && long.endsWith('…') && long.length < 320, long);
    assert.equal(sceneOpening(sceneOf('')), '');
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
