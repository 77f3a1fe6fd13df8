import { sameInputs } from './artifactInput';
import type { ArtifactKind } from './artifactKind';
import { artifactKey, type ArtifactSnapshot } from './scriptSnapshot';

type Artifacts = ReadonlyMap<string, ArtifactSnapshot>;

/**
 * The artifacts with one that is pinned now, or is not any more. A row of a set (a thread, a relationship) that is pinned
 * stands on its own, by what the set was made from then: the set is made again without it. One that is let go belongs to
 * the set again; while it was made from something else than the set, it keeps that, and the set is as behind as its rows.
 * @param row as it is stored
 */
export function withPinned(
  artifacts: Artifacts,
  { kind, subject }: Pick<ArtifactSnapshot, 'kind' | 'subject'>,
  row: Pick<ArtifactSnapshot, 'id' | 'method' | 'recipeVersion' | 'version' | 'contentHash' | 'pinned'>,
): Map<string, ArtifactSnapshot> {
  const after = new Map(artifacts);
  const key = artifactKey(kind, subject);
  const set = subject === '' ? undefined : artifacts.get(artifactKey(kind, ''));
  const inputs = artifacts.get(key)?.inputs ?? set?.inputs ?? [];
  const isAsItsSet = set?.method === row.method && sameInputs(inputs, set.inputs);
  if (!row.pinned && isAsItsSet) after.delete(key);
  else after.set(key, { ...row, kind, subject, inputs });
  return after;
}

/** The artifacts with those that were made. With a set the rows that were let go are made, or gone; pinned ones stay. */
export function withMade(artifacts: Artifacts, made: readonly ArtifactSnapshot[]): Map<string, ArtifactSnapshot> {
  const after = new Map(artifacts);
  for (const artifact of made) {
    const { kind, subject } = artifact;
    after.set(artifactKey(kind, subject), artifact);
    if (subject === '') for (const row of rowsLetGo(artifacts, kind)) after.delete(artifactKey(kind, row.subject));
  }
  return after;
}

/** Of a kind that is made as one set: the rows that the writer pinned and let go, made from something else than the set. */
export function rowsLetGo(artifacts: Artifacts, kind: ArtifactKind): readonly ArtifactSnapshot[] {
  return [...artifacts.values()].filter((one) => one.kind === kind && one.subject !== '' && !one.pinned);
}
