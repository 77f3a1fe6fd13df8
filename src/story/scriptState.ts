import * as z from 'zod';

export const SCRIPT_STATES = ['empty', 'partial', 'analyzed'] as const;
export const scriptStateSchema = z.enum(SCRIPT_STATES);
export type ScriptState = z.infer<typeof scriptStateSchema>;

/** From which length on work runs without being asked (data-model.md, *State*). Lengths in scenes and in pages. */
export interface StateThresholds {
  readonly partialScenes: number;
  readonly partialPages: number;
  readonly analyzedScenes: number;
  readonly analyzedPages: number;
}

export const DEFAULT_THRESHOLDS: StateThresholds = {
  partialScenes: 3,
  partialPages: 10,
  analyzedScenes: 30,
  analyzedPages: 60,
};

/** What is there now, counted. */
export interface StateFacts {
  readonly scenes: number;
  readonly pages: number;
  readonly scenesWithCard: number;
  readonly hasOutline: boolean;
  readonly hasAnyArtifact: boolean;
}

/**
 * The state of a script: what is there, never a promise. `analyzed` needs an outline and a card for every scene
 * (current or behind); `partial` some length or any artifact; else `empty`.
 */
export function scriptStateOf(facts: StateFacts, thresholds: StateThresholds = DEFAULT_THRESHOLDS): ScriptState {
  if (facts.hasOutline && facts.scenes > 0 && facts.scenesWithCard === facts.scenes) return 'analyzed';
  const longEnough = facts.scenes >= thresholds.partialScenes || facts.pages >= thresholds.partialPages;
  return longEnough || facts.hasAnyArtifact ? 'partial' : 'empty';
}
