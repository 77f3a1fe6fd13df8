import type { SceneReading, ScriptReading } from '../../screenplay/scriptReading';
import {
  artifactKey,
  type ArtifactSnapshot,
  type CandidateSnapshot,
  type FailureSnapshot,
} from '../../story/scriptSnapshot';
import type { NeverSend } from '../../story/neverSend';
import type { RefreshThresholds } from '../../story/runsByItself';
import type { ScriptState } from '../../story/scriptState';
import { withMade, withPinned } from '../../story/setRows';
import { standingsOf, type Standings } from '../../story/staleness';
import { DECLARATIONS } from '../artifacts/declarations';
import type { AliasRow } from '../store/aliasQueries';
import type { SceneRow } from '../store/sceneQueries';
import { snapshotAfter, type KnownSnapshot } from './snapshotAfter';

/** A scene row as it stands in the store, and who is in it as one comparable string. */
export interface StoredScene {
  readonly row: Omit<
    SceneRow,
    'createdAt' | 'updatedAt' | 'isKeyScene' | 'keySceneReason' | 'actNumber' | 'sequenceNumber' | 'scriptId'
  >;
  readonly castKey: string;
}

/** What a script that is open says and has. */
export interface ScriptContents {
  readonly id: string;
  readonly uri: string;
  readonly format: 'fountain' | 'fdx';
  /** The file's name, shown where the script has no title of its own. */
  readonly name: string;
  /** The buffer version of `reading.text`. */
  readonly version: number;
  readonly reading: ScriptReading;
  /** Ids of `reading.scenes`, in the same order. */
  readonly sceneIds: readonly string[];
  /** Id of `reading.passage`; null where there is none. */
  readonly passageId: string | null;
  /** Every stored row by id, removed scenes too. */
  readonly stored: ReadonlyMap<string, StoredScene>;
  /**
   * Every stored artifact by `artifactKey`. Whatever writes rows of artifacts gives the script another map: what was read of them
   * for a view is kept as long as this is the same object.
   */
  readonly artifacts: ReadonlyMap<string, ArtifactSnapshot>;
  /** What waits beside a stored artifact, or was discarded and is not to be made from the same again, by `artifactKey`. */
  readonly candidates: ReadonlyMap<string, CandidateSnapshot>;
  /** What could not be made, by `artifactKey`. */
  readonly failures: ReadonlyMap<string, FailureSnapshot>;
  readonly state: ScriptState;
  /** From when on it counts as begun, and something of it is made without being asked for. */
  readonly thresholds: RefreshThresholds;
  /** What of it no path may send; marks on removed scenes too. */
  readonly marks: NeverSend;
  /** Scenes from which a mark was taken away. */
  readonly lifted: ReadonlySet<string>;
  /** What was decided about names, oldest first; `reading` is read with it. */
  readonly aliases: readonly AliasRow[];
}

/**
 * A script whose text the engine has: what it says now, which stored scene each of its scenes is, and what is stored
 * of it. A value: every sync and every stored artifact gives a new one. What follows from it is computed when it is first
 * asked for, and once; `state` decides none of it.
 */
export interface OpenScript extends ScriptContents {
  /** The script as staleness and planning see it. */
  readonly snapshot: () => KnownSnapshot;
  /** How every stored artifact stands against the text. */
  readonly standings: () => Standings;
  /** The reading of each scene by id, the passage too. */
  readonly readings: () => ReadonlyMap<string, SceneReading>;
  /** The snapshot that was computed last, of this value or of one before it; null if none was. */
  readonly lastSnapshot: () => KnownSnapshot | null;
}

/** Opens a script; what has not changed since `previous`, the same script before, is taken from there. */
export function openScript(contents: ScriptContents, previous: OpenScript | null): OpenScript {
  // Not the value before itself: it would keep alive the one before it, and so on.
  const before = previous?.lastSnapshot() ?? null;
  const snapshot = once(() => snapshotAfter(contents, before));
  return {
    ...contents,
    snapshot,
    standings: once(() => standingsOf(snapshot(), DECLARATIONS)),
    readings: once(() => readingsOf(contents)),
    lastSnapshot: () => snapshot.made() ?? before,
  };
}

/**
 * The script with an artifact, or a row of a set, that is pinned now or is not any more; what waits beside it stays.
 * @param row the row as it is stored
 */
export function withPin(
  open: OpenScript,
  subject: Parameters<typeof withPinned>[1],
  row: Parameters<typeof withPinned>[2],
): OpenScript {
  return openScript({ ...open, artifacts: withPinned(open.artifacts, subject, row) }, open);
}

/** What was stored in one go: artifacts, and candidates beside artifacts that stay. */
export interface StoredTogether {
  readonly artifacts: readonly ArtifactSnapshot[];
  readonly candidates: readonly CandidateSnapshot[];
}

/** The script with these stored: what failed of them before, and a candidate that was older, are gone. */
export function withArtifacts(open: OpenScript, { artifacts: made, candidates: waiting }: StoredTogether): OpenScript {
  const candidates = new Map(open.candidates);
  const failures = new Map(open.failures);
  for (const artifact of made) {
    const key = artifactKey(artifact.kind, artifact.subject);
    candidates.delete(key);
    failures.delete(key);
  }
  for (const candidate of waiting) {
    const key = artifactKey(candidate.kind, candidate.subject);
    candidates.set(key, candidate);
    failures.delete(key);
  }
  const artifacts = withMade(open.artifacts, made);
  return openScript({ ...open, artifacts, candidates, failures }, open);
}

function readingsOf({ reading, sceneIds, passageId }: ScriptContents): ReadonlyMap<string, SceneReading> {
  const byId = new Map(reading.scenes.map((scene, index) => [sceneIds[index] ?? '', scene]));
  if (passageId !== null && reading.passage !== null) byId.set(passageId, reading.passage);
  return byId;
}

/** Computes a value when it is first asked for; `made` gives it if that was done. */
function once<T>(make: () => T): { (): T; readonly made: () => T | null } {
  let known: { readonly value: T } | null = null;
  return Object.assign(() => (known ??= { value: make() }).value, { made: () => known?.value ?? null });
}
