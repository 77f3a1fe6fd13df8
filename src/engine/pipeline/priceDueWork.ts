import type { DueWork } from '../../story/plan';
import { priceOf, type AnalysisPrice, type RequestEstimate } from '../../story/price';
import { OFFLINE, type ArtifactSnapshot } from '../../story/scriptSnapshot';
import { DECLARATIONS } from '../artifacts/declarations';
import type { ArtifactPrompt, PromptedKind, PromptParts, TaskOf } from '../artifacts/prompts/artifactPrompt';
import type { Db } from '../store/db';
import { artifactRequest } from './callModel';
import { cardContentHash } from './cardContentHash';
import { estimateRequest } from './estimateRequest';
import { gatherModelTask, type RunKind } from './gatherModelTask';
import { learnedFactor } from './learnedFactor';
import { withArtifacts, type OpenScript } from './openScript';
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

/**
 * What a model is asked for: what was made before from the same is copied, and of works that read the same one is asked.
 * Cards that are copies are there by then for what reads them, which may be a copy in its turn.
 */
async function asked(
  db: Db,
  open: OpenScript,
  due: readonly DueWork[],
  plan: RunPlanOptions,
  work: ModelWork | undefined,
): Promise<readonly DueWork[]> {
  const isModels = ({ method }: DueWork): boolean => method !== OFFLINE;
  if (plan.remake === true || !due.some(isModels)) return due.filter(isModels);
  const then = await withCopiedCards(db, open, due, work);
  const dueThen = (then === open ? due : planRun(then, plan)).filter(isModels);
  const byKind = DECLARATIONS.map(async (declaration) => {
    const ofKind = dueThen.filter(({ kind }) => kind === declaration.kind);
    // What waits is going to read other cards than now.
    const ready = ofKind.filter(({ waits }) => !waits);
    const { toMake } = await reuseDue(db, then, declaration, ready, work?.prompts);
    return [...toMake, ...ofKind.filter(({ waits }) => waits)];
  });
  return (await Promise.all(byKind)).flat();
}

/** The script with those of its due cards that are copies; nothing is stored. The same where there is none. */
async function withCopiedCards(
  db: Db,
  open: OpenScript,
  due: readonly DueWork[],
  work: ModelWork | undefined,
): Promise<OpenScript> {
  const cards = due.filter(({ kind, target }) => kind === 'card' && target === 'artifact');
  const declaration = DECLARATIONS.find(({ kind }) => kind === 'card');
  if (declaration === undefined || cards.length === 0) return open;
  const { copies } = await reuseDue(db, open, declaration, cards, work?.prompts);
  const artifacts = copies.flatMap(({ made, ...from }): ArtifactSnapshot[] => {
    if (made.kind !== 'card') return [];
    const { kind, subject } = made;
    const hash = cardContentHash(made.content, subject);
    return [{ ...from, kind, subject, id: subject, version: 1, contentHash: hash, pinned: false }];
  });
  return artifacts.length === 0 ? open : withArtifacts(open, { artifacts, candidates: [] });
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
