import type { ScriptView } from '../../story/analysisResult';
import type { ArtifactKind } from '../../story/artifactKind';
import type { NeverSend } from '../../story/neverSend';
import { mayRepeatMarked } from '../pipeline/mayRepeatMarked';
import type { OpenScript } from '../pipeline/openScript';

/** What is known of a script as a model may be told of it. */
export interface SentView {
  readonly view: ScriptView;
  /** Scenes whose card stays here. */
  readonly cards: ReadonlySet<string>;
  /** What was left out, in a writer's words. */
  readonly withheld: readonly string[];
}

/** The view without what may repeat words that are marked never to be sent (`mayRepeatMarked`). */
export function sentView(sources: {
  readonly open: OpenScript;
  readonly view: ScriptView;
  readonly marks: NeverSend;
}): SentView {
  const { open, view, marks } = sources;
  const withheld: string[] = [];
  const cards = new Set<string>();
  const isHeld = (kind: ArtifactKind, subject: string, name: string): boolean => {
    if (!mayRepeatMarked(open, kind, subject, marks)) return false;
    withheld.push(name);
    return true;
  };
  const outline = isHeld('outline', '', 'outline') ? null : view.outline;
  const threads = isHeld('thread', '', 'threads') ? [] : view.threads;
  const relationships = isHeld('relationship', '', 'setups and payoffs') ? [] : view.relationships;
  const characters = view.characters.map((one) =>
    isHeld('sheet', one.name, `sheet of ${one.name}`) ? { ...one, sheet: null } : one,
  );
  const scenes = view.scenes.map((scene) => {
    if (scene.neverSend || !isHeld('card', scene.id, `card of ${scene.label}`)) return scene;
    cards.add(scene.id);
    return { ...scene, card: null };
  });
  return { view: { ...view, outline, threads, relationships, characters, scenes }, cards, withheld };
}
