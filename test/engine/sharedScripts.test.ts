import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EngineClient } from '../../src/engine/engine';
import { heirOf, takesOver, type HeldText } from '../../src/engine/scriptHolders';
import type { ScriptChanged, SyncParams } from '../../src/protocol/engineContract';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk, type Synced } from './engineOnDisk';

/** Somebody with a text of their own. */
interface Someone {
  readonly client: EngineClient;
  /** What they were told, in order. */
  readonly told: ScriptChanged[];
  has(version: number, text: string, source: NonNullable<SyncParams['source']>): Promise<Synced>;
}

describe('A script that several have open', () => {
  let on: EngineOnDisk;
  let uri: string;
  let scripts = 0;
  let window: Someone;
  let otherWindow: Someone;
  let commandLine: Someone;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());
  beforeEach(() => {
    uri = `file:///shared/${++scripts}.fountain`;
    [window, otherWindow, commandLine] = [comeIn(), comeIn(), comeIn()];
  });
  afterEach(async () => {
    for (const { client } of [window, otherWindow, commandLine]) await client.leave();
  });

  const comeIn = (): Someone => {
    const told: ScriptChanged[] = [];
    const client = on.connect((event) => {
      if (event.uri === uri) told.push(event);
    });
    const has: Someone['has'] = async (version, text, source) =>
      synced(await client.sync({ ...wholeText(uri, text, version), source }));
    return { client, told, has };
  };
  const headings = async (scriptId: string): Promise<string[]> =>
    (await commandLine.client.readScript(scriptId)).scenes.map(({ heading }) => heading);

  const FILE = 'INT. LAMP ROOM - NIGHT\n\nMara waits.\n';
  const DRAFT = 'INT. LAMP ROOM - NIGHT\n\nMara waits.\n\nEXT. PIER - DAWN\n\nJonas comes.\n';
  const [INSIDE, OUTSIDE] = ['INT. LAMP ROOM - NIGHT', 'EXT. PIER - DAWN'];

  it('belongs to the buffer of an editor: who reads its file gets what stands there, and a word of it', async () => {
    const { scriptId } = await window.has(4, DRAFT, 'unsaved');
    const read = await commandLine.has(0, FILE, 'file');
    assert.deepEqual([read.from, read.scriptId, read.scenes.all, read.changed], ['buffer', scriptId, 2, false]);
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE]);
    assert.equal((await window.has(5, `${DRAFT}\nHe sits.\n`, 'unsaved')).from, 'sent', 'the writer writes on');
  });

  it('has no such word where the file says the same', async () => {
    await window.has(1, DRAFT, 'saved');
    assert.equal((await commandLine.has(0, DRAFT, 'file')).from, 'sent');
  });

  it('goes from the file to the editor that opens it while a command works on it', async () => {
    const { scriptId } = await commandLine.has(0, FILE, 'file');
    assert.equal((await window.has(1, DRAFT, 'saved')).from, 'sent');
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE]);
    await commandLine.client.closeScript(uri, false);
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE], 'the window still has it');
  });

  it('stays open for the command when its editor closes it', async () => {
    const { scriptId } = await window.has(1, DRAFT, 'unsaved');
    await commandLine.has(0, FILE, 'file');
    await window.client.closeScript(uri, false);
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE]);
    await commandLine.client.closeScript(uri, false);
    await assert.rejects(headings(scriptId), { code: 'script-unknown' });
  });

  it('is closed by nobody for another, and by none who does not have it', async () => {
    const { scriptId } = await window.has(1, DRAFT, 'saved');
    await otherWindow.client.closeScript(uri, false);
    assert.equal((await headings(scriptId)).length, 2);
  });

  it('is that of the window in which it was changed last, and both are told', async () => {
    const { scriptId } = await window.has(1, FILE, 'saved');
    assert.equal((await otherWindow.has(1, FILE, 'saved')).from, 'sent', 'both have the same');
    await window.has(2, DRAFT, 'unsaved');
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE]);
    assert.deepEqual([window.told.at(-1)?.from, otherWindow.told.at(-1)?.from], ['sent', 'buffer']);
    await otherWindow.has(2, `${FILE}\nShe hums.\n`, 'unsaved');
    assert.deepEqual(await headings(scriptId), [INSIDE]);
    assert.deepEqual([window.told.at(-1)?.from, otherWindow.told.at(-1)?.from], ['buffer', 'sent']);
  });

  it('does not lose unsaved changes to a window that opens it, or takes its word twice', async () => {
    const { scriptId } = await window.has(7, DRAFT, 'unsaved');
    assert.equal((await otherWindow.has(1, FILE, 'saved')).from, 'buffer');
    assert.equal((await otherWindow.has(1, FILE, 'saved')).from, 'buffer');
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE]);
    await otherWindow.client.closeScript(uri, false);
    await window.client.closeScript(uri, false);
    await otherWindow.has(1, FILE, 'saved');
    assert.equal((await window.has(1, DRAFT, 'unsaved')).from, 'sent', 'unsaved changes stand above what is saved');
  });

  it('is told a change by its range also by the window whose text is not the stored one', async () => {
    const { scriptId } = await window.has(1, DRAFT, 'unsaved');
    await otherWindow.has(1, FILE, 'saved');
    const insert = '\nEXT. HARBOUR - DAY\n\nA boat.\n';
    const change = { kind: 'change', baseVersion: 1, start: FILE.length, end: FILE.length, insert } as const;
    const text = { ...change, length: FILE.length + insert.length };
    synced(await otherWindow.client.sync({ ...wholeText(uri, '', 2), text, source: 'unsaved' }));
    assert.deepEqual(await headings(scriptId), [INSIDE, 'EXT. HARBOUR - DAY']);
  });

  it('falls to the window that is left when the other one closes it, or breaks off', async () => {
    const { scriptId } = await otherWindow.has(1, FILE, 'saved');
    await window.has(1, DRAFT, 'unsaved');
    assert.deepEqual(await headings(scriptId), [INSIDE, OUTSIDE]);
    await window.client.leave();
    assert.deepEqual(await headings(scriptId), [INSIDE]);
    assert.equal(otherWindow.told.at(-1)?.from, 'sent');
  });

  it('is forgotten for all, who are told', async () => {
    const { scriptId } = await window.has(1, DRAFT, 'saved');
    await otherWindow.has(1, DRAFT, 'saved');
    await window.client.closeScript(uri, true);
    assert.deepEqual(otherWindow.told.at(-1), { scriptId, uri, from: 'buffer', forgotten: true });
    await assert.rejects(headings(scriptId), { code: 'script-unknown' });
    assert.deepEqual(await on.rows('SELECT id FROM scripts WHERE uri = $1', [uri]), []);
  });

  it('from a pipe goes with the last one who was given it, also if that one breaks off', async () => {
    const stored = () => on.rows('SELECT id FROM scripts WHERE uri = $1', [uri]);
    await commandLine.has(0, FILE, 'pipe');
    await otherWindow.has(0, FILE, 'pipe');
    await commandLine.client.closeScript(uri, true);
    assert.equal((await stored()).length, 1, 'somebody still works on it');
    await otherWindow.client.leave();
    assert.deepEqual(await stored(), []);
  });

  it('is analyzed for two one after the other, and what is made is made once', async () => {
    const text = write(scenesOf(60));
    const { scriptId } = await window.has(1, text, 'saved');
    await commandLine.has(0, text, 'file');
    const analyze = (who: Someone, signal = new AbortController().signal) =>
      who.client.analyze({ scriptId, remake: false }, { signal, onProgress: () => undefined });
    const both = await Promise.all([analyze(window), analyze(commandLine)]);
    const cards = both.map(({ run }) => run.generated.card);
    assert.equal(
      cards.reduce((sum, one) => sum + one),
      60,
      cards.join(),
    );
    assert.ok(both.every(({ script, run }) => script.state === 'analyzed' && !run.cancelled));
  });

  it('has a run cancelled by the one whose it is, who need not wait for that of the other', async () => {
    const { scriptId } = await window.has(1, write(scenesOf(200)), 'saved');
    const abort = new AbortController();
    const finished: string[] = [];
    const going = window.client
      .analyze({ scriptId, remake: true }, { signal: new AbortController().signal, onProgress: () => abort.abort() })
      .then(({ run }) => (finished.push('window'), run));
    const waiting = commandLine.client
      .analyze({ scriptId, remake: true }, { signal: abort.signal, onProgress: () => undefined })
      .then(({ run }) => (finished.push('command line'), run));
    assert.deepEqual([(await waiting).cancelled, (await going).cancelled], [true, false]);
    assert.deepEqual(finished, ['command line', 'window']);
  });

  it('goes from one to another only when somebody writes: asking again and again settles it', () => {
    const source = fc.constantFrom('saved', 'unsaved', 'file', 'pipe');
    const texts = fc.array(fc.record({ source, version: fc.nat(5) }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(4), { maxLength: 30 }), (people, order) => {
        const held = new Map<number, HeldText>();
        const text: { author: number | null } = { author: null };
        const come = (who: number): void => {
          const person = people[who % people.length];
          if (person === undefined) return;
          const next = { ...person, text: String(who % people.length) };
          if (takesOver({ held, ...text }, who % people.length, next)) text.author = who % people.length;
          held.set(who % people.length, next);
        };
        people.forEach((_, who) => come(who));
        const isEditors = (who: number | null) => (held.get(who ?? -1)?.source ?? '').includes('saved');
        const settled = text.author;
        order.forEach(come);
        if (isEditors(settled))
          assert.equal(text.author, settled, 'no editor loses it to one that says the same again');
        assert.ok(isEditors(text.author) || ![...held.keys()].some(isEditors), 'a file never stands above a buffer');
        for (const who of held.keys()) if (who === text.author) held.delete(who);
        const heir = heirOf(held);
        assert.equal(isEditors(heir), [...held.keys()].some(isEditors));
      }),
    );
  });
});
