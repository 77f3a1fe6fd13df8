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
 * Lines in the given order, as many as fit, as long as they fit: first `minLines` of them at their shortest (clipped to an
 * even share where even that is too long), then more lines, then the next longer version of each, most important first. `importance` holds
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

  const share = Math.floor(bounds.maxTokens / bounds.minLines) - 1;
  for (const position of importance) {
    if (chosen.size >= bounds.maxLines) break;
    const line = lines[position];
    const shortest = line?.versions[0];
    if (line === undefined || shortest === undefined) continue;
    const must = chosen.size < bounds.minLines;
    const version = must
      ? clipLine(labelled(line.label, shortest), share, countTokens)
      : labelled(line.label, shortest);
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
  return ordered(chosen);
}

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
