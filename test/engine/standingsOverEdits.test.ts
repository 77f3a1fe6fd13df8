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
import { pinArtifact } from '../../src/engine/pinArtifact';
import { lockDataDirectory, type DataDirectoryLock } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase, type OpenDatabase } from '../../src/engine/store/openDatabase';
import type { ArtifactInput } from '../../src/story/artifactInput';
import { artifactKey, OFFLINE } from '../../src/story/scriptSnapshot';
import { standingsOf, type Standing, type Standings } from '../../src/story/staleness';
import { stalenessReasons } from '../../src/story/stalenessReasons';
import { scenesOf, write } from './draft';
import { ASSETS } from './engineOnDisk';
import { createWritersHand } from './writersHand';

/** What happens to a script, shrunk to the few things that matter. */
type Step =
  /** The writer's move of this seed. */
  | { readonly kind: 'move'; readonly seed: number }
  /** A move of this seed by a hand that also writes in speeches what is printed nowhere. */
  | { readonly kind: 'aside'; readonly seed: number }
  /** Back to the text as it was so many steps ago. */
  | { readonly kind: 'undo'; readonly steps: number }
  | { readonly kind: 'analyze' }
  /** The row of this number of a set is pinned, or let go. */
  | { readonly kind: 'pin'; readonly of: MadeFrom['kind']; readonly row: number }
  /** Closed, and opened from what is stored. */
  | { readonly kind: 'reopen' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('move' as const), seed: fc.nat(10_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('aside' as const), seed: fc.nat(10_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), steps: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'analyze' } as const) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pin' as const),
      of: fc.constantFrom('thread' as const, 'relationship' as const),
      row: fc.nat(1),
    }),
  },
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
      fc.asyncProperty(fc.array(anyStep, { maxLength: 16, size: 'max' }), async (steps) => {
        const script = await opened();
        await script.perform({ kind: 'analyze' });
        for (const step of steps) {
          await script.perform(step);
          await check(script);
        }
      }),
      { numRuns: 30 },
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
    /** What each thread and relationship was made from, as the test saw it made. */
    readonly madeFrom: () => ReadonlyMap<string, MadeFrom>;
    readonly perform: (step: Step) => Promise<void>;
  }

  async function opened(): Promise<EditedScript> {
    const uri = `file:///standings/${++scripts}`;
    const keyed = scenesOf(6).map((scene, at) =>
      at % 3 === 0 ? { ...scene, paragraphs: [...scene.paragraphs, 'ADA hides the BRASS KEY.'] } : scene,
    );
    const texts = [write(keyed, 'Draft')];
    const madeFrom = new Map<string, MadeFrom>();
    let version = 0;
    const sync = async (previous: OpenScript | null): Promise<OpenScript> => {
      const text = texts.at(-1) ?? '';
      const script = { uri, format: 'fountain', name: 'draft', version: ++version, text } as const;
      return (await syncScript(database.db, previous, script)).open;
    };
    let open = await sync(null);
    /** Where a set was made, all its rows were but those that are pinned. */
    const note = async (before: OpenScript): Promise<void> => {
      for (const { kind, id, pinned } of await rowsOf(open.id)) {
        const set = open.artifacts.get(artifactKey(kind, ''));
        if (set === undefined || set === before.artifacts.get(artifactKey(kind, '')) || pinned) continue;
        madeFrom.set(id, { kind, inputs: set.inputs });
      }
    };
    return {
      open: () => open,
      madeFrom: () => madeFrom,
      perform: async (step) => {
        if (step.kind === 'analyze') {
          const before = open;
          open = await analyzed(open);
          await note(before);
          return;
        }
        if (step.kind === 'pin') {
          const rows = (await rowsOf(open.id)).filter((one) => one.kind === step.of);
          const row = rows[step.row % Math.max(1, rows.length)];
          if (row === undefined) return;
          const { kind, id: subject, pinned } = row;
          ({ open } = await pinArtifact(database.db, open, { kind, subject, pinned: !pinned }));
          return;
        }
        if (step.kind === 'move' || step.kind === 'aside') {
          const hand = createWritersHand(step.seed, { speeches: step.kind === 'aside' });
          texts.push(hand.move(texts.at(-1) ?? '').text);
        }
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

  interface StoredRow {
    readonly kind: 'thread' | 'relationship';
    readonly id: string;
    readonly pinned: boolean;
    readonly stale: boolean;
  }

  async function rowsOf(scriptId: string): Promise<StoredRow[]> {
    const result = await database.pg.query<StoredRow>(
      `SELECT 'thread' AS kind, id, pinned, is_stale AS stale FROM plot_threads WHERE script_id = $1
       UNION ALL SELECT 'relationship', id, pinned, is_stale FROM scene_relationships WHERE script_id = $1 ORDER BY id`,
      [scriptId],
    );
    return result.rows;
  }

  /**
   * Of every row what comparing says with what it was made from, as the test remembers it: a pinned one by itself, the
   * others as their set, which is as behind as any of them.
   */
  async function checkRows({ open, madeFrom }: EditedScript): Promise<void> {
    const snapshot = open().snapshot();
    const isBehind = ({ kind, inputs }: MadeFrom): boolean => {
      const now = DECLARATIONS.find((one) => one.kind === kind)?.inputs(snapshot, '', OFFLINE) ?? null;
      return (
        now === null ||
        JSON.stringify(now) !== JSON.stringify(inputs) ||
        now.some((input) => input.kind === 'card' && open().standings().of('card', input.id)?.stale === true)
      );
    };
    const rows = await rowsOf(open().id);
    for (const { kind, id, pinned, stale } of rows) {
      const own = madeFrom().get(id);
      assert.ok(own !== undefined, `${kind} ${id} was seen made`);
      if (pinned || isBehind(own)) assert.equal(stale, isBehind(own), `${kind} ${id}`);
      if (pinned || !isBehind(own)) continue;
      assert.equal(open().standings().of(kind, '')?.stale, true, `the set of ${kind} ${id} is to be made again`);
    }
  }

  async function check(script: EditedScript): Promise<void> {
    await checkRows(script);
    const open = script.open();
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
       UNION ALL SELECT 'thread:' || id, is_stale, NULL FROM plot_threads WHERE script_id = $1
       UNION ALL SELECT 'relationship:' || id, is_stale, NULL FROM scene_relationships WHERE script_id = $1`,
      [open.id],
    );
    for (const { key, stale, dirty } of columns.rows) {
      const standing = told.get(key) ?? told.get(key.slice(0, key.indexOf(':') + 1));
      assert.deepEqual([stale, dirty ?? standing?.dirty.length], [standing?.stale, standing?.dirty.length], key);
    }
    // What is stored says the same to who reads all of it, as after a crash.
    const { uri, format, name, version, reading } = open;
    const stored = await syncScript(database.db, null, { uri, format, name, version, text: reading.text });
    assert.deepEqual(plainStandings(stored.open.standings()), told, 'what the store says');
    assert.deepEqual(stored.open.sceneIds, open.sceneIds);
  }
});

/** What a row of a set was made from. */
interface MadeFrom {
  readonly kind: 'thread' | 'relationship';
  readonly inputs: readonly ArtifactInput[];
}

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
