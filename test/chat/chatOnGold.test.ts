import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_TIER_BUDGETS } from '../../src/story/chatMessage';
import { root } from '../harness/root';
import { chatOnGold, type ChatOnGold } from './chatOnGold';
import { readGoldQuestions } from './goldQuestion';

/** The floors of `npm run bench -- chat`, on questions to the sample by somebody who knew only the script, with searches by somebody who knew only the questions. */
describe('The chat on questions whose scenes are known', function () {
  this.timeout(180_000);
  let found: ChatOnGold;
  before(async () => {
    const script = readFileSync(path.join(root, 'media', 'ring-for-ferry.fountain'), 'utf8');
    const gold = readGoldQuestions(path.join(root, 'test', 'gold', 'sample-chat-searched.jsonl'));
    found = await chatOnGold(script, 'fountain', gold);
  });

  it('sends at least as many of the scenes that answer as plain full-text search does for the same tokens', () => {
    for (const { tier, share, plainShare } of found.tiers) assert.ok(share >= plainShare, `${tier}: ${share}`);
  });

  it('keeps to the tiers, and reads the cached prefix on every call after the first', () => {
    for (const { tier, maxVarying, cacheReads, cacheMisses } of found.tiers) {
      assert.ok(maxVarying <= DEFAULT_TIER_BUDGETS[tier], `${tier}: ${maxVarying}`);
      assert.ok(cacheReads > 0);
      assert.equal(cacheMisses, 0, tier);
    }
  });

  it('proves every quote that stands there, and none that does not', () => {
    assert.ok(found.quotes > 0 && found.fabricated > found.quotes);
    assert.equal(found.verified, found.quotes);
    assert.equal(found.caught, found.fabricated);
  });

  it('says that the script does not say what it does not', () => {
    for (const { tier, readerSaidSo } of found.tiers) assert.equal(readerSaidSo, 1, tier);
  });

  it('finds what it does say, with room for a few searches', () => {
    for (const { tier, readerRefused } of found.tiers) {
      if (tier !== 'quick') assert.ok(readerRefused <= 0.1, `${tier}: ${readerRefused}`);
    }
  });
});
