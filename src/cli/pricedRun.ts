import type { ModelHost } from '../client/modelHost';
import type { AnalyzeParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { AnalysisResult } from '../story/analysisResult';
import { destinationOf, type ModelInfo } from '../story/modelMessage';
import type { AnalysisPrice } from '../story/price';
import { OFFLINE } from '../story/scriptSnapshot';
import { sendingText } from '../story/sendingText';
import { commandModels } from './commandModels';
import type { ModelWish } from './commandLine';
import { confirmSending } from './confirmSending';
import type { Session } from './session';
import { untilAborted } from './untilAborted';
import type { SyncedScript } from './withEngine';

/** What a run would make and cost, in words and for machines. */
export interface RunOffer {
  readonly price: AnalysisPrice;
  readonly models: readonly ModelInfo[];
  readonly sentence: string;
}

/** One run by models, over as many engines as it takes: it is agreed to once. */
export interface PricedRun {
  /** Its models, each opened once; null: without any. */
  readonly host: ModelHost | null;
  /** Nothing of the script is sent. Rejects with a `Failure` where a model cannot be asked. */
  offer(script: SyncedScript, params: AnalyzeParams): Promise<RunOffer>;
  /**
   * Makes what is due once the writer has agreed to the price. Rejects with `model-not-confirmed`; cancelled, it
   * resolves with what is there.
   */
  make(script: SyncedScript, params: AnalyzeParams): Promise<AnalysisResult>;
}

/** Prepares one run; without models it is free and asks nothing. */
export function pricedRun(wish: ModelWish | null, { progress, signal }: Session): PricedRun {
  const host = wish === null ? null : commandModels(wish, progress);
  /** What the writer has agreed to, as `destinationOf` names it; null: nothing yet. */
  let agreed: readonly string[] | null = null;
  const withModels = (params: AnalyzeParams): AnalyzeParams =>
    wish === null
      ? params
      : {
          ...params,
          models: wish.choice,
          limits: wish.limits,
          ...(agreed !== null && { agreed: [...agreed] }),
        };

  const offer: PricedRun['offer'] = async ({ engine, scriptId }, params) => {
    if (host !== null) engine.onModelRequests(host);
    const [price, { script, scenes }] = await untilAborted(
      signal,
      Promise.all([engine.priceAnalysis(withModels(params), { signal }), engine.readScript(scriptId)]),
    );
    const models = await untilAborted(
      signal,
      Promise.all(namedModels(wish).map((name) => describe(host, name, signal))),
    );
    const named = (name: string | undefined): ModelInfo | null => models.find(({ id }) => id === name) ?? null;
    const [cards, story] = [named(wish?.choice.cards), named(wish?.choice.story)];
    const sending = { title: script.title, scenes, neverSend: script.neverSend, price, cards, story };
    return { price, models, sentence: sendingText(sending, 'labels') };
  };

  return {
    host,
    offer,
    make: async (script, params) => {
      const { engine } = script;
      if (wish !== null && host !== null) {
        // What the run that ended had spent is not known here, so its limit could not be held.
        if (agreed !== null && wish.limits.runUsd !== null) throw engineGone();
        engine.onModelRequests(host);
        if (agreed === null) {
          const { price, models, sentence } = await offer(script, params);
          if (price.requests > 0) await confirmSending({ sentence, yes: wish.yes }, { progress, signal });
          // Of what becomes due after all, nobody was asked.
          agreed = price.requests > 0 ? models.map(destinationOf) : [];
        }
      }
      return engine.analyze(withModels(params), { signal, onProgress: (event) => progress.show(event) });
    },
  };
}

function namedModels(wish: ModelWish | null): string[] {
  if (wish === null) return [];
  return [...new Set([wish.choice.cards, wish.choice.story])].filter((name) => name !== OFFLINE);
}

function describe(host: ModelHost | null, name: string, signal: AbortSignal): Promise<ModelInfo> {
  if (host === null) throw new Failure('model-unable', `${name} cannot be asked from here.`);
  return host.describe(name, signal);
}

/** The engine ended, and what it had spent under a limit is not known. */
export function engineGone(): Failure {
  return new Failure(
    'engine-gone',
    'The story engine ended unexpectedly. What was made is kept. Run the same again for the rest.',
    true,
  );
}
