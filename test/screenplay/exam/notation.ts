/** Signs that stand for what cannot be seen in a case: blank, tab, carriage return, line feed, and any code unit or repetition. */
const SIGNS: Readonly<Record<string, string>> = { '␠': ' ', '␉': '\t', '␍': '\r', '⏎': '\n' };

/**
 * The text that a text with signs stands for: `␠` blank, `␉` tab, `␍` carriage return, `⏎` line feed, `{U+XXXX}` a code unit,
 * `{20000×TEXT}` TEXT so often. `␄`, which says that an input line has no line end, stays.
 */
export function unfold(text: string): string {
  return text
    .replace(/[␠␉␍⏎]/g, (sign) => SIGNS[sign] ?? sign)
    .replace(/\{U\+([0-9A-F]{4})\}/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\{(\d+)×([^}]*)\}/g, (_, times: string, repeated: string) => repeated.repeat(Number(times)));
}

/** The same in reverse, for a person to read: what cannot be seen as signs, long repetitions of one character counted. */
export function fold(text: string): string {
  return text
    .replace(/([^])\1{99,}/gu, (all, one: string) => `{${all.length / one.length}×${one}}`)
    .replace(/\ufeff/g, '{U+FEFF}')
    .replace(/^ +| {2,}| +$/gm, (blanks) => '␠'.repeat(blanks.length))
    .replaceAll('\t', '␉')
    .replaceAll('\r', '␍')
    .replaceAll('\n', '⏎');
}
