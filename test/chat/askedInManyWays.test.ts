import assert from 'node:assert/strict';
import { answerOffline } from '../../src/engine/chat/answerOffline';
import type { OfflineAnswer } from '../../src/engine/chat/answers/offlineAnswer';
import { analysedFacts } from './analysedFacts';

/** A small screenplay of our own: a gong, a buried ring, a woman with two names, a boy without a word. */
const GONG = `INT. INN - NIGHT

A dented GONG hangs over the bar. PIP (9), barefoot, watches it. THE GUEST, 40, hooded, sits by the fire.

HOST
Who are you running from?

THE GUEST
Nobody. When does the ferry leave?

HOST
At six. When the gong sounds.

EXT. YARD - NIGHT

Pip digs under the pear tree and drops a SILVER RING into the hole.

INT. CELLAR - NIGHT

Barrels. Water to the knee. Nothing moves.

EXT. QUAY - DAWN

The gong sounds twice. The Guest throws back her hood: she is NELL, and always was.

NELL
That was six. [[too soon?]] Twice.

HOST
It was.

INT. INN - DAY

Dust on the tables. The Host hits the gong. It sounds like a pan.

HOST
Good night, Nell.

> FADE OUT.

> THE END <
`;

const facts = analysedFacts(GONG);

function ask(question: string): OfflineAnswer {
  return answerOffline(question, facts);
}

function text(answer: OfflineAnswer): string {
  return answer.blocks.map((block) => block.text).join('\n');
}

/** Found, and the text has all of these. */
function check(question: string, ...says: readonly RegExp[]): void {
  const answer = ask(question);
  assert.ok(answer.found, `${question}: ${text(answer)}`);
  for (const part of says) assert.match(text(answer), part, question);
}

describe('questions as writers put them', () => {
  it('how often a thing does something', () => {
    check(
      'How often does the gong sound?',
      /“gong” stands on 4 lines, in scenes 1, 4 and 5\. .* on 3 lines, in scenes 1, 4 and 5:/,
    );
    check('How many times does the gong melt?', /None of these scenes has “melt”/);
  });

  it('where a thing was put, in whatever words the page says it', () => {
    check('Where is the silver ring hidden?', /Pip digs under the pear tree and drops a SILVER RING/);
    check('Who buried the ring?', /Pip digs/);
    assert.equal(ask('Where is the sceptre hidden?').found, false);
  });

  it('what only counting answers', () => {
    check('Which scenes have no dialogue?', /^2 of 5 scenes have no dialogue: scenes 2 and 3\.$/);
    check('Who never speaks?', /^PIP never speaks; first in scene 1/);
    check('Which characters appear only once?', /THE GUEST: 1 speech|1 character in one scene only/);
  });

  it('the first and the last line, spoken and seen, not the fade', () => {
    check('What is the last line?', /HOST’s, in scene 5 .*“Good night, Nell\.”/, /It sounds like a pan/);
    assert.doesNotMatch(text(ask('What is the last line?')), /FADE|THE END/);
    check('What is the first line of dialogue?', /HOST’s, in scene 1 .*“Who are you running from\?”$/);
    check('Who has the last word?', /HOST’s/);
    check('In scene 4: what is the last line?', /“It was\.”/);
  });

  it('whether two names are one person', () => {
    check('Is Nell the Guest?', /Scene 4 .* names both: “.*she is NELL/);
    check('When does the Guest become Nell?', /Scene 4/);
  });

  it('what becomes of one thing', () => {
    check('Does the silver ring pay off?', /SILVER RING is planted in scene 2/, /still open/);
  });

  it('a question of the script with its reply', () => {
    check(
      'When does the ferry leave?',
      /“Nobody\. When does the ferry leave\?”\nHOST, next: “At six\. When the gong sounds\.”/,
    );
  });

  it('in another language by names and words, and says so', () => {
    check('Wer ist Nell?', /^Questions are understood in English only/, /NELL comes in with scene 4/);
    check('Qui est Nell ?', /NELL comes in/);
    check('Wo ist Nell?', /English only/);
    assert.doesNotMatch(text(ask('Was Nell in the yard?')), /English only/);
  });

  it('the last time that two people speak', () => {
    check(
      'When is the last time Nell and the Host speak?',
      /NELL and HOST last speak to each other in scene 4 .*NELL: “That was six\. Twice\.” HOST: “It was\.”/,
    );
  });

  it('the theme, as a guess', () => {
    const answer = ask('What is the theme?');
    assert.match(text(answer), answer.found ? /Guesses/ : /No theme was found/);
  });

  it('shows no gap where a note is cut out of a quote', () => {
    check('What does Nell say about six?', /“That was six\. Twice\.”/);
  });
});
