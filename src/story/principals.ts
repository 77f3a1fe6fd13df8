/**
 * The characters who get a sheet without being asked for: the top eight by words of dialogue, and whoever is in three scenes.
 * @param characters most words first
 */
export function principals<Character extends Presence>(characters: readonly Character[]): readonly Character[] {
  return characters.filter(
    ({ words, sceneCount }, rank) => (rank < SHEETS_BY_WORDS && words > 0) || sceneCount >= SHEET_FROM_SCENES,
  );
}

interface Presence {
  /** Words of dialogue. */
  readonly words: number;
  /** Scenes in which the character speaks or is mentioned. */
  readonly sceneCount: number;
}

const SHEETS_BY_WORDS = 8;
const SHEET_FROM_SCENES = 3;
