import type { DueWork } from '../../story/plan';
import { priceOf, type AnalysisPrice, type RequestEstimate } from '../../story/price';
import { OFFLINE } from '../../story/scriptSnapshot';
import { DECLARATIONS } from '../artifacts/declarations';
import type { ArtifactPrompt, PromptedKind, PromptParts, TaskOf } from '../artifacts/prompts/artifactPrompt';
import type { Db } from '../store/db';
import { artifactRequest } from './callModel';
import { estimateRequest } from './estimateRequest';
import { gatherModelTask, type RunKind } from './gatherModelTask';
import { learnedFactor } from './learnedFactor';
import type { OpenScript } from './openScript';
import { planRun, type RunPlanOptions } from './planRun';
import { reuseDue } from './reuseDue';
import type { ModelWork } from './runDueWork';

/** What is due, and what the models ask for it. */
export interface PricedWork {
  readonly due: readonly DueWork[];
  /** Of what models make; requests are 0 where rules make everything. */
  readonly price: AnalysisPrice;
}

/**
 * What is due, priced from the very requests that would be sent; nothing is sent. A card that is not made yet is counted
 * as one of the usual length. Aborted, it rejects with the signal's reason before the next request is looked at.
 */
export async function priceDueWork(
  db: Db,
  open: OpenScript,
  plan: RunPlanOptions,
  work: ModelWork | undefined,
  signal?: AbortSignal,
): Promise<PricedWork> {
  signal?.throwIfAborted();
  const due = planRun(open, plan);
  const requests: RequestEstimate[] = [];
  const [texts, cards] = [new Set<string>(), new Set<string>()];
  for (const { kind, subject, method } of await asked(db, open, due, plan, work)) {
    signal?.throwIfAborted();
    const model = work?.models.get(method);
    if (work === undefined || model === undefined || method === OFFLINE) continue;
    const prompt: unknown = work.prompts[kind as RunKind];
    if (prompt === undefined) continue;
    const task = await gatherModelTask(db, open, kind as RunKind, subject);
    if (task === null) continue;
    const { build, maxOutputTokens, effort } = prompt as Pick<ArtifactPrompt<RunKind>, 'maxOutputTokens' | 'effort'> & {
      readonly build: (task: TaskOf<PromptedKind>) => PromptParts;
    };
    const parts = build.call(prompt, withUsualCards(task));
    for (const id of parts.sceneIds) (kind === 'card' ? texts : cards).add(id);
    const { info } = model;
    const factor = await learnedFactor(db, info);
    const request = artifactRequest(info, { effort }, parts, Math.min(maxOutputTokens, info.maxOutputTokens));
    requests.push(await estimateRequest(request, { kind, model: info, factor, countTokens: work.countTokens }));
  }
  const inOrder = (ids: ReadonlySet<string>): string[] => open.sceneIds.filter((id) => ids.has(id));
  return { due, price: { ...priceOf(requests), sceneTexts: inOrder(texts), sceneCards: inOrder(cards) } };
}

/** What a model is asked for: what was made before from the same is copied, and of works that read the same one is asked. */
async function asked(
  db: Db,
  open: OpenScript,
  due: readonly DueWork[],
  { remake }: RunPlanOptions,
  work: ModelWork | undefined,
): Promise<readonly DueWork[]> {
  const byModels = due.filter(({ method }) => method !== OFFLINE);
  if (remake === true || byModels.length === 0) return byModels;
  const byKind = DECLARATIONS.map(async (declaration) => {
    const ofKind = byModels.filter(({ kind }) => kind === declaration.kind);
    // What waits is going to read other cards than now.
    const ready = ofKind.filter(({ waits }) => !waits);
    const { toMake } = await reuseDue(db, open, declaration, ready, work?.prompts);
    return [...toMake, ...ofKind.filter(({ waits }) => waits)];
  });
  return (await Promise.all(byKind)).flat();
}

/** Some hundred tokens, as a card has. */
const USUAL_CARD = Array.from({ length: 12 }, () => 'Somebody wants something from somebody else.').join(' ');

function withUsualCards(task: TaskOf<RunKind>): TaskOf<RunKind> {
  const filled = <T extends { readonly card: string }>(scenes: readonly T[]): T[] =>
    scenes.map((scene) => (scene.card === '' ? { ...scene, card: USUAL_CARD } : scene));
  switch (task.kind) {
    case 'card':
      return task;
    case 'sheet':
      return { ...task, input: { ...task.input, scenes: filled(task.input.scenes) } };
    case 'outline':
      return { ...task, scenes: filled(task.scenes) };
    case 'keyScene':
      return { ...task, scenes: filled(task.scenes) };
    case 'thread':
    case 'relationship':
      return { ...task, scenes: filled(task.scenes) };
  }
}
