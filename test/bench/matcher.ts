import { readFileSync } from 'node:fs';
import path from 'node:path';
import { matchScenes, type NewScene, type OldScene } from '../../src/screenplay/matchScenes';
import { readsAsWritten } from '../screenplay/identity/draftScenes';
import { EMPTY_STORE, emptyTally, newScenes, storeDraft, type Tally } from '../screenplay/identity/identityTrial';
import { COMMON_EDITS, WHOLE_EDITS, type SceneEdit } from '../screenplay/identity/sceneEdits';
import { startScript } from '../screenplay/identity/startScript';
import { syntheticScript } from './syntheticScript';

/*
 * Which scene is which: `npm run bench -- matcher [FILE.fountain …]`. Ids kept by class of edit, over the sample, a made-up script
 * and the files named; then CPU time at several lengths, the bound being our own time per scene at 750.
 */
const SEEDS = 20;
const SEQUENCE = 50;

export function benchMatcher(files: readonly string[]): Promise<void> {
  const sample = path.join(__dirname, '..', '..', 'media', 'ring-for-ferry.fountain');
  const texts = [...[sample, ...files].map((file) => readFileSync(file, 'utf8')), syntheticScript({ scenes: 60 })];
  console.log(`${texts.length} scripts, ${SEEDS} times each edit; at stake: changed, moved or back`);
  const rows = Object.entries({ ...COMMON_EDITS, ...WHOLE_EDITS }).map(([name, edit]) =>
    row(name, tallyOf(texts, edit)),
  );
  console.table([...rows, row(`${SEQUENCE} edits in a row`, tallySequences(texts))]);
  benchLengths();
  return Promise.resolve();
}

function row(edit: string, tally: Tally): Readonly<Record<string, string | number>> {
  const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(2));
  return {
    edit,
    drafts: tally.steps,
    known: tally.known,
    'kept %': percent(tally.kept, tally.known),
    'at stake': tally.atStake,
    'kept of these %': percent(tally.keptAtStake, tally.atStake),
    new: tally.fresh,
    returned: tally.returned,
    'false takes': tally.takes,
  };
}

function tallyOf(texts: readonly string[], edit: SceneEdit): Tally {
  const tally = emptyTally();
  for (const text of texts) {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { draft, writer } = startScript(text, seed);
      let store = storeDraft(EMPTY_STORE, draft, emptyTally());
      const steps = edit(draft, writer);
      if (!steps.every(readsAsWritten)) continue;
      for (const step of steps) store = storeDraft(store, step, tally);
    }
  }
  return tally;
}

function tallySequences(texts: readonly string[]): Tally {
  const tally = emptyTally();
  const edits: readonly SceneEdit[] = Object.values(COMMON_EDITS);
  for (const text of texts) {
    for (let seed = 1; seed <= SEEDS / 4; seed++) {
      const { draft, writer } = startScript(text, seed);
      let store = storeDraft(EMPTY_STORE, draft, emptyTally());
      let now = draft;
      for (let i = 0; i < SEQUENCE; i++) {
        const steps = (edits[Math.floor(writer.random() * edits.length)] ?? COMMON_EDITS.typing)(now, writer);
        if (!steps.every(readsAsWritten)) continue;
        for (const step of steps) store = storeDraft(store, (now = step), tally);
      }
    }
  }
  return tally;
}

function benchLengths(): void {
  const rows = [120, 750, 3_000].map((count) => {
    const scenes = newScenes(syntheticScript({ scenes: count })).map(({ hash, heading, text, cast }) => {
      return { hash, heading, text, cast };
    });
    const one = scenes.map((scene, i) => (i === count >> 1 ? changed(scene, 'Rain.') : scene));
    return {
      scenes: count,
      'one changed ms': cpuMs(scenes, one),
      'all changed ms': cpuMs(
        scenes,
        scenes.map((scene, i) => changed(scene, `Rain number ${i} falls.`)),
      ),
      'all equal, changed alike ms': cpuMs(
        repeated(count, () => 'He waits.'),
        repeated(count, () => 'She waits.'),
      ),
      'tiny, all changed ms': cpuMs(
        repeated(count, (i) => `He runs ${i}.`),
        repeated(count, (i) => `He walks ${i}.`),
      ),
      'one giant scene ms': cpuMs([giant(scenes, '')], [giant(scenes, ' Rain.')]),
    };
  });
  console.table(rows);
  const [, middle, long] = rows;
  for (const column of ['all changed ms', 'all equal, changed alike ms', 'tiny, all changed ms'] as const) {
    const ratio = (long?.[column] ?? NaN) / 4 / (middle?.[column] ?? NaN);
    console.log(`Time per scene at 3,000 against 750, ${column.replace(' ms', '')}: ${ratio.toFixed(2)}`);
  }
}

function changed(scene: NewScene, words: string): NewScene {
  return { ...scene, hash: `${scene.hash} changed`, text: `${scene.text}\n\n${words}` };
}

function repeated(count: number, body: (i: number) => string): NewScene[] {
  return Array.from({ length: count }, (_, i) => {
    const text = `INT. HALL - DAY\n\n${body(i)}`;
    return { hash: text, heading: 'INT. HALL - DAY', text, cast: [] };
  });
}

function giant(scenes: readonly NewScene[], end: string): NewScene {
  const text = `INT. HALL - DAY\n\n${scenes.map((scene) => scene.text).join('\n\n')}${end}`;
  return { hash: `giant${end}`, heading: 'INT. HALL - DAY', text, cast: [] };
}

/** Processor time of one match, the least of five. */
function cpuMs(before: readonly NewScene[], after: readonly NewScene[]): number {
  const olds = before.map((scene, index): OldScene => ({ ...scene, id: String(index), index }));
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    matchScenes(olds, after);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Number(Math.min(...times).toFixed(1));
}
