import { foldText } from '../../src/story/foldedText';

/** Words that claim to stand in a scene and do not, made from one that does: by rule, one of each kind that can be made. */
export function fabricatedQuotes(
  quote: string,
  scene: string,
  others: readonly string[],
): readonly { readonly how: 'changed word' | 'merged lines' | 'another scene'; readonly text: string }[] {
  const page = foldText(scene).text;
  const made = [
    { how: 'changed word' as const, text: changedWord(quote) },
    { how: 'merged lines' as const, text: mergedLines(quote, scene) },
    { how: 'another scene' as const, text: lineOf(others.filter((other) => other !== scene)) },
  ];
  return made.flatMap(({ how, text }) =>
    text === null || page.includes(foldText(text).text.replace(/[.,]$/u, '')) ? [] : [{ how, text }],
  );

  function lineOf(scenes: readonly string[]): string | null {
    return (
      scenes
        .flatMap((other) => plainLines(other))
        .find((line) => wordsOf(line) >= 5 && !page.includes(foldText(line).text)) ?? null
    );
  }
}

/** One word in the middle is another one of the same length. */
function changedWord(quote: string): string | null {
  const words = quote.split(' ');
  if (words.length < 4) return null;
  const at = words.findIndex((word, index) => index > 0 && /^\p{L}{3,}$/u.test(word));
  const word = words[at];
  if (word === undefined) return null;
  return words.with(at, reversed(word) === word ? `un${word}` : reversed(word)).join(' ');
}

/** The beginning of the quote goes on with the end of a line further on. */
function mergedLines(quote: string, scene: string): string | null {
  const words = quote.split(' ');
  const other = plainLines(scene).findLast((line) => wordsOf(line) >= 4 && !line.includes(quote));
  if (words.length < 3 || other === undefined) return null;
  return [...words.slice(0, Math.ceil(words.length / 2)), ...other.split(' ').slice(-3)].join(' ');
}

/** Without what a model's answer cannot hold between quotation marks, and what is no line of the page. */
function plainLines(scene: string): string[] {
  return scene
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/["“”«»[\]*_\\<>#~|`/{}]/u.test(line));
}

function wordsOf(line: string): number {
  return line.match(/\p{L}[\p{L}'’-]*/gu)?.length ?? 0;
}

function reversed(word: string): string {
  return Array.from(word).reverse().join('');
}
