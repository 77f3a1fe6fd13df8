import { isNeverSent } from '../../story/neverSend';
import type { PromptedKind, TaskOf } from '../artifacts/prompts/artifactPrompt';
import type { Db } from '../store/db';
import { outlineScenes, sceneExtents, sceneSource, sheetInput, storyScenes } from './gatherTask';
import type { OpenScript } from './openScript';

/** The kinds of which a script's artifacts are made by a model in a run. */
export type RunKind = Exclude<PromptedKind, 'conversationSummary'>;

/**
 * What a model is given for one artifact, without the scenes that are never sent; null if there is no such subject, or
 * nothing of it may be sent.
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
  switch (kind) {
    case 'card': {
      const reading = open.readings().get(subject);
      if (reading === undefined || isNeverSent(open.marks, subject)) return null;
      return { kind, subject, scene: sceneSource(subject, reading) };
    }
    case 'outline':
      return whole({ kind, subject, scenes: (await outlineScenes(db, open)).filter(isSendable) });
    case 'keyScene': {
      const scenes = await storyScenes(db, open);
      return whole({
        kind,
        subject,
        scenes: sceneExtents(open)
          .filter(isSendable)
          .map((extent) => ({ ...extent, card: scenes.get(extent.id)?.card ?? '' })),
      });
    }
    case 'sheet': {
      const character = open.snapshot().characters.find(({ name }) => name === subject);
      if (character === undefined) return null;
      // Names that only stand in scenes that stay here stay here too.
      const sendable = [...(await storyScenes(db, open))].filter(([, scene]) => isSendable(scene));
      const input = sheetInput(character, new Map(sendable));
      return input.scenes.length === 0 ? null : { kind, subject, input };
    }
    case 'thread':
    case 'relationship':
      return whole({ kind, subject, scenes: [...(await storyScenes(db, open)).values()].filter(isSendable) });
  }
}

function whole<T extends { readonly scenes: readonly unknown[] }>(task: T): T | null {
  return task.scenes.length === 0 ? null : task;
}
