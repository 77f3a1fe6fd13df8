import type { PlotThreadContent } from '../../story/plotThread';
import type { SceneRelationshipContent } from '../../story/sceneRelationship';

/** A row of a set that is stored. */
interface StoredRow {
  readonly id: string;
  readonly pinned: boolean;
}

/**
 * Which stored thread each of these is, so that what is found again stays the same row: of the same type and name; else,
 * since a model words a name anew each time, of the same type with the most scenes in common, at least half of both
 * together. Each row is given once; what is none of them gets a new id. Pinned rows are nobody's.
 */
export function threadIds(
  stored: readonly (StoredRow & Pick<PlotThreadContent, 'threadType' | 'name' | 'sceneIds'>)[],
  made: readonly PlotThreadContent[],
): readonly string[] {
  return idsBy(stored, made, [
    (row, thread) => (row.threadType === thread.threadType && row.name === thread.name ? 1 : 0),
    (row, thread) => (row.threadType === thread.threadType ? overlap(row.sceneIds, thread.sceneIds) : 0),
  ]);
}

/** The same for relationships: of the same type between the same scenes, with the same words before others. */
export function relationshipIds(
  stored: readonly (StoredRow & Omit<SceneRelationshipContent, 'evidence'>)[],
  made: readonly SceneRelationshipContent[],
): readonly string[] {
  type Ends = Omit<SceneRelationshipContent, 'evidence'>;
  const sameEnds = (row: Ends, other: Ends): boolean =>
    row.relationshipType === other.relationshipType &&
    row.setupSceneId === other.setupSceneId &&
    row.payoffSceneId === other.payoffSceneId;
  return idsBy(stored, made, [
    (row, other) => (sameEnds(row, other) && row.description === other.description ? 1 : 0),
    (row, other) => (sameEnds(row, other) ? 1 : 0),
  ]);
}

/** Ids by likeness from 0 to 1, measure after measure; half is enough, and the most alike come first. */
function idsBy<Row extends StoredRow, Made>(
  stored: readonly Row[],
  made: readonly Made[],
  measures: readonly ((row: Row, made: Made) => number)[],
): readonly string[] {
  const free = new Map(stored.filter(({ pinned }) => !pinned).map((row) => [row.id, row]));
  const ids = new Map<number, string>();
  for (const likeness of measures) {
    const pairs = made.flatMap((content, position) =>
      ids.has(position)
        ? []
        : [...free.values()].map((row) => ({ position, id: row.id, alike: likeness(row, content) })),
    );
    for (const { position, id, alike } of pairs.sort((a, b) => b.alike - a.alike)) {
      if (alike < 0.5 || ids.has(position) || !free.has(id)) continue;
      ids.set(position, id);
      free.delete(id);
    }
  }
  return made.map((_, position) => ids.get(position) ?? crypto.randomUUID());
}

/** How many scenes two lists share of all that are in one of them, 0 to 1. */
function overlap(one: readonly string[], other: readonly string[]): number {
  const all = new Set([...one, ...other]);
  const shared = one.filter((id) => other.includes(id)).length;
  return all.size === 0 ? 0 : shared / all.size;
}
