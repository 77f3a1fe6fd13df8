/** A stretch of a quotation between what was left out or put in: UTF-16 units of its text, `to` exclusive. */
export interface KeptWords {
  readonly from: number;
  readonly to: number;
}

/**
 * What of a quotation is said to stand on the page, in order: without its ellipses and without a word or two in square
 * brackets, which are the quoter's own. Null: nothing is left out.
 */
export function elidedWords(text: string): KeptWords[] | null {
  const kept: KeptWords[] = [];
  let at = 0;
  let isElided = false;
  const keep = (end: number): void => {
    const words = text.slice(at, end);
    const first = words.search(/[\p{L}\p{N}]/u);
    if (first >= 0)
      kept.push({ from: at + first, to: at + words.replace(/(?<![\s*_,;:(\\])[\s*_,;:(\\]+$/u, '').length });
  };
  for (const { 0: sign, index } of text.matchAll(ELISION)) {
    keep(index);
    at = index + sign.length;
    isElided = true;
  }
  keep(text.length);
  return isElided ? kept : null;
}

/** With the rest of a word of which letters were put in: `[S]he`, `walk[ed]`. */
const ELISION =
  /…|\.{3,}|\.(?: \.){2}|(?<![\p{L}\p{N}])[\p{L}\p{N}]{0,40}\\?\[[ \t]*(?:\.(?: ?\.){2}|[^\s[\]\\]{0,30}(?:[ \t]+[^\s[\]\\]{1,30})?)[ \t]*\\?\][\p{L}\p{N}]*/gu;
