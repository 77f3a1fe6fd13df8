/** Whether a UTF-16 unit is a blank within a line: space, tab, no-break and typographic spaces, byte-order mark. Not a line end. */
export function isBlank(unit: number): boolean {
  if (unit === 32 || unit === 9) return true;
  if (unit < 128) return unit === 11 || unit === 12;
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
