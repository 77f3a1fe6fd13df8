import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { createProgressLine } from '../../src/cli/progressLine';

describe('What is said on a terminal', () => {
  for (const isTTY of [true, false]) {
    it(`obeys nobody but us, ${isTTY ? 'on a terminal' : 'in a pipe'}`, () => {
      const stream = Object.assign(new PassThrough(), { isTTY, columns: 200 });
      const line = createProgressLine(stream as unknown as NodeJS.WriteStream);
      line.say('looking for \u001b]0;owned\u0007“\u202eyek”');
      line.show({ kind: 'card', done: 1, total: 1, subject: '1 EXT. \u001b[2JPIER' });
      line.end();
      const written = String(stream.read()).replaceAll('\r\u001b[K', '');
      assert.ok(written.startsWith('looking for ]0;owned“yek”\nScene cards 1 of 1'), written);
      // eslint-disable-next-line no-control-regex -- these are what is looked for
      assert.doesNotMatch(written, /[\u0000-\u0009\u000b-\u001f\u202e]/u);
    });
  }
});
