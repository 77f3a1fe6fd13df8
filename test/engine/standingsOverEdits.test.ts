import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DECLARATIONS } from '../../src/engine/artifacts/declarations';
import { makeOffline } from '../../src/engine/artifacts/offlineTask';
import type { OpenScript } from '../../src/engine/pipeline/openScript';
import { runDueWork } from '../../src/engine/pipeline/runDueWork';
import { snapshotAfter } from '../../src/engine/pipeline/snapshotAfter';
import { syncScript } from '../../src/engine/pipeline/syncScript';
import { lockDataDirectory, type DataDirectoryLock } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase, type OpenDatabase } from '../../src/engine/store/openDatabase';
import { standingsOf, type Standing, type Standings } from '../../src/story/staleness';
import { stalenessReasons } from '../../src/story/stalenessReasons';
import { scenesOf, write } from './draft';
import { ASSETS } from './engineOnDisk';
import { createWritersHand } from './writersHand';

/** What happens to a script, shrunk to the few things that matter. */
type Step =
  /** The writer's move of this seed. */
  | { readonly kind: 'move'; readonly seed: number }
  /** Back to the text as it was so many steps ago. */
  | { readonly kind: 'undo'; readonly steps: number }
  | { readonly kind: 'analyze' }
  /** Closed, and opened from what is stored. */
  | { readonly kind: 'reopen' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('move' as const), seed: fc.nat(10_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), steps: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'analyze' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' } as const) },
);

describe('Whatever is done to a script', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wr-standings-'));
  let lock: DataDirectoryLock;
  let database: OpenDatabase;
  let scripts = 0;
  before(async () => {
    lock = await lockDataDirectory(folder);
    database = await openDatabase({ lock, assetsDir: path.join(ASSETS, 'store') });
  });
  after(async () => {
    await database.close();
    lock.release();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('what is called behind is what comparing everything anew says, in every row and reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 8 }), async (steps) => {
        const script = await opened();
        for (const step of steps) {
          await script.perform(step);
          await check(script.open());
        }
      }),
      { numRuns: 20 },
    );
  });

  it('an undone edit makes everything current again', async () => {
    // A scene pasted into the one after it, split off again after the longer part, and another cut.
    const pastedInto = [5680, 1396, 0].map((seed) => ({ kind: 'move' as const, seed }));
    const moves = fc.array(fc.record({ kind: fc.constant('move' as const), seed: fc.nat(10_000) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const script = await opened();
        await script.perform({ kind: 'analyze' });
        assert.deepEqual(behindIn(script.open()), []);
        for (const step of steps) await script.perform(step);
        await script.perform({ kind: 'undo', steps: steps.length });
        assert.deepEqual(behindIn(script.open()), []);
      }),
      { numRuns: 20, examples: [[pastedInto]] },
    );
  });

  interface EditedScript {
    readonly open: () => OpenScript;
    readonly perform: (step: Step) => Promise<void>;
  }

  async function opened(): Promise<EditedScript> {
    const uri = `file:///standings/${++scripts}`;
    const texts = [write(scenesOf(6), 'Draft')];
    let version = 0;
    const sync = async (previous: OpenScript | null): Promise<OpenScript> => {
      const text = texts.at(-1) ?? '';
      const script = { uri, format: 'fountain', name: 'draft', version: ++version, text } as const;
      return (await syncScript(database.db, previous, script)).open;
    };
    let open = await sync(null);
    return {
      open: () => open,
      perform: async (step) => {
        if (step.kind === 'analyze') {
          open = await analyzed(open);
          return;
        }
        if (step.kind === 'move') texts.push(createWritersHand(step.seed).move(texts.at(-1) ?? '').text);
        if (step.kind === 'undo') texts.push(texts.at(-1 - step.steps) ?? texts[0] ?? '');
        open = await sync(step.kind === 'reopen' ? null : open);
      },
    };
  }

  async function analyzed(from: OpenScript): Promise<OpenScript> {
    let open = from;
    const make = (task: Parameters<typeof makeOffline>[0]) =>
      ({ kind: 'made', made: makeOffline(task, (text) => Math.ceil(text.length / 4)) }) as const;
    const report = await runDueWork(
      {
        db: database.db,
        worker: { make: (tasks) => Promise.resolve(tasks.map(make)), close: () => Promise.resolve() },
        current: () => open,
        exclusively: async (work) => {
          const done = await work(open);
          open = done.open;
          return done.result;
        },
      },
      { signal: new AbortController().signal },
    );
    assert.deepEqual(report.failed, []);
    return open;
  }

  async function check(open: OpenScript): Promise<void> {
    const anew = snapshotAfter(open, null);
    assert.deepEqual(open.snapshot(), anew, 'the snapshot that was taken over');
    const told = plainStandings(open.standings());
    assert.deepEqual(told, plainStandings(standingsOf(anew, DECLARATIONS)), 'what was compared before');
    const labels = new Map(anew.scenes.map(({ id, label }) => [id, label]));
    for (const standing of open.standings().all()) {
      const reasons = stalenessReasons(standing, (id) => labels.get(id) ?? null);
      assert.equal(reasons.length > 0, standing.stale);
    }
    const columns = await database.pg.query<{ key: string; stale: boolean; dirty: number | null }>(
      `SELECT 'outline:' AS key, is_stale AS stale, dirty_scene_count AS dirty FROM script_outlines WHERE script_id = $1
       UNION ALL SELECT 'sheet:' || character_name, is_stale, dirty_scene_count FROM character_sheets WHERE script_id = $1
       UNION ALL SELECT 'thread:', is_stale, NULL FROM plot_threads WHERE script_id = $1
       UNION ALL SELECT 'relationship:', is_stale, NULL FROM scene_relationships WHERE script_id = $1`,
      [open.id],
    );
    for (const { key, stale, dirty } of columns.rows) {
      const standing = told.get(key);
      assert.deepEqual([stale, dirty ?? standing?.dirty.length], [standing?.stale, standing?.dirty.length], key);
    }
    // What is stored says the same to who reads all of it, as after a crash.
    const { uri, format, name, version, reading } = open;
    const stored = await syncScript(database.db, null, { uri, format, name, version, text: reading.text });
    assert.deepEqual(plainStandings(stored.open.standings()), told, 'what the store says');
    assert.deepEqual(stored.open.sceneIds, open.sceneIds);
  }
});

interface PlainStanding {
  readonly stale: boolean;
  readonly dirty: readonly string[];
  readonly causes: Standing['causes'];
}

function plainStandings(standings: Standings): ReadonlyMap<string, PlainStanding> {
  return new Map(
    standings
      .all()
      .map(({ artifact, stale, dirtySceneIds, causes }) => [
        `${artifact.kind}:${artifact.subject}`,
        { stale, dirty: dirtySceneIds, causes },
      ]),
  );
}

function behindIn(open: OpenScript): readonly string[] {
  return [...plainStandings(open.standings())].flatMap(([key, { stale, causes }]) =>
    stale ? [`${key}: ${JSON.stringify(causes)}`] : [],
  );
}
