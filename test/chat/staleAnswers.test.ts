import assert from 'node:assert/strict';
import { answerOffline } from '../../src/engine/chat/answerOffline';
import type { OfflineAnswer } from '../../src/engine/chat/answers/offlineAnswer';
import type { ScriptFacts } from '../../src/engine/chat/scriptFacts';
import { analysedFacts, CHANGED } from './analysedFacts';

const FIELD = (number: number): string =>
  `EXT. FIELD ${number} - DAY\n\nWind in row ${number}.\n\nSAL\nRow ${number} done.\n`;

const PLANTED = 'Sal takes a BRASS KEY from the nail and drops it into her boot.';
const QUARREL = 'BEE\nGive me the map, Sal.\n\nSAL\nNot until you tell me where he is.\n';
const STOVE =
  'Bee kicks the stove. The pipe comes down in soot and ash, all over the bread, the bunk and the blanket. She kicks it ' +
  'again. It rolls on its side and the coals go hissing over the wet boards to the wall, where the straw is kept.';
const RAIN =
  'Rain on the tin roof, louder and louder, until neither of them can hear the river. A bucket in the corner runs over. ' +
  'Sal moves it with her foot. The water finds the coals. Steam goes up between them and hides the window for a while. ' +
  'When it clears, both stand where they stood, and the bucket is empty again, and the lamp burns lower than before.';
const CABIN = `INT. CABIN - DAY\n\n${PLANTED}\n\n${RAIN}\n\n${QUARREL}\n${STOVE}\n`;
const FARM = [CABIN, ...[2, 3, 4, 5, 6].map(FIELD)].join('\n');

function text(answer: OfflineAnswer): string {
  return answer.blocks.map((block) => block.text).join('\n');
}

function quotesOf(answer: OfflineAnswer): (string | null)[] {
  return answer.citations.map(({ quote }) => quote);
}

describe('answers about words that are no longer in the script', () => {
  it('know the open setup while it stands', () => {
    const answer = answerOffline('What is still open?', analysedFacts(FARM));
    assert.ok(answer.found);
    assert.match(text(answer), /BRASS KEY/);
    assert.ok(quotesOf(answer).includes(PLANTED));
    assert.doesNotMatch(text(answer), /last analysis/);
  });

  it('say nothing of a setup whose sentence was deleted, and why the rest is behind', () => {
    const answer = answerOffline('What is still open?', analysedFacts(FARM.replace(PLANTED, 'Sal waits.'), FARM));
    assert.equal(answer.found, false, text(answer));
    assert.doesNotMatch(text(answer), /BRASS KEY/);
    assert.match(text(answer), /1 more was found in the last analysis and is left out: the words are no longer/);
    assert.match(text(answer), /Setups and payoffs are as of the last analysis; behind: 1 of its scenes changed\./);
    assert.deepEqual(CHANGED, '1 of its scenes changed.');
  });

  it('repeat no card, conflict or sheet that quotes what is gone', () => {
    const now = FARM.replace('Give me the map, Sal.', 'Well.');
    const facts = analysedFacts(now, FARM);
    for (const question of [
      'What happens in scene 1?',
      'What is the central conflict?',
      'What is the story about?',
      'What happens in act one?',
      'Who is Sal?',
      'What does Sal want?',
      'What are the plot threads?',
    ]) {
      assert.doesNotMatch(text(answerOffline(question, facts)), /the map/, question);
    }
    assert.match(text(answerOffline('What happens in scene 1?', facts)), /Its card is left out: it repeats words/);
    assert.match(text(answerOffline('What is the central conflict?', facts)), /left out/);
  });
});

describe('what the outline says of an act', () => {
  it('is left out where its last words are gone', () => {
    const now = FARM.replace('Wind in row 6.', 'Calm.');
    const question = 'What happens in act one?';
    assert.match(text(answerOffline(question, analysedFacts(FARM))), /Begins: .*Ends: /);
    assert.match(text(answerOffline('What is the story about?', analysedFacts(FARM))), /Wind in row 6/);
    const stale = text(answerOffline('What is the story about?', analysedFacts(now, FARM)));
    assert.doesNotMatch(stale, /Wind in row 6/);
    assert.match(stale, /The logline of the last analysis is left out/);
  });
});

describe('what an answer cites', () => {
  it('is the exchange for the central conflict, never just the first scene', () => {
    const script = [...[2, 3, 4, 5, 6].map(FIELD), CABIN].join('\n');
    const answer = answerOffline('What is the central conflict?', analysedFacts(script));
    assert.ok(quotesOf(answer).includes('Give me the map, Sal.'), text(answer));
    assert.ok(answer.citations.every(({ sceneId }) => sceneId === 's5'));
  });

  it('is the first and the last scene for the logline', () => {
    const answer = answerOffline('What is the logline?', analysedFacts(FARM));
    const logline = answer.blocks[0];
    assert.deepEqual([...new Set(logline?.citations.map(({ sceneId }) => sceneId))], ['s0', 's5'], logline?.text);
  });

  it('is what somebody says they want, for the want', () => {
    const want = 'I want to see the ocean before I die.';
    const script = FARM.replace('Row 3 done.', want).replace(
      'Row 6 done.',
      'Nobody told me anything. You should rest.',
    );
    const answer = answerOffline('What does Sal want?', analysedFacts(script));
    assert.deepEqual(quotesOf(answer), [want], text(answer));
  });

  it('is not hung on a lead-in', () => {
    const { blocks } = answerOffline('Who speaks the most?', analysedFacts(FARM));
    assert.deepEqual(blocks[0]?.citations, []);
    assert.ok((blocks[1]?.citations.length ?? 0) > 0);
  });
});

describe('setups that are none', () => {
  it('are not called paid off where only a line comes back', () => {
    const line = 'SAL\nNobody drowns in a dry river.\n';
    const script = [`INT. BARN - DAY\n\n${line}`, ...[2, 3, 4].map(FIELD), `INT. MILL - NIGHT\n\n${line}`].join('\n');
    const facts = analysedFacts(script);
    assert.ok(facts.relationships.length > 0);
    const answer = answerOffline('What is still open?', facts);
    assert.equal(answer.found, false);
    assert.match(text(answer), /No setup was found/);
    assert.doesNotMatch(text(answer), /paid off are|all 0/);
  });
});

describe('a question about one scene', () => {
  const facts = analysedFacts(FARM);
  const same = (given: string, plain: string, currentSceneId: string | null = null, of: ScriptFacts = facts): void => {
    assert.deepEqual(
      text(answerOffline(given, of, { currentSceneId })),
      text(answerOffline(plain, of)),
      `${given} / ${plain}`,
    );
  };

  it('is the same question behind the prefix that the panel puts before it', () => {
    same('In scene 1: who is in it?', 'Who is in scene 1?');
    same('In scene 1: What happens?', 'What happens in scene 1?');
    same('In scene 2: how long is it?', 'How long is scene 2?');
    same('in scene 3, where is it set?', 'Where is scene 3 set?');
    same('In scene 1 who speaks?', 'Who speaks in scene 1?');
    assert.match(text(answerOffline('In scene 1: who is in it?', facts)), /BEE \(1 speech\) and SAL \(1 speech\)/);
    assert.match(text(answerOffline('In scene 77: who is in it?', facts)), /There is no scene 77/);
  });

  it('knows the scene the writer is in', () => {
    same('Who is in this scene?', 'Who is in scene 1?', 's0');
    same('What happens here?', 'What happens in scene 2?', 's1');
    same('How long is the current scene?', 'How long is scene 2?', 's1');
    assert.match(text(answerOffline('Who is in this scene?', facts)), /No scene is open here/);
  });

  it('looks for words in that scene only', () => {
    const answer = answerOffline('In scene 4: what does Sal say about the row?', facts);
    assert.deepEqual([...new Set(answer.citations.map(({ sceneId }) => sceneId))], ['s3'], text(answer));
  });
});

describe('what was searched', () => {
  it('is what was read for the answer, the text before the first heading too', () => {
    const scenes = (question: string, facts: ScriptFacts): number => answerOffline(question, facts).searched.scenes;
    const farm = analysedFacts(FARM);
    assert.equal(scenes('Who is in scene 1?', farm), 1);
    assert.equal(scenes('Why does Bee kick the stove?', farm), 6);
    assert.equal(scenes('What is the central conflict?', farm), 0);
    assert.equal(answerOffline('What is the central conflict?', farm).searched.outline, true);
    assert.deepEqual(answerOffline('What happens in scene 1?', farm).searched.cards, ['s0']);
    assert.equal(scenes('Where is the plough?', analysedFacts('A field. A plough stands in it.\n')), 1);
  });

  it('is said where nothing was found', () => {
    assert.match(
      text(answerOffline('Where is the submarine?', analysedFacts(FARM))),
      /Searched: all 6 scenes of .*submarine/,
    );
  });
});
