import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { connectEngine } from '../../src/client/connectEngine';
import type { EngineConnection } from '../../src/client/engineConnection';
import { textChange } from '../../src/extension/textChange';
import { isShown, toldAfter, type Told } from '../../src/extension/toldAfter';
import { charactersRows } from '../../src/extension/views/charactersRows';
import { outlineRows } from '../../src/extension/views/outlineRows';
import { scriptKnowledge } from '../../src/extension/views/scriptKnowledge';
import { threadsRows } from '../../src/extension/views/threadsRows';
import { cleanText } from '../../src/screenplay/cleanText';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { median } from './median';
import { syntheticScript } from './syntheticScript';

/*
 * From a keystroke to the stored scene and the views, through the socket of a real engine: `npm run bench -- keystroke FILE…`, each
 * file and 3,000 made-up scenes (200 where no file is given), analyzed. Host work is the processor time of this process, which does
 * what the extension host does, without VS Code. Bounds in the same run: all of the text stored anew, parsed anew, all of the view
 * sent, and one row updated in a bare PGlite.
 */
const ROUNDS = 9;

export async function benchKeystroke(files: readonly string[]): Promise<void> {
  const scripts = await Promise.all(
    files.map(async (file) => ({ name: path.basename(file), text: await readFile(file, 'utf8') })),
  );
  if (scripts.length === 0) scripts.push({ name: '200 scenes', text: syntheticScript({ scenes: 200 }) });
  scripts.push({ name: '3,000 scenes', text: syntheticScript({ scenes: 3_000 }) });
  for (const { name, text } of scripts) await benchScript(name, cleanText(text));
}

async function benchScript(name: string, text: string): Promise<void> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'writersroom-bench-'));
  const assetsDirectory = path.join(__dirname, '..', '..', 'dist');
  const engine = await connectEngine({ assetsDirectory, dataDirectory, client: 'bench', idleMs: 0 });
  try {
    const desk = await createDesk(engine, text);
    const letters = await typed(desk, 'x');
    const lines = await typed(desk, '\n\nIt rains.\n\n');
    const whole: number[] = [];
    for (let round = 0; round < ROUNDS; round++) whole.push(await storeWhole(engine, round, desk.text()));
    const parse = Array.from({ length: ROUNDS }, () => timed(() => parseScreenplay(desk.text())));
    const row = await oneRow(text.slice(0, 2_000));
    console.log(`\n${name}: ${desk.scenes} scenes, ${Math.round(text.length / 1_000)} thousand characters`);
    console.table([rowOf('a letter', letters), rowOf('a line', lines)]);
    const stored = median(letters.map((one) => one.stored));
    const shown = median(letters.map((one) => one.host));
    console.log(
      [
        `a letter stored against the whole text stored anew (${median(whole).toFixed(0)} ms): ${ratio(stored, median(whole))}`,
        `… against one row in a bare PGlite (${median(row).toFixed(1)} ms): ${ratio(stored, median(row))}`,
        `host work against parsing the text once (${median(parse).toFixed(1)} ms): ${ratio(shown, median(parse))}`,
        `sent to the views against the whole view (${Math.round(desk.wholeSize / 1_000)} KB): ${ratio(median(letters.map((one) => one.sent)), desk.wholeSize, 4)}`,
      ].join('\n'),
    );
  } finally {
    await engine.close();
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** What one keystroke cost: milliseconds, and characters. */
interface Keystroke {
  /** From the key until the scene is stored. */
  readonly stored: number;
  /** … until the views have it. */
  readonly viewed: number;
  /** Processor time of this side for all of it. */
  readonly host: number;
  /** What of that is the smallest change and the request. */
  readonly change: number;
  readonly sent: number;
}

interface Desk {
  readonly scenes: number;
  readonly wholeSize: number;
  readonly text: () => string;
  readonly type: (insert: string) => Promise<Keystroke>;
}

async function createDesk(engine: EngineConnection, from: string): Promise<Desk> {
  let text = from;
  let version = 1;
  const script = { uri: 'bench:desk', format: 'fountain', name: 'bench', source: 'unsaved' } as const;
  const synced = await engine.sync({ ...script, version, text: { kind: 'whole', text } });
  if (synced.kind !== 'synced') throw new Error(synced.kind);
  const { scriptId } = synced;
  await engine.analyze({ scriptId, remake: false });
  const whole = await engine.followScript({ scriptId, known: null });
  let told: Told | null = toldAfter(null, whole);
  return {
    scenes: synced.scenes.all,
    wholeSize: JSON.stringify(whole).length,
    text: () => text,
    type: async (insert) => {
      const at = text.indexOf('. ', Math.floor(text.length / 2)) + 2;
      const after = text.slice(0, at) + insert + text.slice(at);
      const started = performance.now();
      const cpu = process.cpuUsage();
      const now = cleanText(after);
      const change = textChange(text, now) ?? { start: 0, end: 0, insert: '' };
      const params = { kind: 'change', baseVersion: version, ...change, length: now.length } as const;
      const changed = performance.now() - started;
      await engine.sync({ ...script, version: ++version, text: params });
      text = now;
      const stored = performance.now() - started;
      const answer = await engine.followScript({ scriptId, known: told?.tag ?? null });
      told = toldAfter(told, answer);
      if (told !== null && isShown(answer)) {
        const knowledge = scriptKnowledge(told.view, told.status, () => now);
        outlineRows(told.view);
        charactersRows(knowledge);
        threadsRows(knowledge);
      }
      const { user, system } = process.cpuUsage(cpu);
      const viewed = performance.now() - started;
      return { stored, viewed, host: (user + system) / 1_000, change: changed, sent: JSON.stringify(answer).length };
    },
  };
}

async function typed(desk: Desk, insert: string): Promise<Keystroke[]> {
  await desk.type(insert);
  const keystrokes: Keystroke[] = [];
  for (let round = 0; round < ROUNDS; round++) keystrokes.push(await desk.type(insert));
  return keystrokes;
}

function rowOf(typed: string, keystrokes: readonly Keystroke[]): Record<string, string | number> {
  const of = (part: keyof Keystroke): number => Math.round(median(keystrokes.map((one) => one[part])) * 100) / 100;
  return {
    typed,
    'stored ms': of('stored'),
    'in the views ms': of('viewed'),
    'host work ms': of('host'),
    'of it the change ms': of('change'),
    'sent characters': of('sent'),
  };
}

async function storeWhole(engine: EngineConnection, round: number, text: string): Promise<number> {
  const script = { uri: `bench:whole-${round}`, format: 'fountain', name: 'bench' } as const;
  const started = performance.now();
  await engine.sync({ ...script, version: 1, text: { kind: 'whole', text } });
  const taken = performance.now() - started;
  await engine.closeScript({ uri: script.uri, forget: true });
  return taken;
}

/** The least that storing a scene can be: one row of a table in this process, nothing else. */
async function oneRow(text: string): Promise<number[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'writersroom-bench-'));
  const pg = await PGlite.create(path.join(folder, 'bare'));
  try {
    await pg.exec('CREATE TABLE scenes (id int PRIMARY KEY, text text)');
    await pg.query('INSERT INTO scenes VALUES (1, $1)', [text]);
    const taken: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      await pg.query('UPDATE scenes SET text = $1 WHERE id = 1', [`${text}${round}`]);
      taken.push(performance.now() - started);
    }
    return taken;
  } finally {
    await pg.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function ratio(ours: number, bound: number, digits = 2): string {
  return (ours / bound).toFixed(digits);
}
