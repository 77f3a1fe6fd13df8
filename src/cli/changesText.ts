import type { SceneChange, SceneChanges } from '../screenplay/sceneChanges';
import { counted } from '../story/lengthText';
import { outsideScenes } from '../story/outsideScenes';

/** What `changes` prints for a person: how much of each kind, then every scene that is not what or where it was. */
export function changesText(result: SceneChanges): string {
  const { changes, pages } = result;
  const labels = new Map(changes.flatMap(({ to }) => (to === null ? [] : [[to.index, to.label]])));
  const outside = outsideScenes(result, (index) => labels.get(index) ?? '')
    .map((sentence) => `${sentence}\n`)
    .join('');
  const length = pages.from === pages.to ? counted(pages.to, 'page') : `${pages.from} → ${counted(pages.to, 'page')}`;
  const changed = changes.filter(({ kinds }) => !kinds.includes('unchanged'));
  const same = changes.length - changed.length;
  if (changed.length === 0) return `No scene changed: ${counted(same, 'scene')}, ${length}.\n${outside}`;
  const counts = KINDS.flatMap(([kind, word]) => {
    const count = changed.filter(({ kinds }) => kinds.includes(kind)).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${[...counts, `${same} unchanged`].join(', ')}; ${length}\n${outside}\n${changed.map(line).join('\n')}\n`;
}

const KINDS = [
  ['added', 'added'],
  ['cut', 'cut'],
  ['moved', 'moved'],
  ['rewritten', 'rewritten'],
  ['heading', 'with another heading'],
] as const;

/** A scene with its label in the new text; a cut one with the label that it had, in brackets. */
function line({ kinds, from, to }: SceneChange): string {
  if (to === null) return `  ${`(${from?.label ?? ''})`.padStart(6)}  ${from?.heading ?? ''}: cut`;
  const words = kinds.map((kind) => {
    if (kind === 'moved')
      return from === null ? 'moved' : `moved ${to.index < from.index ? 'up' : 'down'} from ${from.label}`;
    if (kind === 'heading') return `heading was ${from?.heading ?? ''}`;
    return kind;
  });
  return `  ${to.label.padStart(6)}  ${to.heading}: ${words.join(', ')}`;
}
