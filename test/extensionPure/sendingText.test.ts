import assert from 'node:assert/strict';
import { amountAbove, modelPriceText } from '../../src/extension/models/priceWords';
import { NOTHING_MARKED } from '../../src/story/neverSend';
import { costText, dollarsText } from '../../src/story/priceText';
import { recipientsOf, sendingText, type Sending } from '../../src/story/sendingText';
import { SCRIPTED_PRICE, scriptedInfo } from '../models/scriptedModel';

const haiku = scriptedInfo({
  id: 'anthropic/claude-haiku-5-5',
  model: 'claude-haiku-5-5',
  recipient: 'Anthropic',
  local: false,
});
const local = scriptedInfo({ id: 'server/qwen', model: 'qwen', recipient: 'a server on this machine' });

function sending(changes: Partial<Sending> = {}, requests = { card: 118 } as Record<string, number>): Sending {
  const scenes = Array.from({ length: 120 }, (_, at) => ({
    id: `scene ${at + 1}`,
    label: `${at + 1}`,
    heading: 'INT. LIGHTHOUSE - NIGHT',
    neverSend: at >= 118,
  }));
  const each = { inputTokens: { bottom: 0, top: 0 }, outputTokens: { bottom: 0, top: 0 }, costUsd: null };
  return {
    title: 'Lighthouse',
    scenes,
    neverSend: { ...NOTHING_MARKED, sceneIds: ['scene 119', 'scene 120'] },
    price: {
      requests: 118,
      inputTokens: { bottom: 55_000, top: 67_000 },
      outputTokens: { bottom: 14_000, top: 20_000 },
      costUsd: { bottom: 0.0141, top: 0.0202 },
      kinds: Object.entries(requests).map(([kind, count]) => ({ ...each, kind: kind as 'card', requests: count })),
      sceneTexts: scenes.slice(0, requests.card ?? 0).map(({ id }) => id),
      sceneCards: [],
    },
    cards: haiku,
    story: null,
    ...changes,
  };
}

describe('What the writer reads before anything is sent', () => {
  it('says what is made, by whom, at what price, what goes where and what stays', () => {
    assert.equal(
      sendingText(sending()),
      'Analyze "Lighthouse" with claude-haiku-5-5: 118 of 120 scenes need cards. About 61,000 tokens in, 17,000 out: $0.01 to $0.02. The text of these scenes goes to Anthropic; notes stay here. 2 scenes are marked never to be sent and are left out.',
    );
  });

  it('names both models and both recipients', () => {
    const both = sending({ story: local }, { card: 3, outline: 1, sheet: 6, thread: 1 });
    const sent = { ...both, price: { ...both.price, sceneCards: ['scene 1', 'scene 2'] } };
    assert.match(
      sendingText(sent),
      /with claude-haiku-5-5 for cards and qwen for the rest: 3 of 120 scenes need cards; from cards, the outline, 6 character sheets, and the plot threads\./,
    );
    assert.match(
      sendingText(sent),
      /The text of these scenes goes to Anthropic, the cards of 2 scenes go to a server on this machine; notes stay here\./,
    );
    assert.deepEqual(recipientsOf(sent), ['Anthropic', 'a server on this machine']);
  });

  it('names scenes by their labels where they cannot be looked through, and one recipient once', () => {
    const both = sending({ story: haiku }, { card: 3, outline: 1 });
    const sent = { ...both, price: { ...both.price, sceneCards: ['scene 1', 'scene 3'] } };
    assert.match(
      sendingText(sent, 'labels'),
      /The text of 3 scenes \(1–3\) and the cards of 2 scenes \(1, 3\) go to Anthropic; notes stay here\./,
    );
    assert.match(sendingText(sent), /The text of these scenes and the cards of 2 scenes go to Anthropic; notes/);
    const none = { ...both, price: { ...both.price, requests: 0 } };
    assert.equal(sendingText(none), 'Nothing is due by a model: nothing would be sent.');
  });

  it('says so where only cards go, and where a price is not known', () => {
    const cards = sending({ cards: null, story: haiku, neverSend: NOTHING_MARKED }, { outline: 1 });
    const scenes = cards.scenes.map((scene) => ({ ...scene, neverSend: false }));
    const price = { ...cards.price, costUsd: null, sceneCards: ['scene 1'] };
    assert.equal(
      sendingText({ ...cards, scenes, price }),
      'Analyze "Lighthouse" with claude-haiku-5-5: the outline is due. About 61,000 tokens in, 17,000 out, price unknown: a limit in dollars cannot hold it. The cards of 1 scene go to Anthropic; notes stay here.',
    );
    assert.deepEqual(recipientsOf({ ...cards, price }), ['Anthropic']);
  });

  it('gives amounts with the places that say something', () => {
    assert.deepEqual([0, 0.0004, 0.00043, 0.0202, 12.5].map(dollarsText), [
      '$0.00',
      '$0.0004',
      '$0.00043',
      '$0.02',
      '$12.50',
    ]);
    assert.equal(costText({ bottom: 0.021, top: 0.024 }), 'about $0.02');
    assert.deepEqual(
      [0, 0.0099, 0.01, 0.0202, 0.05, 0.4, 1, 7].map(amountAbove),
      [0.01, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10],
    );
    assert.equal(modelPriceText(SCRIPTED_PRICE), '$3.00 in, $15.00 out a million tokens');
    assert.equal(modelPriceText(null), 'price unknown');
  });
});
