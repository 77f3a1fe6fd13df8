import { closedText, openStretches } from '../../screenplay/closedText';
import { isNeverSent } from '../../story/neverSend';
import { artifactKey, OFFLINE } from '../../story/scriptSnapshot';
import type { PromptedKind, TaskOf } from '../artifacts/prompts/artifactPrompt';
import type { Db } from '../store/db';
import { outlineScenes, sceneExtents, sceneSource, sheetInput, storyScenes } from './gatherTask';
import { mayRepeatMarked } from './mayRepeatMarked';
import type { OpenScript } from './openScript';

/** The kinds of which a script's artifacts are made by a model in a run. */
export type RunKind = Exclude<PromptedKind, 'conversationSummary'>;

/**
 * What a model is given for one artifact, without the scenes that are never sent, and without what may be an open note or
 * boneyard (`closedText`); null if there is no such subject, or nothing of it may be sent.
 */
export async function gatherModelTask<Kind extends RunKind>(
  db: Db,
  open: OpenScript,
  kind: Kind,
  subject: string,
): Promise<TaskOf<Kind> | null> {
  const task = await gather(db, open, kind, subject);
  // The task of a kind is of that kind: `gather` answers case by case.
  return task as TaskOf<Kind> | null;
}

async function gather(db: Db, open: OpenScript, kind: RunKind, subject: string): Promise<TaskOf<RunKind> | null> {
  const isSendable = ({ id }: { readonly id: string }): boolean => !isNeverSent(open.marks, id);
  const isCardSendable = (id: string): boolean => !mayRepeatMarked(open, 'card', id) && !mayRepeatNotes(open, id);
  /** The scenes that may be sent, each with its card only where that may be. */
  const sendable = <S extends SceneWithCard>(scenes: Iterable<S>): S[] =>
    [...scenes].filter(isSendable).map((scene) => ({
      ...scene,
      ...(scene.source !== undefined && { source: closedText(scene.source) }),
      ...(!isCardSendable(scene.id) && { card: '', quotes: [] }),
    }));
  switch (kind) {
    case 'card': {
      const reading = open.readings().get(subject);
      if (reading === undefined || isNeverSent(open.marks, subject)) return null;
      const scene = sceneSource(subject, reading);
      return { kind, subject, scene: { ...scene, source: closedText(scene.source) } };
    }
    case 'outline':
      return whole({ kind, subject, scenes: sendable(await outlineScenes(db, open)) });
    case 'keyScene': {
      const cards = new Map(sendable((await storyScenes(db, open)).values()).map(({ id, card }) => [id, card]));
      return whole({
        kind,
        subject,
        scenes: sceneExtents(open)
          .filter(isSendable)
          .map((extent) => ({ ...extent, card: cards.get(extent.id) ?? '' })),
      });
    }
    case 'sheet': {
      const character = open.snapshot().characters.find(({ name }) => name === subject);
      if (character === undefined) return null;
      // Names that only stand in scenes that stay here stay here too.
      const scenes = sendable((await storyScenes(db, open)).values());
      const input = sheetInput(character, new Map(scenes.map((scene) => [scene.id, scene])));
      return input.scenes.length === 0 ? null : { kind, subject, input };
    }
    case 'thread':
    case 'relationship':
      return whole({ kind, subject, scenes: sendable((await storyScenes(db, open)).values()) });
  }
}

interface SceneWithCard {
  readonly id: string;
  readonly source?: string;
  readonly card: string;
  readonly quotes: readonly string[];
}

/**
 * Whether the stored card of a scene may repeat what may be an open note of its: rules read it as part of the page, a model
 * was never given it. False where no card is stored.
 */
export function mayRepeatNotes(open: OpenScript, sceneId: string): boolean {
  const source = open.readings().get(sceneId)?.source ?? '';
  return openStretches(source).length > 0 && open.artifacts.get(artifactKey('card', sceneId))?.method === OFFLINE;
}

function whole<T extends { readonly scenes: readonly unknown[] }>(task: T): T | null {
  return task.scenes.length === 0 ? null : task;
}
