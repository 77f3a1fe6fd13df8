import type { Anthropic } from '@anthropic-ai/sdk';
import type { ModelFailureCode, ModelInfo, ModelPrice } from '../story/modelMessage';
import { failureOfError } from './failureOfError';
import type { DescribeRequest, ModelDescription } from './modelDescription';
import type { FailureSubject } from './modelFailure';
import { modelTableEntry, type ModelTableEntry, type ThinkingOff } from './modelTable';
import { modelRecipient, runsHere } from './runsHere';
import { toldFlag, toldName, toldTokens, type Untrusted } from './untrusted';

/**
 * One of Anthropic's models: what the table knows, corrected by what its server says of limits and abilities. A key it
 * does not accept is a failure; if it cannot be reached, or does not know the request (a gateway), the table counts.
 */
export async function describeAnthropicModel(request: DescribeRequest): Promise<ModelDescription> {
  const { connection, subject, price, signal } = request;
  const entry = modelTableEntry(subject.model);
  try {
    const told = await connection.client.models.retrieve(subject.model, null, { signal });
    return { kind: 'described', ...infoTold({ ...told, id: subject.model }, subject, price) };
  } catch (error) {
    const now = connection.clock.now();
    const failure = failureOfError(error, { subject, key: connection.key, heard: 'nothing', now });
    const known = entry !== null && !FINAL.has(failure.code);
    if (known) return { kind: 'described', info: infoFromTable(entry, subject, price), thinkingOff: entry.thinkingOff };
    return { kind: 'failed', failure };
  }
}

/** What will be no better when the model is asked. A gateway without the endpoint says that the model is unknown. */
const FINAL: ReadonlySet<ModelFailureCode> = new Set(['model-key-wrong', 'model-forbidden', 'model-address-wrong']);

/** What the table knows of a model. */
export function infoFromTable(entry: ModelTableEntry, subject: FailureSubject, price: ModelPrice | null): ModelInfo {
  return {
    ...UNKNOWN_MODEL,
    id: `anthropic/${entry.model}`,
    provider: 'anthropic',
    model: entry.model,
    name: entry.name,
    recipient: modelRecipient({ ...subject, model: entry.model }),
    origin: subject.origin,
    local: false,
    contextTokens: entry.contextTokens,
    maxOutputTokens: entry.maxOutputTokens,
    smallestCacheTokens: entry.smallestCacheTokens,
    price: price ?? entry.price,
  };
}

/** A model as its server tells of it. */
export type ToldModel = Untrusted<Anthropic.ModelInfo> & { readonly id: string };

/** What a server with Anthropic's own models endpoint says of a model; what it leaves open comes from the table. */
export function infoTold(
  told: ToldModel,
  subject: FailureSubject,
  price: ModelPrice | null,
): { readonly info: ModelInfo; readonly thinkingOff: ThinkingOff } {
  const entry = modelTableEntry(told.id);
  const base: ModelInfo =
    entry === null
      ? {
          ...UNKNOWN_MODEL,
          id: `anthropic/${told.id}`,
          provider: 'anthropic',
          model: told.id,
          name: told.id,
          recipient: modelRecipient({ ...subject, model: told.id }),
          origin: subject.origin,
          local: runsHere({ ...subject, model: told.id }),
          price,
        }
      : infoFromTable(entry, subject, price);
  const able = told.capabilities ?? null;
  return {
    info: {
      ...base,
      name: toldName(told.display_name) ?? base.name,
      contextTokens: toldTokens(told.max_input_tokens) ?? base.contextTokens,
      maxOutputTokens: toldTokens(told.max_tokens) ?? base.maxOutputTokens,
      can: {
        ...base.can,
        json: toldFlag(able?.structured_outputs?.supported) ?? base.can.json,
        citations: toldFlag(able?.citations?.supported) ?? base.can.citations,
        effort: toldFlag(able?.effort?.supported) ?? base.can.effort,
        batch: toldFlag(able?.batch?.supported) ?? base.can.batch,
      },
    },
    thinkingOff: thinkingOffTold(able?.thinking?.types, entry?.thinkingOff ?? null),
  };
}

function thinkingOffTold(
  types: Untrusted<Anthropic.ThinkingTypes> | null | undefined,
  otherwise: ThinkingOff,
): ThinkingOff {
  if (types == null) return otherwise;
  if (types.disabled?.supported === true) return 'disabled';
  return types.between_tools?.supported === true ? 'between_tools' : null;
}

/** Limits that every model of the last years has, and abilities that all of them share. */
const UNKNOWN_MODEL = {
  contextTokens: 200_000,
  maxOutputTokens: 32_000,
  can: {
    tools: true,
    json: true,
    citations: true,
    cache: true,
    count: true,
    effort: true,
    batch: true,
    system: true,
    usage: true,
  },
  smallestCacheTokens: 1024,
} as const;
