import assert from 'node:assert/strict';
import { pinText } from '../../src/story/pinText';

describe('What is said of a pin', () => {
  it('promises a newer version beside it only where one is ever kept', () => {
    assert.match(pinText('card', true), /a newer version waits beside it/);
    assert.equal(pinText('card', false), '.');
    for (const kind of ['thread', 'relationship'] as const) {
      assert.doesNotMatch(pinText(kind, true), /waits/);
      assert.match(pinText(kind, true), /whatever the script says later/);
      assert.match(pinText(kind, false), /when they are refreshed\.$/);
    }
  });
});
