/** A length as it is written on a breakdown: whole pages and eighths, `2 4/8`, `6/8`, `3`. */
export function eighthsText(eighths: number): string {
  const pages = Math.floor(eighths / 8);
  const rest = eighths % 8;
  if (rest === 0) return String(pages);
  return pages === 0 ? `${rest}/8` : `${pages} ${rest}/8`;
}

/** `p 14`, `pp 1–28`. */
export function pagesText(first: number, last: number): string {
  return last > first ? `pp ${first}–${last}` : `p ${first}`;
}

/** The page and length of a scene: `p 14 · 2 4/8`. */
export function placeText({ page, eighths }: { readonly page: number; readonly eighths: number }): string {
  return `p ${page} · ${eighthsText(eighths)}`;
}

/** The pages from the first of these scenes to the last, as `pagesText`; '' for none. */
export function spanText(scenes: readonly { readonly page: number; readonly eighths: number }[]): string {
  const [first, last] = [scenes[0], scenes.at(-1)];
  if (first === undefined || last === undefined) return '';
  return pagesText(first.page, last.page + Math.floor(Math.max(last.eighths - 1, 0) / 8));
}

/** A running time at a page a minute, the trade's rule of thumb: `about 24 min`, `about 1 h 58 min`. */
export function runningTimeText(eighths: number): string {
  const minutes = Math.max(1, Math.round(eighths / 8));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `about ${minutes} min` : `about ${hours} h ${minutes % 60} min`;
}

/** `1 scene`, `3 scenes`, `1,204 words`; `plural` where it is not the word with an s. */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? word : plural}`;
}
