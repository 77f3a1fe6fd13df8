import type { CharacterView } from '../../story/analysisResult';
import type { Outline } from '../../story/outline';
import type { PlotThread } from '../../story/plotThread';
import type { SceneRelationship } from '../../story/sceneRelationship';
import type { SearchableScene } from './searchableScene';

/** What is known about a script, as answers without a model read it. Plain data. */
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
  readonly threads: readonly PlotThread[];
  readonly relationships: readonly SceneRelationship[];
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
