import { Failure } from '../protocol/failure';
import type { TokenFactor } from '../models/tokenFactor';
import { costOfOutcome, estimatedTokensOf, type RequestEstimate } from '../story/price';
import type { ModelInfo } from '../story/modelMessage';
import type { ChatModels, ChatLedger } from './chat/chatModels';
import type { OpenTextModel } from './hostTextModel';
import { callStatusOf } from './pipeline/callStatusOf';
import { countExactly } from './pipeline/countExactly';
import { estimateRequest, type CountTokens } from './pipeline/estimateRequest';
import { learnedFactor, learnFactor } from './pipeline/learnedFactor';
import { notAgreedTo, type Agreed } from './pipeline/notAgreedTo';
import { beginOrCount, reserveCall } from './pipeline/reserveCall';
import type { Db } from './store/db';
import { endModelCall } from './store/modelCallQueries';

/** What holds the calls of a chat. */
export interface ChatLimits {
  /** US dollars that all calls of a day may cost; null: no limit. */
  readonly dayUsd: number | null;
  readonly agreed: Agreed;
}

/**
 * The models of a client for its chat: none is opened but where the writer has agreed to it, and every call stands in the
 * ledger before it is made and is held by the day's limit.
 */
export function hostChatModels(
  db: Db,
  openModel: OpenTextModel,
  limits: ChatLimits,
  countTokens: CountTokens,
): ChatModels {
  return {
    open: async (name, signal) => {
      const model = await openModel(name, signal);
      const refused = notAgreedTo(model.info, limits.agreed);
      if (refused !== null) throw new Failure(refused.code, refused.message, refused.retryable);
      const factor = await learnedFactor(db, model.info);
      const ledger = ledgerOf({ db, info: model.info, factor, dayUsd: limits.dayUsd, countTokens, signal });
      return { model, tokenFactor: factor.factor, ledger };
    },
  };
}

interface LedgerOptions extends Pick<ChatLimits, 'dayUsd'> {
  readonly db: Db;
  readonly info: ModelInfo;
  readonly factor: TokenFactor;
  readonly countTokens: CountTokens;
  readonly signal: AbortSignal;
}

function ledgerOf({ db, info, factor, dayUsd, countTokens, signal }: LedgerOptions): ChatLedger {
  /** Of calls under way, by the id of their row. */
  const estimates = new Map<string, RequestEstimate>();
  return {
    begin: async ({ purpose, scriptId, subject, sceneIds, request }, { countTokens: countIt }) => {
      const id = crypto.randomUUID();
      const call = { id, scriptId, purpose, subject, sceneIds };
      const byOurselves = await estimateRequest(request, {
        kind: 'conversationSummary',
        model: info,
        factor,
        countTokens,
      });
      const { begun, estimate } = await beginOrCount(
        byOurselves,
        (sized) => reserveCall(db, { ...call, estimate: sized }, dayUsd),
        {
          isHeld: (isBegun) => !isBegun,
          count: (sized) =>
            countExactly(
              db,
              { info, countTokens: countIt },
              { scriptId, subject, sceneIds, request, estimate: sized, signal },
            ),
        },
      );
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
      const { usage, origin, latencyMs } = outcome;
      const estimate = id === null ? undefined : estimates.get(id);
      if (id === null || estimate === undefined) return null;
      estimates.delete(id);
      const costUsd = await costOfOutcome(outcome, estimate, countTokens);
      const standing = callStatusOf(outcome, info);
      if (usage !== null && standing.status === 'complete') {
        await learnFactor(db, info, estimatedTokensOf(estimate), usage);
      }
      await endModelCall(db, id, { ...standing, usage, costUsd, origin, latencyMs });
      return costUsd;
    },
  };
}
