import { atPosition, sceneByPosition } from '../sceneByPosition';
import type { FactScene } from '../scriptFacts';

/** A question without what says which scene it is about. */
export interface SceneAsked {
  /** What is left of the question. */
  readonly text: string;
  /** The scene, as the writer calls it; null where the question is not held to one scene. */
  readonly label: string | null;
  /** True where the question says "this scene" and nobody is in one. */
  readonly isNowhere: boolean;
}

/**
 * Takes "In scene 12: " from the front of a question, and reads "this scene" and "here" as the scene the writer is in
 * (`current`; null: none), "in the closing scene" as the last one of `scenes` (in script order). Everything else stays as
 * asked.
 */
export function readSceneAsked(text: string, current: FactScene | null, scenes: readonly FactScene[]): SceneAsked {
  const prefix = PREFIX.exec(text);
  const rest = prefix === null ? text : text.slice(prefix[0].length);
  const label = prefix?.[1] ?? prefix?.[2] ?? null;
  const place = label === null ? sceneByPosition(rest) : null;
  const scene = place === null ? null : atPosition(scenes, place);
  if (place !== null && scene !== null) {
    const held = `${rest.slice(0, place.start)}in it${rest.slice(place.end)}`;
    return { text: held, label: scene.label, isNowhere: false };
  }
  const here = HERE.exec(rest);
  if (here === null) return { text: rest, label, isNowhere: false };
  if (label === null && current === null) return { text: rest, label: null, isNowhere: !/^here\b/iu.test(here[0]) };
  const without = `${rest.slice(0, here.index)}${THIS_SCENE.test(here[0]) ? 'in it' : ''}${rest.slice(here.index + here[0].length)}`;
  return { text: without, label: label ?? current?.label ?? null, isNowhere: false };
}

const PREFIX = /^\s*(?:in\s+scene\s+([^\s:,]{1,12})[\s:,]\s*|scene\s+([^\s:,]{1,12})\s*[:,]\s*)(?=\S)/iu;
const HERE =
  /\b(?:(?:in|of|from|during|to|about|for)\s+)?(?:this|the current|the present)\s+scene\b|\bin here\b|\bhere(?=[\s?.!]*$)/iu;
const THIS_SCENE = /scene$/iu;
