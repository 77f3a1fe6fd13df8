import { ARTIFACT_KINDS, type ArtifactKind } from '../story/artifactKind';
import type { FailedWork } from '../story/analysisResult';
import { artifactKey, type ArtifactSnapshot, type FailureSnapshot, type ScriptSnapshot } from '../story/scriptSnapshot';
import type { Standing } from '../story/staleness';
import { stalenessReasons } from '../story/stalenessReasons';
import type { StatusResult } from '../story/statusResult';
import { DECLARATIONS } from './artifacts/declarations';
import type { MadeRows } from './madeRows';
import { inputsHash } from './pipeline/contentHash';
import type { OpenScript } from './pipeline/openScript';
import type { PricedWork } from './pipeline/priceDueWork';
import { labelLookup } from './scriptView';

/** What is there, what is behind and why, what could not be made, and what a refresh would make and cost. */
export function statusOf(
  open: OpenScript,
  { threads, relationships }: MadeRows,
  { due, price }: PricedWork,
): StatusResult {
  const sets = {
    keyScene: open.sceneIds,
    thread: threads.map(({ id }) => id),
    relationship: relationships.map(({ id }) => id),
  };
  const withTheirSet = (kind: ArtifactKind, ids: readonly string[]): string[] =>
    ids.filter((id) => !open.artifacts.has(artifactKey(kind, id)));
  const listed = {
    keyScene: open.sceneIds,
    thread: withTheirSet('thread', sets.thread),
    relationship: withTheirSet('relationship', sets.relationship),
  };
  const pinnedRows = new Set([...threads, ...relationships].flatMap(({ id, pinned }) => (pinned ? [id] : [])));
  const labelOf = labelLookup(open);
  return {
    state: open.state,
    hash: open.reading.hash,
    artifacts: open
      .standings()
      .all()
      .filter((standing) => !isGone(standing))
      .flatMap((standing) =>
        subjectsOf(standing.artifact, listed).map((subject) => ({
          kind: standing.artifact.kind,
          subject,
          stale: standing.stale,
          dirtySceneCount: standing.dirtySceneIds.length,
          reasons: stalenessReasons(standing, labelOf),
          pinned: standing.artifact.pinned || (subject !== null && pinnedRows.has(subject)),
          method: standing.artifact.method,
        })),
      ),
    due: ARTIFACT_KINDS.flatMap((kind) => {
      const tasks = due.filter((work) => work.kind === kind).length;
      const count = tasks * sizeOf(kind, sets);
      if (count === 0) return [];
      const priced = price.kinds.find((one) => one.kind === kind);
      if (priced === undefined) return [{ kind, count, tokens: 0, costUsd: 0 }];
      const tokens = priced.inputTokens.top + priced.outputTokens.top;
      return [{ kind, count, tokens, costUsd: priced.costUsd?.top ?? null }];
    }),
    failures: oncePerModel([...open.failures.values()])
      .filter((failure) => stillFails(failure, open.snapshot()))
      .map(asFailedWork),
  };
}

/**
 * Whether it is of a subject that is not in the script any more, and so nothing to tell. A sheet that is pinned is told:
 * nobody comes to it by its character. A card comes and goes with its scene.
 */
function isGone({ artifact, causes }: Standing): boolean {
  return causes.some(({ kind }) => kind === 'subject-gone') && !(artifact.pinned && artifact.kind === 'sheet');
}

/** How many artifacts one task of a kind makes: of a set as many as it has now, and 1 where it has none yet. */
function sizeOf(
  kind: ArtifactKind,
  sets: Readonly<Record<'keyScene' | 'thread' | 'relationship', readonly string[]>>,
): number {
  if (kind !== 'keyScene' && kind !== 'thread' && kind !== 'relationship') return 1;
  return Math.max(1, sets[kind].length);
}

/** Whether what failed would read the same again; what stopped a whole run stands until the model answers. */
function stillFails({ kind, subject, method, inputsHash: hash }: FailureSnapshot, snapshot: ScriptSnapshot): boolean {
  if (hash === null) return true;
  const inputs = DECLARATIONS.find((one) => one.kind === kind)?.inputs(snapshot, subject, method);
  return inputs !== null && inputs !== undefined && inputsHash(inputs) === hash;
}

/**
 * What stopped whole runs of one model is told once, whichever kinds they had come to: as it was last; and not again of
 * each artifact that rules made meanwhile.
 */
function oncePerModel(failures: readonly FailureSnapshot[]): readonly FailureSnapshot[] {
  const last = new Map(failures.flatMap((failure) => (failure.inputsHash === null ? [[failure.method, failure]] : [])));
  const told = [...last.values()];
  return failures.filter((failure) =>
    failure.inputsHash === null
      ? last.get(failure.method) === failure
      : !told.some(({ code, message }) => code === failure.code && message === failure.message),
  );
}

function asFailedWork({ kind, subject, code, message, retryAt, inputsHash: hash }: FailureSnapshot): FailedWork {
  return {
    kind,
    subject: subject === '' || hash === null ? null : subject,
    code,
    message,
    retryable: retryAt !== null,
  };
}

/** Whom an artifact is about, as status names it: what is made as one set, and stands with it, is named one by one. */
function subjectsOf(
  { kind, subject }: ArtifactSnapshot,
  sets: Readonly<Record<'keyScene' | 'thread' | 'relationship', readonly string[]>>,
): readonly (string | null)[] {
  if (subject !== '') return [subject];
  return kind === 'keyScene' || kind === 'thread' || kind === 'relationship' ? sets[kind] : [null];
}
