import { MISSING_HASH, type ArtifactInput } from '../../story/artifactInput';
import type { FailedWork, RunReport } from '../../story/analysisResult';
import { zeroKindCounts, type ArtifactKind } from '../../story/artifactKind';
import { planDueWork, type DueWork, type PlanOptions } from '../../story/plan';
import type { KindDeclaration } from '../../story/staleness';
import { DECLARATIONS } from '../artifacts/declarations';
import type { OfflineMade, OfflineTask } from '../artifacts/offlineTask';
import type { Transactional } from '../store/db';
import { writeScriptState } from '../store/scriptQueries';
import { gatherTasks } from './gatherTask';
import type { OfflineWorker } from './offlineWorker';
import { snapshotOf, withArtifacts, type OpenScript } from './openScript';
import { reuseMade } from './reuseMade';
import { storeMade, type MadeArtifact } from './storeMade';
import { stateOf } from './syncScript';
import { writeStandings } from './writeStandings';

/** Offline artifacts are stored in groups of at most this many (invariant 5). */
const GROUP_SIZE = 50;

/** What a run works on. The script may be synced while it runs: each group is planned on what is there then. */
export interface RunSession {
  readonly db: Transactional;
  readonly worker: OfflineWorker;
  /** The script now. */
  current(): OpenScript;
  /** Runs one piece of work on the script alone, after what is waiting; it returns the script afterwards. */
  exclusively<T>(work: (open: OpenScript) => Promise<{ open: OpenScript; result: T }>): Promise<T>;
  /** Called after each group is stored. */
  onStored?(): void;
  /** Called with what the log should have of a failure that the report tells in a sentence. */
  onTrouble?(error: Error): void;
}

export interface RunOptions extends PlanOptions {
  readonly signal: AbortSignal;
  /** `done` and `total` count artifacts of one kind in this run; `newest` is the subject made last. */
  onProgress?(progress: { kind: ArtifactKind; done: number; total: number; newest: string }): void;
}

/**
 * Makes what is due, kind after kind, in groups: plan, make off the thread, store with the inputs it was made from.
 * Aborting ends it after the group in hand; what is stored stays and the rest is still due.
 */
export async function runDueWork(session: RunSession, options: RunOptions): Promise<RunReport> {
  const started = performance.now();
  const generated = zeroKindCounts();
  const reused = zeroKindCounts();
  const failed: FailedWork[] = [];
  for (const declaration of DECLARATIONS) {
    if (options.kinds !== undefined && !options.kinds.includes(declaration.kind)) continue;
    await runKind(session, declaration, options, { generated, reused, failed });
  }
  return {
    generated,
    reused,
    failed,
    usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 },
    costUsd: 0,
    elapsedMs: Math.round(performance.now() - started),
    cancelled: options.signal.aborted,
  };
}

/** What a run has done so far. */
interface Tally {
  readonly generated: Record<ArtifactKind, number>;
  readonly reused: Record<ArtifactKind, number>;
  readonly failed: FailedWork[];
}

async function runKind(
  session: RunSession,
  declaration: KindDeclaration,
  options: RunOptions,
  { generated, reused, failed }: Tally,
): Promise<void> {
  const { kind } = declaration;
  const { subject, remake } = options;
  const tried = new Set<string>();
  while (!options.signal.aborted) {
    const open = session.current();
    const snapshot = snapshotOf(open);
    const due = planDueWork(snapshot, DECLARATIONS, {
      kinds: [kind],
      ...(subject !== undefined && { subject }),
      ...(remake !== undefined && { remake }),
    })
      .map((work) => ({ ...work, inputs: declaration.inputs(snapshot, work.subject) ?? [] }))
      .filter((work) => isReady(work) && !tried.has(attempt(work)));
    if (due.length === 0) return;

    const wanted = due.slice(0, GROUP_SIZE);
    const { copies, toMake } =
      remake === true
        ? { copies: [], toMake: wanted }
        : await reuseMade(session.db, open, { ...declaration, madeBy: 'offline' }, wanted);
    const copied = new Set(copies.map((copy) => copy.made.subject));
    for (const work of wanted) if (copied.has(work.subject)) tried.add(attempt(work));
    const group = new Map(toMake.map((work) => [work.subject, work]));
    for (const work of toMake) tried.add(attempt(work));
    const tasks = await gatherTasks(session.db, open, kind, [...group.keys()]);
    const results = tasks.length === 0 ? [] : await session.worker.make(tasks);
    const made: MadeArtifact[] = [];
    for (const [position, result] of results.entries()) {
      const task = tasks[position];
      const inputs = task && group.get(task.subject)?.inputs;
      if (task === undefined || inputs === undefined) continue;
      if (result.kind === 'made') made.push({ made: result.made, inputs, recipeVersion: declaration.recipeVersion });
      else {
        session.onTrouble?.(new Error(`${task.kind} ${task.subject}: ${result.message}`));
        failed.push(failedWork(task));
      }
    }
    if (made.length + copies.length === 0) continue;
    await storeGroup(session, [...copies, ...made]);
    generated[kind] += countArtifacts(made);
    reused[kind] += countArtifacts(copies);
    session.onStored?.();
    const done = generated[kind] + reused[kind];
    options.onProgress?.({
      kind,
      done,
      total: done + due.length - group.size - copies.length,
      newest: (made.at(-1) ?? copies.at(-1))?.made.subject ?? '',
    });
  }
}

function countArtifacts(items: readonly { readonly made: OfflineMade }[]): number {
  return items.reduce((count, { made }) => count + artifactsIn(made), 0);
}

/** How many artifacts one task made: a set counts what is in it. */
function artifactsIn(made: OfflineMade): number {
  if (made.kind === 'keyScene') return made.verdicts.length;
  return made.kind === 'thread' || made.kind === 'relationship' ? made.contents.length : 1;
}

/** Work with what it reads. */
interface ReadyWork extends DueWork {
  readonly inputs: readonly ArtifactInput[];
}

/** Whether all that it reads is there: what reads a card that failed waits for it. */
function isReady({ inputs }: ReadyWork): boolean {
  return inputs.every((input) => input.hash !== MISSING_HASH);
}

/** One attempt on one subject from these inputs: not made twice in a run, but again if what it reads changed meanwhile. */
function attempt({ subject, inputs }: ReadyWork): string {
  return `${subject} ${inputs.map((input) => input.hash).join()}`;
}

function storeGroup(session: RunSession, made: readonly MadeArtifact[]): Promise<void> {
  return session.exclusively(async (open) => {
    const after = await session.db.transaction(async (tx) => {
      const stored = withArtifacts(open, await storeMade(tx, open.id, made));
      const state = stateOf(stored);
      await writeStandings(tx, stored);
      await writeScriptState(tx, stored.id, state);
      return { ...stored, state };
    });
    return { open: after, result: undefined };
  });
}

function failedWork({ kind, subject }: Pick<OfflineTask, 'kind' | 'subject'>): FailedWork {
  return {
    kind,
    subject: subject === '' ? null : subject,
    code: 'internal',
    message: 'A rule met something in the text that it does not know; the log has the details.',
    retryable: false,
  };
}
