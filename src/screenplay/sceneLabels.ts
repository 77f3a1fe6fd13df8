/**
 * What the writer sees as each scene's name in a script, unique in it: the printed number where it occurs once, else the ordinal
 * counted from 1, written `(12)` where a printed number equals it.
 */
export function sceneLabels(scenes: readonly { readonly number: string | null }[]): string[] {
  const printed = new Map<string, number>();
  for (const { number } of scenes) if (number !== null) printed.set(number, (printed.get(number) ?? 0) + 1);
  return scenes.map(({ number }, i) => {
    if (number !== null && printed.get(number) === 1) return number;
    let label = String(i + 1);
    while (printed.has(label)) label = `(${label})`;
    return label;
  });
}
