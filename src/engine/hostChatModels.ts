import { Failure } from '../protocol/failure';
import { costOfOutcome, worstCaseOf } from '../story/price';
import type { ChatModels, ChatLedger } from './chat/chatModels';
import type { OpenTextModel } from './hostTextModel';
import type { ModelInfo } from '../story/modelMessage';
import type { Db } from './store/db';
import { beginModelCall, endModelCall, learnTokenFactor, tokenFactorOf } from './store/modelCallQueries';

export interface ChatLimits {
  /** US dollars that all calls of a day may cost; null: no limit. */
  readonly dayUsd: number | null;
}

/** The models of a client for its chat: every call stands in the ledger before it is made and is held by the day's limit. */
export function hostChatModels(db: Db, openModel: OpenTextModel, limits: ChatLimits): ChatModels {
  return {
    open: async (name, signal) => {
      const model = await openModel(name, signal);
      const { provider, model: ownName } = model.info;
      const tokenFactor = await tokenFactorOf(db, provider, ownName);
      return { model, tokenFactor, ledger: ledgerOf(db, model.info, tokenFactor, limits) };
    },
  };
}

function ledgerOf(db: Db, info: ModelInfo, factor: number, { dayUsd }: ChatLimits): ChatLedger {
  const { provider, model } = info;
  /** Of calls under way, by the id of their row. */
  const estimates = new Map<string, number>();
  return {
    begin: async ({ purpose, scriptId, subject, sceneIds, request, estimatedTokens }) => {
      const id = crypto.randomUUID();
      const { maxOutputTokens } = request;
      const reservedUsd = worstCaseOf({
        ...{ kind: 'conversationSummary', model: info, factor, prefixTokens: 0 },
        ...{ inputTokens: estimatedTokens, outputTokens: maxOutputTokens, maxOutputTokens },
      });
      const call = { id, scriptId, purpose, subject, provider, model, reservedUsd, estimatedTokens, sceneIds };
      if (!(await beginModelCall(db, call, { usd: dayUsd, since: startOfDay(new Date()) }))) {
        const limit = `$${(dayUsd ?? 0).toFixed(2)}`;
        throw new Failure(
          'model-limit-reached',
          `Nothing was sent: a day may cost at most ${limit}, and this might go over it. Raise the limit, or ask without a model.`,
          true,
        );
      }
      estimates.set(id, estimatedTokens);
      return id;
    },
    end: async (id, outcome) => {
      const { ended, usage, origin, latencyMs } = outcome;
      const costUsd = costOfOutcome(outcome, info.price);
      if (id === null) return costUsd;
      const failureCode = ended.kind === 'failed' ? ended.failure.code : null;
      await endModelCall(db, id, { status: ended.kind, failureCode, usage, costUsd, origin, latencyMs });
      const estimated = estimates.get(id) ?? 0;
      estimates.delete(id);
      if (usage !== null && ended.kind === 'complete') {
        const counted = usage.input + usage.cacheWrite + usage.cacheRead;
        await learnTokenFactor(db, { provider, model, estimated, counted });
      }
      return costUsd;
    },
  };
}

function startOfDay(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}
