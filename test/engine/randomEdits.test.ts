import assert from 'node:assert/strict';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk, type Synced } from './engineOnDisk';
import { checkOrder, checkStandingColumns } from './standingColumns';
import { storedScript } from './storedScript';
import { createWritersHand } from './writersHand';

const STEPS = 300;

describe('Three hundred random edits of a script of forty scenes', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  it('leave after each of them what a fresh database would hold, and every scene itself', async () => {
    const uri = 'file:///random/edited';
    const hand = createWritersHand(2026);
    // Another one, so that what it does changes no move of the first.
    const pinning = createWritersHand(2027);
    let text = write(scenesOf(40), 'Random');
    let version = 0;
    let sync = await store(uri, text, version);
    await on.analyze(sync.scriptId);
    let scenes = await liveScenes(sync.scriptId);
    const seen = new Set(scenes.map(({ id }) => id));

    for (let step = 1; step <= STEPS; step++) {
      const { name, text: edited } = hand.move(text);
      try {
        if (hand.chance(25)) await on.engine.closeScript(uri, false);
        const known = version > 0 && hand.chance(2);
        sync = known
          ? await storeChange(uri, text, edited, version, version + 1)
          : await store(uri, edited, version + 1);
        version++;
        if (hand.chance(60)) await on.analyze(sync.scriptId);
        if (pinning.chance(8)) await pinOrLetGo(sync.scriptId, step);
        const now = await liveScenes(sync.scriptId);
        checkIdentity(scenes, now);
        for (const { id } of now) seen.add(id);
        await checkOrder(on, sync.scriptId, sync.scenes.all);
        await checkStandingColumns(on, sync.scriptId);
        // What is wrong stays wrong until its scene is touched, so every fourth step is enough for all of it.
        if (step % 4 === 0) await checkFresh(uri, edited);
        text = edited;
        scenes = now;
      } catch (error) {
        throw new Error(`step ${step}, ${name}`, { cause: error });
      }
    }

    const rows = await on.rows<{ id: string }>('SELECT id FROM scenes WHERE script_id = $1 AND kind = $2', [
      sync.scriptId,
      'scene',
    ]);
    const ids = new Set(rows.map(({ id }) => id));
    assert.ok(
      [...seen].every((id) => ids.has(id)),
      'a scene that left keeps its row',
    );
    const final = await on.analyze(sync.scriptId);
    assert.deepEqual(final.run.failed, []);
    assert.deepEqual((await on.engine.readStatus(sync.scriptId)).due, []);
    await checkStandingColumns(on, sync.scriptId);
  });

  /** A thread or relationship of the first few. */
  async function pinOrLetGo(scriptId: string, step: number): Promise<void> {
    const rows = await on.rows<{ kind: 'thread' | 'relationship'; subject: string; pinned: boolean }>(
      `(SELECT 'thread' AS kind, id AS subject, pinned FROM plot_threads WHERE script_id = $1 ORDER BY id LIMIT 3)
       UNION ALL
       (SELECT 'relationship', id, pinned FROM scene_relationships WHERE script_id = $1 ORDER BY id LIMIT 3)`,
      [scriptId],
    );
    const row = rows[step % Math.max(1, rows.length)];
    if (row !== undefined) await on.engine.setPin({ scriptId, ...row, pinned: !row.pinned });
  }

  function liveScenes(scriptId: string): Promise<LiveScene[]> {
    return on.rows('SELECT id, hash FROM scenes WHERE script_id = $1 AND scene_index IS NOT NULL', [scriptId]);
  }

  async function store(uri: string, text: string, version: number): Promise<Synced> {
    return synced(await on.engine.sync(wholeText(uri, text, version)));
  }

  /** As one changed range; all of it where the engine asks for that. */
  async function storeChange(
    uri: string,
    from: string,
    to: string,
    baseVersion: number,
    version: number,
  ): Promise<Synced> {
    let start = 0;
    while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++;
    let tail = 0;
    while (tail < Math.min(from.length, to.length) - start && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
    const insert = to.slice(start, to.length - tail);
    const change = { kind: 'change', baseVersion, start, end: from.length - tail, insert, length: to.length } as const;
    const result = await on.engine.sync({ ...wholeText(uri, '', version), text: change });
    return result.kind === 'send-whole' ? store(uri, to, version) : synced(result);
  }

  async function checkFresh(uri: string, text: string): Promise<void> {
    const fresh = 'file:///random/fresh';
    await store(fresh, text, 0);
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, fresh));
    await on.engine.closeScript(fresh, true);
  }
});

interface LiveScene {
  readonly id: string;
  readonly hash: string;
}

/** A scene whose words stand in the script once, before and after, is the same scene. */
function checkIdentity(before: readonly LiveScene[], now: readonly LiveScene[]): void {
  const [old, young] = [onceByHash(before), onceByHash(now)];
  for (const [hash, id] of young) {
    const was = old.get(hash);
    if (was !== undefined) assert.equal(id, was, 'a scene whose words did not change keeps its id');
  }
}

function onceByHash(scenes: readonly LiveScene[]): Map<string, string> {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const { hash, id } of scenes) {
    if (found.has(hash)) twice.add(hash);
    found.set(hash, id);
  }
  for (const hash of twice) found.delete(hash);
  return found;
}
