import * as z from 'zod';
import { artifactKey } from './scriptSnapshot';
import type { PlotThreadContent } from './plotThread';
import type { SceneRelationshipContent } from './sceneRelationship';
import type { Standing, Standings } from './staleness';
import { pairText, type Touched } from './touched';

/** What is behind of all that was made of a script. */
export const behindInAllSchema = z.object({
  /** Ids of scenes. */
  cards: z.array(z.string()),
  /** Names. */
  sheets: z.array(z.string()),
  threads: z.boolean(),
  relationships: z.boolean(),
  keyScenes: z.boolean(),
  /** Why the outline is, in sentences; null where it is not. */
  outline: z.array(z.string()).nullable(),
  /** Whether the text before the first heading is not what was read of it. */
  opening: z.boolean(),
});
export type BehindInAll = z.infer<typeof behindInAllSchema>;

/** Threads and relationships as they are stored: those of scenes that left the text too. */
export interface StoredRows {
  readonly threads: readonly (Pick<PlotThreadContent, 'name' | 'sceneIds'> & { readonly id: string })[];
  readonly relationships: readonly (Omit<SceneRelationshipContent, 'evidence'> & { readonly id: string })[];
}

/** What is behind because of a scene, and of all scenes together: what `status` calls behind, and nothing else. */
export interface TouchedSinceAnalysis {
  of(sceneId: string): Touched;
  readonly inAll: BehindInAll;
}

/** @param passageId of the text before the first heading; null where there is none */
export function touchedSinceAnalysis(
  standings: Standings,
  { threads, relationships }: StoredRows,
  { passageId, why }: { readonly passageId: string | null; readonly why: (standing: Standing) => string[] },
): TouchedSinceAnalysis {
  const behind = standings
    .all(['card', 'keyScene', 'outline', 'sheet', 'thread', 'relationship'])
    .filter(({ stale, causes }) => stale && !causes.some(({ kind }) => kind === 'subject-gone'));
  const ofKind = (kind: Standing['artifact']['kind']): Standing[] =>
    behind.filter(({ artifact }) => artifact.kind === kind);
  const subjects = (kind: Standing['artifact']['kind']): string[] =>
    ofKind(kind).map(({ artifact }) => artifact.subject);
  const touches = new Map(behind.map((standing) => [standing, scenesUnder(standing)]));
  const isUnder = (standing: Standing | undefined, sceneId: string): boolean =>
    standing !== undefined && touches.get(standing)?.has(sceneId) === true;
  const byKey = new Map(behind.map((one) => [artifactKey(one.artifact.kind, one.artifact.subject), one]));
  /** A row that was pinned stands on its own, the others with their set. */
  const rowIsUnder = (kind: 'thread' | 'relationship', id: string, sceneId: string): boolean =>
    isUnder(byKey.get(artifactKey(kind, standings.of(kind, id) === null ? '' : id)), sceneId);
  const [outline] = ofKind('outline');
  return {
    of: (sceneId) => ({
      card: byKey.has(artifactKey('card', sceneId)),
      sheets: ofKind('sheet').flatMap((standing) => (isUnder(standing, sceneId) ? [standing.artifact.subject] : [])),
      threads: threads
        .filter(({ id, sceneIds }) => sceneIds.includes(sceneId) && rowIsUnder('thread', id, sceneId))
        .map(({ name }) => name),
      pairs: relationships
        .filter(
          ({ id, setupSceneId, payoffSceneId }) =>
            (setupSceneId === sceneId || payoffSceneId === sceneId) && rowIsUnder('relationship', id, sceneId),
        )
        .map(pairText),
    }),
    inAll: {
      cards: subjects('card'),
      sheets: subjects('sheet'),
      threads: threads.length > 0 && subjects('thread').length > 0,
      relationships: relationships.length > 0 && subjects('relationship').length > 0,
      keyScenes: subjects('keyScene').length > 0,
      outline: outline === undefined ? null : why(outline),
      opening: passageId !== null && standings.of('embedding', passageId)?.stale === true,
    },
  };
}

/** The scenes for which something is behind: those that changed under it; where the order did, all that it was made from. */
function scenesUnder({ artifact, causes, dirtySceneIds }: Standing): ReadonlySet<string> {
  const reordered = causes.some(({ kind }) => kind === 'reordered') ? artifact.inputs.map(({ id }) => id) : [];
  return new Set([...dirtySceneIds, ...reordered]);
}
