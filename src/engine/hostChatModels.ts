import { Failure } from '../protocol/failure';
import type { TokenFactor } from '../models/tokenFactor';
import { costOfOutcome, estimatedTokensOf, goesOver, worstCaseOf, type RequestEstimate } from '../story/price';
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
  /** US dollars that all calls of a question may cost; null: no limit. */
  readonly questionUsd: number | null;
  /** US dollars that all calls of a day may cost; null: no limit. */
  readonly dayUsd: number | null;
  readonly agreed: Agreed;
}

/**
 * The models of a client for its chat: none is opened but where the writer has agreed to it, and every call stands in the
 * ledger before it is made and is held by the limits.
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
      const ledger = ledgerOf({ db, info: model.info, factor, ...limits, countTokens, signal });
      return { model, tokenFactor: factor.factor, ledger };
    },
  };
}

interface LedgerOptions extends Pick<ChatLimits, 'questionUsd' | 'dayUsd'> {
  readonly db: Db;
  readonly info: ModelInfo;
  readonly factor: TokenFactor;
  readonly countTokens: CountTokens;
  readonly signal: AbortSignal;
}

function ledgerOf({ db, info, factor, questionUsd, dayUsd, countTokens, signal }: LedgerOptions): ChatLedger {
  /** Of calls under way, by the id of their row. */
  const estimates = new Map<string, RequestEstimate>();
  /** What has been paid for the question, and what calls under way may cost. */
  let committedUsd = 0;
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
      const reserve = async (sized: RequestEstimate): Promise<boolean> => {
        const reservedUsd = worstCaseOf(sized);
        if (goesOver(questionUsd, committedUsd, reservedUsd)) return false;
        const isBegun = await reserveCall(db, { ...call, estimate: sized }, dayUsd);
        if (isBegun) committedUsd += reservedUsd ?? 0;
        return isBegun;
      };
      const { begun, estimate } = await beginOrCount(byOurselves, reserve, {
        isHeld: (isBegun) => !isBegun,
        count: (sized) =>
          countExactly(
            db,
            { info, countTokens: countIt },
            { scriptId, subject, sceneIds, request, estimate: sized, signal },
          ),
      });
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
      const { usage, origin, latencyMs } = outcome;
      const estimate = id === null ? undefined : estimates.get(id);
      if (id === null || estimate === undefined) return null;
      estimates.delete(id);
      const costUsd = await costOfOutcome(outcome, estimate, countTokens);
      const reservedUsd = worstCaseOf(estimate) ?? 0;
      committedUsd += (costUsd ?? reservedUsd) - reservedUsd;
      const standing = callStatusOf(outcome, info);
      if (usage !== null && standing.status === 'complete') {
        await learnFactor(db, info, estimatedTokensOf(estimate), usage);
      }
      await endModelCall(db, id, { ...standing, usage, costUsd, origin, latencyMs });
      return costUsd;
    },
  };
}
