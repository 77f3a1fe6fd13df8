import * as z from 'zod';

/**
 * What of a script no path may send to a model (data-model.md, `privacy_marks`): all of it, by a mark on the script or on
 * a folder above it, or single scenes.
 */
export const neverSendSchema = z.object({
  /** Whether the script itself is marked. */
  script: z.boolean(),
  /** The folders above it that are marked, as uris, outermost first. */
  folders: z.array(z.string()),
  /** The scenes that are marked, the passage too; removed ones are not listed. */
  sceneIds: z.array(z.string()),
  /** Scenes that hold words of a marked scene which is not there now: its heading is gone, or being written. */
  joined: z.array(z.string()),
});
export type NeverSend = z.infer<typeof neverSendSchema>;

/** Of a script without marks. */
export const NOTHING_MARKED: NeverSend = { script: false, folders: [], sceneIds: [], joined: [] };

/** Whether all of the script stays here, by whatever mark. */
export function isAllMarked({ script, folders }: NeverSend): boolean {
  return script || folders.length > 0;
}

/** Whether this scene stays here. */
export function isNeverSent(marks: NeverSend, sceneId: string): boolean {
  return isAllMarked(marks) || marks.sceneIds.includes(sceneId) || marks.joined.includes(sceneId);
}

/** Whether anything of it stays here, marks on scenes that are not in the text too. */
export function isAnyMarked(marks: NeverSend): boolean {
  return isAllMarked(marks) || marks.sceneIds.length > 0 || marks.joined.length > 0;
}

/** Whether something stays here now that did not before. */
export function isMoreMarked(before: NeverSend, now: NeverSend): boolean {
  return (
    (now.script && !before.script) ||
    now.folders.some((uri) => !before.folders.includes(uri)) ||
    [...now.sceneIds, ...now.joined].some((id) => !isNeverSent(before, id))
  );
}

/** The JSON of `mark`: what is marked now. Scenes by label, as the writer sees them. */
export const markResultSchema = z.object({
  neverSend: z.object({ script: z.boolean(), folders: z.array(z.string()), scenes: z.array(z.string()) }),
});
export type MarkResult = z.infer<typeof markResultSchema>;
