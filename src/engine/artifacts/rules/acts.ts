import type { OutlineScene } from '../outlineScene';
import type { ScriptShape, ShapedScene } from './scriptShape';

/** A stretch of scenes: from the first index up to, not including, the last. */
export interface ActSpan {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/** The acts of a script and where they come from: the writer's sections, or rules. Empty only where there are no scenes. */
export interface Acts {
  readonly by: 'sections' | 'rules';
  readonly spans: readonly ActSpan[];
}

/**
 * The writer's own structure comes first. The outermost sections are acts if they are called so or there are two to eight
 * of them; a single one around everything is opened and its parts are asked the same. Scenes before the first section
 * belong to the first act, unless they are too many. Else three acts by rules, cut where cast, place and words change most
 * near 25 and 75 % of the length; one act for fewer than six scenes.
 */
export function actsOf(shape: ScriptShape): Acts {
  const scenes = shape.scenes.map(({ scene }) => scene);
  if (scenes.length === 0) return { by: 'rules', spans: [] };
  const sections = actSections(scenes);
  return sections === null ? { by: 'rules', spans: actsByRules(shape) } : { by: 'sections', spans: sections };
}

const MOST_UNNAMED_ACTS = 8;
/** Scenes before the first section that are more than this share of the script are an act of their own. */
const LONG_OPENING = 0.12;
const DEEPEST = 3;

function actSections(scenes: readonly OutlineScene[]): ActSpan[] | null {
  for (let depth = 0; depth < DEEPEST; depth++) {
    const groups = groupsAt(scenes, depth);
    const titled = groups.filter((group) => group.title !== '');
    if (titled.length === 0) return null;
    const called = titled.filter((group) => ACT_TITLE.test(group.title)).length;
    if (called >= 2 || (called === 1 && titled.length <= MOST_UNNAMED_ACTS)) return withOpening(groups, scenes);
    if (titled.length >= 2 && titled.length <= MOST_UNNAMED_ACTS) return withOpening(groups, scenes);
    if (titled.length > 1) return null;
  }
  return null;
}

const ACT_TITLE =
  /^(?:(?:(?:first|second|third|fourth|fifth)\s+act)|act|part|reel|chapter|sequence|acte|partie|akt|teil|kapitel|acto|atto|parte|ato|kapitola|акт|часть|अंक|भाग)\b|^(?:teaser|cold open|tag|prologue|epilogue)\b|^第.{1,3}[幕部章]/iu;

/** Runs of scenes under the same section at one depth of the path; '' where there is none. */
function groupsAt(scenes: readonly OutlineScene[], depth: number): ActSpan[] {
  const groups: ActSpan[] = [];
  let key: string | null = null;
  for (const [index, scene] of scenes.entries()) {
    const path = scene.sections.slice(0, depth + 1);
    const title = path.length > depth ? (path[depth]?.title ?? '').trim() : '';
    const here = path.map((section) => `${section.level} ${section.title}`).join('\n');
    const last = groups.at(-1);
    if (last === undefined || here !== key) groups.push({ title, from: index, to: index + 1 });
    else groups[groups.length - 1] = { ...last, to: index + 1 };
    key = here;
  }
  return groups;
}

/** Acts with the untitled stretches given to a neighbour: the opening to the first act unless it is long, others to the act before. */
function withOpening(groups: readonly ActSpan[], scenes: readonly OutlineScene[]): ActSpan[] {
  const acts: ActSpan[] = [];
  let opening: ActSpan | null = null;
  for (const group of groups) {
    const last = acts.at(-1);
    if (group.title !== '') {
      acts.push(opening === null ? group : { ...group, from: opening.from });
      opening = null;
    } else if (last !== undefined) {
      acts[acts.length - 1] = { ...last, to: group.to };
    } else if (group.to - group.from > scenes.length * LONG_OPENING) {
      acts.push({ ...group, title: 'Opening (before the first section)' });
    } else {
      opening = group;
    }
  }
  return acts;
}

const FEWEST_SCENES_FOR_ACTS = 6;

function actsByRules(shape: ScriptShape): ActSpan[] {
  const { scenes } = shape;
  const count = scenes.length;
  const label = (index: number): string => scenes[index]?.scene.label ?? '';
  if (count < FEWEST_SCENES_FOR_ACTS) {
    return [{ title: `Act one (by rules, to scene ${label(count - 1)})`, from: 0, to: count }];
  }
  const first = bestBoundary(scenes, 0.25, 1, count - 2);
  const second = bestBoundary(scenes, 0.75, first + 1, count - 1);
  return [
    { title: `Act one (by rules, to scene ${label(first - 1)})`, from: 0, to: first },
    { title: `Act two (by rules, ${range(label(first), label(second - 1))})`, from: first, to: second },
    { title: `Act three (by rules, from scene ${label(second)})`, from: second, to: count },
  ];
}

function range(first: string, last: string): string {
  return first === last ? `scene ${first}` : `scenes ${first} to ${last}`;
}

/** The boundary (index of the scene after it) with the greatest change, weighed by nearness to a share of the length. */
function bestBoundary(scenes: readonly ShapedScene[], near: number, least: number, most: number): number {
  let best = least;
  let bestScore = -1;
  const reach = Math.min(MOST_REACH, Math.max(2, Math.round(scenes.length / 12)));
  for (let at = least; at <= most; at++) {
    const position = scenes[at]?.from ?? 0;
    const nearness = Math.exp(-((position - near) ** 2) / (2 * SPREAD ** 2));
    // Far from where films turn no change counts; the nearest boundary is still found.
    const score = nearness < 0.01 ? nearness / 100 : nearness * (0.25 + changeAt(scenes, at, reach));
    if (score > bestScore) {
      best = at;
      bestScore = score;
    }
  }
  return best;
}

const MOST_REACH = 10;
const SPREAD = 0.06;

/** How much cast, place and words differ between the scenes before and after a boundary, 0 to about 1.2. */
function changeAt(scenes: readonly ShapedScene[], at: number, reach: number): number {
  const before = scenes.slice(Math.max(0, at - reach), at);
  const after = scenes.slice(at, at + reach);
  const cast = distance(
    tally(before, ({ scene }) => scene.cast),
    tally(after, ({ scene }) => scene.cast),
  );
  const place = distance(
    tally(before, ({ place: name }) => [name]),
    tally(after, ({ place: name }) => [name]),
  );
  const words = distance(
    tally(before, (scene) => scene.words),
    tally(after, (scene) => scene.words),
  );
  const section = scenes[at]?.scene.sections.at(-1)?.title !== scenes[at - 1]?.scene.sections.at(-1)?.title ? 0.2 : 0;
  return 0.4 * cast + 0.25 * place + 0.35 * words + section;
}

function tally(scenes: readonly ShapedScene[], itemsOf: (scene: ShapedScene) => Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const scene of scenes) for (const item of itemsOf(scene)) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** One minus the cosine of two tallies; 1 where either is empty. */
function distance(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let dot = 0;
  let oneSquare = 0;
  let otherSquare = 0;
  for (const [item, count] of one) {
    dot += count * (other.get(item) ?? 0);
    oneSquare += count * count;
  }
  for (const count of other.values()) otherSquare += count * count;
  return oneSquare === 0 || otherSquare === 0 ? 1 : 1 - dot / Math.sqrt(oneSquare * otherSquare);
}
