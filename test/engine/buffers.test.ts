import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SyncParams, SyncResult } from '../../src/protocol/engineContract';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk } from './engineOnDisk';
import { storedScript } from './storedScript';

/** One range of a text replaced, as an editor reports it. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

describe('The text of a buffer reaches the store', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  const TEXT = write(scenesOf(5), 'Buffers');
  const send = (params: SyncParams): Promise<SyncResult> => on.engine.sync(params);

  it('as one changed range: the same rows as when all of it is sent', async () => {
    const uri = 'file:///buffers/range.fountain';
    await send(wholeText(uri, TEXT, 1));
    const at = TEXT.indexOf('glows');
    const change = { start: at, end: at + 5, insert: 'gleams' };
    synced(await send(changed(uri, TEXT, change, 1, 2)));
    const other = 'file:///buffers/range-whole.fountain';
    await send(wholeText(other, apply(TEXT, change), 1));
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
  });

  it('whatever ranges are changed one after another', async () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        'INT. ',
        'EXT. YARD - DAY\n\n',
        '[[',
        ']]',
        '/*',
        '*/',
        '# Act\n\n',
        '= so\n',
        '#7#',
      ),
      fc.constantFrom(
        'ADA\nHello.\n\n',
        '\r\n',
        '  ',
        'é',
        'e\u0301',
        '👩‍🚀',
        '中',
        'א',
        '\u2028',
        '.',
        '>',
        'Title: x\n\n',
      ),
      fc.string({ maxLength: 12 }),
    );
    const change = fc.record({ from: fc.nat(), length: fc.nat(60), insert: pieces });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        round++;
        const [uri, other] = [`file:///buffers/range-${round}`, `file:///buffers/whole-${round}`];
        let text = TEXT;
        synced(await send(wholeText(uri, text, 0)));
        for (const [position, { from, length, insert }] of changes.entries()) {
          const next = onWholeCharacters(text, from, length, insert);
          synced(await send(changed(uri, text, next, position, position + 1)));
          text = apply(text, next);
        }
        synced(await send(wholeText(other, text, 0)));
        assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
        await on.engine.closeScript(uri, true);
        await on.engine.closeScript(other, true);
      }),
      { numRuns: 15, seed: 11 },
    );
  });

  it('all of it, where the engine does not have what a range builds on', async () => {
    const uri = 'file:///buffers/base.fountain';
    const change = { start: 0, end: 0, insert: 'X' };
    assert.deepEqual(await send(changed(uri, TEXT, change, 1, 2)), { kind: 'send-whole' }, 'nothing sent yet');
    synced(await send(wholeText(uri, TEXT, 5)));
    assert.deepEqual(await send(changed(uri, TEXT, change, 4, 6)), { kind: 'send-whole' }, 'an older base');
    assert.deepEqual(await send(changed(uri, TEXT, change, 6, 7)), { kind: 'send-whole' }, 'a base never sent');
    const beyond = { start: TEXT.length + 5, end: TEXT.length + 9, insert: 'X' };
    assert.deepEqual(await send(changed(uri, TEXT, beyond, 5, 6)), { kind: 'send-whole' }, 'beyond the end');
    const wrong = { ...changed(uri, TEXT, change, 5, 6), text: { ...range(TEXT, change, 5), length: 3 } };
    assert.deepEqual(await send(wrong), { kind: 'send-whole' }, 'a length that does not come out');
    const backwards = { start: 9, end: 3, insert: '' };
    assert.deepEqual(
      await send(changed(uri, TEXT, backwards, 5, 6)),
      { kind: 'send-whole' },
      'an end before its start',
    );
    synced(await send(changed(uri, TEXT, change, 5, 6)));
  });

  it('never an older version over a newer one', async () => {
    const uri = 'file:///buffers/older.fountain';
    const { scriptId } = synced(await send(wholeText(uri, TEXT, 5)));
    assert.deepEqual(await send(wholeText(uri, 'INT. OLD - DAY\n\nOld.', 4)), { kind: 'outdated' });
    assert.deepEqual(await send(changed(uri, TEXT, { start: 0, end: 9, insert: '' }, 3, 4)), { kind: 'outdated' });
    assert.equal((await on.engine.readScript(scriptId)).scenes.length, 5);
  });

  it('once: the same version again changes nothing', async () => {
    const uri = 'file:///buffers/twice.fountain';
    assert.equal(synced(await send(wholeText(uri, TEXT, 1))).changed, true);
    const before = await storedScript(on, uri);
    assert.equal(synced(await send(wholeText(uri, TEXT, 1))).changed, false);
    assert.equal(synced(await send(wholeText(uri, TEXT, 2))).changed, false);
    assert.deepEqual(await storedScript(on, uri), before);
  });

  it('in the order it was sent, however fast', async () => {
    const uri = 'file:///buffers/fast.fountain';
    let text = TEXT;
    const sent = [send(wholeText(uri, text, 0))];
    for (let version = 1; version <= 12; version++) {
      const change = { start: text.length, end: text.length, insert: `\nINT. PLACE ${version} - DAY\n\nSomething.\n` };
      sent.push(send(changed(uri, text, change, version - 1, version)));
      text = apply(text, change);
    }
    for (const result of await Promise.all(sent)) synced(result);
    const other = 'file:///buffers/fast-whole.fountain';
    await send(wholeText(other, text, 0));
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
  });

  it('with NUL characters and halves of characters as U+FFFD, one unit for one, so that later ranges still fit', async () => {
    const uri = 'file:///buffers/odd.fountain';
    const odd = TEXT.replace('glows', 'gl\0ws \ud83d and \udc00');
    synced(await send(wholeText(uri, odd, 1)));
    const at = odd.indexOf('ADA') + 3;
    const change = { start: at, end: at, insert: ' and \0' };
    const { scriptId } = synced(await send(changed(uri, odd, change, 1, 2)));
    const other = 'file:///buffers/odd-whole.fountain';
    await send(wholeText(other, apply(odd, change), 1));
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
    assert.doesNotMatch(JSON.stringify(await on.engine.readScript(scriptId)), /\\u0000|\\ud83d(?!\\ud)|\\udc00/i);
  });

  describe('and the answer counts', () => {
    const five = scenesOf(5);
    let version = 0;
    const uri = 'file:///buffers/counts.fountain';
    const at = async (text: string) => synced(await send(wholeText(uri, text, ++version))).scenes;
    beforeEach(() => at(write(five)));

    it('scenes that come, and those that leave', async () => {
      await on.engine.closeScript(uri, true);
      assert.deepEqual(await at(write(five)), { all: 5, added: 5, rewritten: 0, moved: 0, removed: 0 });
      const { all, added, removed } = await at(write(five.slice(2)));
      assert.deepEqual({ all, added, removed }, { all: 3, added: 0, removed: 2 });
      assert.equal((await at(write(five))).added, 0, 'a scene that comes back is not new');
    });

    it('as rewritten only those whose words changed', async () => {
      const rain = five.map((scene, index) =>
        index === 1 ? { ...scene, paragraphs: [...scene.paragraphs, 'Rain.'] } : scene,
      );
      assert.equal((await at(write(rain))).rewritten, 1, 'a line more');
      await at(write(five));
      assert.equal((await at(write(five.slice(0, 4)))).rewritten, 0, 'the last scene deleted');
      assert.equal((await at(write(five).replaceAll('\n', '\r\n'))).rewritten, 0, 'other line ends');
    });

    it('as moved only those that stand in another order', async () => {
      const [first, ...others] = five;
      assert.equal((await at(write([...five, ...scenesOf(6).slice(5)]))).moved, 0, 'one more at the end');
      assert.equal((await at(write([...scenesOf(6).slice(5), ...five]))).moved, 1, 'which now stands first');
      await at(write(five));
      assert.equal((await at(write(first === undefined ? [] : [...others, first]))).moved, 1, 'the first goes last');
    });
  });

  it('tells those who watch, and only where something changed', async () => {
    const uri = 'file:///buffers/watched.fountain';
    await send(wholeText(uri, TEXT, 1));
    const told = on.changes.filter((one) => one === uri).length;
    assert.equal(told, 1);
    await send(wholeText(uri, TEXT, 2));
    assert.equal(on.changes.filter((one) => one === uri).length, 1);
    await send(wholeText(uri, TEXT.replace('glows', 'gleams'), 3));
    assert.equal(on.changes.filter((one) => one === uri).length, 2);
  });
});

function changed(uri: string, base: string, change: Change, baseVersion: number, version: number): SyncParams {
  return { uri, format: 'fountain', name: 'draft', version, text: range(base, change, baseVersion) };
}

function range(base: string, change: Change, baseVersion: number) {
  return { kind: 'change', baseVersion, ...change, length: apply(base, change).length } as const;
}

function apply(text: string, { start, end, insert }: Change): string {
  return text.slice(0, start) + insert + text.slice(end);
}

/** A range that cuts no character in two, as every client sends it. */
function onWholeCharacters(text: string, from: number, length: number, insert: string): Change {
  const whole = (offset: number): number => {
    const code = text.charCodeAt(offset);
    return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
  };
  const start = whole(from % (text.length + 1));
  return { start, end: Math.max(start, whole(Math.min(text.length, start + length))), insert };
}
