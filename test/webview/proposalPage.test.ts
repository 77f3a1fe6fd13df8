import assert from 'node:assert/strict';
import { openPages } from './openPage';
import { question, response, snapshot } from './said';

describe('A proposed edit on the page', () => {
  it('says what it does to the scene beyond its words', async () => {
    const pages = await openPages();
    try {
      const chat = await pages.open();
      const before = 'INT. HUT - NIGHT\n\nMARA\nNo.\n\nRain.\n\n';
      const proposal = {
        id: 'p',
        sceneId: 's12',
        hash: 'h',
        label: '12',
        heading: 'INT. HUT - NIGHT',
        before,
        after: before.replace('MARA\nNo.', 'EXT. PIER - DAY'),
        note: 'Outside.',
        modelCallId: null,
      };
      const said = response('a', [], [], { method: 'a/model', proposals: [proposal] });
      await chat.send(
        snapshot({ messages: [question('q', 'Outside?'), { role: 'assistant', id: 'a', response: said }] }),
      );
      assert.deepEqual(await chat.page.locator('.proposal p:not([hidden])').allInnerTexts(), [
        'Outside.',
        'Adds 1 scene heading: the scene becomes two.',
        'Leaves MARA without a line.',
        '4 lines now, 3 then',
      ]);
      assert.deepEqual(chat.complaints, []);
    } finally {
      await pages.close();
    }
  });
});
