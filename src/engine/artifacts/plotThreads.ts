import type { PlotThreadContent } from '../../story/plotThread';
import { arcOf } from './rules/arc';
import { endOfCard, firstCardLine } from './rules/cardLine';
import { characterScenes } from './rules/characterVoice';
import { clipToLength, onOneLine } from './rules/clip';
import { indexScenes, nameStems, type IndexedScene } from './rules/indexedScenes';
import { counted, listed } from './rules/inWords';
import { motifsOf, type Motif } from './rules/motifs';
import { isNoun, nounUsesOf, type NounUses } from './rules/nounUses';
import { pairThreadsOf, type PairThread } from './rules/pairThreads';
import { quoted, type SceneSentence } from './rules/sceneSentences';
import { isStageNoun } from './rules/stageNouns';
import type { StoryScene } from './storyScene';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const PLOT_THREADS_RECIPE = 1;

/** All that the rules for threads read. Plain data: it crosses to the worker thread. */
export interface PlotThreadsInput {
  /** All scenes in script order. */
  readonly scenes: readonly StoryScene[];
}

/**
 * The offline twin of the plot threads: the arcs of the principals; the plot and subplots, as the scenes that two people
 * carry, with the places and rare words they share; recurring motifs as themes. Few, and none of fewer than two scenes.
 * Names and quoted words are the script's. No scene labels in the texts: they would go stale when scenes move.
 */
export function findPlotThreads({ scenes }: PlotThreadsInput): readonly PlotThreadContent[] {
  if (scenes.length < 2) return [];
  const indexed = indexScenes(scenes);
  const nouns = nounUsesOf(indexed);
  const motifs = motifsOf(indexed, nouns);
  return [...arcs(scenes), ...plots(indexed, nouns), ...themes(motifs, scenes.length)];
}

const MOST_ARCS = 5;
const MOST_SUBPLOTS = 5;
const MOST_THEMES = 5;

/** The principals: who speaks in a quarter as many scenes as the most present, and in at least three. */
function arcs(scenes: readonly StoryScene[]): PlotThreadContent[] {
  const presence = new Map<string, number>();
  for (const { cast } of scenes) for (const name of new Set(cast)) presence.set(name, (presence.get(name) ?? 0) + 1);
  const ordered = [...presence].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));
  const least = Math.max(scenes.length < SHORT_SCRIPT ? 2 : 3, (ordered[0]?.[1] ?? 0) / 4);
  return ordered
    .filter(([, count]) => count >= least)
    .slice(0, MOST_ARCS)
    .flatMap(([name]): PlotThreadContent[] => {
      const own = characterScenes(scenes, [name]);
      if (own.length < 2) return [];
      const arc = arcOf(own);
      const speaking = own.filter(({ speeches }) => speeches > 0).length;
      return [
        {
          name,
          threadType: 'character_arc',
          sceneIds: own.map(({ scene }) => scene.id),
          description: `Speaks in ${speaking} of ${counted(scenes.length, 'scene')}. ${arc.text}`.trim(),
          evidence: arc.lines.map(({ at, line }) => ({ sceneId: at.scene.id, quote: line.quote })),
        },
      ];
    });
}

const SHORT_SCRIPT = 40;

/** The longest pair thread is the plot, the next ones subplots: more of them in a longer script. */
function plots(indexed: readonly IndexedScene[], nouns: ReadonlyMap<string, NounUses>): PlotThreadContent[] {
  const names = nameStems(indexed);
  const isOwnNoun = (stem: string): boolean =>
    stem.length > 2 && !names.has(stem) && !isStageNoun(stem) && isNoun(nouns.get(stem));
  const most = Math.min(MOST_SUBPLOTS, Math.max(2, Math.round(indexed.length / 20))) + 1;
  return pairThreadsOf(indexed, isOwnNoun)
    .slice(0, most)
    .map((thread, index) => ({
      name: listed(thread.names),
      threadType: index === 0 ? 'plot' : 'subplot',
      sceneIds: thread.scenes.map(({ scene }) => scene.id),
      description: plotDescription(thread),
      evidence: [thread.scenes[0], thread.scenes.at(-1)].flatMap((at) =>
        at === undefined ? [] : [{ sceneId: at.scene.id, quote: null }],
      ),
    }));
}

function plotDescription({ scenes, place, words }: PairThread): string {
  const first = scenes[0]?.scene.card ?? '';
  const last = scenes.at(-1)?.scene.card ?? '';
  const end = endOfCard(last);
  const facts = [
    `${counted(scenes.length, 'scene')}${place === '' ? '' : `, mostly ${place}`}.`,
    words.length === 0 ? '' : `Words of these scenes: ${words.join(', ')}.`,
    `Begins: ${brief(firstCardLine(first))}`,
    `Ends: ${brief(end === '' ? firstCardLine(last) : end)}`,
  ];
  return facts.filter((fact) => fact !== '').join(' ');
}

/** The strongest motifs; one for about every twelve scenes. */
function themes(motifs: readonly Motif[], sceneCount: number): PlotThreadContent[] {
  const most = Math.min(MOST_THEMES, Math.max(2, Math.round(sceneCount / 12)));
  return motifs.slice(0, most).map(({ surface, uses }) => {
    const first = uses[0];
    const last = uses.at(-1);
    const ends = [first, last].filter((use) => use !== undefined);
    return {
      name: surface.charAt(0).toUpperCase() + surface.slice(1),
      threadType: 'theme',
      sceneIds: uses.map(({ at }) => at.scene.id),
      description: `In ${counted(uses.length, 'scene')}. ${ends.map(({ line }, index) => `${index === 0 ? 'First' : 'Last'}: ${told(line)}`).join(' ')}`,
      evidence: ends.map(({ at, line }) => ({ sceneId: at.scene.id, quote: line.quote })),
    };
  });
}

const BRIEF_LENGTH = 140;

function brief(text: string): string {
  return clipToLength(text, BRIEF_LENGTH);
}

function told(line: SceneSentence): string {
  const words = brief(onOneLine(line.quote));
  return line.speaker === null ? words : `${line.speaker}: ${quoted(words)}`;
}
