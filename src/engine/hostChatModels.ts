import { Failure } from '../protocol/failure';
import type { TextModel } from '../models/textModel';
import type { TokenFactor } from '../models/tokenFactor';
import { costOfOutcome, estimatedTokensOf, worstCaseOf, type RequestEstimate } from '../story/price';
import type { ChatModels, ChatLedger } from './chat/chatModels';
import type { OpenTextModel } from './hostTextModel';
import { countedByProvider } from './pipeline/countedByProvider';
import { estimateRequest, type CountTokens } from './pipeline/estimateRequest';
import { learnedFactor, learnFactor } from './pipeline/learnedFactor';
import type { Db } from './store/db';
import { beginModelCall, endModelCall, startOfDay } from './store/modelCallQueries';

export interface ChatLimits {
  /** US dollars that all calls of a day may cost; null: no limit. */
  readonly dayUsd: number | null;
}

/** The models of a client for its chat: every call stands in the ledger before it is made and is held by the day's limit. */
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
      const ledger = ledgerOf({ db, model, factor, dayUsd: limits.dayUsd, countTokens, signal });
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

function ledgerOf({ db, model: open, factor, dayUsd, countTokens, signal }: LedgerOptions): ChatLedger {
  const { info } = open;
  const { provider, model, origin } = info;
  /** Of calls under way, by the id of their row. */
  const estimates = new Map<string, RequestEstimate>();
  return {
    begin: async ({ purpose, scriptId, subject, sceneIds, request }) => {
      const id = crypto.randomUUID();
      let estimate = await estimateRequest(request, { kind: 'conversationSummary', model: info, factor, countTokens });
      const estimatedTokens = estimatedTokensOf(estimate);
      const reserve = (): Promise<boolean> => {
        const reservedUsd = worstCaseOf(estimate);
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
        return beginModelCall(db, call, { usd: dayUsd, since: startOfDay(new Date()) });
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
        const limit = `$${(dayUsd ?? 0).toFixed(2)}`;
        throw new Failure(
          'model-limit-reached',
          `Nothing was sent: a day may cost at most ${limit}, and this might go over it. Raise the limit, or ask without a model.`,
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
