import type { ScreenplayElement } from '../screenplay/screenplay';
import { sceneChanges } from '../screenplay/sceneChanges';
import type { SceneReading, ScriptReading } from '../screenplay/scriptReading';
import type { ScriptView } from './analysisResult';
import type { ChangesDocument, DocumentedScene } from './changesDocument';
import { eighthsText } from './lengthText';
import { lineChanges } from './lineChanges';
import { outsideScenes } from './outsideScenes';
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
): Pick<ChangesDocument, 'title' | 'pages' | 'scenes' | 'outside' | 'opening' | 'touched'> {
  const compared = sceneChanges(before, after);
  const { changes, pages } = compared;
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
  const { passage } = after;
  return {
    title: after.title ?? before.title ?? 'Screenplay',
    pages,
    scenes,
    outside: outsideScenes(compared, (index) => after.scenes[index]?.label ?? ''),
    opening:
      compared.opening === 'rewritten' && before.passage !== null && passage !== null
        ? lineChanges(linesOf(before.passage, before), linesOf(passage, after))
        : null,
    touched: known === null ? [] : touchedInAll(known, scenes, compared.sections !== undefined),
  };
}

/** What is made of all scenes is made of each that changed; the outline also of sections and of what scenes are called. */
function touchedInAll(view: ScriptView, scenes: readonly DocumentedScene[], otherSections: boolean): readonly string[] {
  const touching = scenes.filter(({ kinds }) => !kinds.includes('unchanged'));
  const isTouched = touching.length > 0;
  const isOutlined = isTouched || otherSections || scenes.some(({ from, to }) => from?.label !== to?.label);
  const all = (of: (touched: Touched) => readonly string[]): string[] => [
    ...new Set(touching.flatMap(({ touches }) => (touches === null ? [] : of(touches)))),
  ];
  return touchedLines({
    cards: touching.flatMap(({ touches, to }) => (touches?.card === true ? (to?.label ?? []) : [])),
    sheets: all((touched) => touched.sheets),
    threads: { names: all((touched) => touched.threads), isTouched: isTouched && view.threads.length > 0 },
    pairs: { names: all((touched) => touched.pairs), isTouched: isTouched && view.relationships.length > 0 },
    keyScenes: isTouched && view.scenes.some(({ isKeyScene }) => isKeyScene),
    outline: isOutlined && view.outline !== null ? [] : null,
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

/**
 * The printed lines of a scene below its heading; a speech as one line behind its speaker's name. What is printed otherwise than
 * as action keeps its mark: the same words centered are another line.
 */
function linesOf({ block }: SceneReading, { screenplay }: ScriptReading): readonly string[] {
  const lines: string[] = [];
  let cue = '';
  for (const element of screenplay.elements.slice(block.firstElement, block.endElement)) {
    if (element.type === 'character') cue = element.dual === 'right' ? `${element.text} ^` : element.text;
    else lines.push(...printed(element, cue));
  }
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function printed({ type, text }: ScreenplayElement, cue: string): readonly string[] {
  const marked = (mark: (line: string) => string): readonly string[] => text.split('\n').map(mark);
  switch (type) {
    case 'dialogue':
    case 'parenthetical':
      return [`${cue}: ${text.replaceAll('\n', ' ')}`];
    case 'action':
      return text.split('\n');
    case 'lyrics':
      return marked((line) => `~${line}`);
    case 'transition':
      return marked((line) => `> ${line}`);
    case 'centered':
      return marked((line) => `> ${line} <`);
    case 'page_break':
      return ['==='];
    default:
      return [];
  }
}
