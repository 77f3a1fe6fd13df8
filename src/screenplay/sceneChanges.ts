import { longestRise } from './longestRise';
import { matchScenes, type NewScene } from './matchScenes';
import { normalizeText } from './normalizeText';
import { sceneBody } from './sceneBody';
import type { SceneBlock, Screenplay } from './screenplay';
import { sceneText } from './sceneText';
import type { SceneReading, ScriptReading } from './scriptReading';

/** What became of a scene. Several may hold at once: moved and rewritten, with another heading. */
export type SceneChangeKind = 'added' | 'cut' | 'moved' | 'rewritten' | 'heading' | 'unchanged';

/** A scene as it is named in one of two texts. `index` counts from 0; `label` is what the writer sees. */
export interface ChangedScene {
  readonly index: number;
  readonly label: string;
  readonly heading: string;
}

/** One scene through two texts: `from` is null where it was added, `to` where it was cut. */
export interface SceneChange {
  /** In the order of `SceneChangeKind`; never empty. */
  readonly kinds: readonly SceneChangeKind[];
  readonly from: ChangedScene | null;
  readonly to: ChangedScene | null;
}

/** What changed between two texts of a script, scene by scene. */
export interface SceneChanges {
  /** In the order of the new text; a scene that was cut stands where it was, behind the one it followed. */
  readonly changes: readonly SceneChange[];
  /** Printed pages before and after. */
  readonly pages: { readonly from: number; readonly to: number };
  /** What became of the text before the first heading, or of all text without one; absent where it is as it was. */
  readonly opening?: 'added' | 'cut' | 'rewritten';
  /** Keys of the title page that came, went or say something else; absent where none did. */
  readonly titlePage?: readonly string[];
  /** Indexes of scenes of the new text that were there and stand under other sections; absent where none does. */
  readonly sections?: readonly number[];
}

/**
 * Compares two texts of a script by their scenes. Scenes are recognised by content, as the store does it. As few as possible are
 * said to have moved: one that passed twenty others moved, not the twenty. Blanks, line ends, scene numbers, notes, sections and
 * synopses are no change of a scene; what stands outside of scenes is told beside them. `rewritten` is about what stands below the heading, `heading` about the heading, its case too.
 */
export function sceneChanges(before: ScriptReading, after: ScriptReading): SceneChanges {
  const olds = before.scenes.map((scene, index) => ({ ...matchable(scene, before), id: String(index), index }));
  const fromIndexes = matchScenes(
    olds,
    after.scenes.map((scene) => matchable(scene, after)),
  ).map((id) => (id === null ? null : Number(id)));
  const kept = fromIndexes.flatMap((from, to) => (from === null ? [] : [{ from, to }]));
  const staying = new Set(longestRise(kept.map(({ from }) => from)).map((at) => kept[at]?.to));

  const changes: SceneChange[] = [];
  const cutAfter = cutScenes(before, new Set(fromIndexes));
  changes.push(...(cutAfter.get(-1) ?? []));
  after.scenes.forEach((scene, to) => {
    const from = fromIndexes[to] ?? null;
    const old = from === null ? undefined : before.scenes[from];
    if (from === null || old === undefined) {
      changes.push({ kinds: ['added'], from: null, to: named(scene, to) });
      return;
    }
    const kinds: SceneChangeKind[] = staying.has(to) ? [] : ['moved'];
    if (old.hash !== scene.hash) {
      if (sceneBody(old, before) !== sceneBody(scene, after)) kinds.push('rewritten');
      if (old.block.heading !== scene.block.heading) kinds.push('heading');
      // Marks of emphasis or force in the heading are all that is left to differ.
      if (!kinds.includes('rewritten') && !kinds.includes('heading')) kinds.push('heading');
    }
    changes.push({
      kinds: kinds.length === 0 ? ['unchanged'] : kinds,
      from: named(old, from),
      to: named(scene, to),
    });
    changes.push(...(cutAfter.get(from) ?? []));
  });
  const opening = openingChange(before.passage, after.passage);
  const titlePage = changedKeys(before.screenplay.titlePage, after.screenplay.titlePage);
  const sections = after.scenes.flatMap(({ block }, to) => {
    const old = before.scenes[fromIndexes[to] ?? -1]?.block;
    return old === undefined || pathText(old) === pathText(block) ? [] : [to];
  });
  return {
    changes,
    pages: { from: before.pages, to: after.pages },
    ...(opening === null ? {} : { opening }),
    ...(titlePage.length === 0 ? {} : { titlePage }),
    ...(sections.length === 0 ? {} : { sections }),
  };
}

function openingChange(old: SceneReading | null, now: SceneReading | null): 'added' | 'cut' | 'rewritten' | null {
  if (old?.hash === now?.hash) return null;
  return old === null ? 'added' : now === null ? 'cut' : 'rewritten';
}

function changedKeys(old: Screenplay['titlePage'], now: Screenplay['titlePage']): readonly string[] {
  const values = (entries: Screenplay['titlePage'], of: string): string =>
    entries
      .flatMap(({ key, values: said }) => (key === of ? [said.map((value) => normalizeText(value)).join('\n')] : []))
      .join('\n');
  const keys = new Set([...now, ...old].map(({ key }) => key));
  const has = (entries: Screenplay['titlePage'], of: string): boolean => entries.some(({ key }) => key === of);
  return [...keys].filter((key) => has(old, key) !== has(now, key) || values(old, key) !== values(now, key));
}

function pathText({ sectionPath }: SceneBlock): string {
  return normalizeText(JSON.stringify(sectionPath.map(({ level, title }) => [level, title])));
}

/** Cut scenes by the index of the scene that they followed and that is still there; -1: none before them is. */
function cutScenes(
  before: ScriptReading,
  kept: ReadonlySet<number | null>,
): ReadonlyMap<number, readonly SceneChange[]> {
  const cut = new Map<number, SceneChange[]>();
  let last = -1;
  before.scenes.forEach((scene, index) => {
    if (kept.has(index)) {
      last = index;
      return;
    }
    const change: SceneChange = { kinds: ['cut'], from: named(scene, index), to: null };
    const others = cut.get(last);
    if (others) others.push(change);
    else cut.set(last, [change]);
  });
  return cut;
}

function named({ label, block }: SceneReading, index: number): ChangedScene {
  return { index, label, heading: block.heading };
}

function matchable(scene: SceneReading, { screenplay, text }: ScriptReading): NewScene {
  return {
    hash: scene.hash,
    heading: scene.block.heading,
    text: sceneText(screenplay, scene.block, text),
    cast: [...scene.cast.speaking.keys()],
  };
}
