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
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;

  let kept = 0;
  while (
    kept < most - start &&
    before.charCodeAt(before.length - 1 - kept) === after.charCodeAt(after.length - 1 - kept)
  ) {
    kept += 1;
  }
  if (kept > 0 && isLowSurrogate(before.charCodeAt(before.length - kept))) kept -= 1;
  return { start, end: before.length - kept, insert: after.slice(start, after.length - kept) };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
