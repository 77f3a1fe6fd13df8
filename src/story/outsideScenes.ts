import type { SceneChanges } from '../screenplay/sceneChanges';

/** What changed in a script outside of its scenes, in sentences; `labelOf` a scene of the new text by its index. */
export function outsideScenes(
  { changes, opening, titlePage, sections }: SceneChanges,
  labelOf: (index: number) => string,
): readonly string[] {
  return [
    ...(titlePage === undefined ? [] : [`The title page changed: ${titlePage.join(', ')}.`]),
    ...(opening === undefined ? [] : [openingText(opening, changes.length > 0)]),
    ...(sections === undefined ? [] : [`Other sections: ${sections.map(labelOf).join(', ')}.`]),
  ];
}

function openingText(what: 'added' | 'cut' | 'rewritten', hasScenes: boolean): string {
  const text = hasScenes ? 'The text before the first scene' : 'The text, which has no scenes,';
  return `${text} ${what === 'added' ? 'is new' : `was ${what}`}.`;
}
