import { Failure } from '../protocol/failure';
import type { TextModel } from '../models/textModel';
import type { TokenFactor } from '../models/tokenFactor';
import { costOfOutcome, estimatedTokensOf, goesOver, worstCaseOf, type RequestEstimate } from '../story/price';
import type { ChatModels, ChatLedger } from './chat/chatModels';
import type { OpenTextModel } from './hostTextModel';
import { countedByProvider } from './pipeline/countedByProvider';
import { estimateRequest, type CountTokens } from './pipeline/estimateRequest';
import { learnedFactor, learnFactor } from './pipeline/learnedFactor';
import type { Db } from './store/db';
import { beginModelCall, endModelCall, startOfDay } from './store/modelCallQueries';

export interface ChatLimits {
  /** US dollars that all calls of a question may cost; null: no limit. */
  readonly questionUsd: number | null;
  /** US dollars that all calls of a day may cost; null: no limit. */
  readonly dayUsd: number | null;
}

/** The models of a client for its chat: every call stands in the ledger before it is made and is held by the limits. */
export function hostChatModels(
  db: Db,
  openModel: OpenTextModel,
  limits: ChatLimits,
  countTokens: CountTokens,
): ChatModels {
  return {
    open: async (name, signal) => {
      const model = await openModel(name, signal);
      const factor = await learnedFactor(db, model.info);
      const ledger = ledgerOf({ db, model, factor, ...limits, countTokens, signal });
      return { model, tokenFactor: factor.factor, ledger };
    },
  };
}

interface LedgerOptions extends ChatLimits {
  readonly db: Db;
  readonly model: TextModel;
  readonly factor: TokenFactor;
  readonly countTokens: CountTokens;
  readonly signal: AbortSignal;
}

function ledgerOf({ db, model: open, factor, questionUsd, dayUsd, countTokens, signal }: LedgerOptions): ChatLedger {
  const { info } = open;
  const { provider, model, origin } = info;
  /** Of calls under way, by the id of their row. */
  const estimates = new Map<string, RequestEstimate>();
  /** What has been paid for the question, and what calls under way may cost. */
  let committedUsd = 0;
  return {
    begin: async ({ purpose, scriptId, subject, sceneIds, request }) => {
      const id = crypto.randomUUID();
      let estimate = await estimateRequest(request, { kind: 'conversationSummary', model: info, factor, countTokens });
      const estimatedTokens = estimatedTokensOf(estimate);
      const reserve = async (): Promise<boolean> => {
        const reservedUsd = worstCaseOf(estimate);
        if (goesOver(questionUsd, committedUsd, reservedUsd)) return false;
        const call = {
          id,
          scriptId,
          purpose,
          subject,
          provider,
          model,
          origin,
          reservedUsd,
          estimatedTokens,
          sceneIds,
        };
        const isBegun = await beginModelCall(db, call, { usd: dayUsd, since: startOfDay(new Date()) });
        if (isBegun) committedUsd += reservedUsd ?? 0;
        return isBegun;
      };
      let begun = await reserve();
      if (!begun) {
        // By the provider's own count it may be within the limit after all.
        const countedTokens = await countedByProvider(db, open, {
          scriptId,
          subject,
          sceneIds,
          request,
          estimate,
          signal,
        });
        if (countedTokens !== null) {
          estimate = { ...estimate, countedTokens };
          begun = await reserve();
        }
      }
      if (!begun) {
        const isOver = goesOver(questionUsd, committedUsd, worstCaseOf(estimate));
        const [what, usd] = isOver ? ['this question', questionUsd] : ['a day', dayUsd];
        throw new Failure(
          'model-limit-reached',
          `Nothing was sent: ${what} may cost at most $${(usd ?? 0).toFixed(2)}, and this might go over it. Raise the limit, or ask without a model.`,
          true,
        );
      }
      estimates.set(id, estimate);
      return id;
    },
    end: async (id, outcome) => {
      const { ended, usage, latencyMs } = outcome;
      const estimate = id === null ? undefined : estimates.get(id);
      if (id === null || estimate === undefined) return null;
      estimates.delete(id);
      const costUsd = await costOfOutcome(outcome, estimate, countTokens);
      const reservedUsd = worstCaseOf(estimate) ?? 0;
      committedUsd += (costUsd ?? reservedUsd) - reservedUsd;
      const failureCode = ended.kind === 'failed' ? ended.failure.code : null;
      if (usage !== null && ended.kind === 'complete') await learnFactor(db, info, estimatedTokensOf(estimate), usage);
      await endModelCall(db, id, {
        status: ended.kind,
        failureCode,
        usage,
        costUsd,
        origin: outcome.origin,
        latencyMs,
      });
      return costUsd;
    },
  };
}
