import assert from 'node:assert/strict';
import { planned } from './plannedScript';

/** What every question has in front: outline, sheets of the principals, threads. */
const STABLE = ['outline', 'sheets', 'threads'];
const likely = [9, 18, 24];

describe('What is sent with a question', () => {
  it('to edit lines is the scene, the selection and both neighbours in full, and nothing that search found', () => {
    const asked = { question: 'Make it shorter.', at: 15, selected: 'Mara carries the lamp.', likely };
    assert.deepEqual(planned('local_edit', asked), {
      scenes: ['14 text', '15 text', '16 text'],
      sheets: [],
      selection: 'Mara carries the lamp.',
      parts: [...STABLE, 'scenes', 'selection', 'question'],
    });
    assert.deepEqual(planned('local_edit', { ...asked, at: 1 }).scenes, ['1 text', '2 text']);
    assert.deepEqual(planned('local_edit', { ...asked, at: 30 }).scenes, ['29 text', '30 text']);
    assert.deepEqual(planned('local_edit', { ...asked, question: 'Make Edda say it.' }).sheets, ['EDDA']);
  });

  it('about a scene is that scene in full, and cards of what it sets up or pays off, its neighbours and what is found', () => {
    const asked = { question: 'Does this scene work?', at: 15, likely };
    assert.deepEqual(planned('scene_feedback', asked), {
      scenes: ['3 card', '9 card', '14 card', '15 text', '16 card', '18 card', '24 card', '27 card'],
      sheets: [],
      selection: null,
      parts: [...STABLE, 'cards', 'scenes', 'question'],
    });
    const named = planned('scene_feedback', { ...asked, question: 'Does scene 21 work for Edda?', likely: [] });
    assert.deepEqual(named.scenes, ['3 card', '5 card', '14 card', '16 card', '21 text', '27 card']);
    assert.deepEqual(named.sheets, ['EDDA']);
  });

  it('about the script is the outline, the sheets of people named and the best scenes, wherever the writer is', () => {
    const asked = { question: 'Who has the lamp, Edda or Mara?', at: 15, likely };
    assert.deepEqual(planned('global_question', asked), {
      scenes: ['9 text', '18 text', '24 text'],
      sheets: ['EDDA'],
      selection: null,
      parts: [...STABLE, 'named sheets', 'scenes', 'question'],
    });
    const here = planned('global_question', { ...asked, question: 'Who has the lamp in this scene?' });
    assert.deepEqual(here.scenes, ['9 text', '15 text', '18 text', '24 text']);
    const many = planned('global_question', { ...asked, likely: Array.from({ length: 30 }, (_, at) => 30 - at) });
    assert.ok(many.scenes.includes('30 text') && many.scenes.some((one) => one.endsWith('lines')), many.scenes.join());
  });

  it('for ideas is outline, sheets and threads, and no scene that is not named', () => {
    const asked = { question: 'What else could become of the lamp?', at: 15, likely };
    assert.deepEqual(planned('brainstorm', asked), {
      scenes: [],
      sheets: [],
      selection: null,
      parts: [...STABLE, 'question'],
    });
    const named = planned('brainstorm', { ...asked, question: 'What could Edda do after scene 6?' });
    assert.deepEqual([named.scenes, named.sheets], [['6 text'], ['EDDA']]);
  });
});
