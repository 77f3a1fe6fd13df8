import { onOneLine } from './clip';

/**
 * Whether a line of action names somebody: the whole name in any case, or the first name as a name is written ("Don" or
 * "DON" for DON PRICE). Names in scripts without capitals match as they stand.
 */
export function nameMatcher(names: readonly string[]): (text: string) => boolean {
  const patterns = names.flatMap((name) => {
    const whole = onOneLine(name).replace(/^THE /iu, '');
    if (whole === '') return [];
    const first = whole.split(' ').find((word) => !GENERIC.test(word)) ?? whole;
    const given = first.charAt(0) + first.slice(1).toLowerCase();
    return [bounded(whole, 'iu'), bounded(given, 'u'), bounded(first, 'u')];
  });
  return (text) => {
    const line = text.replaceAll('’', "'").replace(/\s+/gu, ' ');
    return patterns.some((pattern) => pattern.test(line));
  };
}

/** Words of a name that many people share. */
const GENERIC =
  /^(?:the|a|an|old|young|adult|little|big|first|second|third|another|mr|mrs|ms|miss|dr|doctor|sir|lady|lord|king|queen|captain|sergeant|officer|agent|detective|inspector|man|woman|boy|girl|nurse|guard)\.?$/iu;

function bounded(words: string, flags: string): RegExp {
  const escaped = words.replaceAll('’', "'").replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${escaped}(?![\\p{L}\\p{M}\\p{N}])`, flags);
}
