import assert from 'node:assert/strict';
import type { EngineConnection } from '../../src/client/engineConnection';
import { createScriptSync, type Buffer, type ScriptSync } from '../../src/extension/scriptSync';
import type { SyncParams } from '../../src/protocol/engineContract';
import { DEFAULT_REFRESH_THRESHOLDS, type RefreshThresholds } from '../../src/story/runsByItself';
import { startEngineOnDisk, wholeText, type EngineOnDisk } from '../engine/engineOnDisk';

const TEXT = 'INT. LAMP ROOM - NIGHT\n\nMara waits.\n\nEXT. PIER - DAWN\n\nJonas comes.\n';

describe('An open screenplay and the engine', () => {
  let on: EngineOnDisk;
  /** Every text that was sent, in order. */
  let sent: SyncParams['text'][];
  let connection: EngineConnection;
  let thresholds: RefreshThresholds;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());
  beforeEach(() => {
    sent = [];
    thresholds = DEFAULT_REFRESH_THRESHOLDS;
    connection = connectionTo(on, (text) => sent.push(text));
  });

  /** A buffer that a test changes, and its line to the engine. */
  const opened = (
    uri: string,
    first: Buffer | null = { unsaved: false, version: 1, text: TEXT },
  ): { now: Buffer | null; sync: ScriptSync } => {
    const script = { now: first, sync: undefined as unknown as ScriptSync };
    script.sync = createScriptSync({
      uri,
      format: 'fountain',
      name: 'draft.fountain',
      read: () => script.now,
      thresholds: () => thresholds,
      connect: () => Promise.resolve(connection),
    });
    return script;
  };
  const storedText = async (scriptId: string): Promise<string[]> =>
    (await on.engine.readScript(scriptId)).scenes.map(({ heading }) => heading);

  it('hold the same text after a change, of which only the changed range was sent', async () => {
    const script = opened('file:///a.fountain');
    await script.sync.flush();
    script.now = { unsaved: false, version: 2, text: TEXT.replace('PIER', 'QUAY') };
    const { scriptId } = await script.sync.flush();
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['whole', 'change'],
    );
    const change = sent[1];
    assert.equal(change?.kind === 'change' && change.insert, 'QUAY');
    assert.deepEqual(await storedText(scriptId), ['INT. LAMP ROOM - NIGHT', 'EXT. QUAY - DAWN']);
  });

  it('agree from when on it counts as begun, also where only the settings change', async () => {
    const script = opened('file:///settings.fountain');
    thresholds = { ...thresholds, partialScenes: 2 };
    assert.equal((await script.sync.flush()).state, 'partial');
    thresholds = { ...thresholds, partialScenes: 9 };
    assert.equal((await script.sync.flush()).state, 'empty');
    await script.sync.flush();
    assert.equal(sent.length, 2, 'it is not sent again where nothing has changed');
  });

  it('find each other again when a backup was restored that knows the script under another id', async () => {
    const script = opened('file:///restored.fountain');
    const { scriptId } = await script.sync.flush();
    assert.equal(script.sync.followId(scriptId), false, 'it is the same one');
    assert.deepEqual((await script.sync.flush()).scriptId, scriptId);
    await on.engine.closeScript('file:///restored.fountain', true);
    assert.equal(script.sync.followId('another'), true);
    const again = await script.sync.flush();
    assert.notEqual(again.scriptId, scriptId);
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['whole', 'whole'],
    );
    assert.equal((await storedText(again.scriptId)).length, 2);
  });

  it('say nothing twice', async () => {
    const script = opened('file:///b.fountain');
    const [first, second] = await Promise.all([script.sync.flush(), script.sync.flush()]);
    assert.equal(sent.length, 1);
    assert.deepEqual(first, second);
  });

  it('agree again when the engine has lost the version a change builds on', async () => {
    const uri = 'file:///c.fountain';
    const script = opened(uri);
    await script.sync.flush();
    await on.engine.closeScript(uri, false);
    await on.engine.sync(wholeText(uri, 'INT. ELSEWHERE - DAY\n', 1));
    await on.engine.closeScript(uri, false);
    script.now = { unsaved: false, version: 2, text: TEXT };
    const { scriptId } = await script.sync.flush();
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['whole', 'change', 'whole'],
    );
    assert.equal((await storedText(scriptId)).length, 2);
  });

  it('agree again when the engine still holds a buffer of that address with a higher version', async () => {
    const uri = 'file:///d.fountain';
    await on.engine.sync(wholeText(uri, 'INT. ELSEWHERE - DAY\n', 40));
    const { scriptId } = await opened(uri).sync.flush();
    assert.deepEqual(await storedText(scriptId), ['INT. LAMP ROOM - NIGHT', 'EXT. PIER - DAWN']);
  });

  it('begin anew when the buffer is closed and opened again, whose versions start at 1', async () => {
    const script = opened('file:///e.fountain', { unsaved: false, version: 7, text: TEXT });
    const before = await script.sync.flush();
    const closing = script.sync.close({ forget: false, running: connection });
    script.now = { unsaved: false, version: 1, text: TEXT.replace('waits', 'wails') };
    const after = await script.sync.flush();
    await closing;
    assert.equal(after.scriptId, before.scriptId);
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['whole', 'whole'],
    );
    assert.equal(after.scenes.rewritten, 1);
  });

  it('store nothing of a buffer that was closed meanwhile', async () => {
    const script = opened('file:///f.fountain');
    const { scriptId } = await script.sync.flush();
    script.now = null;
    await assert.rejects(script.sync.flush(), { code: 'script-unknown' });
    assert.equal((await storedText(scriptId)).length, 2);
  });

  it('start with all of the text when the engine is a new one', async () => {
    const script = opened('file:///g.fountain');
    await script.sync.flush();
    connection = connectionTo(on, (text) => sent.push(text));
    await script.sync.flush();
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['whole', 'whole'],
    );
  });

  it('count lone surrogates and NUL as the engine does', async () => {
    const odd = `${TEXT}\0 \ud83c and \udfac.\n`;
    const script = opened('file:///h.fountain', { unsaved: false, version: 1, text: odd });
    await script.sync.flush();
    script.now = { unsaved: false, version: 2, text: odd.replace('and', 'or') };
    const { scenes } = await script.sync.flush();
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['whole', 'change'],
    );
    assert.equal(scenes.rewritten, 1);
  });

  it('forget on request, and begin anew afterwards', async () => {
    const script = opened('file:///i.fountain');
    const before = await script.sync.flush();
    await script.sync.close({ forget: true, running: null });
    assert.deepEqual(await on.rows('select id from scripts where id = $1', [before.scriptId]), []);
    assert.notEqual((await script.sync.flush()).scriptId, before.scriptId);
  });
});

/** The part of a connection that syncing uses, on an engine in this process. */
function connectionTo({ engine }: EngineOnDisk, onSync: (text: SyncParams['text']) => void): EngineConnection {
  const connection: Pick<EngineConnection, 'sync' | 'closeScript'> = {
    sync: (params) => {
      onSync(params.text);
      return engine.sync(params);
    },
    closeScript: ({ uri, forget }) => engine.closeScript(uri, forget),
  };
  return connection as EngineConnection;
}
