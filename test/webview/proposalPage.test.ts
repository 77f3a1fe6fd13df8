import assert from 'node:assert/strict';
import { openPages, type ChatPages } from './openPage';
import { question, response, snapshot } from './said';

describe('A proposed edit on the page', () => {
  let pages: ChatPages;
  before(async () => {
    pages = await openPages();
  });
  after(() => pages.close());

  /** The lines under the name of a proposal. */
  const linesOf = async (before: string, after: string): Promise<string[]> => {
    const chat = await pages.open();
    const scene = { sceneId: 's12', hash: 'h', label: '12', heading: 'INT. HUT - NIGHT' };
    const proposal = { id: 'p', ...scene, before, after, note: 'Outside.', modelCallId: null };
    const said = response('a', [], [], { method: 'a/model', proposals: [proposal] });
    await chat.send(
      snapshot({ messages: [question('q', 'Outside?'), { role: 'assistant', id: 'a', response: said }] }),
    );
    const lines = await chat.page.locator('.proposal p:not([hidden])').allInnerTexts();
    assert.deepEqual(chat.complaints, []);
    return lines;
  };

  it('says what it does to the scene beyond its words', async () => {
    const before = 'INT. HUT - NIGHT\n\nMARA\nNo.\n\nRain.\n\n';
    assert.deepEqual(await linesOf(before, before.replace('MARA\nNo.', 'EXT. PIER - DAY')), [
      'The model says: Outside.',
      'Adds 1 scene heading: the scene becomes two.',
      'Leaves MARA without a line.',
      '4 lines now, 3 then',
    ]);
  });

  it('counts a single line as one', async () => {
    const heading = 'INT. HUT - NIGHT\n\n';
    assert.deepEqual(await linesOf(heading, `${heading}Rain.\n\n`), ['The model says: Outside.', '1 line now, 2 then']);
  });
});
