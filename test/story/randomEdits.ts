import fc from 'fast-check';
import { artifactKey } from '../../src/story/scriptSnapshot';
import { planDueWork } from '../../src/story/plan';
import {
  WORLD_DECLARATIONS,
  snapshotOfWorld,
  withMade,
  withPatched,
  withRowPin,
  withScene,
  type World,
} from './storyWorld';

/** What a writer, or the work that runs beside, does to a script. Positions are taken modulo what is there. */
export type Edit =
  | { readonly kind: 'words' | 'synopsis' | 'length' | 'cast'; readonly at: number; readonly to: number }
  | { readonly kind: 'insert' | 'remove'; readonly at: number }
  | { readonly kind: 'move'; readonly from: number; readonly to: number }
  /** Takes the script, not what was made of it, back by some steps. */
  | { readonly kind: 'undo'; readonly steps: number }
  /** Makes the first so many of what is due. */
  | { readonly kind: 'make'; readonly count: number }
  | { readonly kind: 'pin' | 'model'; readonly at: number }
  /** Pins one of the threads, or lets it go. */
  | { readonly kind: 'row'; readonly at: number };

/** Every world there was, the newest last, and from which of them each artifact was made. */
export interface History {
  readonly worlds: readonly World[];
  readonly madeFrom: ReadonlyMap<string, World>;
  readonly nextId: number;
}

const at = fc.nat(30);
export const edits: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('words', 'synopsis', 'length', 'cast'), at, to: fc.nat(3) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('insert', 'remove'), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), from: at, to: at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo'), steps: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('make'), count: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pin', 'model'), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('row'), at: fc.nat(1) }) },
);

const WORDS = ['one', 'one!', 'two', 'two, two'] as const;
const CASTS = [[], ['ADA'], ['BO'], ['ADA', 'BO']] as const;

/** The history one edit later. */
export function applyEdit(history: History, edit: Edit): History {
  const { worlds, madeFrom, nextId } = history;
  const now = worlds.at(-1);
  if (now === undefined) return history;
  const then = (world: World): History => ({ worlds: [...worlds, world], madeFrom, nextId });
  const { scenes } = now;
  const position = (of: number): number => (scenes.length === 0 ? 0 : of % scenes.length);
  switch (edit.kind) {
    case 'words':
      return then(withScene(now, position(edit.at), { words: `${WORDS[edit.to] ?? ''} ${position(edit.at)}` }));
    case 'synopsis':
      return then(withScene(now, position(edit.at), { synopsis: ['', 'a', 'b', 'c'][edit.to] ?? '' }));
    case 'length':
      return then(withScene(now, position(edit.at), { eighths: edit.to + 1 }));
    case 'cast':
      return then(withScene(now, position(edit.at), { cast: CASTS[edit.to] ?? [] }));
    case 'insert': {
      const scene = { id: `s${nextId}`, words: `new ${nextId}`, synopsis: '', eighths: 4, cast: ['ADA'] };
      const place = edit.at % (scenes.length + 1);
      return {
        ...then({ ...now, scenes: [...scenes.slice(0, place), scene, ...scenes.slice(place)] }),
        nextId: nextId + 1,
      };
    }
    case 'remove':
      return then({ ...now, scenes: scenes.filter((_, index) => index !== position(edit.at)) });
    case 'move': {
      const moving = scenes[position(edit.from)];
      const rest = scenes.filter((scene) => scene !== moving);
      const place = edit.to % (rest.length + 1);
      return then({
        ...now,
        scenes: moving === undefined ? [] : [...rest.slice(0, place), moving, ...rest.slice(place)],
      });
    }
    case 'undo': {
      const back = worlds[Math.max(0, worlds.length - 1 - edit.steps)];
      return then({ ...now, scenes: back?.scenes ?? scenes });
    }
    case 'make':
      return make(history, edit.count);
    case 'row': {
      const key = artifactKey('thread', `row ${edit.at}`);
      const set = madeFrom.get(artifactKey('thread', ''));
      // Pinned, it is from then on made from what the threads were made from.
      const known = now.artifacts.has(key) || set === undefined ? madeFrom : new Map(madeFrom).set(key, set);
      return { ...then(withRowPin(now, `row ${edit.at}`)), madeFrom: known };
    }
    case 'pin':
    case 'model': {
      const key = [...now.artifacts.keys()][edit.at % Math.max(1, now.artifacts.size)] ?? '';
      return then(withPatched(now, key, edit.kind === 'pin' ? { pinned: true } : { method: 'anthropic/a-model' }));
    }
  }
}

function make(history: History, count: number): History {
  const newest = history.worlds.at(-1);
  if (newest === undefined) return history;
  let world: World = newest;
  const madeFrom = new Map(history.madeFrom);
  for (let made = 0; made < count; made++) {
    const work = planDueWork(snapshotOfWorld(world), WORLD_DECLARATIONS)[0];
    if (work === undefined) break;
    const before: World = world;
    world = withMade(world, work.kind, work.subject);
    if (world === before) break;
    madeFrom.set(artifactKey(work.kind, work.subject), world);
  }
  return { ...history, worlds: [...history.worlds, world], madeFrom };
}
