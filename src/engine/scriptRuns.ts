import type { TextModel } from '../models/textModel';
import type { AnalysisProgress, AnalyzeParams, StatusParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { AnalysisResult, RunReport } from '../story/analysisResult';
import { planDueWork, type ModelChoice } from '../story/plan';
import type { AnalysisPrice } from '../story/price';
import { artifactKey, OFFLINE } from '../story/scriptSnapshot';
import type { StatusResult } from '../story/statusResult';
import { DECLARATIONS } from './artifacts/declarations';
import type { Prompts } from './artifacts/prompts/promptFor';
import type { OpenTextModel } from './hostTextModel';
import { readMadeRows } from './madeRows';
import type { LoadedScript, OpenScripts } from './openScripts';
import { stopOf } from './pipeline/backOff';
import { agreedOf } from './pipeline/notAgreedTo';
import type { StoryWorker } from './pipeline/offlineWorker';
import type { OpenScript } from './pipeline/openScript';
import { priceDueWork } from './pipeline/priceDueWork';
import { runDueWork, type ModelWork, type RunOptions, type RunSession } from './pipeline/runDueWork';
import { planUnasked, type Unasked } from './pipeline/unaskedWork';
import { restingAfter, restingBefore, type AskedPlan } from './restingWork';
import { statusOf } from './scriptStatus';
import type { Transactional } from './store/db';
import { writeFailure } from './store/failureQueries';

/** How a client's models are asked what they can do and cost. */
export interface ModelsOfClient {
  /** Aborted, what is asked for rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Without it there are none. */
  readonly openModel?: OpenTextModel;
}

/** How a run is asked for. */
export interface AnalyzeOptions {
  /** Aborting ends it after the group in hand, and stops calls under way. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AnalysisProgress) => void;
  /** The models of the client that asks; without it there are none. */
  readonly openModel?: OpenTextModel;
}

/** Makes what is due of open scripts, one run at a time on each, and says beforehand what that costs. */
export interface ScriptRuns {
  analyze(params: AnalyzeParams, options: AnalyzeOptions): Promise<AnalysisResult>;
  priceAnalysis(params: AnalyzeParams, options?: ModelsOfClient): Promise<AnalysisPrice>;
  readStatus(scriptId: string, options?: ModelsOfClient & Pick<StatusParams, 'models'>): Promise<StatusResult>;
  /** Makes nothing but embeddings that are missing or behind, and waits for no run. */
  embedMissing(scriptId: string): Promise<void>;
}

/** What runs work with. */
export interface ScriptRunsContext {
  readonly db: Transactional;
  readonly scripts: OpenScripts;
  readonly worker: StoryWorker;
  /** What models are told. */
  readonly prompts: Prompts;
  /** Aborted when the work on the database ends: then every run does. */
  readonly ended: AbortSignal;
  /** Called after each group is stored. */
  readonly onStored: () => void;
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

export function createScriptRuns(context: ScriptRunsContext): ScriptRuns {
  const { db, scripts, worker, prompts, ended } = context;

  /** The models that are named, opened at the client that asked; undefined where rules make everything. */
  const openModels = async (
    choice: ModelChoice | null | undefined,
    { limits, agreed }: Pick<AnalyzeParams, 'limits' | 'agreed'>,
    { signal = ended, openModel }: ModelsOfClient,
  ): Promise<ModelWork | undefined> => {
    const named = [...new Set(choice ? [choice.cards, choice.story] : [])].filter((model) => model !== OFFLINE);
    if (named.length === 0) return undefined;
    if (openModel === undefined) throw new Failure('model-unable', 'No model can be asked from here.');
    const models = new Map<string, TextModel>();
    for (const model of named) {
      signal.throwIfAborted();
      models.set(model, await openModel(model, signal));
    }
    return {
      models,
      prompts,
      limits: limits ?? { runUsd: null, dayUsd: null },
      agreed: agreedOf({ agreed }),
      countTokens: (texts) => worker.countTokens(texts),
    };
  };

  const analyze = async (
    script: LoadedScript,
    params: AnalyzeParams,
    { signal, onProgress, openModel }: AnalyzeOptions,
  ): Promise<AnalysisResult> => {
    const { scriptId } = params;
    const client = { signal, ...(openModel !== undefined && { openModel }) };
    const unasked = params.asked === false ? await planUnasked(db, scriptId, () => script.resting) : null;
    const modelWork = signal.aborted
      ? undefined
      : unasked === null
        ? await askedModels(params, client)
        : await mayAlways(unasked, params, client);
    const models = modelWork === undefined ? null : (params.models ?? null);
    const options: RunOptions = {
      ...planOf({ ...params, models, ...(unasked !== null && { upstream: true, remake: false }) }),
      signal,
      ...(modelWork !== undefined && { modelWork }),
      ...(unasked !== null && { isHeldBack: unasked.isHeldBack }),
      ...((unasked?.alwaysUnderUsd ?? null) !== null && { wanted: params.models ?? null }),
      onProgress: ({ newest, ...progress }) => onProgress({ ...progress, subject: subjectName(script, newest) }),
    };
    const report = await runOn(context, script, options, unasked === null ? planOf(params) : null);
    return { ...(await script.viewer.view(scripts.find(scriptId).open)).view, run: report };
  };

  /** Cancelled while a model is asked what it can do, nothing is made. */
  const askedModels = (
    params: AnalyzeParams,
    client: ModelsOfClient & { readonly signal: AbortSignal },
  ): Promise<ModelWork | undefined> =>
    openModels(params.models, params, client).catch((error: unknown) => {
      if (client.signal.aborted) return undefined;
      throw error;
    });

  /** The models of a run that nobody asked for: only where all of it costs no more than the writer always allows. */
  const mayAlways = async (
    { alwaysUnderUsd, isHeldBack }: Unasked,
    params: AnalyzeParams,
    client: ModelsOfClient,
  ): Promise<ModelWork | undefined> => {
    const { open } = scripts.find(params.scriptId);
    if (alwaysUnderUsd === null || stopOf(open, params.models, new Date()) !== null) return undefined;
    const limits = { runUsd: alwaysUnderUsd, dayUsd: params.limits?.dayUsd ?? null };
    // A model that cannot be asked now leaves it to the rules: nobody waits for it.
    const work = await openModels(params.models, { ...params, limits }, client).catch(() => undefined);
    if (work === undefined) return undefined;
    const plan = { ...planOf(params), upstream: true, remake: false, isHeldBack: isHeldBack(open, open.snapshot()) };
    const { costUsd } = (await priceDueWork(db, open, plan, work, client.signal)).price;
    return costUsd !== null && costUsd.top <= alwaysUnderUsd ? work : undefined;
  };

  return {
    analyze: (params, options) => scripts.use(params.scriptId, (script) => analyze(script, params, options)),
    priceAnalysis: async (params, client = {}) => {
      const work = await openModels(params.models, params, client);
      return (await priceDueWork(db, scripts.find(params.scriptId).open, planOf(params), work, client.signal)).price;
    },
    readStatus: async (scriptId, { models = null, ...client } = {}) => {
      const work = await openModels(models, {}, client);
      const { viewer, open } = scripts.find(scriptId);
      if (work === undefined) return (await viewer.view(open)).status;
      const priced = await priceDueWork(db, open, { models }, work, client.signal);
      return statusOf(open, await readMadeRows(db, open.id), priced);
    },
    embedMissing: (scriptId) =>
      scripts.use(scriptId, async (script) => {
        const { open, waitingRuns } = script;
        if (waitingRuns > 0) return;
        const missing = planDueWork(open.snapshot(), DECLARATIONS, { kinds: ['embedding'] }, open.standings());
        if (missing.length > 0) await runOn(context, script, { kinds: ['embedding'], signal: ended }, null);
      }),
  };
}

/**
 * One run on a script after those before it; it sees every sync that comes while it runs.
 * @param asked what of it the writer asked for; null: nobody did
 */
function runOn(
  context: ScriptRunsContext,
  script: LoadedScript,
  options: RunOptions,
  asked: AskedPlan | null,
): Promise<RunReport> {
  const runSession = runSessionOf(context, script);
  const signal = AbortSignal.any([options.signal, context.ended]);
  const make = async (): Promise<RunReport> => {
    if (asked !== null) script.resting = restingBefore(script.resting, script.open, asked);
    const report = await runDueWork(runSession, { ...options, signal });
    script.resting = restingAfter(script.resting, script.open, report.cancelled ? asked : null);
    return report;
  };
  let waits = true;
  script.waitingRuns++;
  const running = script.runs
    .run(() => {
      waits = false;
      return make();
    })
    .finally(() => script.waitingRuns--);
  // What is cancelled while it waits for another client's run need not wait for its end.
  const stopped = new Promise<RunReport>((resolve) => {
    const stop = (): void => {
      if (waits) resolve(make());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([running, stopped]);
}

/** The script as a run works on it. */
function runSessionOf(
  { db, scripts, worker, onStored, onTrouble }: ScriptRunsContext,
  script: LoadedScript,
): RunSession {
  const current = (): OpenScript => {
    // Forgotten and opened again, it is another script.
    if (!scripts.has(script)) throw new Failure('script-unknown', 'This script was closed.', true);
    return script.open;
  };
  return {
    db,
    worker,
    current,
    exclusively: (work) =>
      script.writes.run(
        async () => {
          const { open, result } = await work(current());
          script.open = open;
          return result;
        },
        { background: true },
      ),
    ...(onTrouble !== undefined && { onTrouble }),
    keepFailure: (failure) =>
      script.writes.run(async () => {
        const open = current();
        await writeFailure(db, open.id, failure);
        const failures = new Map(open.failures).set(artifactKey(failure.kind, failure.subject), failure);
        script.open = { ...open, failures };
        scripts.tell(script);
      }),
    onStored: () => {
      scripts.tell(script);
      onStored();
    },
  };
}

/** What a run is asked to make, as the planner takes it. */
function planOf({ kinds, subject, subjects, upstream, remake, models }: AnalyzeParams): AskedPlan {
  return {
    remake,
    ...(kinds !== undefined && { kinds }),
    ...(subject !== undefined && { subject }),
    ...(subjects !== undefined && { subjects }),
    ...(upstream !== undefined && { upstream }),
    ...(models !== undefined && { models }),
  };
}

/** What was made last as the writer knows it: a scene by its label and heading; null for what a script has one of. */
function subjectName({ open }: LoadedScript, subject: string): string | null {
  const scene = open.readings().get(subject);
  const name = scene === undefined ? subject : `${scene.label} ${scene.block.heading}`.trim();
  return name === '' ? null : name;
}
