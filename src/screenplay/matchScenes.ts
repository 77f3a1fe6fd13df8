import { longestRise } from './longestRise';
import { similarScenes } from './similarScenes';

/**
 * A stored scene. `text` is in normal form; `index` is its place in the script, null where it was removed. `madeFrom` are
 * the hashes it had when what is known of it was made. `kept`: the writer keeps something of it as it is.
 */
export interface OldScene {
  readonly id: string;
  readonly hash: string;
  readonly heading: string;
  readonly text: string;
  readonly cast: readonly string[];
  readonly index: number | null;
  readonly madeFrom?: readonly string[];
  readonly kept?: boolean;
}

/** A scene of the text as it is now, in order. */
export interface NewScene {
  readonly hash: string;
  readonly heading: string;
  readonly text: string;
  readonly cast: readonly string[];
}

/**
 * Says which stored scene each new one is: its id, or null for a scene that is new. One to one. Equal hashes in order go first,
 * then equal hashes that moved (removed scenes after live ones), then words that something was made from, then the most similar
 * content above a threshold, with heading and neighbours as evidence and never as identity. Of a scene that was split, or of
 * scenes that were joined, the larger part keeps the id. A scene that no other part goes on has its words back from one
 * of which nothing was made: an undone edit undoes what it did to ids. Of scenes with the same words, one of which was cut,
 * that survives of which the writer keeps something. `text` and `cast` are read only where the hash does
 * not decide.
 */
export function matchScenes(oldScenes: readonly OldScene[], newScenes: readonly NewScene[]): (string | null)[] {
  const live = oldScenes.filter((scene) => scene.index !== null).sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const removed = oldScenes.filter((scene) => scene.index === null);
  const olds = [...live, ...removed];
  /** For each new scene, its position in `olds`; -1 where it has none yet. */
  const matches = new Array<number>(newScenes.length).fill(-1);
  alignEqual(live, newScenes, matches);
  const anchors = [...matches];
  matchMoved(olds, newScenes, matches);
  matchMadeFrom(olds, newScenes, matches, (holder) => holder === undefined);
  if (matches.includes(-1)) {
    const taken = new Set(matches);
    const isFree = (position: number): boolean => !taken.has(position);
    for (const { oldPosition, newPosition } of similarScenes(olds, newScenes, {
      freeOld: olds.map((_, position) => position).filter(isFree),
      freeNew: newScenes.map((_, position) => position).filter((position) => matches[position] === -1),
      gaps: gapsBetween(anchors, live.length),
    })) {
      matches[newPosition] = oldPosition;
    }
  }
  matchMadeFrom(olds, newScenes, matches, (holder, hash) => !isMadeFrom(holder, hash));
  turnRound(olds, newScenes, matches);
  spareKept(live, newScenes, matches);
  return matches.map((position) => olds[position]?.id ?? null);
}

/** Matches equal hashes in order: the common ends, then scenes whose hash occurs once on both sides (patience), then what is between. */
function alignEqual(live: readonly OldScene[], news: readonly NewScene[], matches: number[]): void {
  const stack: [number, number, number, number][] = [[0, live.length, 0, news.length]];
  for (let range = stack.pop(); range; range = stack.pop()) {
    let [a, aEnd, b, bEnd] = range;
    while (a < aEnd && b < bEnd && live[a]?.hash === news[b]?.hash) matches[b++] = a++;
    while (a < aEnd && b < bEnd && live[aEnd - 1]?.hash === news[bEnd - 1]?.hash) matches[--bEnd] = --aEnd;
    if (a >= aEnd || b >= bEnd) continue;
    const anchors = uniqueInOrder(live, news, a, aEnd, b, bEnd);
    if (anchors.length === 0) {
      alignRepeated(live, news, [a, aEnd, b, bEnd], matches);
      continue;
    }
    let fromA = a;
    let fromB = b;
    for (const [atA, atB] of anchors) {
      matches[atB] = atA;
      stack.push([fromA, atA, fromB, atB]);
      fromA = atA + 1;
      fromB = atB + 1;
    }
    stack.push([fromA, aEnd, fromB, bEnd]);
  }
}

/** The longest rising chain of scenes whose hash occurs once in each range. */
function uniqueInOrder(
  live: readonly OldScene[],
  news: readonly NewScene[],
  a: number,
  aEnd: number,
  b: number,
  bEnd: number,
): [number, number][] {
  const inOld = countByHash(live, a, aEnd);
  const inNew = countByHash(news, b, bEnd);
  const shared: [number, number][] = [];
  for (let at = b; at < bEnd; at++) {
    const hash = news[at]?.hash ?? '';
    const old = inOld.get(hash);
    if (old?.count === 1 && inNew.get(hash)?.count === 1) shared.push([old.first, at]);
  }
  return longestRise(shared.map(([position]) => position)).flatMap((at) => {
    const pair = shared[at];
    return pair ? [pair] : [];
  });
}

function countByHash(
  scenes: readonly { readonly hash: string }[],
  from: number,
  to: number,
): Map<string, { first: number; count: number }> {
  const counts = new Map<string, { first: number; count: number }>();
  for (let i = from; i < to; i++) {
    const hash = scenes[i]?.hash ?? '';
    const known = counts.get(hash);
    if (known) known.count++;
    else counts.set(hash, { first: i, count: 1 });
  }
  return counts;
}

/** Where only repeated scenes are left: each new one takes the next old one with its hash. */
function alignRepeated(
  live: readonly OldScene[],
  news: readonly NewScene[],
  [a, aEnd, b, bEnd]: readonly [number, number, number, number],
  matches: number[],
): void {
  const positions = new Map<string, number[]>();
  for (let i = aEnd - 1; i >= a; i--) {
    const hash = live[i]?.hash ?? '';
    const known = positions.get(hash);
    if (known) known.push(i);
    else positions.set(hash, [i]);
  }
  let last = a - 1;
  for (let at = b; at < bEnd; at++) {
    const free = positions.get(news[at]?.hash ?? '');
    while (free && free.length > 0 && (free.at(-1) ?? 0) <= last) free.pop();
    const found = free?.pop();
    if (found === undefined) continue;
    matches[at] = found;
    last = found;
  }
}

/** Equal hashes out of order: live scenes first, then removed ones. */
function matchMoved(olds: readonly OldScene[], news: readonly NewScene[], matches: number[]): void {
  const taken = new Set(matches);
  const free = new Map<string, number[]>();
  for (let i = olds.length - 1; i >= 0; i--) {
    if (taken.has(i)) continue;
    const hash = olds[i]?.hash ?? '';
    const known = free.get(hash);
    if (known) known.push(i);
    else free.set(hash, [i]);
  }
  news.forEach((scene, at) => {
    if (matches[at] === -1) matches[at] = free.get(scene.hash)?.pop() ?? -1;
  });
}

/**
 * Gives scenes that are left over, live ones first, a new scene with words that something was made from, where its holder
 * (undefined: none) yields it. A holder that yields is left over in turn.
 */
function matchMadeFrom(
  olds: readonly OldScene[],
  news: readonly NewScene[],
  matches: number[],
  yields: (holder: OldScene | undefined, hash: string) => boolean,
): void {
  const taken = new Set(matches);
  const leftOver = olds.map((_, position) => position).filter((position) => !taken.has(position));
  if (leftOver.every((position) => (olds[position]?.madeFrom ?? []).length === 0)) return;
  /** Of each hash the new scenes that may yield yet, the first one last: who does not yield once never will. */
  const candidates = new Map<string, number[]>();
  for (let at = news.length - 1; at >= 0; at--) {
    const hash = news[at]?.hash ?? '';
    const known = candidates.get(hash);
    if (known) known.push(at);
    else candidates.set(hash, [at]);
  }
  const firstToYield = (hash: string): number | undefined => {
    const asked = candidates.get(hash) ?? [];
    for (let at = asked.pop(); at !== undefined; at = asked.pop()) if (yields(olds[matches[at] ?? -1], hash)) return at;
    return undefined;
  };
  // Grows while it is gone through. It ends: each step gives one more scene words that something of it was made from.
  for (const position of leftOver) {
    for (const hash of olds[position]?.madeFrom ?? []) {
      const at = firstToYield(hash);
      if (at === undefined) continue;
      const holder = matches[at] ?? -1;
      matches[at] = position;
      if (holder !== -1) leftOver.push(holder);
      break;
    }
  }
}

/** Where scenes hold each other's words in a ring, each gets those that something of it was made from. */
function turnRound(olds: readonly OldScene[], news: readonly NewScene[], matches: number[]): void {
  /** By the words that something of them was made from: the new scenes that are held by who has others. */
  const heldByOwner = new Map<string, number[]>();
  const astray = matches.flatMap((position, at) =>
    position === -1 || isMadeFrom(olds[position], news[at]?.hash ?? '') ? [] : [at],
  );
  for (const at of astray) {
    for (const hash of olds[matches[at] ?? -1]?.madeFrom ?? []) {
      const known = heldByOwner.get(hash);
      if (known) known.push(at);
      else heldByOwner.set(hash, [at]);
    }
  }
  const done = new Set<number>();
  for (const start of astray) {
    const ring: number[] = [];
    const seen = new Set<number>();
    let at: number | undefined = start;
    while (at !== undefined && !seen.has(at) && !done.has(at)) {
      seen.add(at);
      ring.push(at);
      at = heldByOwner
        .get(news[at]?.hash ?? '')
        ?.find((held) => held === start || (!seen.has(held) && !done.has(held)));
    }
    if (at !== start || ring.length === 1) continue;
    const owners = ring.map((_, step) => matches[ring[(step + 1) % ring.length] ?? -1] ?? -1);
    ring.forEach((held, step) => {
      matches[held] = owners[step] ?? -1;
      done.add(held);
    });
  }
}

/** A live scene that is left over and kept goes on in the place of the nearest one with the same words that is not kept. */
function spareKept(live: readonly OldScene[], news: readonly NewScene[], matches: number[]): void {
  const taken = new Set(matches);
  for (const [position, { hash, kept }] of live.entries()) {
    if (kept !== true || taken.has(position)) continue;
    let nearest = -1;
    matches.forEach((holder, at) => {
      const twin = news[at]?.hash === hash ? live[holder] : undefined;
      if (twin?.hash !== hash || twin.kept === true) return;
      if (nearest === -1 || Math.abs(holder - position) < Math.abs((matches[nearest] ?? -1) - position)) nearest = at;
    });
    if (nearest !== -1) matches[nearest] = position;
  }
}

function isMadeFrom(scene: OldScene | undefined, hash: string): boolean {
  return scene?.madeFrom?.includes(hash) === true;
}

/** For each new scene, the range of live positions between the matched scenes around it, both ends exclusive. */
function gapsBetween(anchors: readonly number[], liveCount: number): readonly (readonly [number, number])[] {
  const before: number[] = [];
  let last = -1;
  for (const anchor of anchors) {
    before.push(last);
    if (anchor !== -1) last = anchor;
  }
  const gaps: [number, number][] = [];
  let next = liveCount;
  for (let i = anchors.length - 1; i >= 0; i--) {
    gaps[i] = [before[i] ?? -1, next];
    const anchor = anchors[i] ?? -1;
    if (anchor !== -1) next = anchor;
  }
  return gaps;
}
