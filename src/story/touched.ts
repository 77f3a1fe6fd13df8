import * as z from 'zod';
import { counted } from './lengthText';
import type { RelationshipType, SceneRelationshipContent } from './sceneRelationship';

/** What was made of a scene, alone or with others. */
export const touchedSchema = z.object({
  card: z.boolean(),
  /** Names of characters who have a sheet. */
  sheets: z.array(z.string()),
  /** Names of plot threads. */
  threads: z.array(z.string()),
  /** Setups, payoffs and echoes, each in some words. */
  pairs: z.array(z.string()),
});
export type Touched = z.infer<typeof touchedSchema>;

/** What all changes together touch. */
export interface TouchedInAll {
  /** Labels of scenes whose card it is. */
  readonly cards: readonly string[];
  readonly sheets: readonly string[];
  /** Of what is made as one set the rows that are touched by name, and whether the set is. */
  readonly threads: { readonly names: readonly string[]; readonly isTouched: boolean };
  readonly pairs: { readonly names: readonly string[]; readonly isTouched: boolean };
  readonly keyScenes: boolean;
  /** Why the outline is touched, in sentences, where it is not for the scenes alone; null where it is not touched. */
  readonly outline: readonly string[] | null;
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
export function touchedLines({ cards, sheets, threads, pairs, keyScenes, outline }: TouchedInAll): readonly string[] {
  const set = (what: string, { names, isTouched }: TouchedInAll['threads']): readonly string[] => {
    if (names.length > 0) return [`${what}: ${names.join(', ')}`];
    return isTouched ? [`${what}: which there are`] : [];
  };
  return [
    ...(cards.length === 0 ? [] : [`Scene cards: ${cards.join(', ')}`]),
    ...(sheets.length === 0 ? [] : [`Character sheets: ${sheets.join(', ')}`]),
    ...set('Plot threads', threads),
    ...set('Setups, payoffs and echoes', pairs),
    ...(outline === null ? [] : [['The outline', ...(outline.length === 0 ? [] : [outline.join(' ')])].join(': ')]),
    ...(keyScenes ? ['Which scenes are key: that follows the lengths of all'] : []),
  ];
}

/** A setup, payoff or echo in some words: `open setup "The brass key"`. */
export function pairText({
  relationshipType,
  description,
  payoffSceneId,
}: Pick<SceneRelationshipContent, 'relationshipType' | 'description' | 'payoffSceneId'>): string {
  const what = payoffSceneId === null ? 'open setup' : PAIRS[relationshipType];
  return `${what} "${clipped(description)}"`;
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
