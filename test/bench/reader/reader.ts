import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeText } from '../../../src/screenplay/decodeText';
import { documentLength, type ScreenplayDocument } from '../../../src/screenplay/screenplayDocument';
import type { ScreenplayEdit } from '../../../src/screenplay/updateScreenplay';
import { randomNumbers } from '../../engine/draft';
import { syntheticScript } from '../syntheticScript';
import { benchHostile } from './hostile';
import { READERS } from './readers';
import { shippedReader } from './shippedReader';

/**
 * Reading scripts, ours beside two readers of the trade: `npm run bench -- reader [FILE …]`, by default the sample and made-up
 * scripts. All readers in turn in the same run, the least time of each: the machine may be busy, and judge by the ratios.
 */
export async function benchReader(files: readonly string[]): Promise<void> {
  const scripts: Record<string, string> = {};
  for (const file of files.length > 0 ? files : [SAMPLE]) scripts[path.basename(file)] = readText(file);
  scripts['120 pages, made up'] = syntheticScript({ scenes: 220 });
  console.log('The whole script: ms, least of all rounds (turns of five readings), and KB that stay in memory');
  for (const [name, text] of Object.entries(scripts)) {
    console.log(`\n${name}, ${Math.round(text.length / 1000)} thousand characters`);
    console.table(readWhole(text, Math.max(20, Math.round(4_000_000 / text.length))));
  }
  scripts['3,000 scenes, made up'] = syntheticScript({ scenes: 3_000 });
  console.log(
    `\nOne keystroke: ms. ${KEYSTROKES} letters and deletions in turn, each at a place of its own and each the`,
  );
  console.log(`least of ${REPEATS} tries on the same document, so that what else the machine does is not counted.`);
  console.table(Object.fromEntries(Object.entries(scripts).map(([name, text]) => [name, typeInto(text)])));
  await benchHostile();
}

const { documentSceneAt, documentScenes, readDocument, screenplayOf, updateScreenplay } = shippedReader;
const SAMPLE = path.join(__dirname, '..', '..', '..', 'media', 'ring-for-ferry.fountain');
const KEYSTROKES = 1_000;
const REPEATS = 3;
/** Readers take turns of so many readings: whoever comes first after another one pays for the caches that one left. */
const IN_A_ROW = 5;
const WARM_UP_MS = 800;

function readText(file: string): string {
  return decodeText(readFileSync(file)).text;
}

function readWhole(text: string, rounds: number): Record<string, Record<string, number | string>> {
  const least = READERS.map(() => Infinity);
  for (const { read } of READERS) warmUp(() => read(text));
  for (let round = 0; round < rounds; round++) {
    READERS.forEach(({ read }, i) => {
      for (let inARow = 0; inARow < IN_A_ROW; inARow++) {
        least[i] = Math.min(
          least[i] ?? Infinity,
          timed(() => read(text)),
        );
      }
    });
  }
  const ours = least[0] ?? NaN;
  const fastest = Math.min(...least.filter((_, i) => READERS[i]?.isOurs === false));
  console.log(`The fastest of the others takes ${(fastest / ours).toFixed(1)} times as long as ours.`);
  return Object.fromEntries(
    READERS.map(({ name, read }, i) => [
      name,
      {
        ms: Number((least[i] ?? NaN).toFixed(3)),
        'times ours': Number(((least[i] ?? NaN) / ours).toFixed(1)),
        KB: Math.round(retained(() => read(text)) / 1024),
      },
    ]),
  );
}

/** Lets the engine compile what it will: on a busy machine that takes its time. */
function warmUp(run: () => unknown): void {
  const until = performance.now() + WARM_UP_MS;
  while (performance.now() < until) run();
}

/** Bytes that one result keeps; the text was there before. */
function retained(read: () => unknown): number {
  const kept: unknown[] = [read()];
  heapUsed();
  const before = heapUsed();
  for (let i = 0; i < 20; i++) kept.push(read());
  const used = heapUsed() - before;
  return used / (kept.length - 1);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** What a keystroke costs, alone and with what a view may ask behind it. */
function typeInto(text: string): Record<string, number> {
  const random = randomNumbers(11);
  let document = readDocument(text);
  const alone: number[] = [];
  const scene: number[] = [];
  const outline: number[] = [];
  const whole: number[] = [];
  for (let i = 0; i < KEYSTROKES; i++) {
    const at = Math.floor(random() * (documentLength(document) - 1));
    const edit = { start: at, end: at + (i % 4 === 3 ? 1 : 0), insert: i % 4 === 3 ? '' : 'e' };
    const before = document;
    alone.push(leastOf(() => updateScreenplay(before, edit)));
    document = updateScreenplay(before, edit).document;
    scene.push(withView(before, edit, (after) => documentSceneAt(after, at)));
    if (i % 20 !== 0) continue;
    outline.push(withView(before, edit, documentScenes));
    whole.push(withView(before, edit, screenplayOf));
  }
  return {
    median: quantile(alone, 0.5),
    p99: quantile(alone, 0.99),
    'and its scene, median': quantile(scene, 0.5),
    'p99 ': quantile(scene, 0.99),
    'and all headings, median': quantile(outline, 0.5),
    'and all elements, median': quantile(whole, 0.5),
  };
}

function withView(
  before: ScreenplayDocument,
  edit: ScreenplayEdit,
  view: (document: ScreenplayDocument) => unknown,
): number {
  return leastOf(() => view(updateScreenplay(before, edit).document));
}

function leastOf(run: () => unknown): number {
  return Math.min(...Array.from({ length: REPEATS }, () => timed(run)));
}

function timed(run: () => unknown): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(4));
}
