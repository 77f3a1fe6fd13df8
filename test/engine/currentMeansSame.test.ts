import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DECLARATIONS } from '../../src/engine/artifacts/declarations';
import { makeOffline, type OfflineMade } from '../../src/engine/artifacts/offlineTask';
import { gatherTasks } from '../../src/engine/pipeline/gatherTask';
import type { OpenScript } from '../../src/engine/pipeline/openScript';
import { runDueWork } from '../../src/engine/pipeline/runDueWork';
import { syncScript } from '../../src/engine/pipeline/syncScript';
import { lockDataDirectory, type DataDirectoryLock } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase, type OpenDatabase } from '../../src/engine/store/openDatabase';
import { stalenessReasons } from '../../src/story/stalenessReasons';
import { ASSETS } from './engineOnDisk';
import { checkReasonsAreTrue } from './trueReasons';

/** A scene of few words, so that names, cues and lengths collide often. */
interface SmallScene {
  readonly heading: string;
  readonly section: string | null;
  readonly blocks: readonly string[];
}

const CUES = ['MARY', 'JOHN', 'MARY AND JOHN', 'ZOË', 'ZOË / JOHN'] as const;
const SPOKEN = [
  'Give me the lamp.',
  'I never lit it, and you know I never will.',
  'No.',
  'Where is the café key?',
] as const;
const TOLD = ['Mary puts the LAMP down.', 'Zoë watches John leave. The key is gone.', 'Rain.'] as const;

/** What may stand between two lines of a speech: nothing, what carries it on, and what is printed nowhere. */
const BETWEEN = ['', '  \n', '[[Why?]]\n', '= She lies.\n'] as const;

const block = fc.oneof(
  fc.tuple(fc.constantFrom(...CUES), fc.constantFrom(...SPOKEN)).map(([cue, line]) => `${cue}\n${line}`),
  fc
    .tuple(fc.constantFrom(...CUES), fc.constantFrom(...SPOKEN), fc.constantFrom(...BETWEEN), fc.constantFrom(...TOLD))
    .map(([cue, line, between, other]) => `${cue}\n${line}\n${between}${other}`),
  fc.constantFrom(...TOLD),
);
const scene: fc.Arbitrary<SmallScene> = fc.record({
  heading: fc.constantFrom('INT. CAFÉ - DAY', 'EXT. QUAY - NIGHT', 'INT. LAMP ROOM - DAY'),
  section: fc.option(fc.constantFrom('Été', 'Two'), { nil: null }),
  blocks: fc.array(block, { maxLength: 5 }),
});

/** One change to the scenes, or to how all of the text is written. */
type Edit =
  | { readonly kind: 'replace'; readonly at: number; readonly scene: SmallScene }
  | { readonly kind: 'insert'; readonly at: number; readonly scene: SmallScene }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number }
  | { readonly kind: 'longer'; readonly at: number }
  | { readonly kind: keyof typeof SPELLINGS };

/** Changes to how all of the text is written, which leave most of what is read as it is, but not all. */
const SPELLINGS = {
  decompose: (text: string): string => text.normalize('NFD'),
  trim: (text: string): string => text.replaceAll(/[ \t]+$/gm, ''),
  'notes out': (text: string): string => text.replaceAll(/^\[\[.*\]\]\n/gm, ''),
  /** Each synopsis stands under the heading of its scene. */
  'synopses up': (text: string): string =>
    text
      .split(/^(?=(?:INT|EXT)\.)/m)
      .map((part) => {
        const synopses = part.match(/^= .*\n/gm) ?? [];
        const [heading = '', ...rest] = part.replaceAll(/^= .*\n/gm, '').split('\n');
        return [heading, ...synopses.map((synopsis) => `\n${synopsis.trim()}`), ...rest].join('\n');
      })
      .join(''),
} as const;

const at = fc.nat(5);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), at, scene }),
  fc.record({ kind: fc.constant('insert' as const), at, scene }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constant('move' as const), at }),
  fc.record({ kind: fc.constant('longer' as const), at }),
  fc.record({ kind: fc.constantFrom(...(Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[])) }),
);

/*
 * The other half of staleness: not only is what is behind told, but what is called current is what would be made now.
 */
describe('What is not behind says what making it again would say', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wr-current-'));
  let lock: DataDirectoryLock;
  let database: OpenDatabase;
  let scripts = 0;
  before(async () => {
    lock = await lockDataDirectory(folder);
    database = await openDatabase({ lock, assetsDir: path.join(ASSETS, 'store') });
  });
  after(async () => {
    await database.close();
    lock.release();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('after any edit, for every kind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(scene, { minLength: 2, maxLength: 5 }),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        async (scenes, edits) => {
          let now: readonly SmallScene[] = scenes;
          const spellings: (keyof typeof SPELLINGS)[] = [];
          const script = await opened(textOf(now));
          const made = await script.analyze();
          const then = script.open();
          for (const one of edits) {
            if ('at' in one) now = edited(now, one);
            else spellings.push(one.kind);
            await script.sync(spellings.reduce((text, spelling) => SPELLINGS[spelling](text), textOf(now)));
            await check(script.open(), made);
            checkReasonsAreTrue(then, script.open());
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('where a cue elsewhere makes two speakers of one', async () => {
    const draft = (last: string) =>
      [
        'INT. HALL - DAY\n\nMARY AND JOHN\nWe are late.\n\nThe LAMP is out.\n',
        'EXT. QUAY - DAY\n\nMARY\nYou said noon. Where is the LAMP?\n\nMary waits.\n',
        `INT. HALL - NIGHT\n\n${last}\nNever.\n\nMARY\nNever.\n`,
      ].join('\n');
    const script = await opened(draft('ANNA'));
    const made = await script.analyze();
    const then = script.open();
    await script.sync(draft('JOHN'));
    await check(script.open(), made);
    checkReasonsAreTrue(then, script.open());
    const standing = script.open().standings().of('sheet', 'MARY');
    assert.ok(standing !== null);
    const labels = new Map(
      script
        .open()
        .snapshot()
        .scenes.map(({ id, label }) => [id, label]),
    );
    const reasons = stalenessReasons(standing, (id) => labels.get(id) ?? null).join(' ');
    assert.match(reasons, /(?:^| )MARY is in 1 scene it was not made from \(1\)\./);
  });

  describe('and why it is behind is true', () => {
    const hall = 'INT. HALL - DAY\n\nMARY\nWe are late.\n\nJOHN\nI know.\n';
    const quay = 'EXT. QUAY - DAY\n\nMARY\nYou said noon.\n\nMary waits.\n';
    const loft = 'INT. LOFT - NIGHT\n\nJOHN\nNever.\n\nThe lamp is out.\n';
    const road = 'EXT. ROAD - DAY\n\nNobody at all.\n';
    const first = [hall, quay, loft, road];
    const told = (
      what: string,
      scenes: readonly string[],
      reasons: Readonly<Record<string, readonly string[]>>,
    ): void => {
      it(what, async () => {
        const script = await opened(first.join('\n'));
        await script.analyze();
        const then = script.open();
        await script.sync(scenes.join('\n'));
        const now = script.open();
        checkReasonsAreTrue(then, now);
        for (const [key, expected] of Object.entries(reasons)) {
          const [kind = '', subject = ''] = key.split(':');
          const standing = now.standings().of(kind as 'sheet', subject);
          assert.ok(standing !== null, key);
          const labelOf = (id: string): string | null => now.readings().get(id)?.label ?? null;
          const reasons = stalenessReasons(standing, labelOf);
          for (const reason of expected) assert.ok(reasons.includes(reason), `${key} ${JSON.stringify(reasons)}`);
        }
      });
    };
    told('where somebody enters an old scene', first.with(3, road.replace('Nobody', 'John')), {
      'sheet:JOHN': ['JOHN is in 1 scene it was not made from (4).'],
    });
    told('where somebody leaves a scene that is still there', first.with(0, hall.replace('\nJOHN\nI know.\n', '')), {
      'sheet:JOHN': ['JOHN is no longer in 1 of its 2 scenes (1).'],
    });
    told('where a section comes', [hall, `# Act Two\n\n${quay}`, loft, road], {
      'outline:': ['The sections around 2, 3, 4 changed.'],
    });
    told('where a scene gets a number', first.with(0, hall.replace('DAY', 'DAY #9#')), {
      'outline:': ['Scenes have other numbers now.'],
    });
    told('where a scene moves', [quay, hall, loft, road], { 'thread:': ['The scenes stand in another order.'] });
    told('where a scene is cut', [hall, quay, road], {
      'sheet:JOHN': ['1 scene it was made from is no longer there.'],
    });
  });

  it('and nothing is behind where accents are only written in two code points', async () => {
    const text =
      '# Été\n\nINT. CAFÉ - DAY #É1#\n\n= Zoë perd la clé.\n\nZOË\nNon.\n\nThe CLÉ is gone.\n\nEXT. QUAY - DAY\n\nZOË\nOui.\n';
    const script = await opened(text);
    await script.analyze();
    await script.sync(text.normalize('NFD'));
    const standings = script.open().standings().all();
    assert.ok(standings.some(({ artifact }) => artifact.kind === 'outline'));
    assert.deepEqual(
      standings.filter(({ stale }) => stale).map(({ artifact, causes }) => [artifact.kind, causes]),
      [],
    );
  });

  interface EditedScript {
    readonly open: () => OpenScript;
    readonly sync: (text: string) => Promise<void>;
    /** Makes all that is due; resolves with what was made. */
    readonly analyze: () => Promise<ReadonlyMap<string, string>>;
  }

  async function opened(first: string): Promise<EditedScript> {
    const uri = `file:///current/${++scripts}`;
    let version = 0;
    const synced = async (previous: OpenScript | null, text: string): Promise<OpenScript> =>
      (await syncScript(database.db, previous, { uri, format: 'fountain', name: 'draft', version: ++version, text }))
        .open;
    let open = await synced(null, first);
    return {
      open: () => open,
      sync: async (text) => {
        open = await synced(open, text);
      },
      analyze: async () => {
        const made = new Map<string, string>();
        const report = await runDueWork(
          {
            db: database.db,
            worker: {
              make: (tasks) =>
                Promise.resolve(
                  tasks.map((task) => {
                    const one = makeOffline(task, countTokens);
                    made.set(`${one.kind}:${one.subject}`, saidBy(one));
                    return { kind: 'made', made: one } as const;
                  }),
                ),
              close: () => Promise.resolve(),
            },
            current: () => open,
            exclusively: async (work) => {
              const done = await work(open);
              open = done.open;
              return done.result;
            },
          },
          { signal: new AbortController().signal },
        );
        assert.deepEqual(report.failed, []);
        return made;
      },
    };
  }

  async function check(open: OpenScript, made: ReadonlyMap<string, string>): Promise<void> {
    for (const { kind } of DECLARATIONS) {
      const current = open
        .standings()
        .all([kind])
        .filter(({ stale }) => !stale)
        .map(({ artifact }) => artifact.subject);
      if (current.length === 0) continue;
      for (const task of await gatherTasks(database.db, open, kind, current)) {
        const stored = made.get(`${kind}:${task.subject}`);
        // Taken over from a scene of the same words, and so made of them.
        if (stored === undefined) continue;
        assert.equal(saidBy(makeOffline(task, countTokens)), stored, `${kind} ${task.subject} is called current`);
      }
    }
  }
});

function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** What was made, as one string. */
function saidBy(made: OfflineMade): string {
  return JSON.stringify(made.kind === 'embedding' ? [...made.vector] : made);
}

function edited(scenes: readonly SmallScene[], change: Extract<Edit, { at: number }>): readonly SmallScene[] {
  const place = change.at % Math.max(1, scenes.length);
  switch (change.kind) {
    case 'replace':
      return scenes.map((one, index) => (index === place ? change.scene : one));
    case 'insert':
      return scenes.toSpliced(place, 0, change.scene);
    case 'cut':
      return scenes.toSpliced(place, 1);
    case 'move':
      return [...scenes.slice(place), ...scenes.slice(0, place)];
    case 'longer':
      return scenes.map((one, index) =>
        index === place ? { ...one, blocks: [...one.blocks, ...Array<string>(12).fill('Rain.')] } : one,
      );
  }
}

function textOf(scenes: readonly SmallScene[]): string {
  return scenes
    .map(({ heading, section, blocks }) =>
      [...(section === null ? [] : [`# ${section}`]), heading, ...blocks].join('\n\n').concat('\n'),
    )
    .join('\n');
}
