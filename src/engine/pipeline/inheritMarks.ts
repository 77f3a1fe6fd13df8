import type { ScriptReading } from '../../screenplay/scriptReading';
import type { NeverSend } from '../../story/neverSend';
import type { Db } from '../store/db';
import { findMarkedHashes, listMarkedTexts } from '../store/privacyMarkQueries';
import type { StoredScene } from './openScript';

/** What a sync knows of scenes that were not stored before. */
export interface NewScenes {
  readonly reading: ScriptReading;
  /** Ids of `reading.scenes`, in the same order. */
  readonly sceneIds: readonly string[];
  readonly added: ReadonlySet<string>;
  /** The rows of the script before this sync, removed scenes too. */
  readonly stored: ReadonlyMap<string, StoredScene>;
  readonly marks: NeverSend;
}

/** From this share of a new scene's words on it counts as part of the scene they stood in. */
const INHERITED_SHARE = 0.3;
/** The same of scenes of other scripts, whose headings do not count: two scripts may have a place in common. */
const COPIED_SHARE = 0.5;

/**
 * New scenes that must stay here because their words are those of a marked scene: a copy of it in whatever script, though
 * some of its lines and its heading were changed, or what was split off it. A mark is about the words; a new id must not let
 * them out.
 */
export async function inheritMarks(db: Db, scenes: NewScenes): Promise<string[]> {
  const { reading, sceneIds, added, stored, marks } = scenes;
  if (added.size === 0) return [];
  const candidates = reading.scenes.flatMap((scene, index) => {
    const id = sceneIds[index] ?? '';
    return added.has(id) ? [{ id, scene }] : [];
  });
  const copied = await findMarkedHashes(
    db,
    candidates.map(({ scene }) => scene.hash),
  );
  const markedLines = new Set(
    marks.sceneIds.flatMap((id) => [...linesOf(stored.get(id)?.row.text ?? '')].map(([line]) => line)),
  );
  const copiedLines = new Set(
    (await listMarkedTexts(db)).flatMap(({ text, headingLine }) => bodyLines(text, headingLine)),
  );
  return candidates
    .filter(
      ({ scene }) =>
        copied.has(scene.hash) ||
        shareFrom(scene.source, markedLines) >= INHERITED_SHARE ||
        shareFrom(bodyLines(scene.source, scene.headingLine).join('\n'), copiedLines) >= COPIED_SHARE,
    )
    .map(({ id }) => id);
}

/** The lines of a scene that say something, with their length. */
function linesOf(text: string): Map<string, number> {
  const lines = text.split('\n').map((line) => line.trim());
  return new Map(lines.filter((line) => line.includes(' ')).map((line) => [line, line.length]));
}

/** The lines behind the heading that say something. */
function bodyLines(text: string, headingLine: number): string[] {
  const body = text
    .split('\n')
    .slice(headingLine + 1)
    .join('\n');
  return [...linesOf(body).keys()];
}

function shareFrom(text: string, marked: ReadonlySet<string>): number {
  if (marked.size === 0) return 0;
  let all = 0;
  let inherited = 0;
  for (const [line, length] of linesOf(text)) {
    all += length;
    if (marked.has(line)) inherited += length;
  }
  return all === 0 ? 0 : inherited / all;
}

/** A script as it is read now, with what is stored of it. */
export interface JoinedScenes extends Omit<NewScenes, 'added'> {
  /** Id of `reading.passage`; null where there is none. */
  readonly passageId: string | null;
}

/**
 * Scenes that hold the words of a marked scene which is not in the text any more: its heading was deleted, or is being
 * typed, and what stood under it belongs to the scene before, or to the text before the first. Computed anew from each
 * text: once the scene is there again, its neighbour is free again.
 */
export function joinedWithMarked({ reading, sceneIds, passageId, stored, marks }: JoinedScenes): string[] {
  const live = new Set([...sceneIds, passageId]);
  const gone = marks.sceneIds.filter((id) => !live.has(id)).flatMap((id) => stored.get(id)?.row.text ?? []);
  if (gone.length === 0) return [];
  const scenes = reading.scenes.map((scene, index) => ({ id: sceneIds[index] ?? '', source: scene.source }));
  if (reading.passage !== null && passageId !== null) scenes.push({ id: passageId, source: reading.passage.source });
  return scenes
    .filter(({ source }) => {
      const lines = new Set(linesOf(source).keys());
      return gone.some((text) => shareFrom(text, lines) >= INHERITED_SHARE);
    })
    .map(({ id }) => id);
}
