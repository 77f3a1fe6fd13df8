/**
 * What an artifact was made from: data-model.md, *Staleness*. The list is ordered; its order is part of the input.
 * `id` names the scene for `scene`, `synopses`, `shape` and `card`, and the script for what covers all of it.
 */
export interface ArtifactInput {
  readonly kind: InputKind;
  readonly id: string;
  /** SHA-256, 64 hexadecimal digits, of the content as it was read; of an outline's `shape` part by part (`shapeHash.ts`). */
  readonly hash: string;
}

/** The hash of an input that is not made yet; what reads it is behind, and cannot be made before it is. */
export const MISSING_HASH = '';

/**
 * - `scene`: heading and body of a scene (`scenes.hash`)
 * - `synopses`: the `=` lines that belong to a scene
 * - `shape`: what rules read of a scene beside its words and card: for an outline heading, section path, speaking cast and
 *   length, for sheets and threads speaking cast and length, for relationships the speaking cast
 * - `extent`: length and position of all scenes
 * - `labels`: what the writer sees scenes called, in order
 * - `card`: the content of a scene's card
 * - `words`: the script's word statistics
 * - `names`: which of the names in what is read stand for others; not there where none does
 * - `sections`: the section path of a scene
 */
export const INPUT_KINDS = [
  'scene',
  'synopses',
  'shape',
  'extent',
  'labels',
  'card',
  'words',
  'names',
  'sections',
] as const;

/** Whether an input is about one scene, which `id` names, and not about the script as a whole. */
export function isOfOneScene(kind: InputKind): boolean {
  return kind !== 'extent' && kind !== 'labels' && kind !== 'words' && kind !== 'names';
}

export type InputKind = (typeof INPUT_KINDS)[number];

/** Whether two lists of inputs are the same, contents and order. */
export function sameInputs(old: readonly ArtifactInput[], now: readonly ArtifactInput[]): boolean {
  return old.length === now.length && old.every((input, position) => isSameInput(input, now[position]));
}

/** Whether two inputs are of the same content; nothing is the same as what is not there. */
export function isSameInput(a: ArtifactInput | undefined, b: ArtifactInput | undefined): boolean {
  return a !== undefined && a.hash === b?.hash && a.id === b.id && a.kind === b.kind;
}
