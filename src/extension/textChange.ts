/** One replaced range: offsets are UTF-16 units of the text before, `end` exclusive. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/**
 * The smallest single range whose replacement makes `after` out of `before`; null if they are equal. What both texts
 * begin and end with is left out. Neither end of the range stands inside a surrogate pair, so that `insert` is a text
 * on its own.
 */
export function textChange(before: string, after: string): TextChange | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  // A stretch at a time as far as that goes: letter by letter a long script takes milliseconds, and this is done at every keystroke.
  while (start + STRETCH <= most && before.startsWith(after.slice(start, start + STRETCH), start)) start += STRETCH;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;

  let kept = 0;
  while (kept + STRETCH <= most - start && sameStretch(before, after, kept)) kept += STRETCH;
  while (
    kept < most - start &&
    before.charCodeAt(before.length - 1 - kept) === after.charCodeAt(after.length - 1 - kept)
  ) {
    kept += 1;
  }
  if (kept > 0 && isLowSurrogate(before.charCodeAt(before.length - kept))) kept -= 1;
  return { start, end: before.length - kept, insert: after.slice(start, after.length - kept) };
}

/** UTF-16 units. */
const STRETCH = 4_096;

/** Whether the stretch that ends so many units before the end is the same in both. */
function sameStretch(before: string, after: string, kept: number): boolean {
  const end = after.length - kept;
  return before.startsWith(after.slice(end - STRETCH, end), before.length - kept - STRETCH);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
