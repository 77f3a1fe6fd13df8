import type { ScreenplayElement } from '../screenplay/screenplay';
import { sceneChanges } from '../screenplay/sceneChanges';
import type { SceneReading, ScriptReading } from '../screenplay/scriptReading';
import type { ScriptView } from './analysisResult';
import type { ChangesDocument, DocumentedScene } from './changesDocument';
import { eighthsText } from './lengthText';
import { lineChanges } from './lineChanges';
import { touchedLines, type Touched } from './touched';
import { touchedBy } from './touchedBy';

/**
 * What changed between two texts of a script, ready to be written down.
 * @param known what was made of the new text; null where nobody asked
 */
export function draftChanges(
  before: ScriptReading,
  after: ScriptReading,
  known: ScriptView | null,
): Pick<ChangesDocument, 'title' | 'pages' | 'scenes' | 'touched'> {
  const { changes, pages } = sceneChanges(before, after);
  const scenes = changes.map((change): DocumentedScene => {
    const old = change.from === null ? undefined : before.scenes[change.from.index];
    const now = change.to === null ? undefined : after.scenes[change.to.index];
    const isRewritten = change.kinds.includes('rewritten') && old !== undefined && now !== undefined;
    const only = old === undefined ? now : now === undefined ? old : undefined;
    return {
      ...change,
      lines: isRewritten ? lineChanges(linesOf(old, before), linesOf(now, after)) : null,
      facts: only === undefined ? null : factsOf(only),
      touches:
        known === null || change.kinds.includes('unchanged')
          ? null
          : touchedBy(known, {
              index: change.to?.index ?? null,
              isOnlyMoved: change.kinds.every((kind) => kind === 'moved'),
              castBefore: old === undefined ? [] : castOf(old),
            }),
    };
  });
  const touched = known === null ? [] : touchedInAll(known, scenes);
  return { title: after.title ?? before.title ?? 'Screenplay', pages, scenes, touched };
}

/** What is made of all scenes is made of each that changed. */
function touchedInAll(view: ScriptView, scenes: readonly DocumentedScene[]): readonly string[] {
  const touching = scenes.filter(({ kinds }) => !kinds.includes('unchanged'));
  if (touching.length === 0) return [];
  const all = (of: (touched: Touched) => readonly string[]): string[] => [
    ...new Set(touching.flatMap(({ touches }) => (touches === null ? [] : of(touches)))),
  ];
  return touchedLines({
    cards: touching.flatMap(({ touches, to }) => (touches?.card === true ? (to?.label ?? []) : [])),
    sheets: all((touched) => touched.sheets),
    threads: { names: all((touched) => touched.threads), isTouched: view.threads.length > 0 },
    pairs: { names: all((touched) => touched.pairs), isTouched: view.relationships.length > 0 },
    keyScenes: view.scenes.some(({ isKeyScene }) => isKeyScene),
    outline: view.outline === null ? null : [],
  });
}

function castOf({ cast }: SceneReading): readonly string[] {
  return [...new Set([...cast.speaking.keys(), ...cast.mentioned])];
}

/** `1 2/8 pages with MARA and JONAS`. */
function factsOf({ eighths, cast }: SceneReading): string {
  const speakers = [...cast.speaking.keys()];
  const length = `${eighthsText(eighths)} ${eighths > 8 ? 'pages' : 'page'}`;
  return speakers.length === 0 ? length : `${length}, with ${speakers.join(', ')}`;
}

/** The printed lines of a scene below its heading; a speech as one line behind its speaker's name. */
function linesOf({ block }: SceneReading, { screenplay }: ScriptReading): readonly string[] {
  const lines: string[] = [];
  let cue = '';
  for (const element of screenplay.elements.slice(block.firstElement, block.endElement)) {
    if (element.type === 'character') cue = element.text;
    else lines.push(...printed(element, cue));
  }
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function printed({ type, text }: ScreenplayElement, cue: string): readonly string[] {
  switch (type) {
    case 'dialogue':
    case 'parenthetical':
      return [`${cue}: ${text.replaceAll('\n', ' ')}`];
    case 'action':
    case 'lyrics':
    case 'transition':
    case 'centered':
      return text.split('\n');
    default:
      return [];
  }
}
