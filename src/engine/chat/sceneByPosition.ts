/** A scene that a text names by where it stands: `in the closing scene`. */
export interface SceneByPosition {
  /** From 1; below 0 from the end: -1 is the last one. */
  readonly position: number;
  /** What names it, UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `in the closing scene`, `during the second scene`; null where a text names none so. "The last scene with Mara" is
 * none: it is found by what is in it.
 */
export function sceneByPosition(text: string): SceneByPosition | null {
  const found = POSITION.exec(text);
  if (found === null) return null;
  const position = POSITIONS[(found[1] ?? '').toLowerCase().replace(/[\s-]+/gu, ' ')];
  return position === undefined ? null : { position, start: found.index, end: found.index + found[0].length };
}

/** The one of some scenes in order that stands there; null where they are fewer. */
export function atPosition<T>(scenes: readonly T[], { position }: SceneByPosition): T | null {
  return scenes.at(position > 0 ? position - 1 : position) ?? null;
}

const POSITIONS: Readonly<Record<string, number>> = {
  ...{ opening: 1, first: 1, 'very first': 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7 },
  ...{ eighth: 8, ninth: 9, tenth: 10, penultimate: -2, 'second to last': -2, 'last but one': -2, 'next to last': -2 },
  ...{ last: -1, 'very last': -1, final: -1, closing: -1, concluding: -1 },
};

const POSITION = new RegExp(
  `\\b(?:in|during|at|by|of)\\s+the\\s+(${Object.keys(POSITIONS)
    .sort((a, b) => b.length - a.length)
    .join('|')
    .replace(
      / /g,
      '[\\s-]+',
    )})\\s+scene\\b(?!\\s+(?:with|between|where|when|who|which|of|that|at|in|on|before|after|together|for|to|featuring|involving|we)\\b)`,
  'iu',
);
