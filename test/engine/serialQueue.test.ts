import assert from 'node:assert/strict';
import { createSerialQueue } from '../../src/engine/serialQueue';

describe('Work that comes one after another', () => {
  it('runs in its order, one piece at a time, whatever fails', async () => {
    const queue = createSerialQueue();
    const said: string[] = [];
    const piece = (name: string) => async (): Promise<string> => {
      said.push(`${name} begins`);
      await new Promise(setImmediate);
      said.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
      return name;
    };
    const [a, b, c] = [queue.run(piece('a')), queue.run(piece('b')), queue.run(piece('c'))];
    await assert.rejects(b, /b fails/);
    assert.deepEqual([await a, await c], ['a', 'c']);
    assert.deepEqual(said, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('goes before what waits in the background, and never into what has begun', async () => {
    const queue = createSerialQueue();
    const said: string[] = [];
    let open: () => void = () => undefined;
    const door = new Promise<void>((resolve) => (open = resolve));
    const say = (word: string) => () => Promise.resolve(void said.push(word));
    void queue.run(
      async () => {
        said.push('first group');
        await door;
      },
      { background: true },
    );
    await new Promise(setImmediate);
    void queue.run(say('second group'), { background: true });
    void queue.run(say('keystroke'));
    void queue.run(say('another'));
    open();
    await queue.idle();
    assert.deepEqual(said, ['first group', 'keystroke', 'another', 'second group']);
  });
});
