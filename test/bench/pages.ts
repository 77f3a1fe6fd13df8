import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeText } from '../../src/screenplay/decodeText';
import { readFlow } from '../../src/screenplay/pageFlow';
import { US_LETTER, type PageFormat } from '../../src/screenplay/pageFormat';
import { paginate } from '../../src/screenplay/pages';
import { wrapLines } from '../../src/screenplay/wrapLines';
import { BOOKS, fitPages, RULES, scoreOf } from './fitPages';
import { classifyMisses } from './pageMisses';
import { readPagedFdx, type PagedScript } from './pagedFdx';

/*
 * Our pages against Final Draft's own count: `npm run bench -- pages FILE.fdx FILE.fdx`. The bounds: on the script the rules are
 * fitted to 95 % of the scenes start on the right page, on another 92 %, and the last page is right within one.
 */
export async function benchPages(files: readonly string[]): Promise<void> {
  const scripts = (await Promise.all(files.map(readScript))).filter(({ scenes }) => scenes.length > 0);
  if (scripts.length === 0) {
    console.log('Give Final Draft files that carry the page of every scene: npm run bench -- pages FILE.fdx FILE.fdx');
    return;
  }
  console.log('Our pages against those in the file, by the rules as they are (US_LETTER):');
  console.table(Object.fromEntries(scripts.map((script) => [script.name, rowOf(script, US_LETTER)])));
  console.log('By plain count, 55 lines a page and nothing kept together, as simpler programs do:');
  for (const script of scripts)
    console.log(`  ${script.name}: ${plainCount(script)} of ${script.scenes.length} on the right page`);
  console.log('Where a first scene goes wrong (those after it on its page, or moved by it, not counted):');
  for (const script of scripts) showMisses(script, US_LETTER);
  if (scripts.length > 1) judge(scripts);
  showRules(scripts);
}

async function readScript(file: string): Promise<PagedScript> {
  const script = readPagedFdx(path.basename(file), decodeText(await readFile(file)).text);
  return { ...script, scenes: script.scenes.filter(({ page }) => !Number.isNaN(page)) };
}

function rowOf(script: PagedScript, format: PageFormat): Readonly<Record<string, string | number>> {
  const { scenes } = script;
  const ours = paginate(script, format);
  const share = (holds: (by: { page: number; eighths: number }) => boolean): string => {
    const count = scenes.filter(({ page, eighths }, i) => {
      const scene = ours.scenes[i];
      return scene !== undefined && holds({ page: scene.page - page, eighths: scene.eighths - eighths });
    }).length;
    return `${count} (${((100 * count) / scenes.length).toFixed(1)} %)`;
  };
  return {
    scenes: scenes.length,
    'right page': share(({ page }) => page === 0),
    'within one': share(({ page }) => Math.abs(page) <= 1),
    'last scene on page, ours/theirs': `${ours.scenes.at(-1)?.page ?? 0}/${scenes.at(-1)?.page ?? 0}`,
    'eighths exact': share(({ eighths }) => eighths === 0),
    'eighths within one': share(({ eighths }) => Math.abs(eighths) <= 1),
    'ms, best of 50': bestOf(50, () => paginate(script, format)).toFixed(2),
  };
}

/** Scenes on the right page where all lines and the blank ones between them are counted through. */
function plainCount({ elements, scenes }: PagedScript): number {
  const starts: number[] = [];
  let lines = 0;
  for (const paragraph of readFlow(elements, BOOKS)) {
    if (paragraph.kind === 'break') continue;
    if (paragraph.kind === 'heading') starts.push(Math.floor((lines + paragraph.before) / 55) + 1);
    lines +=
      paragraph.before + (paragraph.kind === 'dual' ? paragraph.lines : wrapLines(paragraph.text, paragraph.width));
  }
  return scenes.filter(({ page }, i) => starts[i] === page).length;
}

function bestOf(rounds: number, run: () => unknown): number {
  let best = Infinity;
  for (let i = 0; i < rounds; i++) {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

function showMisses(script: PagedScript, format: PageFormat): void {
  const causes = classifyMisses(script, format);
  console.log(`  ${script.name}: ${causes.length === 0 ? 'none' : `${causes.length} first misses`}`);
  for (const cause of causes) console.log(`    ${cause}`);
}

/** Fits the rules to each script alone and judges them on the others. */
function judge(scripts: readonly PagedScript[]): void {
  for (const fitted of scripts) {
    const fit = fitPages(fitted);
    console.log(
      `\nFitted to ${fitted.name} alone, from the rules of the books (60 characters, (MORE) and (CONT'D) take a line):`,
    );
    console.log(`  changed: ${fit.changes.length > 0 ? fit.changes.join('; ') : 'nothing'}`);
    console.log(`  it says nothing on: ${fit.silent.length > 0 ? fit.silent.join('; ') : 'nothing'}`);
    const { format, completed } = fit;
    const rows: Record<string, Readonly<Record<string, string | number>>> = {};
    for (const script of scripts) {
      const role = script === fitted ? 'fitted' : 'judged';
      rows[`${script.name}, ${role}`] = rowOf(script, format);
      if (script !== fitted) rows[`${script.name}, judged, silent rules as in US_LETTER`] = rowOf(script, completed);
    }
    console.table(rows);
    for (const script of scripts) if (script !== fitted) showMisses(script, format);
  }
}

/** What another value of one rule would give, all others as they are. */
function showRules(scripts: readonly PagedScript[]): void {
  console.log('\nRule by rule, the others as they are: scenes on the right page + eighths exact');
  const rows: Record<string, Record<string, string>> = {};
  const row = (format: PageFormat): Record<string, string> =>
    Object.fromEntries(
      scripts.map((script) => {
        const { pages, eighths } = scoreOf(script, format);
        return [script.name, `${pages} + ${eighths}`];
      }),
    );
  rows['as they are'] = row(US_LETTER);
  for (const { name, values, withValue } of RULES)
    for (const value of values) {
      const format = withValue(US_LETTER, value);
      if (JSON.stringify(format, infinite) !== JSON.stringify(US_LETTER, infinite))
        rows[`${name}: ${String(value)}`] = row(format);
    }
  console.table(rows);
}

function infinite(_: string, value: unknown): unknown {
  return value === Infinity ? 'never' : value;
}
