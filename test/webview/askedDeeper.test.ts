import assert from 'node:assert/strict';
import { askedDeeper } from '../../src/extension/chat/askedDeeper';
import { startTalk, type AskedBy, type Talk } from '../../src/extension/chat/talk';
import { DEFAULT_TIER_BUDGETS, type ChatMessageResponse } from '../../src/story/chatMessage';
import { openPages, type ChatPages } from './openPage';
import { question, response, snapshot } from './said';

const BY: AskedBy = { model: 'anthropic/some-model', budgetTier: 'quick', dayLimitUsd: null };
const ABOUT = {
  currentSceneId: 's5',
  intentHint: null,
  selection: null,
  mentions: { characters: ['MARA'], sceneIds: [] },
};

/** An answer of a tier that is cited nowhere, with some of it otherwise. */
function uncited(budgetTokens: number, more: Partial<ChatMessageResponse> = {}): ChatMessageResponse {
  const usual = response('a', [['paragraph', 'The script does not say.']]);
  return {
    ...usual,
    ...{ found: false, method: 'anthropic/some-model' },
    contextUsed: { ...usual.contextUsed, scenesSearched: 26, scenesAsText: [1, 2], budgetTokens },
    ...more,
  };
}

function talkWith(answer: ChatMessageResponse): Talk {
  const asked = { ...question('q', 'Who sold the press?'), about: ABOUT };
  return {
    ...startTalk('script').talk,
    loading: false,
    messages: [asked, { role: 'assistant', id: 'a', response: answer }],
  };
}

describe('A question whose answer is cited nowhere', () => {
  it('can be asked again at the next tier, about what it was about', () => {
    const again = askedDeeper(talkWith(uncited(1_200)), BY);
    assert.equal(again?.text, 'Who sold the press?');
    assert.deepEqual([again.tier, again.more?.budgetTier, again.currentSceneId], ['standard', 'standard', 's5']);
    assert.deepEqual(again.more?.mentions, ABOUT.mentions);
    assert.equal(askedDeeper(talkWith(uncited(5_000)), BY)?.tier, 'deep');
    const own = { ...DEFAULT_TIER_BUDGETS, standard: 1_200, deep: 9_000 };
    assert.equal(
      askedDeeper(talkWith(uncited(1_200)), { ...BY, tierBudgets: own })?.tier,
      'deep',
      'by its own numbers',
    );
  });

  it('cannot where there is nothing to gain', () => {
    const { contextUsed } = uncited(1_200);
    const whole = { ...contextUsed, scenesAsText: Array.from({ length: 26 }, (_, at) => at) };
    for (const [why, answer] of [
      ['it is the deepest', uncited(20_000)],
      ['it is cited', uncited(1_200, { found: true })],
      ['it broke off', uncited(1_200, { status: 'stopped' })],
      ['no model was asked', uncited(1_200, { method: 'offline' })],
      ['it was no question', uncited(1_200, { intent: 'brainstorm' })],
      ['all of the script was sent', uncited(1_200, { contextUsed: whole })],
    ] as const) {
      assert.equal(askedDeeper(talkWith(answer), BY), null, why);
    }
    assert.equal(askedDeeper(talkWith(uncited(1_200)), { ...BY, model: 'offline' }), null, 'no model is chosen now');
    assert.equal(askedDeeper({ ...talkWith(uncited(1_200)), loading: true }, BY), null);
  });

  describe('in the panel', () => {
    let pages: ChatPages;
    before(async () => {
      pages = await openPages();
    });
    after(() => pages.close());

    it('has a button that says at which tier, under the last answer alone', async () => {
      const chat = await pages.open();
      const { messages } = talkWith(uncited(1_200));
      const button = chat.page.getByRole('button', { name: 'Ask with standard', exact: true });
      await chat.send(snapshot({ messages: [...messages] }));
      assert.equal(await button.count(), 0);
      await chat.send(snapshot({ messages: [...messages], deeper: 'standard' }));
      await button.click();
      assert.deepEqual((await chat.heard()).filter(({ kind }) => kind !== 'draft').at(-1), { kind: 'askDeeper' });
      const later = messages.map((message) => ({ ...message, id: `later-${message.id}` }));
      await chat.send(snapshot({ messages: [...messages, ...later], deeper: 'deep' }));
      assert.equal(await button.count(), 0);
      assert.equal(await chat.page.getByRole('button', { name: 'Ask with deep', exact: true }).count(), 1);
      assert.deepEqual(chat.complaints, []);
      await chat.page.close();
    });
  });
});
