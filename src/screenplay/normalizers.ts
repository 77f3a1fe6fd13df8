import { NORMALIZER_VERSION, normalizeText } from './normalizeText';

/** Gives a text the form in which it is compared and hashed. */
export type Normalizer = (text: string) => string;

/** Every set of rules by which stored hashes were ever made, by version, and which of them is in force. */
export interface Normalizers {
  readonly version: number;
  readonly byVersion: ReadonlyMap<number, Normalizer>;
}

/**
 * The rules of this release. A change of `normalizeText` needs a new version, and the old function stays here under its own: with
 * both, hashes stored by the old one are told from those of a text that has changed.
 */
export const NORMALIZERS: Normalizers = {
  version: NORMALIZER_VERSION,
  byVersion: new Map([[NORMALIZER_VERSION, normalizeText]]),
};
