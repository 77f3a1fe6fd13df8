import type { ScriptView } from './analysisResult';
import type { DocumentedScene } from './changesDocument';
import { counted } from './lengthText';
import type { RelationshipType } from './sceneRelationship';

/** A scene that changed, for what was made of it. */
export interface TouchingScene {
  /** In the text now, from 0; null for one that was cut. */
  readonly index: number | null;
  /** Moving a scene leaves its card as it is. */
  readonly isOnlyMoved: boolean;
  /** Who was in it before. */
  readonly castBefore: readonly string[];
}

/** What was made of a scene, alone or with others. */
export interface Touched {
  readonly card: boolean;
  /** Names of characters who have a sheet. */
  readonly sheets: readonly string[];
  /** Names of plot threads. */
  readonly threads: readonly string[];
  /** Setups, payoffs and echoes, each in some words. */
  readonly pairs: readonly string[];
}

/** What of all that was made of a script was made of this scene too. */
export function touchedBy(view: ScriptView, { index, isOnlyMoved, castBefore }: TouchingScene): Touched {
  const scene = index === null ? undefined : view.scenes[index];
  const isHere = (indices: readonly number[]): boolean => index !== null && indices.includes(index);
  return {
    card: scene?.card != null && !isOnlyMoved,
    sheets: view.characters
      .filter(({ name, sheet, sceneIndices }) => sheet !== null && (isHere(sceneIndices) || castBefore.includes(name)))
      .map(({ name }) => name),
    threads: view.threads.filter(({ sceneIndices }) => isHere(sceneIndices)).map(({ name }) => name),
    pairs: view.relationships
      .filter(({ setupSceneId, payoffSceneId }) => scene?.id === setupSceneId || scene?.id === payoffSceneId)
      .map(({ relationshipType, description, payoffSceneId }) => {
        const what = payoffSceneId === null ? 'open setup' : PAIRS[relationshipType];
        return `${what} "${clipped(description)}"`;
      }),
  };
}

const PAIRS: Readonly<Record<RelationshipType, string>> = {
  setup_payoff: 'setup and payoff',
  callback: 'callback',
  parallel: 'parallel',
  echo: 'echo',
};

const MOST_LETTERS = 80;

function clipped(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim().replace(/\.$/u, '');
  if (line.length <= MOST_LETTERS) return line;
  const end = line.lastIndexOf(' ', MOST_LETTERS);
  return `${line.slice(0, end === -1 ? MOST_LETTERS : end).trimEnd()} …`;
}

/** So many setups and echoes of one scene are named; a scene may be an end of dozens. */
const MOST_PAIRS = 4;

/** `its card, the sheets of MARA and JONAS, and the thread "The brass key"`; '' for nothing. */
export function touchedText({ card, sheets, threads, pairs }: Touched): string {
  const more = pairs.length - MOST_PAIRS;
  const parts = [
    ...(card ? ['its card'] : []),
    ...(sheets.length === 0 ? [] : [`the ${sheets.length === 1 ? 'sheet' : 'sheets'} of ${AND.format(sheets)}`]),
    ...(threads.length === 0
      ? []
      : [`the ${threads.length === 1 ? 'thread' : 'threads'} ${AND.format(threads.map((name) => `"${name}"`))}`]),
    ...pairs.slice(0, MOST_PAIRS).map((pair) => `the ${pair}`),
    ...(more > 0 ? [counted(more, 'more setup or echo', 'more setups and echoes')] : []),
  ];
  return AND.format(parts);
}

const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** What all changes together touch, a line a kind: which cards, whose sheets, which threads, and what covers the whole. */
export function touchedInAll(view: ScriptView, scenes: readonly DocumentedScene[]): readonly string[] {
  const touching = scenes.filter(({ kinds }) => !kinds.includes('unchanged'));
  if (touching.length === 0) return [];
  const all = (of: (touched: Touched) => readonly string[]): string[] => [
    ...new Set(touching.flatMap(({ touches }) => (touches === null ? [] : of(touches)))),
  ];
  const cards = touching.flatMap(({ touches, to }) => (touches?.card === true ? (to?.label ?? []) : []));
  const sheets = all((touched) => touched.sheets);
  const threads = all((touched) => touched.threads);
  const pairs = all((touched) => touched.pairs);
  return [
    ...(cards.length === 0 ? [] : [`Scene cards: ${cards.join(', ')}`]),
    ...(sheets.length === 0 ? [] : [`Character sheets: ${sheets.join(', ')}`]),
    ...(threads.length === 0 ? [] : [`Plot threads: ${threads.join(', ')}`]),
    ...(pairs.length === 0 ? [] : [`Setups, payoffs and echoes: ${pairs.join(', ')}`]),
    ...(view.outline === null ? [] : ['The outline']),
    ...(view.scenes.some(({ isKeyScene }) => isKeyScene)
      ? ['Which scenes are key: that follows the lengths of all']
      : []),
  ];
}
