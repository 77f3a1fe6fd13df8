import { normalizeText } from './normalizeText';

/**
 * Gives a text the form in which it is compared and hashed. Of a scene `beyond` says what its normal form leaves open of how it
 * reads (`readingBeyond`); rules by which equal hashes mean an equal reading add it.
 */
export type Normalizer = (text: string, beyond?: (normal: string) => string) => string;

/** Every set of rules by which stored hashes were ever made, by version, and which of them is in force. */
export interface Normalizers {
  readonly version: number;
  readonly byVersion: ReadonlyMap<number, Normalizer>;
}

/** Text in normal form and, behind a unit that no text has, what that leaves open of how it reads. */
export const normalizeReading: Normalizer = (text, beyond) => {
  const normal = normalizeText(text);
  const more = beyond?.(normal) ?? '';
  return more === '' ? normal : `${normal}\n\0${more}`;
};

/** By the words alone: the rules of the first releases. */
const normalizeWords: Normalizer = (text) => normalizeText(text);

/**
 * The rules of this release. A change of them needs a new version, and the old function stays here under its own: with both,
 * hashes stored by the old one are told from those of a text that has changed.
 */
export const NORMALIZERS: Normalizers = {
  version: 2,
  byVersion: new Map([
    [1, normalizeWords],
    [2, normalizeReading],
  ]),
};
