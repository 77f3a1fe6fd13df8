import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEngine } from '../../src/engine/engine';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { median } from './median';
import { syntheticScript } from './syntheticScript';

/*
 * Analysis and sync at several lengths, on a real database: `npm run bench -- analysis`. The bound is our own time per
 * scene at 200 scenes in the same run: at 3,000 it may be at most 1.5 times that.
 */
const SIZES = [50, 200, 1_000, 3_000];
const ROUNDS = 9;

export async function benchAnalysis(): Promise<void> {
  const assetsDirectory = path.join(__dirname, '..', '..', 'dist');
  const rows: Record<string, number>[] = [];
  for (const scenes of SIZES) {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'writersroom-bench-'));
    const lock = await lockDataDirectory(dataDirectory);
    const opened = await openEngine({ lock, assetsDirectory });
    const engine = opened.connect(() => undefined);
    try {
      const rounds = scenes > 1_000 ? 3 : ROUNDS;
      const analyses: number[] = [];
      const firstSyncs: number[] = [];
      const edits: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const script = { uri: `bench:${scenes}-${round}`, format: 'fountain', name: 'bench' } as const;
        const text = syntheticScript({ scenes, seed: round + 1 });
        const [first, synced] = await timed(() =>
          engine.sync({ ...script, version: 1, text: { kind: 'whole', text } }),
        );
        if (synced.kind !== 'synced') throw new Error('not synced');
        firstSyncs.push(first);
        const [analysis] = await timed(() =>
          engine.analyze(
            { scriptId: synced.scriptId, remake: false },
            { signal: new AbortController().signal, onProgress: () => undefined },
          ),
        );
        analyses.push(analysis);
        const at = text.indexOf('. ', Math.floor(text.length / 2)) + 2;
        const change = {
          kind: 'change',
          baseVersion: 1,
          start: at,
          end: at,
          insert: 'Rain. ',
          length: text.length + 6,
        } as const;
        const [edit] = await timed(() => engine.sync({ ...script, version: 2, text: change }));
        edits.push(edit);
        await engine.closeScript(script.uri, true);
      }
      rows.push({
        scenes,
        'analysis ms': Math.round(median(analyses)),
        'ms per 100 scenes': Math.round((median(analyses) / scenes) * 100),
        'first sync ms': Math.round(median(firstSyncs)),
        'one edited scene ms': Math.round(median(edits)),
      });
    } finally {
      await opened.close();
      lock.release();
      await rm(dataDirectory, { recursive: true, force: true });
    }
  }
  console.table(rows);
  const perScene = (scenes: number): number => rows.find((row) => row.scenes === scenes)?.['ms per 100 scenes'] ?? NaN;
  console.log(`Time per scene at 3,000 against 200: ${(perScene(3_000) / perScene(200)).toFixed(2)} (at most 1.5)`);
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}
