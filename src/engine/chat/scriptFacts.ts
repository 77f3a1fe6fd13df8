import type { CharacterView } from '../../story/analysisResult';
import type { Evidence } from '../../story/evidence';
import type { Outline } from '../../story/outline';
import type { PlotThread } from '../../story/plotThread';
import type { SceneRelationship } from '../../story/sceneRelationship';
import type { SearchableScene } from './searchableScene';

/** What is known about a script, as answers without a model read it. */
export interface ScriptFacts {
  readonly title: string;
  readonly pages: number;
  /** Length in eighths of a page. */
  readonly eighths: number;
  /** In script order; a passage (text before the first heading) stands first, its index is null. */
  readonly scenes: readonly FactScene[];
  readonly characters: readonly CharacterView[];
  /** Null if none is made. */
  readonly outline: Outline | null;
  /** The words the outline rests on, looked up in the text as it is now. */
  readonly outlineEvidence: readonly Evidence[];
  readonly threads: readonly PlotThread[];
  /** The words each thread rests on, by its id, looked up in the text as it is now. */
  readonly threadEvidence: ReadonlyMap<string, readonly Evidence[]>;
  readonly relationships: readonly SceneRelationship[];
  /** How the card of each scene that has one stands, by scene id. */
  readonly cards: ReadonlyMap<string, CardStanding>;
  /** Why each of these is behind the text, in a writer's words; empty where it is current or not made. */
  readonly behind: {
    readonly outline: readonly string[];
    readonly threads: readonly string[];
    readonly relationships: readonly string[];
  };
}

/** The words a card rests on, looked up in the text as it is now, and why it is behind (empty: it is not). */
export interface CardStanding {
  readonly evidence: readonly Evidence[];
  readonly behind: readonly string[];
}

/** A scene as search reads it, and its figures. */
export interface FactScene extends SearchableScene {
  /** Page on which it starts, from 1. */
  readonly page: number;
  readonly eighths: number;
  /** Line of its heading in the document, from 1. */
  readonly startLine: number;
  /** Who speaks, in the order of first cue. */
  readonly speaking: readonly { readonly name: string; readonly speeches: number; readonly words: number }[];
  /** Who is named in action. */
  readonly mentioned: readonly string[];
}
