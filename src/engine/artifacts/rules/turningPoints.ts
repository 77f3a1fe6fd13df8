import type { TurningPointKind } from '../../../story/outline';
import { clipToLength } from './clip';
import { cardLine } from './cardLine';
import { inPages, listed, ordinalWord } from './inWords';
import type { ScriptShape, ShapedScene } from './scriptShape';

/** One to three scenes that may be a turning point, in script order, and why. */
export interface TurningPointCandidates {
  readonly kind: TurningPointKind;
  readonly scenes: readonly ShapedScene[];
  readonly reason: string;
}

/**
 * Candidates for each turning point, in the region where films turn: on average at 15, 38, 63, 84 and 96 % of a screenplay
 * (theory says 10, 25, 50, 75, 95; analysis.md). Within a region length tells most, then who meets whom for the first
 * time, how many principals are there, and whether its card has a conflict. None for fewer than eight scenes.
 */
export function turningPointsOf(shape: ScriptShape): TurningPointCandidates[] {
  if (shape.scenes.length < FEWEST_SCENES) return [];
  const meetings = firstMeetings(shape);
  const taken = new Set<ShapedScene>();
  const points: TurningPointCandidates[] = [];
  for (const region of REGIONS) {
    const inside = shape.scenes.filter((scene) => !taken.has(scene) && overlap(scene, region) > 0);
    const scored = inside
      .map((scene) => ({ scene, score: score(scene, inside, region, meetings, shape) }))
      .sort((one, other) => other.score - one.score || one.scene.from - other.scene.from);
    const best = scored[0];
    if (best === undefined) continue;
    const scenes = scored
      .filter(({ score: value }) => value >= best.score * CLOSE_TO_BEST)
      .slice(0, MOST_CANDIDATES)
      .map(({ scene }) => scene)
      .sort((one, other) => one.from - other.from);
    for (const scene of scenes) taken.add(scene);
    points.push({ kind: region.kind, scenes, reason: reasonOf(scenes, inside, region, meetings, shape) });
  }
  return points;
}

const FEWEST_SCENES = 8;
const MOST_CANDIDATES = 3;
const CLOSE_TO_BEST = 0.85;

interface Region {
  readonly kind: TurningPointKind;
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  readonly where: string;
}

const REGIONS: readonly Region[] = [
  { kind: 'inciting_incident', from: 0.06, to: 0.2, mean: 0.15, where: 'in the first fifth' },
  { kind: 'first_turn', from: 0.22, to: 0.42, mean: 0.36, where: 'after the first quarter' },
  { kind: 'midpoint', from: 0.46, to: 0.68, mean: 0.6, where: 'near and after the middle' },
  { kind: 'second_turn', from: 0.72, to: 0.88, mean: 0.83, where: 'after three quarters' },
  { kind: 'climax', from: 0.89, to: 1, mean: 0.96, where: 'in the last tenth' },
];

function overlap(scene: ShapedScene, region: Region): number {
  return Math.min(scene.to, region.to) - Math.max(scene.from, region.from);
}

function score(
  scene: ShapedScene,
  inside: readonly ShapedScene[],
  region: Region,
  meetings: ReadonlyMap<string, string>,
  shape: ScriptShape,
): number {
  const longest = Math.max(...inside.map(lengthOf));
  const middle = (scene.from + scene.to) / 2;
  const nearness = Math.exp(-((middle - region.mean) ** 2) / (2 * 0.08 ** 2));
  const principals = present(scene, shape).length / Math.max(1, Math.min(4, shape.principals.length));
  return (
    lengthOf(scene) / longest +
    0.5 * nearness +
    0.3 * Math.min(1, principals) +
    (meetings.has(scene.scene.id) ? 0.3 : 0) +
    (hasConflict(scene) ? 0.2 : 0)
  );
}

function lengthOf({ scene }: ShapedScene): number {
  return Math.max(1, scene.eighths);
}

function present({ scene }: ShapedScene, shape: ScriptShape): string[] {
  return shape.principals.map(({ name }) => name).filter((name) => scene.cast.includes(name));
}

function hasConflict({ scene }: ShapedScene): boolean {
  return cardLine(scene.card, 'Conflict') !== null;
}

/** For the scenes in which two of the first four principals speak together for the first time: "MARA and JONAS". */
function firstMeetings(shape: ScriptShape): ReadonlyMap<string, string> {
  const met = new Set<string>();
  const meetings = new Map<string, string>();
  const names = shape.principals.slice(0, 4).map(({ name }) => name);
  for (const { scene } of shape.scenes) {
    for (const [index, one] of names.entries()) {
      for (const other of names.slice(index + 1)) {
        const pair = `${one} and ${other}`;
        if (met.has(pair) || !scene.cast.includes(one) || !scene.cast.includes(other)) continue;
        met.add(pair);
        if (!meetings.has(scene.id)) meetings.set(scene.id, pair);
      }
    }
  }
  return meetings;
}

function reasonOf(
  scenes: readonly ShapedScene[],
  inside: readonly ShapedScene[],
  region: Region,
  meetings: ReadonlyMap<string, string>,
  shape: ScriptShape,
): string {
  const byLength = [...inside].sort((one, other) => lengthOf(other) - lengthOf(one) || one.from - other.from);
  const reasons = scenes.map((scene) => {
    const facts: string[] = [];
    const rank = byLength.indexOf(scene);
    if (inside.length > 2 && rank < 3) {
      facts.push(
        `${rank === 0 ? 'longest' : `${ordinalWord(rank + 1)}-longest`} scene ${region.where} (${inPages(lengthOf(scene))})`,
      );
    } else {
      facts.push(`${inPages(lengthOf(scene))}, ${region.where}`);
    }
    const meeting = meetings.get(scene.scene.id);
    const here = present(scene, shape);
    if (meeting !== undefined) facts.push(`${meeting} first speak together`);
    else if (here.length >= 3) facts.push(`${listed(here)} are in it`);
    const conflict = cardLine(scene.scene.card, 'Conflict');
    if (conflict !== null && facts.length < 2) facts.push(clipToLength(conflict, LONGEST_CONFLICT));
    return { label: scene.scene.label, facts };
  });
  const labels = reasons.map(({ label }) => label);
  const head = `Perhaps ${listed(labels, 'or')}: `;
  const [only] = reasons;
  if (only !== undefined && reasons.length === 1) return head + ended(only.facts.join('; '));
  return head + reasons.map(({ label, facts }) => ended(`${label}, ${facts.join('; ')}`)).join(' ');
}

const LONGEST_CONFLICT = 120;

function ended(text: string): string {
  return /[.!?…]["”]?$/u.test(text) ? text : `${text}.`;
}
