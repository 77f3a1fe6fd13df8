import type { ArtifactInput } from './artifactInput';
import type { ArtifactKind } from './artifactKind';
import { artifactKey, type ArtifactSnapshot, type ScriptSnapshot } from './scriptSnapshot';

/** What one kind reads, declared: pure, complete, cheap. Registered by the engine, one for every kind it can make. */
export interface KindDeclaration {
  readonly kind: ArtifactKind;
  /** Raised when the offline rules change; a newer recipe is an offer, never staleness. */
  readonly recipeVersion: number;
  /** The subjects this script has now, in script order. */
  subjects(snapshot: ScriptSnapshot): readonly string[];
  /** What an artifact of this subject made now would read; null if it cannot be made yet because something it reads is not there. */
  inputs(snapshot: ScriptSnapshot, subject: string): readonly ArtifactInput[] | null;
}

/** How one stored artifact stands against the current text. */
export interface Standing {
  readonly artifact: ArtifactSnapshot;
  readonly stale: boolean;
  /** Distinct scenes, by id in script order, that changed, came or went under it. Empty if only order changed or nothing did. */
  readonly dirtySceneIds: readonly string[];
  readonly causes: readonly StalenessCause[];
}

export type StalenessCause =
  | { readonly kind: 'changed'; readonly sceneIds: readonly string[]; readonly inputKind: ArtifactInput['kind'] }
  | { readonly kind: 'added'; readonly sceneIds: readonly string[] }
  | { readonly kind: 'removed'; readonly sceneIds: readonly string[] }
  | { readonly kind: 'reordered' }
  | { readonly kind: 'upstream'; readonly sceneIds: readonly string[] }
  | { readonly kind: 'subject-gone' };

/**
 * Staleness of every stored artifact, by key. An artifact is behind if a direct input's content differs from the one
 * it was made from, is gone, new or out of order, or if a direct input is itself behind (data-model.md, *Staleness*).
 * A pure function of the snapshot: there is no flag to forget. `declarations` stand in making order.
 */
export function standings(
  snapshot: ScriptSnapshot,
  declarations: readonly KindDeclaration[],
): ReadonlyMap<string, Standing> {
  const result = new Map<string, Standing>();
  for (const declaration of declarations) {
    const subjects = new Set(declaration.subjects(snapshot));
    for (const artifact of snapshot.artifacts.values()) {
      if (artifact.kind !== declaration.kind) continue;
      const key = artifactKey(artifact.kind, artifact.subject);
      const now = subjects.has(artifact.subject) ? declaration.inputs(snapshot, artifact.subject) : null;
      result.set(key, now === null ? gone(artifact) : compare(artifact, now, result));
    }
  }
  return result;
}

function gone(artifact: ArtifactSnapshot): Standing {
  return { artifact, stale: true, dirtySceneIds: [], causes: [{ kind: 'subject-gone' }] };
}

function compare(
  artifact: ArtifactSnapshot,
  now: readonly ArtifactInput[],
  upstream: ReadonlyMap<string, Standing>,
): Standing {
  const before = new Map(artifact.inputs.map((input) => [identity(input), input]));
  const after = new Map(now.map((input) => [identity(input), input]));
  const causes: StalenessCause[] = [];
  const dirty = new Set<string>();

  const changed = new Map<ArtifactInput['kind'], string[]>();
  const added: string[] = [];
  const behind: string[] = [];
  for (const input of now) {
    const old = before.get(identity(input));
    if (old === undefined) {
      added.push(input.id);
    } else if (old.hash !== input.hash) {
      const ids = changed.get(input.kind) ?? [];
      ids.push(input.id);
      changed.set(input.kind, ids);
    } else if (input.kind === 'card' && upstream.get(artifactKey('card', input.id))?.stale === true) {
      behind.push(input.id);
    }
  }
  const removed = artifact.inputs.filter((input) => !after.has(identity(input))).map((input) => input.id);

  for (const [inputKind, ids] of changed) causes.push({ kind: 'changed', sceneIds: distinct(ids), inputKind });
  if (added.length > 0) causes.push({ kind: 'added', sceneIds: distinct(added) });
  if (removed.length > 0) causes.push({ kind: 'removed', sceneIds: distinct(removed) });
  if (behind.length > 0) causes.push({ kind: 'upstream', sceneIds: distinct(behind) });
  for (const cause of causes) if ('sceneIds' in cause) for (const id of cause.sceneIds) dirty.add(id);
  if (!sameOrder(artifact.inputs, now, before, after)) causes.push({ kind: 'reordered' });

  return { artifact, stale: causes.length > 0, dirtySceneIds: [...dirty], causes };
}

/** Whether the inputs that both lists have stand in the same order in both. */
function sameOrder(
  old: readonly ArtifactInput[],
  now: readonly ArtifactInput[],
  before: ReadonlyMap<string, ArtifactInput>,
  after: ReadonlyMap<string, ArtifactInput>,
): boolean {
  const keptOld = old.filter((input) => after.has(identity(input)));
  const keptNow = now.filter((input) => before.has(identity(input)));
  return keptOld.every((input, position) => {
    const other = keptNow[position];
    return other !== undefined && identity(other) === identity(input);
  });
}

function identity(input: ArtifactInput): string {
  return `${input.kind}:${input.id}`;
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
