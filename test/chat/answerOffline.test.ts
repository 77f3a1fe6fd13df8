import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerOffline } from '../../src/engine/chat/answerOffline';
import type { OfflineAnswer } from '../../src/engine/chat/answers/offlineAnswer';
import { buildLexicalIndex } from '../../src/engine/chat/lexicalIndex';
import type { ScriptFacts } from '../../src/engine/chat/scriptFacts';
import { factsOf } from './lampFacts';

const facts = factsOf();

function ask(question: string, given: ScriptFacts = facts): OfflineAnswer {
  const answer = answerOffline(question, given);
  assertGrounded(answer, given, question);
  return answer;
}

/** Lead-ins, and sentences on the analysis itself. */
const NEEDS_NO_PLACE = /:$|as of the last analysis|left out: /;

/** What every answer promises: quotes letter for letter on their line; what is found is cited. */
function assertGrounded(answer: OfflineAnswer, given: ScriptFacts, question: string): void {
  assert.ok(answer.blocks.length > 0 && answer.blocks.every(({ text }) => text.trim() !== ''), question);
  assert.ok(answer.searched.words !== '', question);
  if (answer.found)
    assert.ok(
      answer.blocks.every(({ text, citations }) => citations.length > 0 || NEEDS_NO_PLACE.test(text)),
      `${question}: a sentence without a place`,
    );
  for (const { sceneId, lineOffset, quote } of answer.blocks.flatMap(({ citations }) => citations)) {
    const scene = given.scenes.find(({ id }) => id === sceneId);
    assert.ok(scene !== undefined, question);
    const line = scene.source.split(/\r\n|\r|\n/)[lineOffset];
    assert.ok(line !== undefined, question);
    if (quote !== null) assert.ok(unmarked(line).includes(unmarked(quote)), `${question}: ${quote} in ${line}`);
  }
}

/** As quotes are compared (chat.md, *Grounding*): without emphasis marks, blanks folded; Fountain makes a tab four blanks. */
function unmarked(line: string): string {
  return line
    .replace(/[*_\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function text(answer: OfflineAnswer): string {
  return answer.blocks.map((block) => block.text).join('\n');
}

/** The question is answered, in these scenes (as cited, in script order), with text that has all of these. */
function check(question: string, scenes: readonly string[], ...says: readonly (string | RegExp)[]): void {
  const answer = ask(question);
  assert.ok(answer.found, `${question}: ${text(answer)}`);
  const cited = [...new Set(answer.citations.map(({ sceneId }) => sceneId))].sort();
  assert.deepEqual(cited, [...scenes].sort(), `${question}: ${text(answer)}`);
  for (const part of says)
    assert.match(text(answer), typeof part === 'string' ? new RegExp(part.replace(/[.*+?()[\]]/g, '\\$&')) : part);
}

/** The question is said not to be answered by the script. */
function checkRefused(question: string, ...says: readonly RegExp[]): void {
  const answer = ask(question);
  assert.equal(answer.found, false, `${question}: ${text(answer)}`);
  for (const part of says) assert.match(text(answer), part);
}

describe('answers without a model', () => {
  it('who somebody is: where they come in, where they speak, with whom', () => {
    check('Who is Mara?', ['s0', 's3', 's4'], 'MARA QUILL (60s), keeper', 'speaks in 3 scenes of 5 (1, 4 and 5)');
    check('who is inspector vance', ['s1', 's2'], 'yellow raincoat');
    assert.match(text(ask('tell me about Vance')), /INSPECTOR VANCE comes in with scene 2/);
  });

  it('who says what, word for word or nearly', () => {
    check('Who says "Then we burn the chairs"?', ['s0'], 'MARA, scene 1', '“Then we burn the chairs.”');
    check('Who says it never went out?', ['s3'], 'MARA, scene 4');
    check(
      'who says there should be twelve',
      ['s1'],
      'INSPECTOR VANCE',
      '“Eleven.  ?There should be twelve.”'.replace('  ?', ' '),
    );
    checkRefused('Who says "The whale is white"?', /Nobody says “The whale is white”/);
  });

  it('what somebody says about something', () => {
    check('What does Mara say about the chairs?', ['s0'], '“Then we burn the chairs.”');
    checkRefused('What does Mara say about the telescope?', /says nothing about “the telescope”/);
  });

  it('who is in a scene, what happens in it, how long it is', () => {
    check('Who is in scene 3?', ['s2'], 'INSPECTOR VANCE (2 speeches) and TOMAS (1 speech)');
    check(
      'What happens in scene 2?',
      ['s1'],
      'Scene 2 (EXT. HARBOUR WALL - CONTINUOUS, p. 2)',
      'It opens',
      'It closes',
    );
    check('How long is scene 4?', ['s3'], '5/8 page');
    check('Is Mara in scene 3?', ['s2'], /^No: MARA is not named/);
    checkRefused('What happens in scene 12?', /There is no scene 12\. The scenes run from 1 to 5/);
  });

  it('gives the card where there is one', () => {
    const carded = factsOf(undefined, {
      scenes: facts.scenes.map((scene) => ({ ...scene, card: 'Mara keeps the lamp lit.' })),
    });
    assert.match(text(ask('What happens in scene 1?', carded)), /Mara keeps the lamp lit\./);
  });

  it('says only what word search can know where no line has the words, and shows the nearest ones', () => {
    for (const question of [
      'Why is the keeper of the lamp so weary of the sea?',
      'How does the nephew feel about the lamp?',
    ]) {
      const said = ask(question);
      assert.equal(said.found, false, question);
      assert.match(text(said), /^No line says this in the words of the question\./, question);
      assert.doesNotMatch(text(said), /script does not say/, question);
      assert.ok(new Set(said.citations.map(({ sceneId }) => sceneId)).size > 1, `${question}: ${text(said)}`);
    }
    assert.match(text(ask('Why is the keeper of the lamp so weary?')), /“weary” is nowhere in the script/);
    assert.deepEqual(ask('Zyx qwv?').citations, [], 'nothing is near to what is nowhere');
    const elsewhere = ask('How does Roberto put out the lamp?');
    assert.match(text(elsewhere), /“Roberto” is nowhere in the script/);
    assert.ok(elsewhere.citations.length > 0);
  });

  it('looks in the scene that a question names by where it stands', () => {
    for (const [question, scene] of [
      ['How does her mood brighten in the closing scene?', 's4'],
      ['What is wrong with her hands in the first scene?', 's0'],
      ['In the second to last scene, what is gone?', 's3'],
    ] as const) {
      const said = ask(question);
      assert.deepEqual([...new Set(said.citations.map(({ sceneId }) => sceneId))], [scene], question);
    }
    assert.match(text(ask('How does her mood brighten in the closing scene?')), /For the first time she smiles/);
    assert.ok(ask('What happens in the last scene?').found);
    const { citations } = ask('What does Tomas say in the last scene with the Inspector?');
    assert.ok(!citations.some(({ sceneId }) => sceneId === 's4'), 'that one is found by what is in it');
  });

  it('where and when: first and last', () => {
    check('When does Tomas first appear?', ['s0'], 'TOMAS, 19, her nephew');
    check('Where do we last see Tomas?', ['s3'], 'scene 4');
    check('When do we first see the telescope?', ['s1', 's4'], 'First in scene 2');
    check('Where is the green notebook mentioned?', ['s1', 's2'], 'First in scene 2', 'scenes 2 and 3');
  });

  it('how often', () => {
    check('How many lines does Mara have?', ['s0', 's3', 's4'], 'MARA has 4 speeches');
    check('How many scenes is Tomas in?', ['s0', 's2', 's3'], 'TOMAS is in 3 scenes');
    check('How often is the word "lamp" used?', ['s0', 's2', 's3'], '“lamp” stands 4 times');
    check('How many scenes are at night?', ['s0', 's1', 's4'], '3 of 5 scenes are marked NIGHT');
    check('How often does Mara say twelve?', ['s4'], 'MARA: “twelve” stands once');
    checkRefused('How often is the word "whale" used?', /nowhere in the script/);
  });

  it('together with', () => {
    check('In which scenes are Mara and Tomas together?', ['s0', 's3'], 'speak in 2 scenes together: scenes 1 and 4');
    check('Do Mara and Vance ever meet?', ['s0', 's1'], 'MARA and INSPECTOR VANCE share no scene');
    check('Who does Tomas talk to most?', ['s0', 's2', 's3'], 'TOMAS speaks most with');
  });

  it('longest and most', () => {
    check('What is the longest scene?', ['s4'], 'Scene 5');
    check('What is the shortest scene?', ['s0'], 'Scene 1');
    check('Which character has the most lines?', ['s0', 's1', 's2', 's3', 's4'], /most first:\nMARA: /);
    check('How many pages is the script?', ['s0', 's4'], '5 pages', '5 scenes');
  });

  it('places and times as the headings say', () => {
    check('Which scenes are set in the lamp room?', ['s0', 's3'], '2 scenes: scenes 1 and 4');
    check('who is on the harbour wall', ['s1', 's4'], 'INSPECTOR VANCE: scene 2', 'MARA: scene 5');
  });

  it('names and ages, if the page gives them', () => {
    check('How old is Tomas?', ['s0'], 'TOMAS, 19');
    check("What is Mara's last name?", ['s0'], 'MARA QUILL');
    checkRefused('How old is Inspector Vance?', /gives no age/);
    checkRefused("What is Tomas's middle name?", /no middle name/);
    checkRefused('What is the name of the lighthouse?', /gives no name/);
  });

  it('what stands before and after', () => {
    check('What happens after scene 1?', ['s0', 's1'], 'Right after it:', 'scene 2'.replace('s', 'S'));
    check('What happens before the telescope is lowered?', ['s3', 's4'], 'Right before it:');
  });

  it('everything else by the lines that come closest', () => {
    check('Why are two chairs missing?', ['s3'], 'Two chairs are missing from the table.');
    check('What does Mara burn when the oil is gone?', ['s0']);
    const answer = ask('Who scrapes soot from the lamp?');
    assert.equal(answer.citations[0]?.sceneId, 's3');
  });

  it('says so where the script does not say', () => {
    checkRefused('Who is Captain Harlan?', /“Captain Harlan” is nowhere in the script/);
    checkRefused('What does Mrs. Vance do?', /nowhere in the script/);
    checkRefused('What breed is the dog?', /“breed” and “dog” are nowhere/);
    checkRefused('Where is the submarine?');
    checkRefused("What is Mara's favourite opera?");
    checkRefused('Which university did Tomas attend?');
    checkRefused('What is the capital of France?');
    checkRefused('Does Tomas have a sister?');
    checkRefused('How much did the raincoat cost?');
  });

  it('offers the name that may have been meant', () => {
    checkRefused('What does Tomaz say in the café?', /Did you mean TOMAS\?/);
  });

  it('does not judge, advise, or know the world', () => {
    for (const question of [
      'Is the ending any good?',
      'Should I cut scene 3?',
      'What do you think of Mara?',
      'What is the best scene?',
      'How can I improve the dialogue?',
      'Which actor plays Mara?',
      'What was the box office?',
    ]) {
      checkRefused(question);
    }
  });

  it('knows other names of a character', () => {
    const aliased = factsOf(undefined, {
      characters: facts.characters.map((view) =>
        view.name === 'MARA' ? { ...view, aliases: ['AUNT MARA', 'THE KEEPER'] } : view,
      ),
    });
    assert.match(text(ask('How many lines does the keeper have?', aliased)), /MARA has 4 speeches/);
    assert.match(text(ask('Who is Aunt Mara?', aliased)), /Also called AUNT MARA and THE KEEPER/);
  });

  it('gives the same answer every time, with an index at hand or without', () => {
    const index = buildLexicalIndex(facts.scenes);
    for (const question of ['Who is Mara?', 'Why are two chairs missing?', 'How often is the word "lamp" used?']) {
      assert.deepEqual(answerOffline(question, facts, { index }), answerOffline(question, facts));
    }
  });
});

describe('answers from outline, threads and relationships', () => {
  const outline = {
    logline: 'A keeper hides a night without light.',
    acts: [
      { number: 1, title: 'The Night', summary: 'The lamp burns on chairs.', sceneIndices: [0, 1] },
      { number: 2, title: 'The Question', summary: 'The Inspector asks.', sceneIndices: [2, 3, 4] },
    ],
    turningPoints: [{ kind: 'midpoint' as const, sceneIndices: [2], reason: 'The Inspector asks Tomas.' }],
    centralConflict: 'Mara against the Inspector.',
    summaryText: 'A keeper hides a night.',
    tokensEstimate: 10,
    method: 'offline',
    version: 1,
  };
  const relationship = {
    id: 'r1',
    relationshipType: 'setup_payoff' as const,
    setupSceneId: 's1',
    payoffSceneId: null,
    description: 'The twelfth boat is missing.',
    evidence: [{ sceneId: 's1', line: 1, quote: 'Eleven. There should be twelve.', verified: true }],
    method: 'offline',
  };
  const full = factsOf(undefined, {
    outline,
    outlineEvidence: [0, 4].map((at) => ({ sceneId: `s${at}`, line: 1, quote: null, verified: true })),
    threads: [
      {
        id: 't1',
        name: 'The lamp',
        threadType: 'plot',
        sceneIndices: [0, 3],
        description: 'Kept burning.',
        method: 'offline',
      },
    ],
    relationships: [
      relationship,
      { ...relationship, id: 'r2', setupSceneId: 's0', payoffSceneId: 's3', description: 'The chairs.' },
    ],
    scenes: facts.scenes.map((scene, i) => ({ ...scene, act: i < 2 ? 1 : 2 })),
  });

  it('acts, turning points, threads, logline', () => {
    assert.match(
      text(ask('What happens in act two?', full)),
      /Act 2 runs from scene 3 .*The Question: The Inspector asks\./s,
    );
    assert.match(text(ask('Where is the midpoint?', full)), /Midpoint, candidates: scene 3\./);
    assert.match(text(ask('What are the plot threads?', full)), /The lamp \(plot\), scenes 1 and 4\./);
    assert.match(text(ask('What is the story about?', full)), /A keeper hides a night without light\./);
    assert.equal(ask('What happens in act five?', full).found, false);
  });

  it('what is open, with its words', () => {
    const answer = ask('Which setups have no payoff?', full);
    assert.match(
      text(answer),
      /1 setup without a payoff, by rules:\nScene 2 .*The twelfth boat is missing\. \(open\)/s,
    );
    assert.ok(answer.citations.some(({ quote }) => quote === 'Eleven. There should be twelve.'));
    assert.match(text(ask('What is still open?', full)), /twelfth boat/);
    assert.match(text(ask('List the setups and payoffs', full)), /paid off in scene 4/);
  });

  it('says what has not been made', () => {
    assert.match(text(ask('Where is the midpoint?')), /has not been made yet/);
    assert.equal(ask('Which setups are open?').found, false);
    assert.equal(ask('What happens in act two?').found, false);
  });
});

describe('questions that nobody should ask', () => {
  it('get an answer, grounded or none', () => {
    for (const question of [
      '',
      ' ',
      '???',
      '🦓🦓🦓',
      'who is '.repeat(30_000),
      'x'.repeat(200_000),
      '"'.repeat(1_000),
      '(((((((((((((((((((((((((((((((',
      'who says .*+?^${}()|[]\\',
      'how many times is (a+)+$ mentioned?',
      'scene scene scene 1 scene 2',
      '\u202eوأين مارا\u202c',
      'מי זו מארה?',
      '誰がランプを守る？',
      '\u0000\ud800 Mara',
      '{1} {2} who is {1}',
      'what happens before what happens before what happens before the lamp',
      'first last first last first time last time Mara Mara Mara Tomas',
    ]) {
      ask(question);
    }
  });

  it('on any script', () => {
    for (const script of [
      '',
      'Just prose, no scene.\n',
      'INT. A\n',
      '.\n',
      'MARA\nHello, lamp.\n',
      'INT. A\n\n[[note lamp]]\n',
    ]) {
      for (const question of [
        'Who is Mara?',
        'What happens in scene 1?',
        'longest scene',
        'how does it end?',
        'lamp',
        'How many pages?',
        'list the characters',
        'How many characters are there?',
        'Who is in most scenes?',
        'What are the locations?',
        'most used location',
        'Who speaks most?',
        'What happens after scene 1?',
      ]) {
        ask(question, factsOf(script));
      }
    }
  });

  it('of random words on random pages', () => {
    const word = fc.constantFrom(
      'who',
      'what',
      'Mara',
      'first',
      'scene',
      '1',
      'says',
      '"lamp"',
      'lamp',
      'in',
      'the',
      'LAMP',
      'how many',
      'when',
      'before',
      "Mara's",
      'name',
      '?',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 9 }), fc.string({ unit: 'binary', maxLength: 60 }), (words, body) => {
        ask(words.join(' '), factsOf(`INT. LAMP ROOM - NIGHT\n\nMARA, 60, ${body}\n\nMARA\n${body} lamp.\n`));
      }),
      { numRuns: 200 },
    );
  });
});
