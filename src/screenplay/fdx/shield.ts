/*
 * Fountain has no mark that keeps a line of a speech a line of a speech, and none that makes a heading of what begins with neither
 * letter nor digit. An invisible character at its start does: both are default-ignorable (Unicode Standard, 5.21), so that no
 * reader sees them, and neither occurs in scripts.
 */

/** Leads a spoken line that Fountain would take for something else (`#MeToo`, `!Basta!`), or ends a transition that it would centre. */
export const WORD_JOINER = '\u2060';

/** Leads a forced heading that begins with neither letter nor digit: a letter that is not seen. */
export const LETTER_FILLER = '\u1160';
