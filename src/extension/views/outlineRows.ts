import type { SceneView, ScriptView, Section } from '../../story/analysisResult';
import type { Outline } from '../../story/outline';
import { whyNeverSent } from '../models/markedText';
import type { Kept } from './keptMark';

/** A row of the Outline. Ids outlive changes of the text, so that what was open stays open. */
export type OutlineRow = ActRow | SectionRow | SceneRow;

export interface ActRow {
  readonly kind: 'act';
  readonly id: string;
  readonly title: string;
  /** '' where the outline says nothing. */
  readonly summary: string;
  /** `offline` or `PROVIDER/MODEL`. */
  readonly method: string;
  /** Why the outline is behind; empty if it is current. */
  readonly behind: readonly string[];
  /** Why the outline could not be made again, in a sentence; null where nothing failed. */
  readonly failure: string | null;
  /** Everything in it, in script order. */
  readonly scenes: readonly SceneView[];
  readonly children: readonly (SectionRow | SceneRow)[];
}

/** One of the writer's own sections. */
export interface SectionRow {
  readonly kind: 'section';
  readonly id: string;
  readonly title: string;
  readonly scenes: readonly SceneView[];
  readonly children: readonly (SectionRow | SceneRow)[];
}

export interface SceneRow {
  readonly kind: 'scene';
  readonly id: string;
  readonly scene: SceneView;
  /** The turning points this scene may be, with the reason. */
  readonly turns: readonly Pick<Outline['turningPoints'][number], 'kind' | 'reason'>[];
  /** How its card is kept; null where nothing is known of that. */
  readonly kept: Kept | null;
  /** Why it is never sent to a model; null where it may be. */
  readonly neverSent: string | null;
}

/**
 * The Outline of a script: acts, in them the writer's sections, in them scenes; without an outline the sections. Read
 * from top to bottom it is the script in order, with every scene once.
 */
export function outlineRows(
  view: ScriptView,
  keptOf: (sceneId: string) => Kept | null = () => null,
  failure: string | null = null,
): readonly OutlineRow[] {
  const { scenes, outline, outlineBehind } = view;
  const turns = turnsByScene(outline);
  const rowOf = (scene: SceneView): SceneRow => ({
    kind: 'scene',
    id: scene.id,
    scene,
    turns: turns.get(scene.index) ?? [],
    kept: keptOf(scene.id),
    neverSent: scene.neverSend ? whyNeverSent(view.script.neverSend, scene.id) : null,
  });
  const ids = uniqueIds();
  if (outline === null || outline.acts.length === 0) {
    return sectionRows(
      scenes.map((scene) => ({ scene, path: scene.sections })),
      rowOf,
      'script',
      ids,
    );
  }

  const spans = actSpans(
    scenes,
    outline.acts.map(({ number }) => number),
  );
  return outline.acts.flatMap((act, index): ActRow[] => {
    const own = spans[index] ?? [];
    if (own.length === 0) return [];
    const id = ids(`act ${act.number}`);
    const within = own.map((scene) => ({ scene, path: below(scene.sections, act.title) }));
    const { title, summary } = act;
    const children = sectionRows(within, rowOf, id, ids);
    const { method } = outline;
    return [{ kind: 'act', id, title, summary, method, behind: outlineBehind, failure, scenes: own, children }];
  });
}

interface Placed {
  readonly scene: SceneView;
  /** The sections it stands in, outermost first, without those shown above. */
  readonly path: readonly Section[];
}

function sectionRows(
  placed: readonly Placed[],
  rowOf: (scene: SceneView) => SceneRow,
  parentId: string,
  ids: (wanted: string) => string,
): (SectionRow | SceneRow)[] {
  const rows: (SectionRow | SceneRow)[] = [];
  for (let at = 0; at < placed.length;) {
    const { scene, path } = placed[at] ?? {};
    const section = path?.[0];
    if (scene === undefined) break;
    if (section === undefined) {
      rows.push(rowOf(scene));
      at += 1;
      continue;
    }
    let end = at + 1;
    while (placed[end]?.path[0]?.title === section.title) end += 1;
    const inside = placed.slice(at, end);
    const id = ids(`${parentId} / ${section.title}`);
    const children = sectionRows(
      inside.map((one) => ({ scene: one.scene, path: one.path.slice(1) })),
      rowOf,
      id,
      ids,
    );
    rows.push({ kind: 'section', id, title: section.title, scenes: inside.map((one) => one.scene), children });
    at = end;
  }
  return rows;
}

/** The sections below the one that is the act itself; all of them where the act is by rules. */
function below(path: readonly Section[], actTitle: string): readonly Section[] {
  return path.slice(path.findIndex(({ title }) => title.trim() === actTitle) + 1);
}

/** Numbers what would be the same id twice in one tree. */
function uniqueIds(): (wanted: string) => string {
  const used = new Map<string, number>();
  return (wanted) => {
    const count = (used.get(wanted) ?? 0) + 1;
    used.set(wanted, count);
    return count === 1 ? wanted : `${wanted} (${count})`;
  };
}

/**
 * Which scenes each act holds, as one stretch of the script each. The outline may be behind: scenes it does not know, or
 * knows elsewhere, go where they stand, so that as few as possible are in another act than it says.
 */
function actSpans(scenes: readonly SceneView[], acts: readonly number[]): SceneView[][] {
  // best[act]: fewest misplaced scenes so far if the newest one stands in this act; from[i][act]: the act before it.
  let best = acts.map(() => 0);
  const from: number[][] = [];
  for (const scene of scenes) {
    const cheapest: number[] = [];
    for (const act of acts.keys()) {
      const before = cheapest[act - 1];
      cheapest.push(before !== undefined && (best[before] ?? 0) <= (best[act] ?? 0) ? before : act);
    }
    from.push(cheapest);
    best = cheapest.map((before, act) => (best[before] ?? 0) + (scene.act === null || scene.act === acts[act] ? 0 : 1));
  }
  const spans: SceneView[][] = acts.map(() => []);
  let act = best.reduce((least, cost, index) => (cost < (best[least] ?? 0) ? index : least), 0);
  for (let index = scenes.length - 1; index >= 0; index -= 1) {
    const scene = scenes[index];
    if (scene !== undefined) spans[act]?.unshift(scene);
    act = from[index]?.[act] ?? act;
  }
  return spans;
}

function turnsByScene(outline: Outline | null): ReadonlyMap<number, SceneRow['turns']> {
  const turns = new Map<number, SceneRow['turns'][number][]>();
  for (const { kind, reason, sceneIndices } of outline?.turningPoints ?? []) {
    for (const index of sceneIndices) turns.set(index, [...(turns.get(index) ?? []), { kind, reason }]);
  }
  return turns;
}
