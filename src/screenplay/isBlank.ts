/** Whether a UTF-16 unit is a blank within a line: space, tab, no-break and typographic spaces, byte-order mark. Not a line end. */
export function isBlank(unit: number): boolean {
  // The reader asks this of both ends of every line: what stands there needs two comparisons and no call.
  if (unit > 32) return unit >= 128 && isWideBlank(unit);
  return unit === 32 || unit === 9 || unit === 11 || unit === 12;
}

function isWideBlank(unit: number): boolean {
  return (
    unit === 0xa0 ||
    unit === 0xfeff ||
    unit === 0x3000 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x1680 ||
    unit === 0x2028 ||
    unit === 0x2029
  );
}
