import type { CountTokens } from '../sceneSource';
import { clipToTokens } from './clip';

/** A line that may stand in a summary, in ever longer versions; the first is the least it needs. */
export interface FittingLine {
  /** "Action", without colon; empty for a line that speaks for itself. */
  readonly label: string;
  /** From shortest to longest, each on one line. */
  readonly versions: readonly string[];
}

export interface LineBounds {
  readonly maxTokens: number;
  readonly minLines: number;
  readonly maxLines: number;
}

/**
 * Lines in the given order, as many as fit, as long as they fit: first `minLines` of them at their shortest (the longest of
 * them clipped where even that is too much), then more lines, then the next longer version of each, most important first. `importance` holds
 * positions in `lines`, most important first. Null where `minLines` cannot be had within the bounds.
 */
export function fitLines(
  lines: readonly FittingLine[],
  importance: readonly number[],
  bounds: LineBounds,
  countTokens: CountTokens,
): readonly string[] | null {
  const chosen = new Map<number, string>();
  const text = (): string => ordered(chosen).join('\n');
  const tryWith = (position: number, version: string): boolean => {
    const before = chosen.get(position);
    chosen.set(position, version);
    if (countTokens(text()) <= bounds.maxTokens) return true;
    if (before === undefined) chosen.delete(position);
    else chosen.set(position, before);
    return false;
  };

  const usable = importance.filter((position) => lines[position]?.versions[0] !== undefined);
  const shortest = (position: number): string =>
    labelled(lines[position]?.label ?? '', lines[position]?.versions[0] ?? '');
  const musts = usable.slice(0, bounds.minLines);
  const cap = evenCap(
    musts.map((position) => countTokens(shortest(position)) + LINE_END),
    bounds.maxTokens,
  );
  for (const position of usable) {
    if (chosen.size >= bounds.maxLines) break;
    const line = shortest(position);
    const must = chosen.size < bounds.minLines;
    const version = must ? clipLine(line, cap - LINE_END, countTokens) : line;
    if (version !== '') tryWith(position, version);
  }
  if (chosen.size < bounds.minLines) return null;

  const most = Math.max(...lines.map((line) => line.versions.length));
  for (let level = 0; level < most; level++) {
    for (const position of importance) {
      const line = lines[position];
      const version = line?.versions[level];
      if (line !== undefined && version !== undefined && chosen.has(position))
        tryWith(position, labelled(line.label, version));
    }
  }
  // What is still cut gets what is left.
  for (const position of importance) {
    const line = lines[position];
    const now = chosen.get(position);
    if (line === undefined || now === undefined || !CUT.test(now)) continue;
    const room = bounds.maxTokens - countTokens(text()) + countTokens(now);
    const longer = clipToTokens(labelled(line.label, line.versions[0] ?? ''), room, countTokens);
    if (longer.length > now.length) tryWith(position, longer);
  }
  return ordered(chosen);
}

/** A line end costs a token at most. */
const LINE_END = 1;

/** The greatest length to which the longest lines must be cut so that all together stay within the bound. */
function evenCap(lengths: readonly number[], most: number): number {
  const ascending = [...lengths].sort((one, other) => one - other);
  let left = most;
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (length > share) return share;
    left -= length;
  }
  return most;
}

const CUT = /…["”]?$/u;

function ordered(chosen: ReadonlyMap<number, string>): string[] {
  return [...chosen].sort(([one], [other]) => one - other).map(([, version]) => version);
}

function labelled(label: string, version: string): string {
  return label === '' ? version : `${label}: ${version}`;
}

/** Clipped, unless hardly anything of it would be left. */
function clipLine(line: string, maxTokens: number, countTokens: CountTokens): string {
  const clipped = clipToTokens(line, maxTokens, countTokens);
  return clipped === line || clipped.split(' ').length >= FEWEST_WORDS ? clipped : '';
}

/** A label and four words. */
const FEWEST_WORDS = 5;
