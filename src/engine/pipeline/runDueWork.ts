import pLimit from 'p-limit';
import type { TextModel } from '../../models/textModel';
import type { FailedWork, RunReport } from '../../story/analysisResult';
import { zeroKindCounts, type ArtifactKind } from '../../story/artifactKind';
import type { ModelFailureData } from '../../story/modelMessage';
import { isMoreMarked } from '../../story/neverSend';
import { methodFor, type DueWork, type ModelChoice } from '../../story/plan';
import { artifactKey, OFFLINE, type FailureSnapshot, type ScriptSnapshot } from '../../story/scriptSnapshot';
import type { KindDeclaration } from '../../story/staleness';
import { DECLARATIONS } from '../artifacts/declarations';
import type { OfflineMade } from '../artifacts/offlineTask';
import type { MadeOf } from '../artifacts/prompts/artifactPrompt';
import type { Prompts } from '../artifacts/prompts/promptFor';
import type { Db, Transactional } from '../store/db';
import { deleteRunFailures } from '../store/failureQueries';
import { endModelCall } from '../store/modelCallQueries';
import { writeScriptState } from '../store/scriptQueries';
import { stopOf } from './backOff';
import { createModelCalls, type EndedCall, type ModelCalls, type ModelCallsOptions, type RunLimits } from './callModel';
import { inputsHash } from './contentHash';
import { gatherModelTask, type RunKind } from './gatherModelTask';
import { gatherTasks } from './gatherTask';
import { learnFactor } from './learnedFactor';
import { conductOf, retryAtOf } from './modelConduct';
import type { OfflineWorker } from './offlineWorker';
import { withArtifacts, type OpenScript } from './openScript';
import { planRun, type RunPlanOptions } from './planRun';
import { promptOf } from './promptOf';
import { reuseDue } from './reuseDue';
import { storeMade, type MadeArtifact } from './storeMade';
import { stateOf } from './syncScript';
import { writeStandings } from './writeStandings';

/** Offline artifacts are stored in groups of at most this many (invariant 5). */
const GROUP_SIZE = 50;

/** So many of a kind are asked of a model at once; of others one after another. */
const AT_ONCE: Readonly<Partial<Record<ArtifactKind, number>>> = { card: 10, sheet: 5 };

/** So many different artifacts in a row that fail for a reason that should pass, or that is the model's: it does not pass. */
const FAILED_IN_A_ROW = 5;

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
  /** Keeps a failure beside what is stored, so that it is seen, and not tried again at once by a run nobody asked for. */
  keepFailure?(failure: FailureSnapshot): Promise<void>;
}

/** What a run with models works with. */
export interface ModelWork extends Pick<ModelCallsOptions, 'countTokens' | 'agreed'> {
  /** By `PROVIDER/MODEL`. */
  readonly models: ReadonlyMap<string, TextModel>;
  readonly prompts: Prompts;
  readonly limits: RunLimits;
}

export interface RunOptions extends Omit<RunPlanOptions, 'isHeldBack'> {
  readonly signal: AbortSignal;
  /** Where `models` names one. */
  readonly modelWork?: ModelWork;
  /** What is due but not to be made by this run, as the script stands; nothing if absent. */
  readonly isHeldBack?: (open: OpenScript, snapshot: ScriptSnapshot) => (work: DueWork) => boolean;
  /** The models that would make it if their runs were not stopped: they are to make what rules make meanwhile. */
  readonly wanted?: ModelChoice | null;
  /** `done` and `total` count artifacts of one kind in this run; `newest` is the subject made last. */
  onProgress?(progress: { kind: ArtifactKind; done: number; total: number; newest: string }): void;
}

/**
 * Makes what is due, kind after kind: by rules in groups, planned, made off the thread and stored with the inputs they
 * were made from; by a model several at once, each stored as it arrives with its call in the ledger. Aborting ends it
 * after the group in hand, and stops calls under way; what is stored stays and the rest is still due. So does a failure
 * by which every call would fail.
 */
export async function runDueWork(session: RunSession, options: RunOptions): Promise<RunReport> {
  const started = performance.now();
  const { modelWork, signal } = options;
  const run: Run = {
    session,
    options,
    generated: zeroKindCounts(),
    reused: zeroKindCounts(),
    waiting: zeroKindCounts(),
    droppedEvidence: 0,
    failed: [],
    declined: new Map(),
    tried: new Set(),
    calls:
      modelWork === undefined
        ? null
        : createModelCalls({ ...modelWork, db: session.db, scriptId: session.current().id, signal }),
    halted: null,
    failedInARow: 0,
  };
  for (const declaration of DECLARATIONS) await runKind(run, declaration);
  // Not before: what was still under way may have been answered, and takes away what stopped runs before this one.
  if (run.halted !== null) {
    const { kind, method, failure } = run.halted;
    // Under no artifact's own name: what is made of this kind meanwhile would take it away.
    await keep(session, { kind, subject: `*${method}`, method, inputsHash: null }, failure);
  }
  const { generated, reused, waiting, droppedEvidence, failed, calls } = run;
  const { usage, costUsd } = calls?.spent() ?? NOTHING_SPENT;
  return {
    generated,
    reused,
    waiting,
    droppedEvidence,
    failed,
    usage,
    costUsd,
    elapsedMs: Math.round(performance.now() - started),
    cancelled: signal.aborted,
  };
}

const NOTHING_SPENT = { usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 }, costUsd: 0 };

/** A run under way. */
interface Run {
  readonly session: RunSession;
  readonly options: RunOptions;
  readonly generated: Record<ArtifactKind, number>;
  readonly reused: Record<ArtifactKind, number>;
  /** Stored beside what stays. */
  readonly waiting: Record<ArtifactKind, number>;
  /** Of what models answered and was stored. */
  droppedEvidence: number;
  readonly failed: FailedWork[];
  /** Scenes whose cards a model would not make, with the failure: rules make them, so that what reads them can be made. */
  readonly declined: Map<string, FailureSnapshot>;
  /** Attempts of this run. */
  readonly tried: Set<string>;
  /** Null: a run without models. */
  readonly calls: ModelCalls | null;
  /** What ended it before its end. */
  halted: { readonly kind: ArtifactKind; readonly method: string; readonly failure: FailureOfWork } | null;
  failedInARow: number;
}

function hasEnded({ options, halted }: Run): boolean {
  return options.signal.aborted || halted !== null;
}

async function runKind(run: Run, declaration: KindDeclaration): Promise<void> {
  while (!hasEnded(run)) {
    const open = run.session.current();
    const due = dueNow(run, open, declaration.kind);
    const byRules = due.filter(({ method }) => method === OFFLINE);
    const batch = byRules.length > 0 ? byRules.slice(0, GROUP_SIZE) : due;
    if (batch.length === 0) return;
    const { toMake, left } = await copyMade(run, declaration, open, { batch, left: due.length - batch.length });
    if (toMake.length === 0) continue;
    if (byRules.length > 0) await makeGroup(run, declaration, open, toMake, left);
    else await askModels(run, declaration, toMake);
  }
}

/**
 * Stores what was made before, anywhere in the store, from the same contents, and returns what has to be made; of works
 * that read the same the first only. What is made again because the writer asks for it is no copy. `left`: how many of
 * the kind come after those of the batch, and then after those that have to be made.
 */
async function copyMade(
  run: Run,
  declaration: KindDeclaration,
  open: OpenScript,
  { batch, left }: { readonly batch: readonly DueWork[]; readonly left: number },
): Promise<{ readonly toMake: readonly DueWork[]; readonly left: number }> {
  const { kind } = declaration;
  const { session, options, tried } = run;
  if (options.remake === true) return { toMake: batch, left };
  const reuse = await reuseDue(session.db, open, declaration, batch, options.modelWork?.prompts);
  const { toMake } = reuse;
  const copies = reuse.copies.map((copy) => ({ ...copy, again: false }));
  const copied = new Set(copies.map(({ made }) => made.subject));
  for (const work of batch) if (copied.has(work.subject)) tried.add(attempt(work));
  const uncopied = batch.length - copies.length + left;
  if (copies.length > 0) await storeAndTell(run, kind, copies, { left: uncopied, tally: run.reused });
  return { toMake, left: uncopied - toMake.length };
}

/** What of one kind is to be made next: ready, not held back, and not tried from the same inputs in this run. */
function dueNow({ options, tried, declined }: Run, open: OpenScript, kind: ArtifactKind): readonly DueWork[] {
  const { kinds, subject, subjects, upstream, remake, models, isHeldBack } = options;
  if (kinds?.includes(kind) === false && upstream !== true) return [];
  const snapshot = open.snapshot();
  const heldBack = isHeldBack?.(open, snapshot);
  return planRun(open, {
    ...(subject !== undefined && { subject }),
    ...(subjects !== undefined && { subjects }),
    ...(remake !== undefined && { remake }),
    ...(models !== undefined && { models }),
    cardsByRules: new Set(declined.keys()),
    // The cards that something reads are only known by planning what reads them.
    ...(upstream === true ? { upstream, ...(kinds !== undefined && { kinds }) } : { kinds: [kind] }),
    ...(heldBack !== undefined && { isHeldBack: heldBack }),
  }).filter((work) => work.kind === kind && !work.waits && !tried.has(attempt(work)));
}

/** One attempt on one subject from these inputs: not made twice in a run, but again if what it reads changed meanwhile. */
function attempt({ kind, subject, method, inputs }: Pick<DueWork, 'kind' | 'subject' | 'method' | 'inputs'>): string {
  return `${kind} ${subject} ${method} ${inputs.map((input) => input.hash).join()}`;
}

async function makeGroup(
  run: Run,
  { kind, recipeVersion }: KindDeclaration,
  open: OpenScript,
  due: readonly DueWork[],
  left: number,
): Promise<void> {
  const { session, tried } = run;
  const group = new Map(due.map((work) => [work.subject, work]));
  for (const work of group.values()) tried.add(attempt(work));
  const tasks = await gatherTasks(session.db, open, kind, [...group.keys()]);
  const results = await session.worker.make(tasks);
  const made: MadeArtifact[] = [];
  for (const [position, result] of results.entries()) {
    const task = tasks[position];
    const work = task && group.get(task.subject);
    if (task === undefined || work === undefined) continue;
    if (result.kind === 'made') made.push({ made: result.made, recipeVersion, ...provenanceOf(work) });
    else {
      session.onTrouble?.(new Error(`${task.kind} ${task.subject}: ${result.message}`));
      await fail(run, work, RULE_FAILURE);
    }
  }
  if (made.length > 0) await storeAndTell(run, kind, made, { left, tally: run.generated });
}

function provenanceOf({ inputs, method, why }: DueWork): Pick<MadeArtifact, 'inputs' | 'method' | 'again'> {
  return { inputs, method, again: why === 'remake' };
}

/** Asks for what is due, several at once. Settles when none of it is under way any more. */
async function askModels(run: Run, declaration: KindDeclaration, due: readonly DueWork[]): Promise<void> {
  const limit = pLimit(AT_ONCE[declaration.kind] ?? 1);
  // Not stored yet: those under way too.
  const left = new Set(due);
  const asked = due.map((work) =>
    limit(async () => {
      const settle = (): number => {
        left.delete(work);
        return left.size;
      };
      if (!hasEnded(run)) await askModel(run, declaration, work, settle);
      settle();
    }),
  );
  for (const one of await Promise.allSettled(asked)) if (one.status === 'rejected') throw one.reason;
}

/** `settle` is called before it is stored; it says how many are left beside it. */
async function askModel(run: Run, declaration: KindDeclaration, planned: DueWork, settle: () => number): Promise<void> {
  const { session, options, calls } = run;
  const { subject, method } = planned;
  const kind = declaration.kind as RunKind;
  const open = session.current();
  const snapshot = open.snapshot();
  const inputs = declaration.inputs(snapshot, subject, method);
  const work = { ...planned, inputs: inputs ?? [] };
  run.tried.add(attempt(planned)).add(attempt(work));
  // The text may have changed since it was planned: what is gone, or never to be sent now, is not asked for.
  if (inputs === null || methodFor(snapshot, kind, subject, options.models) !== method) return;
  const model = options.modelWork?.models.get(method);
  const prompt = promptOf(options.modelWork?.prompts, kind);
  if (model === undefined || prompt === null || calls === null) {
    return fail(run, work, unableFailure(method));
  }
  const task = await gatherModelTask(session.db, open, kind, subject);
  if (task === null) return;
  const isMarkedSince = (): boolean => isMoreMarked(open.marks, session.current().marks);
  const result = await calls.make(model, prompt, task, () => !isMarkedSince());
  if (result.kind === 'stopped') {
    // What was gathered may hold words that were marked since; what may be sent now is gathered anew.
    if (isMarkedSince() && !hasEnded(run)) await askModel(run, declaration, planned, settle);
    return;
  }
  if (result.kind === 'failed') return fail(run, work, result.failure);
  run.failedInARow = 0;
  try {
    const made = await measured(result.made, options.modelWork);
    const artifact = { made, recipeVersion: prompt.version, ...provenanceOf(work) };
    const counted = { left: settle(), tally: run.generated };
    await storeAndTell(run, kind, [artifact], counted, { call: result.call, model });
    run.droppedEvidence += result.droppedEvidence;
  } catch (error) {
    // It was paid for, whatever became of it.
    await endModelCall(session.db, result.call.id, result.call).catch(() => undefined);
    throw error;
  } finally {
    calls.settled(result.call);
  }
}

/** What a model made, with the length of its summary as our offline twins give it. */
async function measured(made: MadeOf<RunKind>, work: ModelWork | undefined): Promise<OfflineMade> {
  if (made.kind !== 'card' && made.kind !== 'outline' && made.kind !== 'sheet') return made;
  const [tokens = 0] = (await work?.countTokens([made.content.summaryText])) ?? [];
  return { ...made, tokens };
}

async function storeAndTell(
  run: Run,
  kind: ArtifactKind,
  made: readonly MadeArtifact[],
  { left, tally }: { readonly left: number; readonly tally: Record<ArtifactKind, number> },
  asked?: { readonly call: EndedCall; readonly model: TextModel },
): Promise<void> {
  const { session, generated, reused, options } = run;
  const stored = await storeGroup(session, made, asked);
  // That rules made it does not take away that the model would not.
  for (const item of made) {
    if (!stored.has(artifactKey(item.made.kind, item.made.subject))) continue;
    const failure = stoodInFor(run, item);
    if (failure !== null) await session.keepFailure?.(failure);
  }
  tally[kind] += made
    .filter((item) => stored.has(artifactKey(item.made.kind, item.made.subject)))
    .reduce((count, item) => count + artifactsIn(item.made), 0);
  run.waiting[kind] += made.filter((item) => !stored.has(artifactKey(item.made.kind, item.made.subject))).length;
  session.onStored?.();
  const done = generated[kind] + reused[kind] + run.waiting[kind];
  options.onProgress?.({
    kind,
    done,
    total: done + left,
    newest: made.at(-1)?.made.subject ?? '',
  });
}

/** Why rules made in the place of a model what the model is to make later; null where they did not. */
function stoodInFor(
  { session, options, declined, calls }: Run,
  { made: { kind, subject }, method }: MadeArtifact,
): FailureSnapshot | null {
  if (method !== OFFLINE) return null;
  if (calls !== null) return kind === 'card' ? (declined.get(subject) ?? null) : null;
  const open = session.current();
  const stop = stopOf(open, options.wanted, new Date());
  // Without a time there is no second attempt that nobody asks for.
  if (!stop?.retryAt) return null;
  const snapshot = open.snapshot();
  const model = methodFor(snapshot, kind, subject, options.wanted);
  const inputs = DECLARATIONS.find((one) => one.kind === kind)?.inputs(snapshot, subject, model);
  if (model === OFFLINE || inputs === null || inputs === undefined) return null;
  return { ...stop, kind, subject, method: model, inputsHash: inputsHash(inputs) };
}

/** How many artifacts one task made: a set counts what is in it. */
function artifactsIn(made: OfflineMade): number {
  if (made.kind === 'keyScene') return made.verdicts.length;
  return made.kind === 'thread' || made.kind === 'relationship' ? made.contents.length : 1;
}

/** Stores them, and the call that made them, in one transaction. Returns the keys of those that are no candidates. */
function storeGroup(
  session: RunSession,
  made: readonly MadeArtifact[],
  asked?: { readonly call: EndedCall; readonly model: TextModel },
): Promise<ReadonlySet<string>> {
  return session.exclusively(async (open) => {
    const { after, keys } = await session.db.transaction(async (tx) => {
      const together = await storeMade(tx, open, made);
      const stored = withArtifacts(open, together);
      const state = stateOf(stored);
      await writeStandings(tx, stored, open);
      await writeScriptState(tx, stored.id, state);
      const failures = asked === undefined ? stored.failures : await endCall(tx, stored, asked);
      const names = new Set(together.artifacts.map(({ kind, subject }) => artifactKey(kind, subject)));
      return { after: { ...stored, state, failures }, keys: names };
    });
    return { open: after, result: keys };
  });
}

/** Writes a call that made something as ended; the model answers, so what stopped its runs before is over. */
async function endCall(
  tx: Db,
  { id, failures }: OpenScript,
  { call, model }: { readonly call: EndedCall; readonly model: TextModel },
): Promise<OpenScript['failures']> {
  const { id: method } = model.info;
  if (call.usage !== null) await learnFactor(tx, model.info, call.estimatedTokens, call.usage);
  await endModelCall(tx, call.id, call);
  const isOver = (failure: FailureSnapshot): boolean => failure.method === method && failure.inputsHash === null;
  if (![...failures.values()].some(isOver)) return failures;
  await deleteRunFailures(tx, id, method);
  return new Map([...failures].filter(([, failure]) => !isOver(failure)));
}

/** Reports a failure and keeps it beside what is stored. One that every call would share is told once, and ends the run. */
async function fail(run: Run, work: DueWork, failure: FailureOfWork): Promise<void> {
  const { session, failed, declined } = run;
  const { kind, subject, method } = work;
  const { code, message, retryable } = failure;
  const isModels = code !== 'internal';
  const conduct = isModels ? conductOf(code) : 'skip';
  const isOfTheModel = conduct === 'again' || OF_THE_MODEL.has(code);
  const goesOn = isOfTheModel ? ++run.failedInARow < FAILED_IN_A_ROW : conduct === 'skip';
  if (!goesOn) {
    if (run.halted !== null) return;
    run.halted = { kind, method, failure };
    failed.push({ kind, subject: null, code, message, retryable });
    return;
  }
  failed.push({ kind, subject: subject === '' ? null : subject, code, message, retryable });
  const kept = await keep(session, { kind, subject, method, inputsHash: inputsHash(work.inputs) }, failure);
  if (isModels && kind === 'card' && conduct === 'skip' && code !== 'model-never-send') declined.set(subject, kept);
}

/** What says more of a model than of a scene, where it comes again and again. */
const OF_THE_MODEL: ReadonlySet<FailureOfWork['code']> = new Set(['model-nonsense', 'model-request-refused']);

type FailureOfWork = Omit<ModelFailureData, 'code'> & { readonly code: ModelFailureData['code'] | 'internal' };

async function keep(
  session: RunSession,
  failed: Pick<FailureSnapshot, 'kind' | 'subject' | 'method' | 'inputsHash'>,
  { code, message, retryable, retryAfterMs }: FailureOfWork,
): Promise<FailureSnapshot> {
  const before = session.current().failures.get(artifactKey(failed.kind, failed.subject));
  const isSame = before?.method === failed.method && before.inputsHash === failed.inputsHash;
  const attempts = isSame ? before.attempts + 1 : 1;
  const retryAt = retryAtOf(attempts, retryable, new Date(), retryAfterMs);
  const failure = { ...failed, code, message, attempts, retryAt };
  await session.keepFailure?.(failure);
  return failure;
}

const RULE_FAILURE: FailureOfWork = {
  code: 'internal',
  message: 'A rule met something in the text that it does not know; the log has the details.',
  retryable: false,
  retryAfterMs: null,
};

function unableFailure(method: string): FailureOfWork {
  return {
    code: 'model-unable',
    message: `${method} cannot make this here. Choose another model, or offline.`,
    retryable: false,
    retryAfterMs: null,
  };
}
