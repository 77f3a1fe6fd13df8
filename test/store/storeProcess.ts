import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { addBackup } from '../../src/engine/store/backup/backupFolder';
import { lockDataDirectory, lockFileName } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase } from '../../src/engine/store/openDatabase';
import { failureOfQueryError } from '../../src/engine/store/queryFailure';
import { maintainDatabase } from '../../src/engine/store/maintainDatabase';
import { insertScene, insertScript } from './everyTable';
import { limitWrites } from './quota';

/*
 * What the tests run as a process of its own, bundled as the engine is: `node storeProcess.js JOB DIRECTORY …`. A job
 * writes lines on stdout. An expected failure is one line of JSON, as is the end of the job `open`.
 */
const [, , job = '', dataDir = '', ...rest] = process.argv;
const quota = process.env.WRITERSROOM_TEST_QUOTA;
if (quota !== undefined) limitWrites(Number(quota));

const jobs: Readonly<Record<string, () => Promise<void>>> = {
  /** Opens the database, says how that went, and closes it. */
  open: async () => {
    const [assetsDir = '', uid] = rest;
    if (uid !== undefined) process.setuid?.(Number(uid));
    const lock = await lockDataDirectory(dataDir);
    const startMs = performance.now();
    const { pg, close } = await openDatabase({ lock, assetsDir });
    const openMs = Math.round(performance.now() - startMs);
    const result = await pg.query<{ scripts: number }>('SELECT count(*)::int AS scripts FROM scripts');
    const rssMb = Math.round(process.memoryUsage().rss / 1e6);
    await close();
    lock.release();
    say(JSON.stringify({ ok: true, scripts: result.rows[0]?.scripts, openMs, rssMb }));
  },

  /** Opens it, writes rows or nothing but log until that fails, and says how far it came and what can still be read. */
  fill: async () => {
    const [assetsDir = '', what = ''] = rest;
    const lock = await lockDataDirectory(dataDir);
    const { pg, db, stopped, close } = await openDatabase({ lock, assetsDir });
    let [stored, code]: [number, unknown] = [0, undefined];
    while (code === undefined && stored < 100_000) {
      const noise = randomBytes(16_000).toString('base64');
      try {
        if (what === 'rows' || stored < 10) {
          await insertScript(pg, `file:///${stored}`, { title: noise });
          stored++;
          if (stored % 100 === 0) await maintainDatabase(pg);
        } else {
          await pg.query("SELECT pg_logical_emit_message(false, 'noise', $1::text)", [noise]);
        }
      } catch (error) {
        ({ code = 'none' } = error as { code?: unknown });
      }
    }
    const again = await codeOf(insertScript(pg, 'file:///again'));
    const read = await codeOf(pg.query('SELECT count(*) FROM scripts'));
    const failure = await db.execute('SELECT pg_sleep(0)').then(
      () => null,
      (error: unknown) => failureOfQueryError(dataDir, error),
    );
    const ended = await Promise.race([stopped.then((failure) => failure.code), setTimeout(50, 'runs')]);
    say(JSON.stringify({ stored, code, again, read, failure: failure?.code ?? 'none', ended }));
    await close();
    lock.release();
  },

  /** Opens the database and writes a backup. */
  backUp: async () => {
    const [assetsDir = ''] = rest;
    const lock = await lockDataDirectory(dataDir);
    const { pg, close } = await openDatabase({ lock, assetsDir });
    try {
      const { path: file } = await addBackup(dataDir, pg, 'command');
      say(JSON.stringify({ ok: true, file }));
    } finally {
      await close();
      lock.release();
    }
  },

  /** Takes the lock and keeps it until it is killed. */
  hold: async () => {
    await lockDataDirectory(dataDir);
    say('held');
    await setTimeout(2 ** 30);
  },

  /** Writes scenes of a script forever, a transaction each, and says of each when it is stored. */
  write: async () => {
    const [assetsDir = '', scriptId = ''] = rest;
    const lock = await lockDataDirectory(dataDir);
    const { pg } = await openDatabase({ lock, assetsDir });
    const found = await pg.query<{ next: number }>('SELECT coalesce(max(scene_index) + 1, 0)::int AS next FROM scenes');
    for (let index = found.rows[0]?.next ?? 0; ; index++) {
      const id = await pg.transaction(async (tx) => {
        const sceneId = await insertScene(tx, scriptId, index, { text: `Scene ${index}. `.repeat(500) });
        for (const name of ['MARA', 'IDO']) {
          await tx.query('INSERT INTO scene_characters (scene_id, character_name) VALUES ($1, $2)', [sceneId, name]);
        }
        return sceneId;
      });
      say(id);
      if (index % 30 === 29) await pg.exec('CHECKPOINT');
    }
  },

  /** Takes the lock again and again, looks whether anybody else has it, and leaves it as its owner or as a dead one. */
  race: async () => {
    const rounds = Number(rest[0]);
    let won = 0;
    for (let round = 0; round < rounds; round++) {
      try {
        const lock = await lockDataDirectory(dataDir);
        await beAlone();
        won++;
        if (round % 3 === 0) lock.release();
        else leaveAsDead();
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'store-busy') throw error;
      }
      await setTimeout(Math.random() * 2);
    }
    say(`won ${won}`);
  },
};

/** The code of the failure, or `fine`. */
async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return 'fine';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

/** Throws if another living process is inside as well. */
async function beAlone(): Promise<void> {
  const inside = path.join(dataDir, 'inside');
  mkdirSync(inside, { recursive: true });
  const own = path.join(inside, String(process.pid));
  closeSync(openSync(own, 'wx'));
  await setTimeout(Math.random() * 2);
  const others = readdirSync(inside).filter((pid) => pid !== String(process.pid) && lives(pid));
  if (others.length > 0) throw new Error(`two owners: ${process.pid} and ${others.join(', ')}`);
  unlinkSync(own);
}

/** What a crash leaves: a lock of a process that is no more. */
function leaveAsDead(): void {
  const file = path.join(dataDir, lockFileName);
  const record = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...record, processStartTime: '1' }));
}

function lives(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Straight to the pipe: what was said before a kill -9 was said. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

void jobs[job]?.().catch((error: unknown) => {
  const { code, message, retryable } = error as { code?: unknown; message?: unknown; retryable?: unknown };
  say(JSON.stringify({ ok: false, code, message, retryable }));
  process.exitCode = 1;
});
