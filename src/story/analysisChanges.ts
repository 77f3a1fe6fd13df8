import type { ScriptView } from './analysisResult';
import type { ChangesDocument, DocumentedScene } from './changesDocument';
import type { SinceAnalysis } from './sinceAnalysis';
import { touchedBy, touchedInAll } from './touchedBy';

/** What changed in a script since what is stored of it was made, ready to be written down. */
export function analysisChanges(
  view: ScriptView,
  { scenes, orderKnown }: SinceAnalysis,
): Pick<ChangesDocument, 'title' | 'pages' | 'scenes' | 'touched' | 'note'> {
  const documented = scenes.map(({ kinds, before, index, heading }): DocumentedScene => {
    const isUnchanged = kinds.includes('unchanged');
    return {
      kinds,
      from: before === null || kinds.includes('added') ? null : { label: null, index: before, heading },
      to: index === null ? null : { label: view.scenes[index]?.label ?? null, index, heading },
      lines: null,
      facts: null,
      touches: isUnchanged
        ? null
        : touchedBy(view, { index, isOnlyMoved: kinds.every((kind) => kind === 'moved'), castBefore: [] }),
    };
  });
  const order = orderKnown
    ? 'Order and cuts are those since the outline was made.'
    : 'No outline was made yet, so it is not known whether scenes moved or were cut.';
  return {
    title: view.script.title,
    pages: { from: null, to: view.script.pages },
    scenes: documented,
    touched: touchedInAll(view, documented),
    note: `Each scene is compared with what its card was made from. The words of then are not kept: that a scene changed is known, and not how. ${order}`,
  };
}
