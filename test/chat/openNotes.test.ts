import assert from 'node:assert/strict';
import type { ModelRequest } from '../../src/story/modelMessage';
import { scriptedInfo, scriptedModel } from '../models/scriptedModel';
import { startEngineOnDisk } from '../engine/engineOnDisk';
import { openModelRoom } from './modelRoom';
import { scriptedChatModel, sentText } from './scriptedChatModel';

const TEXT = [
  'EXT. SEA - DAY\n\nMARA mends a torn net.\n\n[[NOTEBLANKA a first paragraph\n\nNOTEBLANKB a second one]]\n\nMARA\nHand me the key.',
  'INT. HUT - NIGHT\n\nRain falls. [[NOTEOPEN never closed\n\nMARA\nI want to go home.',
  'EXT. BAY - DAWN\n\nA boat comes in.\n\n/* BONEOPEN never closed\n\nMARA\nBONEWORD I want it.',
].join('\n\n');
const HIDDEN = /NOTEBLANKA|NOTEBLANKB|NOTEOPEN|BONEOPEN|BONEWORD/iu;

describe('What may be a note or boneyard that nothing closes', () => {
  it('is sent by no question, and what is certain of the page is', async () => {
    const room = await openModelRoom(`${TEXT}\n`, 'file:///room/notes.fountain');
    try {
      const tools = [
        { name: 'get_scenes', input: { scenes: ['1', '2', '3'] } },
        { name: 'search_script', input: { query: 'never closed second paragraph want' } },
        { name: 'get_outline', input: {} },
        { name: 'get_character', input: { name: 'MARA' } },
      ];
      for (const budgetTier of ['quick', 'standard', 'deep'] as const) {
        const model = scriptedChatModel((_, call) => (call === 0 ? { tools } : 'Done.'));
        await room.ask(model, 'What does MARA want, and what is never closed?', { budgetTier, remember: false });
        const sent = model.requests.map(sentText).join('\n');
        assert.doesNotMatch(sent, HIDDEN, budgetTier);
        assert.ok(sent.includes('Hand me the key.') && sent.includes('Rain falls.'), sent);
      }
    } finally {
      await room.close();
    }
  });

  it('is sent by no run, be the cards made by the model or by rules', async () => {
    const on = await startEngineOnDisk();
    try {
      for (const cards of ['offline', 'scripted/one']) {
        const { scriptId } = await on.sync(`file:///notes/${cards}`, `${TEXT}\n\n> ${cards} <\n`);
        const model = scriptedModel(() => ({ text: '{"text":"Read."}' }), scriptedInfo());
        const models = { cards, story: 'scripted/one' };
        const result = await on.analyze(scriptId, { models, openModel: () => Promise.resolve(model) });
        const sent = model.requests.map((request: ModelRequest) => sentText(request)).join('\n');
        assert.ok(model.requests.length > 0, JSON.stringify(result.run));
        assert.doesNotMatch(sent, HIDDEN, cards);
      }
    } finally {
      await on.remove();
    }
  });
});
