/** Eighths of a page as the trade writes them: "6/8", "2 pages", "2 4/8 pages". */
export function inPages(eighths: number): string {
  const whole = Math.floor(eighths / 8);
  const rest = eighths % 8;
  if (whole === 0) return `${rest}/8 page`;
  return rest === 0 ? `${whole} ${whole === 1 ? 'page' : 'pages'}` : `${whole} ${rest}/8 pages`;
}

/** "A", "A and B", "A, B and C". */
export function listed(items: readonly string[], joint = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${joint} ${items.at(-1) ?? ''}`;
}

/** The first items, and how many more there are. */
export function listedUpTo(items: readonly string[], most: number): string {
  return items.length <= most ? listed(items) : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

/** "first" … "tenth", then "11th", "22nd". */
export function ordinalWord(number: number): string {
  const word = ORDINALS[number - 1];
  if (word !== undefined) return word;
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** "1 scene", "3 scenes"; `nouns` where the plural does not end in s. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
