import type { SceneLine } from '../sceneLines';
import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { OfflineCitation } from './offlineAnswer';
import { cite, wordsToQuote } from './wording';

/** The scenes a character is in, in script order; the passage counts where it speaks or is named in it. */
export interface Presence {
  readonly speaks: readonly FactScene[];
  /** Named in action, without a word. */
  readonly silent: readonly FactScene[];
  /** Both, in script order. */
  readonly all: readonly FactScene[];
}

export function presenceOf(name: string, script: AskedScript): Presence {
  const speaks = script.facts.scenes.filter((scene) => speaksIn(name, scene));
  const silent = script.facts.scenes.filter(
    (scene) =>
      !speaksIn(name, scene) && (script.named(scene).includes(name) || script.mentions(scene, name).length > 0),
  );
  const all = script.facts.scenes.filter((scene) => speaks.includes(scene) || silent.includes(scene));
  return { speaks, silent, all };
}

export function speaksIn(name: string, scene: FactScene): boolean {
  return scene.speaking.some((speaker) => speaker.name === name) || scene.cast.includes(name);
}

/** Where the page first has the character in a scene: the line of action that names them, else what they say first. */
export function firstSight(name: string, scene: FactScene, script: AskedScript): OfflineCitation {
  return cite(scene, earliest(script.mentions(scene, name)[0], ownLines(name, scene, script)[0]), wordsToQuote(name));
}

/** Where the page last has the character in a scene. */
export function lastSight(name: string, scene: FactScene, script: AskedScript): OfflineCitation {
  const own = ownLines(name, scene, script).at(-1);
  const named = script.mentions(scene, name).at(-1);
  const last = own !== undefined && (named === undefined || own.lineOffset > named.lineOffset) ? own : (named ?? null);
  return cite(scene, last, wordsToQuote(name));
}

/** What the character says in the scene, line by line. */
export function ownLines(name: string, scene: FactScene, script: AskedScript): SceneLine[] {
  return script
    .speeches(scene)
    .filter(({ speakers }) => speakers.includes(name))
    .map(({ line }) => line);
}

function earliest(a: SceneLine | undefined, b: SceneLine | undefined): SceneLine | null {
  if (a === undefined || b === undefined) return a ?? b ?? null;
  return a.lineOffset <= b.lineOffset ? a : b;
}
