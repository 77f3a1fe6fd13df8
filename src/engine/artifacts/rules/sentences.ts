/**
 * The sentences of one paragraph as exact substrings, in order, without the blanks around them. Ends at `.` `!` `?` `…`
 * and their relatives in other scripts; not after a title (`Dr.`), an initial, or where a small letter follows. A line
 * end inside the paragraph ends a sentence only where the line is too short to have been wrapped.
 */
export function sentencesOf(paragraph: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  const close = (end: number): void => {
    const sentence = paragraph.slice(from, end).trim();
    if (LETTER_OR_DIGIT.test(sentence)) sentences.push(sentence);
    from = end;
  };
  let lineStart = 0;
  for (const match of paragraph.matchAll(BOUNDARY)) {
    const at = match.index;
    const end = at + match[0].length;
    if (match[0] === '\n') {
      if (at - lineStart < WRAPPED_LINE_LENGTH && startsSentence(paragraph, end)) close(end);
      lineStart = end;
    } else if (
      FULL_WIDTH_END.test(match[0]) ||
      (startsSentence(paragraph, end) && !isAbbreviation(paragraph, at, match[0]))
    ) {
      close(end);
    }
  }
  close(paragraph.length);
  return sentences;
}

/** Dialogue is wrapped by hand near 35 columns, action near 60; a shorter line was ended on purpose. */
const WRAPPED_LINE_LENGTH = 28;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** A sentence end followed by a blank or nothing, a full-width one, or a line end. */
const BOUNDARY = /[.!?…‽؟۔।॥።]+["'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*|\n/gu;

const FULL_WIDTH_END = /^[。！？｡]/u;

/** Whether what follows can begin a sentence: the end, or anything but a small letter, closing mark or comma. */
function startsSentence(text: string, from: number): boolean {
  NEXT_INK.lastIndex = from;
  const next = NEXT_INK.exec(text)?.[1];
  return next === undefined || !/[\p{Ll},;:!?)\]–—]/u.test(next);
}

const NEXT_INK = /\s*(\S?)/uy;

function isAbbreviation(text: string, at: number, mark: string): boolean {
  if (mark !== '.') return false;
  const before = text.slice(Math.max(0, at - 8), at);
  return TITLES.test(before) || INITIAL.test(before);
}

const TITLES = /(?:^|[\s("“'‘])(?:mr|mrs|ms|mme|mlle|dr|st|sgt|lt|col|capt|gen|prof|rev|jr|sr|vs|hr|fr|sra?)$/iu;

/** One letter: an initial ("J. Doe"), or the last of several ("A.P."). "I." ends a sentence more often than not. */
const INITIAL = /(?:^|[\s.])(?!I$)\p{Lu}$/u;
