import { isBlank } from './isBlank';

/*
 * What kind of line a stretch of text could be. Where a function takes `start` and `end`, the line is that stretch of the text,
 * trimmed: the reader asks these of every line and would spend more on cutting it out than on the answer.
 */

/** Whether a line begins like a scene heading: INT, EXT, EST, INT./EXT, INT/EXT or I/E, then a dot or blank (Scene Heading). */
export function isHeadingLike(text: string, start = 0, end = text.length): boolean {
  // Bit 5 makes ASCII letters small, '_' DEL, and leaves '*', '.' and '/' as they are.
  const first = text.charCodeAt(start) | 32;
  // With neither I nor E, nor the emphasis some writers put around a heading, most lines end here.
  if (first !== 105 && first !== 101 && first !== 42 && first !== 127) return false;
  return end - start > 2 && hasHeadingPrefix(text, first, start, end);
}

function hasHeadingPrefix(text: string, first: number, start: number, end: number): boolean {
  const second = text.charCodeAt(start + 1) | 32;
  if (first === 105 ? second === 110 : first === 101 && second === 120) {
    // Behind IN and EX only T; with a dot or space behind that it is what nearly all headings begin with.
    if ((text.charCodeAt(start + 2) | 32) !== 116) return false;
    const behind = end - start > 3 ? text.charCodeAt(start + 3) : 0;
    if (behind === 46 || behind === 32) return true;
  } else if ((first === 105 || first === 101) && second !== 115 && second !== 46 && second !== 47) {
    return false;
  }
  return HEADING.test(text.slice(start, Math.min(end, start + LONGEST_PREFIX)));
}

const HEADING = /^[*_]{0,4}(?:int\.?\/ext|int|ext|est|i\.?\/e)[.\s]/i;
/** Units that `HEADING` can match. */
const LONGEST_PREFIX = 13;

/** Whether a line forces a scene heading: one period, then a letter or digit of any script (Scene Heading, power user). */
export function isForcedHeading(text: string, start = 0, end = text.length): boolean {
  if (end - start < 2 || text.charCodeAt(start) !== 46) return false;
  const unit = text.charCodeAt(start + 1);
  if (unit < 128) return (unit >= 48 && unit <= 57) || ((unit | 32) >= 97 && (unit | 32) <= 122);
  return LETTER_OR_DIGIT_AT_1.test(text.slice(start, Math.min(end, start + 3)));
}

const LETTER_OR_DIGIT_AT_1 = /^.[\p{L}\p{N}]/u;

/** The heading's text and number: the last `#…#`, letters, digits, dashes and periods (Scene Heading, scene numbers). */
export function splitSceneNumber(text: string): { readonly text: string; readonly number: string | null } {
  if (text.charCodeAt(text.length - 1) !== 35) return { text, number: null };
  const open = text.lastIndexOf('#', text.length - 2);
  const number = open === -1 ? '' : text.slice(open + 1, -1);
  if (!SCENE_NUMBER.test(number)) return { text, number: null };
  return { text: text.slice(0, open).trimEnd(), number };
}

const SCENE_NUMBER = /^[\p{L}\p{N}\p{M}.-]+$/u;

/**
 * Whether all letters with a case are capitals, and there is at least one. With `withoutParentheses`, what stands in parentheses
 * (or behind one that is not closed) does not count: extensions may be in lower case (Character).
 */
export function isCapitals(text: string, withoutParentheses: boolean, start = 0, end = text.length): boolean {
  let found = false;
  let depth = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 128) {
      if (depth > 0 || (unit >= 0x2000 && unit <= 0x206f)) continue;
      const letter = String.fromCodePoint(text.codePointAt(i) ?? unit);
      if (letter.length === 2) i++;
      // The sharp s has hardly a capital: STRAßE is written so.
      if (letter !== 'ß' && LOWER_CASE.test(letter)) return false;
      if (UPPER_CASE.test(letter)) found = true;
    } else if (unit >= 65) {
      if (depth > 0) continue;
      if (unit <= 90) found = true;
      else if (unit >= 97 && unit <= 122) return false;
    } else if (withoutParentheses) {
      if (unit === 40) depth++;
      else if (unit === 41 && depth > 0) depth--;
    }
  }
  return found;
}

const LOWER_CASE = /^\p{Ll}/u;
const UPPER_CASE = /^[\p{Lu}\p{Lt}]/u;

/** Whether a line could be a cue: capitals, at least one letter outside parentheses (Character). */
export function isCueLike(text: string, start = 0, end = text.length): boolean {
  return text.charCodeAt(start) !== 40 && isCapitals(text, true, start, end);
}

/** Whether a line could be a transition: capitals that end in `TO:` (Transition). */
export function isTransitionLike(text: string, start = 0, end = text.length): boolean {
  return (
    end - start > 2 &&
    text.charCodeAt(end - 1) === 58 &&
    text.charCodeAt(end - 2) === 79 &&
    text.charCodeAt(end - 3) === 84 &&
    isCapitals(text, false, start, end)
  );
}

/** Whether one pair of parentheses wraps the whole line (Parenthetical). */
export function isWrappedInParentheses(text: string, start = 0, end = text.length): boolean {
  if (text.charCodeAt(start) !== 40 || text.charCodeAt(end - 1) !== 41) return false;
  let depth = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 40) depth++;
    else if (unit === 41 && --depth === 0) return i === end - 1;
  }
  return true;
}

/** Whether a line is a page break: three or more equals signs and nothing else (Page Breaks). */
export function isPageBreak(text: string, start = 0, end = text.length): boolean {
  if (end - start < 3) return false;
  for (let i = start; i < end; i++) if (text.charCodeAt(i) !== 61) return false;
  return true;
}

/** Whether a blank line holds two spaces, tabs before them aside, and so carries a speech over it (Line Breaks). */
export function isTwoSpaces(text: string, start = 0, end = text.length): boolean {
  let at = start;
  while (at < end && text.charCodeAt(at) === 9) at++;
  return end === at + 2 && isBlank(text.charCodeAt(at)) && isBlank(text.charCodeAt(at + 1));
}
