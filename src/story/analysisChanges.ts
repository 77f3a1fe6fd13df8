import type { ScriptView } from './analysisResult';
import type { ChangesDocument, DocumentedScene } from './changesDocument';
import type { SinceAnalysis } from './sinceAnalysis';
import { touchedLines } from './touched';

/** What changed in a script since what is stored of it was made, ready to be written down. */
export function analysisChanges(
  view: ScriptView,
  { scenes, orderKnown, behind }: SinceAnalysis,
): Pick<ChangesDocument, 'title' | 'pages' | 'scenes' | 'outside' | 'opening' | 'touched' | 'note'> {
  const documented = scenes.map(({ kinds, before, index, heading, touches }): DocumentedScene => {
    return {
      kinds,
      from: before === null || kinds.includes('added') ? null : { label: null, index: before, heading },
      to: index === null ? null : { label: view.scenes[index]?.label ?? null, index, heading },
      lines: null,
      facts: null,
      touches: kinds.includes('unchanged') ? null : touches,
    };
  });
  const all = (of: (touches: SinceAnalysis['scenes'][number]['touches']) => readonly string[]): string[] => [
    ...new Set(scenes.flatMap(({ touches }) => of(touches))),
  ];
  const order = orderKnown
    ? 'Order and cuts are those since the outline was made.'
    : 'No outline was made yet, so it is not known whether scenes moved or were cut.';
  return {
    title: view.script.title,
    pages: { from: null, to: view.script.pages },
    scenes: documented,
    outside: behind.opening ? ['The text before the first scene changed.'] : [],
    opening: null,
    touched: touchedLines({
      cards: view.scenes.flatMap(({ id, label }) => (behind.cards.includes(id) ? [label] : [])),
      sheets: behind.sheets,
      threads: { names: all(({ threads }) => threads), isTouched: behind.threads },
      pairs: { names: all(({ pairs }) => pairs), isTouched: behind.relationships },
      keyScenes: behind.keyScenes,
      outline: behind.outline,
    }),
    note: `Each scene is compared with what its card was made from. The words of then are not kept: that a scene changed is known, and not how. ${order}`,
  };
}
