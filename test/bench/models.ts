import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEngine } from '../../src/engine/engine';
import type { OpenTextModel } from '../../src/engine/hostTextModel';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { openTextModel } from '../../src/models/openTextModel';
import { Failure } from '../../src/protocol/failure';
import { readScript } from '../../src/screenplay/scriptReading';
import type { RunReport } from '../../src/story/analysisResult';
import type { ArtifactKind } from '../../src/story/artifactKind';
import type { LedgerCall } from '../../src/story/ledger';
import { artifactAnswers } from '../models/artifactAnswers';
import { KEY, startMessagesServer } from '../models/messagesServer/messagesServer';
import { syntheticScript } from './syntheticScript';

/*
 * What a first full analysis asks of models, the same again with nothing changed (no call), and after one edited scene,
 * through the server of the tests: `npm run bench -- models FILE …`, without a file for a made-up script of 190 scenes.
 * The bound is sending the whole script once for every artifact.
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
  const sync = async (version: number, written: string): Promise<string> => {
    const synced = await engine.sync({
      uri: 'bench:models',
      format: 'fountain',
      name,
      version,
      text: { kind: 'whole', text: written },
    });
    if (synced.kind !== 'synced') throw new Error('not synced');
    return synced.scriptId;
  };
  const openModel: OpenTextModel = async (id) => {
    const apiKey = { origin: server.url, key: KEY };
    const found = await openTextModel(id, { apiKey, baseUrl: server.url, fetch, prices: {} });
    if (found.kind === 'failed') throw new Failure(found.failure.code, found.failure.message);
    return found.model;
  };
  try {
    const scriptId = await sync(1, text);
    const params = { scriptId, remake: false, models: { cards: `anthropic/${cards}`, story: `anthropic/${story}` } };
    const signal = new AbortController().signal;
    let known = new Set<string>();
    /** Makes what is due; gives what was asked for it. */
    const analyze = async (kinds?: ArtifactKind[]): Promise<{ run: RunReport; calls: readonly LedgerCall[] }> => {
      const { run } = await engine.analyze(
        { ...params, ...(kinds !== undefined && { kinds }) },
        { signal, openModel, onProgress: () => undefined },
      );
      const { calls } = await engine.readLedger(scriptId);
      const made = calls.filter(({ id }) => !known.has(id));
      known = new Set(calls.map(({ id }) => id));
      return { run, calls: made };
    };

    const price = await engine.priceAnalysis(params, { openModel });
    const { run, calls } = await analyze();
    console.log(`${name}, cards by ${cards}, the rest by ${story}`);
    console.table(rowsOf(calls));
    const whole = createTokenCounter()(text) * calls.length;
    const sent = calls.reduce((total, call) => total + tokensIn(call), 0);
    console.log(
      `cost $${(run.costUsd ?? NaN).toFixed(4)}, priced before at $${(price.costUsd?.bottom ?? NaN).toFixed(4)} to $${(price.costUsd?.top ?? NaN).toFixed(4)}; failed ${run.failed.length}`,
    );
    console.log(
      `tokens in against sending the whole script for every artifact: ${(sent / whole).toFixed(3)}; ${Math.round(run.elapsedMs)} ms, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB with server`,
    );
    console.log(`the same again, nothing changed: ${(await analyze()).calls.length} calls`);
    await sync(2, withOneEdit(text));
    const edited = await analyze(['card']);
    const rest = await analyze();
    console.log(
      `after one edited scene: ${edited.calls.length} call for cards, then ${rest.calls.length} for what reads it`,
    );
    console.table(rowsOf([...rest.calls, ...edited.calls]));
  } finally {
    await opened.close();
    lock.release();
    await server.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** Calls, tokens and cost by what was asked for; the newest call comes first. */
function rowsOf(calls: readonly LedgerCall[]): readonly object[] {
  return [...new Set(calls.map(({ purpose }) => purpose))].toReversed().map((purpose) => {
    const of = calls.filter((call) => call.purpose === purpose);
    const sum = (pick: (call: LedgerCall) => number): number => of.reduce((total, call) => total + pick(call), 0);
    return {
      kind: purpose,
      calls: of.length,
      'tokens in': sum(tokensIn),
      'of them read from cache': sum(({ usage }) => usage.cacheRead),
      'written to cache': sum(({ usage }) => usage.cacheWrite),
      'tokens out': sum(({ usage }) => usage.output),
      'cost $': Number(sum(({ costUsd }) => costUsd ?? 0).toFixed(5)),
    };
  });
}

function tokensIn({ usage }: LedgerCall): number {
  return usage.input + usage.cacheWrite + usage.cacheRead;
}

/** A line of action more, below the heading of the scene in the middle. */
function withOneEdit(text: string): string {
  const { scenes } = readScript(text);
  const scene = scenes[Math.floor(scenes.length / 2)];
  if (scene === undefined) throw new Error('no scenes');
  return text.split('\n').toSpliced(scene.block.startLine, 0, '', 'A lamp goes out over the water.').join('\n');
}
