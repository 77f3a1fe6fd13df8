import type { ChatScene } from './chatScene';

/** A scene as a mark names it; `scene` is null where the script has none of that name. */
export interface NamedScene {
  readonly name: string;
  readonly scene: ChatScene | null;
}

/** Replaces every mark in a text by what `write` makes of the scenes it names; other brackets stay. */
export type MarkReplacer = (text: string, write: (named: readonly NamedScene[]) => string) => string;

/**
 * Reads marks: `[S12]`, `[s12]`, `【S12】`, lists such as `[S12, S14]`, ranges such as `[S12-S14]` (either end first). The
 * target of a link that a mark is made goes with it. A scene is called by its label in this script, whatever that has in it
 * (`1-A`, `2.`): the longest label that fits counts.
 */
export function markReplacer({
  scenes,
  byName,
}: {
  readonly scenes: readonly ChatScene[];
  readonly byName: (name: string) => ChatScene | null;
}): MarkReplacer {
  const labels = [...scenes].sort((a, b) => b.name.length - a.name.length);
  const positions = new Map(scenes.map((scene, at) => [scene, at]));
  const known = new Map<string, readonly NamedScene[] | null>();

  const namesAt = (text: string, at: number): Name[] => {
    const sign = signAt(text, at);
    const starts = sign === 0 ? [at] : [at + sign, at];
    const exact = starts.flatMap((start) =>
      labels.flatMap((scene) => (text.startsWith(scene.name, start) ? [nameOf(scene, start + scene.name.length)] : [])),
    );
    const lower = text.toLowerCase();
    const alike = starts.flatMap((start) =>
      labels.flatMap((scene) =>
        lower.startsWith(scene.name.toLowerCase(), start) ? [nameOf(scene, start + scene.name.length)] : [],
      ),
    );
    UNKNOWN.lastIndex = at + sign;
    const other = UNKNOWN.exec(text)?.[0];
    const unknown = other === undefined ? [] : [{ name: other, scene: byName(other), end: at + sign + other.length }];
    return [...exact, ...alike, ...unknown];
  };

  /** Backwards, it is one only where its end has the sign of a scene: else `2-1` is a label, known or not. */
  const rangeOf = (from: ChatScene | null, to: ChatScene | null, isSigned: boolean): NamedScene[] | null => {
    if (from === null || to === null) return null;
    const ends = [positions.get(from) ?? 0, positions.get(to) ?? 0];
    const [first, last] = [Math.min(...ends), Math.max(...ends)];
    if (last - first > LONGEST_RANGE || (ends[0] !== first && !isSigned)) return null;
    return scenes.slice(first, last + 1).map((scene) => ({ name: scene.name, scene }));
  };

  /** All of the text from a position on as names; null where it is none. Each position is tried once. */
  const read = (text: string, at: number, failed: Set<number>): NamedScene[] | null => {
    if (failed.has(at)) return null;
    for (const { name, scene, end } of namesAt(text, at)) {
      const dash = matchAt(DASH, text, end);
      if (dash > 0) {
        for (const to of namesAt(text, end + dash)) {
          const range = rangeOf(scene, to.scene, /s/iu.test(text.charAt(end + dash)));
          const rest = range === null ? null : readOn(text, to.end, failed);
          if (range !== null && rest !== null) return [...range, ...rest];
        }
      }
      const rest = readOn(text, end, failed);
      if (rest !== null) return [{ name, scene }, ...rest];
    }
    failed.add(at);
    return null;
  };
  const readOn = (text: string, at: number, failed: Set<number>): NamedScene[] | null => {
    if (at === text.length) return [];
    const between = matchAt(BETWEEN, text, at);
    return between === 0 ? null : read(text, at + between, failed);
  };

  return (text, write) =>
    text.replace(BRACKETS, (all, content: string) => {
      let named = known.get(content);
      if (named === undefined) known.set(content, (named = read(content.trim(), 0, new Set())));
      return named === null ? all : write(named);
    });
}

interface Name extends NamedScene {
  /** Where it ends, exclusive. */
  readonly end: number;
}

function nameOf(scene: ChatScene, end: number): Name {
  return { name: scene.name, scene, end };
}

const BRACKETS = /[ \t]?[[【][ \t]*(S[^[\]【】\n]{1,200})[\]】](?:\([^\s()]{1,500}\))?/giu;
/** A name that the script may not have: with a digit in it, or what stands before the first scene. */
const UNKNOWN = /\(?\p{Lu}*\d[\p{L}\d.]*(?:-[\p{L}\d.]+)*\)?|opening/uy;
const DASH = /\s*[-–—]\s*/uy;
const BETWEEN = /\s*[,;&]\s*|\s+and\s+|\s+(?=S)/iuy;
const SIGN = /S(?:cenes?\s|\s)?/iuy;
const LONGEST_RANGE = 50;

function signAt(text: string, at: number): number {
  return matchAt(SIGN, text, at);
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
