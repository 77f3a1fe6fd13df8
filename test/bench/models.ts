import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEngine } from '../../src/engine/engine';
import type { OpenTextModel } from '../../src/engine/hostTextModel';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { openTextModel } from '../../src/models/openTextModel';
import { Failure } from '../../src/protocol/failure';
import { artifactAnswers } from '../models/artifactAnswers';
import { KEY, startMessagesServer } from '../models/messagesServer/messagesServer';
import { syntheticScript } from './syntheticScript';

/*
 * What a first full analysis asks of models, through the server of the tests: `npm run bench -- models FILE …`, without
 * a file for a made-up script of 190 scenes. The bound is sending the whole script once for every artifact.
 */
const PAIRS = [
  ['claude-haiku-5-5', 'claude-haiku-5-5'],
  ['claude-haiku-5-5', 'claude-sonnet-5-5'],
] as const;

export async function benchModels(files: readonly string[]): Promise<void> {
  const scripts = await Promise.all(
    files.map(async (file) => ({ name: path.basename(file), text: await readFile(file, 'utf8') })),
  );
  if (scripts.length === 0) scripts.push({ name: '190 scenes', text: syntheticScript({ scenes: 190 }) });
  for (const script of scripts) for (const [cards, story] of PAIRS) await analyzeOnce(script, cards, story);
}

async function analyzeOnce(
  { name, text }: { readonly name: string; readonly text: string },
  cards: string,
  story: string,
): Promise<void> {
  const server = await startMessagesServer({ script: artifactAnswers });
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'writersroom-bench-'));
  const lock = await lockDataDirectory(dataDirectory);
  const opened = await openEngine({ lock, assetsDirectory: path.join(__dirname, '..', '..', 'dist') });
  const engine = opened.connect(() => undefined);
  try {
    const synced = await engine.sync({
      uri: 'bench:models',
      format: 'fountain',
      name,
      version: 1,
      text: { kind: 'whole', text },
    });
    if (synced.kind !== 'synced') throw new Error('not synced');
    const { scriptId } = synced;
    const openModel: OpenTextModel = async (id) => {
      const apiKey = { origin: server.url, key: KEY };
      const found = await openTextModel(id, { apiKey, baseUrl: server.url, fetch, prices: {} });
      if (found.kind === 'failed') throw new Failure(found.failure.code, found.failure.message);
      return found.model;
    };
    const models = { cards: `anthropic/${cards}`, story: `anthropic/${story}` };
    const price = await engine.priceAnalysis({ scriptId, remake: false, models }, { openModel });
    const signal = new AbortController().signal;
    const { run } = await engine.analyze(
      { scriptId, remake: false, models },
      { signal, openModel, onProgress: () => undefined },
    );
    const { calls } = await engine.readLedger(scriptId);
    const rows = [...new Set(calls.map(({ purpose }) => purpose))].toReversed().map((purpose) => {
      const of = calls.filter((call) => call.purpose === purpose);
      const sum = (pick: (call: (typeof calls)[number]) => number): number =>
        of.reduce((total, call) => total + pick(call), 0);
      return {
        kind: purpose,
        calls: of.length,
        'tokens in': sum(({ usage }) => usage.input + usage.cacheWrite + usage.cacheRead),
        'of them read from cache': sum(({ usage }) => usage.cacheRead),
        'tokens out': sum(({ usage }) => usage.output),
        'cost $': Number(sum(({ costUsd }) => costUsd ?? 0).toFixed(5)),
      };
    });
    console.log(`${name}, cards by ${cards}, the rest by ${story}`);
    console.table(rows);
    const whole = createTokenCounter()(text) * calls.length;
    const sent = rows.reduce((total, row) => total + row['tokens in'], 0);
    console.log(
      `cost $${(run.costUsd ?? NaN).toFixed(4)}, priced before at $${(price.costUsd?.bottom ?? NaN).toFixed(4)} to $${(price.costUsd?.top ?? NaN).toFixed(4)}; failed ${run.failed.length}`,
    );
    console.log(
      `tokens in against sending the whole script for every artifact: ${(sent / whole).toFixed(3)}; ${Math.round(run.elapsedMs)} ms, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB with server`,
    );
  } finally {
    await opened.close();
    lock.release();
    await server.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
