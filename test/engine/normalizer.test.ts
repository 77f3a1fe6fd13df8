import assert from 'node:assert/strict';
import path from 'node:path';
import { DECLARATIONS } from '../../src/engine/artifacts/declarations';
import { inputsHash } from '../../src/engine/pipeline/contentHash';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase } from '../../src/engine/store/openDatabase';
import { syncScript, type SyncOutcome } from '../../src/engine/pipeline/syncScript';
import { NORMALIZERS, type Normalizers } from '../../src/screenplay/normalizers';
import { readScript, shapeOf } from '../../src/screenplay/scriptReading';
import { wholeShapeHash } from '../../src/screenplay/shapeHash';
import { normalizeText } from '../../src/screenplay/normalizeText';
import { scenesOf, write, type DraftScene } from './draft';
import { ASSETS, startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { checkStandingColumns } from './standingColumns';

/** A later release: blanks within a line are folded too, and every hash is another one. */
const LATER: Normalizers = {
  version: NORMALIZERS.version + 1,
  byVersion: new Map([
    ...NORMALIZERS.byVersion,
    [NORMALIZERS.version + 1, (text) => `2: ${normalizeText(text).replace(/ +/g, ' ')}`],
  ]),
};

const URI = 'file:///normalized';

describe('A release that hashes by other rules', () => {
  let on: EngineOnDisk;
  beforeEach(async () => {
    on = await startEngineOnDisk();
  });
  afterEach(() => on.remove());

  it('finds nothing behind that was not, and all behind that was', async () => {
    const draft = scenesOf(6);
    const { scriptId } = await on.sync(URI, write(draft, 'Draft'));
    await on.analyze(scriptId);
    const edited = write(withLine(draft, 2), 'Draft');
    await on.sync(URI, edited);
    const before = standings(await opened(NORMALIZERS, edited));
    assert.ok(before.some(([, stale]) => stale) && before.some(([, stale]) => !stale));
    const outcome = await opened(LATER, edited);
    assert.equal(outcome.rewritten + outcome.added + outcome.removed, 0);
    assert.deepEqual(standings(outcome), before);
    assert.ok(
      outcome.open.reading.scenes.every(
        ({ hash }, i) => outcome.open.stored.get(outcome.open.sceneIds[i] ?? '')?.row.hash === hash,
      ),
    );
  });

  it('finds current what an edit made before it was opened undoes', async () => {
    const draft = scenesOf(5);
    const text = write(draft);
    const { scriptId } = await on.sync(URI, text);
    await on.analyze(scriptId);
    await on.sync(URI, write(draft.slice(0, 4)));
    const cut = await opened(LATER, write(draft.slice(0, 4)));
    assert.ok(standings(cut).some(([, stale]) => stale));
    const back = await opened(LATER, text);
    assert.equal(back.added, 0, 'the scene that was cut is itself again');
    assert.deepEqual(
      standings(back).filter(([, stale]) => stale),
      [],
    );
  });

  it('keeps what waits and what failed about the words that are still there, and only that', async () => {
    const draft = scenesOf(3);
    const { scriptId } = await on.sync(URI, write(draft));
    const { scenes } = await on.analyze(scriptId);
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    const edited = write(withLine(draft, 0));
    await on.sync(URI, edited);
    await on.analyze(scriptId);
    const [first = '', second = '', third = ''] = scenes.map(({ id }) => id);
    const inputsOf = (outcome: SyncOutcome, id: string) =>
      DECLARATIONS.find(({ kind }) => kind === 'card')?.inputs(outcome.open.snapshot(), id, 'offline') ?? [];
    const before = await opened(NORMALIZERS, edited);
    for (const [id, hash] of [
      [second, inputsHash(inputsOf(before, second))],
      [third, 'f'.repeat(64)],
    ]) {
      await on.rows(
        `INSERT INTO generation_failures (script_id, kind, subject, method, code, message, inputs_hash)
         VALUES ($1, 'card', $2, 'scripted/one', 'model-nonsense', 'No.', $3)`,
        [scriptId, id, hash],
      );
    }
    const after = await opened(LATER, edited);
    assert.notEqual(after.open.reading.hash, before.open.reading.hash);
    assert.deepEqual(after.open.candidates.get(`card:${first}`)?.inputs, inputsOf(after, first));
    const kept = new Map([...after.open.failures.values()].map(({ subject, inputsHash: hash }) => [subject, hash]));
    assert.deepEqual([kept.get(second), kept.get(third)], [inputsHash(inputsOf(after, second)), 'f'.repeat(64)]);
    const stored = await on.rows<{ subject: string; hash: string }>(
      'SELECT subject, inputs_hash AS hash FROM generation_failures',
    );
    assert.deepEqual(new Map(stored.map(({ subject, hash }) => [subject, hash])), kept);
  });

  it('writes it all in one transaction, or nothing', async () => {
    const text = write(scenesOf(4));
    const { scriptId } = await on.sync(URI, text);
    await on.analyze(scriptId);
    const stored = () =>
      on.rows(
        `SELECT 's' || id AS id, hash FROM scenes UNION ALL SELECT artifact_id || ' ' || position, input_hash FROM artifact_inputs
         UNION ALL SELECT 'e' || id, source_hash FROM scene_embeddings UNION ALL SELECT 'script', hash || normalizer_version FROM scripts ORDER BY 1`,
      );
    const before = await stored();
    const failing: Normalizers = {
      ...LATER,
      byVersion: new Map([
        ...NORMALIZERS.byVersion,
        [LATER.version, (line: string) => (line.includes('Draft') ? assert.fail('no room') : line)],
      ]),
    };
    await on.rows(`UPDATE scripts SET title_page = '[{"key":"Title","values":["Draft"]}]'`);
    await assert.rejects(opened(failing, text), /no room/);
    assert.deepEqual(await stored(), before);
  });

  it('takes over what the first rules hashed, and sees what they did not: a speech that two spaces carried', async () => {
    const carried = 'INT. KITCHEN - DAY\n\nANNA\nI never lit the old stove.\n  \nHe dies tonight.\n';
    const text = `${write(scenesOf(3))}\n${carried}`;
    const { scriptId } = await on.sync(URI, text);
    await on.analyze(scriptId);
    const first = await opened({ version: 1, byVersion: NORMALIZERS.byVersion }, text);
    const now = await opened(NORMALIZERS, text);
    const hashesOf = ({ open }: SyncOutcome) => open.reading.scenes.map(({ hash }) => hash);
    assert.deepEqual(hashesOf(now).slice(0, 3), hashesOf(first).slice(0, 3));
    assert.notEqual(hashesOf(now)[3], hashesOf(first)[3]);
    assert.ok(standings(now).every(([, stale]) => !stale));
    const trimmed = await opened(NORMALIZERS, text.replace('\n  \n', '\n\n'));
    const behind = standings(trimmed).filter(([name, stale]) => name.startsWith('card') && stale);
    assert.deepEqual(
      behind.map(([name]) => name),
      [`card ${now.open.sceneIds[3] ?? ''}`],
    );
  });

  it('takes over the shapes that the first rules hashed as a whole, also where the text was edited before it was opened', async () => {
    const draft = scenesOf(4).map((scene, at) => (at === 0 ? { ...scene, section: 'One' } : scene));
    const text = write(draft, 'Shapes');
    const { scriptId } = await on.sync(URI, text);
    const { scenes } = await on.analyze(scriptId);
    for (const [index, { block, cast, eighths }] of readScript(text).scenes.entries()) {
      const old = wholeShapeHash({ ...shapeOf(block, cast), eighths });
      await on.rows(
        `UPDATE artifact_inputs SET input_hash = $1 WHERE input_kind = 'shape' AND input_hash LIKE '%.%' AND input_id = $2`,
        [old, scenes[index]?.id],
      );
    }
    await on.rows('UPDATE scripts SET normalizer_version = 1');
    const edited = await opened(NORMALIZERS, text.replace('# One', '# Another'));
    const outline = edited.open.standings().of('outline', '');
    assert.deepEqual(
      outline?.causes.map((cause) => (cause.kind === 'changed' ? cause.inputKind : cause.kind)),
      ['sections'],
    );
    const back = await opened(NORMALIZERS, text);
    assert.ok(standings(back).every(([, stale]) => !stale));
  });

  it('takes what was hashed by rules nobody knows as it is', async () => {
    const text = write(scenesOf(3));
    const { scriptId } = await on.sync(URI, text);
    await on.analyze(scriptId);
    await on.rows('UPDATE scripts SET normalizer_version = 99');
    const outcome = await opened(LATER, text);
    assert.ok(standings(outcome).some(([, stale]) => stale));
    await on.sync(URI, text);
    await checkStandingColumns(on, scriptId);
  });

  /** The script as a release with these rules opens it, on the same files; then the engine has them again. */
  async function opened(normalizers: Normalizers, text: string): Promise<SyncOutcome> {
    await on.engine.close();
    const lock = await lockDataDirectory(on.folder);
    const database = await openDatabase({ lock, assetsDir: path.join(ASSETS, 'store') });
    try {
      return await syncScript(
        database.db,
        null,
        { uri: URI, format: 'fountain', name: 'draft', version: 1, text },
        { normalizers },
      );
    } finally {
      await database.close();
      lock.release();
      await on.reopen();
    }
  }
});

function withLine(draft: readonly DraftScene[], index: number): DraftScene[] {
  return draft.map((scene, at) =>
    at === index ? { ...scene, paragraphs: [...scene.paragraphs, 'A lamp goes out.'] } : scene,
  );
}

/** Every stored artifact: whether it is behind, and why. */
function standings({ open }: SyncOutcome): (readonly [string, boolean, string])[] {
  const all = open.standings().all();
  return all
    .map(
      ({ artifact, stale, causes }) => [`${artifact.kind} ${artifact.subject}`, stale, JSON.stringify(causes)] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
