import { changedParts, type ShapePart } from '../screenplay/shapeHash';
import { isOfOneScene, isSameInput, sameInputs, type ArtifactInput } from './artifactInput';
import type { ArtifactKind } from './artifactKind';
import { artifactKey, OFFLINE, type ArtifactSnapshot, type ScriptSnapshot } from './scriptSnapshot';
import { rowsLetGo } from './setRows';

/** What one kind reads, declared: pure, complete, cheap. Registered by the engine, one for every kind it can make. */
export interface KindDeclaration {
  readonly kind: ArtifactKind;
  /** Raised when the offline rules change; a newer recipe is an offer, never staleness. */
  readonly recipeVersion: number;
  /** What is to be made where it is missing, and again where it is behind, in script order. */
  subjects(snapshot: ScriptSnapshot): readonly string[];
  /** Of what else it can be made: it is made where it is asked for by name. Absent: of nothing else. */
  onDemand?(snapshot: ScriptSnapshot): readonly string[];
  /**
   * What an artifact of this subject made now by `method` (`offline` or `PROVIDER/MODEL`) would read; null if there is no
   * such subject. What is not made yet has `MISSING_HASH`. A row of a set reads what the set reads.
   */
  inputs(snapshot: ScriptSnapshot, subject: string, method: string): readonly ArtifactInput[] | null;
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
  | { readonly kind: 'changed'; readonly sceneIds: readonly string[]; readonly inputKind: ChangedInput }
  | { readonly kind: 'added'; readonly sceneIds: readonly string[] }
  | { readonly kind: 'removed'; readonly sceneIds: readonly string[] }
  /** Still in the script, but marked never to be sent since. */
  | { readonly kind: 'withheld'; readonly sceneIds: readonly string[] }
  /** In the script all along, and not marked never to be sent any more. */
  | { readonly kind: 'sent-again'; readonly sceneIds: readonly string[] }
  /** Something about the script as a whole. */
  | { readonly kind: 'script'; readonly inputKind: ArtifactInput['kind'] }
  | { readonly kind: 'reordered' }
  | { readonly kind: 'upstream'; readonly sceneIds: readonly string[] }
  | { readonly kind: 'subject-gone' };

/** What of a scene is another: an input, or where its shape is one, the part of that. */
export type ChangedInput = ArtifactInput['kind'] | ShapePart;

/** The staleness of a snapshot's artifacts, computed where it is asked for and kept. */
export interface Standings {
  /** Of one stored artifact; null if none is stored. */
  of(kind: ArtifactKind, subject: string): Standing | null;
  /** Of every stored artifact of these kinds, in making order. */
  all(kinds?: readonly ArtifactKind[]): readonly Standing[];
}

/**
 * Compares what every stored artifact was made from with the text now. An artifact is behind if a direct input's content
 * differs from the one it was made from, is gone, new or out of order, or if a direct input is itself behind
 * (data-model.md, *Staleness*). A set is as behind as those of its rows that were pinned and let go since, which were
 * made from other inputs than it. A pure function of the snapshot: there is no flag to forget. `declarations` stand in
 * making order.
 */
export function standingsOf(snapshot: ScriptSnapshot, declarations: readonly KindDeclaration[]): Standings {
  const known = new Map<string, Standing>();
  /** Asked for each scene by each that reads all cards. */
  const behind = new Map<string, boolean>();
  const cardIsBehind = (sceneId: string): boolean => {
    const before = behind.get(sceneId);
    if (before !== undefined) return before;
    const isBehind = of('card', sceneId)?.stale === true;
    behind.set(sceneId, isBehind);
    return isBehind;
  };
  const of = (kind: ArtifactKind, subject: string): Standing | null => {
    const key = artifactKey(kind, subject);
    const before = known.get(key);
    if (before !== undefined) return before;
    const artifact = snapshot.artifacts.get(key);
    const declaration = declarations.find((one) => one.kind === kind);
    if (artifact === undefined || declaration === undefined) return null;
    const parts = subject === '' ? [artifact, ...rowsLetGo(snapshot.artifacts, kind)] : [artifact];
    const read = parts.flatMap(({ method, inputs }) => {
      const now = declaration.inputs(snapshot, subject, method);
      return now === null ? [] : [{ before: inputs, now, byRules: method === OFFLINE }];
    });
    const standing = read.length === 0 ? gone(artifact) : compare(artifact, read, snapshot, cardIsBehind);
    known.set(key, standing);
    return standing;
  };
  return {
    of,
    all: (kinds) => {
      const wanted = declarations.map(({ kind }) => kind).filter((kind) => kinds === undefined || kinds.includes(kind));
      return wanted.flatMap((kind) =>
        [...snapshot.artifacts.values()].flatMap((artifact) =>
          artifact.kind === kind ? (of(kind, artifact.subject) ?? []) : [],
        ),
      );
    },
  };
}

function gone(artifact: ArtifactSnapshot): Standing {
  return { artifact, stale: true, dirtySceneIds: [], causes: [{ kind: 'subject-gone' }] };
}

/** What something was made from, and what it would read now. */
interface ReadThenAndNow {
  readonly before: readonly ArtifactInput[];
  readonly now: readonly ArtifactInput[];
  /** Then it read scenes that are never sent, too. */
  readonly byRules: boolean;
}

function compare(
  artifact: ArtifactSnapshot,
  read: readonly ReadThenAndNow[],
  { byId }: ScriptSnapshot,
  cardIsBehind: (sceneId: string) => boolean,
): Standing {
  const readNow = read.flatMap(({ now }) => now);
  const behind = readNow.filter((input) => input.kind === 'card' && cardIsBehind(input.id)).map((input) => input.id);
  const upstream: StalenessCause[] = behind.length > 0 ? [{ kind: 'upstream', sceneIds: distinct(behind) }] : [];
  const own = read.flatMap(({ before, now, byRules }) => {
    const causes = sameInputs(before, now) ? [] : differences(before, now);
    return byRules ? causes : causes.flatMap((cause) => marksApart(cause, byId));
  });
  const causes = joined([...own, ...upstream]);
  const dirty = new Set(causes.flatMap((cause) => ('sceneIds' in cause ? cause.sceneIds : [])));
  const all = dirty.size === 0 ? [] : [...readNow, ...read.flatMap(({ before }) => before)];
  const inOrder = distinct(all.flatMap(({ id }) => (dirty.has(id) ? [id] : [])));
  return { artifact, stale: causes.length > 0, dirtySceneIds: inOrder, causes };
}

/** Causes of the same sort as one, of all the scenes of both. */
function joined(causes: readonly StalenessCause[]): StalenessCause[] {
  const bySort = new Map<string, StalenessCause>();
  for (const cause of causes) {
    const sort = 'inputKind' in cause ? `${cause.kind} ${cause.inputKind}` : cause.kind;
    const before = bySort.get(sort);
    const isOfScenes = before !== undefined && 'sceneIds' in before && 'sceneIds' in cause;
    bySort.set(sort, isOfScenes ? { ...cause, sceneIds: distinct([...before.sceneIds, ...cause.sceneIds]) } : cause);
  }
  return [...bySort.values()];
}

/** Scenes that are still there but must not be sent now are not gone, and those that may be sent again are not new. */
function marksApart(cause: StalenessCause, byId: ScriptSnapshot['byId']): StalenessCause[] {
  if (cause.kind === 'removed') return apart(cause, 'withheld', (id) => byId.get(id)?.neverSend === true);
  if (cause.kind === 'added') return apart(cause, 'sent-again', (id) => byId.get(id)?.isSentAgain === true);
  return [cause];
}

function apart(
  { kind, sceneIds }: Extract<StalenessCause, { kind: 'added' | 'removed' }>,
  other: 'withheld' | 'sent-again',
  isOther: (id: string) => boolean,
): StalenessCause[] {
  const [own, others] = [sceneIds.filter((id) => !isOther(id)), sceneIds.filter(isOther)];
  return [
    ...(own.length > 0 ? [{ kind, sceneIds: own }] : []),
    ...(others.length > 0 ? [{ kind: other, sceneIds: others }] : []),
  ];
}

/**
 * Whether an artifact was made of contents that do not stand in its scenes any more: a part of them may be in another scene
 * by now, or be one that must not be sent. That scenes were added or moved changes nothing that it says.
 */
export function holdsFormerContents({ causes }: Standing): boolean {
  return causes.some(({ kind }) => FORMER.has(kind));
}

const FORMER: ReadonlySet<StalenessCause['kind']> = new Set([
  'changed',
  'removed',
  'withheld',
  'upstream',
  'subject-gone',
]);

function differences(before: readonly ArtifactInput[], after: readonly ArtifactInput[]): StalenessCause[] {
  const { old, now } = withoutSameEnds(before, after);
  return differencesBetween(old, now);
}

/** Two lists without what both begin and end with: in a list nothing stands twice, so that says nothing about the rest. */
function withoutSameEnds(
  old: readonly ArtifactInput[],
  now: readonly ArtifactInput[],
): { readonly old: readonly ArtifactInput[]; readonly now: readonly ArtifactInput[] } {
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && isSameInput(old[head], now[head])) head++;
  let tail = 0;
  while (tail < most - head && isSameInput(old[old.length - 1 - tail], now[now.length - 1 - tail])) tail++;
  return { old: old.slice(head, old.length - tail), now: now.slice(head, now.length - tail) };
}

function differencesBetween(old: readonly ArtifactInput[], now: readonly ArtifactInput[]): StalenessCause[] {
  const before = new Map(old.map((input) => [identity(input), input]));
  const after = new Map(now.map((input) => [identity(input), input]));
  const causes: StalenessCause[] = [];
  const changed = new Map<ChangedInput, string[]>();
  const added: string[] = [];
  for (const input of now) {
    const earlier = before.get(identity(input));
    if (!isOfOneScene(input.kind)) {
      if (earlier?.hash !== input.hash) causes.push({ kind: 'script', inputKind: input.kind });
    } else if (earlier === undefined) added.push(input.id);
    else if (earlier.hash !== input.hash) {
      for (const part of input.kind === 'shape' ? changedParts(earlier.hash, input.hash) : [input.kind]) {
        const ids = changed.get(part);
        if (ids === undefined) changed.set(part, [input.id]);
        else ids.push(input.id);
      }
    }
  }
  for (const { kind, id } of old) {
    if (!isOfOneScene(kind) && !after.has(identity({ kind, id }))) causes.push({ kind: 'script', inputKind: kind });
  }
  const removed = old
    .filter((input) => isOfOneScene(input.kind) && !after.has(identity(input)))
    .map((input) => input.id);
  // A scene whose words changed is told once: that its shape changed with them is nothing more to know.
  const reworded = new Set(changed.get('scene'));
  // Names that were merged say why others speak in it.
  const renamed = causes.some((cause) => cause.kind === 'script' && cause.inputKind === 'names');
  for (const [inputKind, all] of changed) {
    if (inputKind === 'shape' && renamed) continue;
    const ids = inputKind === 'shape' ? all.filter((id) => !reworded.has(id)) : all;
    if (ids.length > 0) causes.push({ kind: 'changed', sceneIds: distinct(ids), inputKind });
  }
  if (added.length > 0) causes.push({ kind: 'added', sceneIds: distinct(added) });
  if (removed.length > 0) causes.push({ kind: 'removed', sceneIds: distinct(removed) });
  if (!sameOrder(old, now, before, after)) causes.push({ kind: 'reordered' });
  return causes;
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

function identity(input: Pick<ArtifactInput, 'kind' | 'id'>): string {
  return `${input.kind}:${input.id}`;
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
