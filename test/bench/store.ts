import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { vector } from '@electric-sql/pglite-pgvector';
import { openEngine } from '../../src/engine/engine';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { nearestScenes, writeEmbeddings } from '../../src/engine/store/embeddingQueries';
import { openDatabase, type OpenDatabase } from '../../src/engine/store/openDatabase';
import { encodeVector } from '../../src/engine/store/schema/vectorColumn';
import { hashedFeatures, hashedFeaturesEmbedder } from '../../src/models/hashedFeatures';
import { median } from './median';
import { syntheticScript } from './syntheticScript';

/*
 * The store beside PGlite as it comes (no fsync, 128 MB of buffers) doing the same work in the least SQL for it:
 * `npm run bench -- store`. Bounds: reopen at most 1.3 times, first open at most 2 times and the copy.
 */
const ROUNDS = 9;
const ASSETS = path.join(__dirname, '..', '..', 'dist');

export async function benchStore(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'writersroom-bench-'));
  try {
    const dataDirectory = path.join(folder, 'data');
    const rows = [...(await opening(folder, dataDirectory)), ...(await scripts(folder, dataDirectory))];
    for (const scenes of [200, 5_000]) rows.push(...(await vectors(folder, scenes)));
    console.table(rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Row {
  readonly work: string;
  readonly 'ours ms': number;
  readonly 'bare PGlite ms': number;
  readonly ratio: number;
}

function row(work: string, ours: readonly number[], bare: readonly number[]): Row {
  const [mine, theirs] = [median(ours), median(bare)];
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return { work, 'ours ms': rounded(mine), 'bare PGlite ms': rounded(theirs), ratio: rounded(mine / theirs) };
}

/** First open, with the copy beside it, and reopen of the same files. */
async function opening(folder: string, dataDirectory: string): Promise<Row[]> {
  const [first, reopened, copied, bare]: number[][] = [[], [], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    await rm(dataDirectory, { recursive: true, force: true });
    first?.push(await timed(async () => (await openStore(dataDirectory)).close()));
    reopened?.push(await timed(async () => (await openStore(dataDirectory)).close()));
    const copy = path.join(folder, 'bare');
    await rm(copy, { recursive: true, force: true });
    copied?.push(await timed(() => cp(path.join(dataDirectory, 'db'), copy, { recursive: true })));
    bare?.push(await timed(async () => (await openBare(copy)).close()));
  }
  const withCopy = (bare ?? []).map((ms, round) => ms + (copied?.[round] ?? 0));
  return [
    row('first open (beside: copy and reopen)', first ?? [], withCopy),
    row('reopen', reopened ?? [], bare ?? []),
  ];
}

async function scripts(folder: string, dataDirectory: string): Promise<Row[]> {
  const lock = await lockDataDirectory(dataDirectory);
  const opened = await openEngine({ lock, assetsDirectory: ASSETS });
  const engine = opened.connect(() => undefined);
  const bare = await openBare(path.join(folder, 'bare'));
  const [syncs, inserts, edits, upserts, searches, lookups]: number[][] = [[], [], [], [], [], []];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const script = { uri: `bench:${round}`, format: 'fountain', name: 'bench' } as const;
      const text = syntheticScript({ scenes: 200, seed: round + 1 });
      let scriptId = '';
      syncs?.push(
        await timed(async () => {
          const synced = await engine.sync({ ...script, version: 1, text: { kind: 'whole', text } });
          if (synced.kind === 'synced') ({ scriptId } = synced);
        }),
      );
      const texts = text.split(/(?=^(?:INT|EXT)\.)/m).slice(0, 200);
      inserts?.push(await timed(() => insertScenes(bare, round, texts)));
      const at = text.indexOf('. ', Math.floor(text.length / 2)) + 2;
      const change = {
        kind: 'change',
        baseVersion: 1,
        start: at,
        end: at,
        insert: 'Rain. ',
        length: text.length + 6,
      } as const;
      edits?.push(await timed(() => engine.sync({ ...script, version: 2, text: change })));
      upserts?.push(await timed(() => insertScenes(bare, round, texts.slice(100, 101))));
      await engine.search({ scriptId, query: 'map', limit: 10 });
      searches?.push(await timed(() => engine.search({ scriptId, query: 'hides the letter', limit: 10 })));
      lookups?.push(await timed(() => bare.query(textSearch, [`bench:bare-${round}`, 'hides the letter'])));
    }
  } finally {
    await opened.close();
    lock.release();
    await bare.close();
  }
  return [
    row('sync of 200 scenes (beside: one insert)', syncs ?? [], inserts ?? []),
    row('one edited scene (beside: one upsert)', edits ?? [], upserts ?? []),
    row('search in 200 scenes (beside: to_tsvector)', searches ?? [], lookups ?? []),
  ];
}

const textSearch = `SELECT s.id, ts_rank(to_tsvector('english', s.text), q) AS rank
  FROM scenes s JOIN scripts p ON p.id = s.script_id, plainto_tsquery('english', $2) q
  WHERE p.uri = $1 AND to_tsvector('english', s.text) @@ q ORDER BY rank DESC LIMIT 10`;

/** One script and its scenes in one transaction, in the least SQL for it. */
async function insertScenes(pg: PGlite, round: number, texts: readonly string[]): Promise<void> {
  await pg.transaction(async (tx) => {
    const script = await tx.query<{ id: string }>(
      `INSERT INTO scripts (uri, hash, normalizer_version) VALUES ($1, repeat('0', 64), 1)
        ON CONFLICT (uri) DO UPDATE SET updated_at = now() RETURNING id`,
      [`bench:bare-${round}`],
    );
    await tx.query(
      `INSERT INTO scenes (script_id, scene_index, text, line_count, hash, structure_hash, notes_hash)
        SELECT $1, n - 1, t, 1, repeat('0', 64), repeat('0', 64), repeat('0', 64)
        FROM unnest($2::text[]) WITH ORDINALITY AS r(t, n)
        ON CONFLICT (script_id, scene_index) DO UPDATE SET text = excluded.text`,
      [script.rows[0]?.id, texts],
    );
  });
}

/** Vectors in bulk as we write them and by binary COPY, and the nearest of so many scenes. */
async function vectors(folder: string, scenes: number): Promise<Row[]> {
  const store = await openStore(path.join(folder, `vectors-${scenes}`));
  try {
    const { pg, db } = store;
    await insertScenes(
      pg,
      0,
      Array.from({ length: scenes }, (_, i) => `Scene ${i}`),
    );
    const found = await pg.query<{ id: string; scriptId: string }>('SELECT id, script_id AS "scriptId" FROM scenes');
    const scriptId = found.rows[0]?.scriptId ?? '';
    const words = syntheticScript({ scenes: 60, seed: 7 }).split(/\s+/);
    const writes = found.rows.map(({ id }, i) => ({
      sceneId: id,
      vector: hashedFeatures(words.slice((i * 7) % words.length, ((i * 7) % words.length) + 120).join(' ')),
      sourceHash: '0'.repeat(64),
    }));
    const [written, copied, near, bare]: number[][] = [[], [], [], []];
    for (let round = 0; round < 3; round++) {
      for (let from = 0; from < writes.length; from += 50) {
        const group = writes.slice(from, from + 50);
        written?.push(await timed(() => writeEmbeddings(db, hashedFeaturesEmbedder, group)));
        if (group.length === 50) copied?.push(await timed(() => copyVectors(pg, group)));
      }
    }
    for (let round = 0; round < ROUNDS; round++) {
      const query = writes[round * 3]?.vector ?? new Float32Array(1024);
      near?.push(await timed(() => nearestScenes(db, scriptId, hashedFeaturesEmbedder, query, 10)));
      const least = 'SELECT scene_id FROM scene_embeddings ORDER BY embedding <=> $1::vector LIMIT 10';
      bare?.push(await timed(() => pg.query(least, [encodeVector(query)])));
    }
    return [
      row(`50 vectors among ${scenes} (beside: binary COPY)`, written ?? [], copied ?? []),
      row(`nearest of ${scenes} scenes (beside: vectors alone)`, near ?? [], bare ?? []),
    ];
  } finally {
    await store.close();
  }
}

/** The same rows by way of a temporary table: COPY cannot replace rows. pgvector's binary form: dimensions, 0, floats. */
async function copyVectors(pg: PGlite, rows: readonly { sceneId: string; vector: Float32Array }[]): Promise<void> {
  const parts: Buffer[] = [Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')];
  for (const { sceneId, vector: values } of rows) {
    const head = Buffer.alloc(2 + 4 + 16 + 4 + 4);
    head.writeInt16BE(2, 0);
    head.writeInt32BE(16, 2);
    head.write(sceneId.replaceAll('-', ''), 6, 'hex');
    head.writeInt32BE(4 + 4 * values.length, 22);
    head.writeInt16BE(values.length, 26);
    const body = Buffer.alloc(4 * values.length);
    values.forEach((value, i) => body.writeFloatBE(value, 4 * i));
    parts.push(head, body);
  }
  const end = Buffer.alloc(2);
  end.writeInt16BE(-1, 0);
  const blob = new Blob([...parts, end].map((part) => new Uint8Array(part)));
  await pg.transaction(async (tx) => {
    await tx.exec('CREATE TEMP TABLE incoming (scene_id uuid, embedding vector) ON COMMIT DROP');
    await tx.query("COPY incoming FROM '/dev/blob' WITH (FORMAT binary)", [], { blob });
    await tx.query(
      `INSERT INTO scene_embeddings (scene_id, provider, model, embedding, dimensions, source_hash)
        SELECT scene_id, 'copy', 'copy', embedding, vector_dims(embedding), repeat('0', 64) FROM incoming
        ON CONFLICT (scene_id, provider, model) DO UPDATE SET embedding = excluded.embedding`,
    );
  });
}

async function openStore(dataDirectory: string): Promise<OpenDatabase> {
  const lock = await lockDataDirectory(dataDirectory);
  const database = await openDatabase({ lock, assetsDir: path.join(ASSETS, 'store') });
  const close = async (): Promise<void> => {
    await database.close();
    lock.release();
  };
  return { ...database, close };
}

function openBare(dbDir: string): Promise<PGlite> {
  return PGlite.create({ fs: new NodeFS(dbDir), extensions: { vector } });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
