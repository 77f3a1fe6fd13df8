import type { ModelFailureData, ModelPrice } from '../story/modelMessage';
import { isSendableKey, keyFor, type BoundKey } from './boundKey';
import { messagesConnection, type MessagesConnection } from './messagesConnection';
import { ANTHROPIC_ORIGIN, modelAddress } from './modelAddress';
import { systemClock, type ModelClock } from './modelClock';
import { LOCAL_RECIPIENT, modelFailure, type FailureSubject } from './modelFailure';

/** What a host gives the model layer: key, address and network are the host's. */
export interface ModelAccess {
  /** The key, with the origin it was stored for; it is sent nowhere else. Null: none. */
  readonly apiKey: BoundKey | null;
  /** Null: Anthropic's own. */
  readonly baseUrl: string | null;
  /** The host's global `fetch`: in the editor only that one knows its proxy settings. */
  readonly fetch: typeof fetch;
  /** Prices from the settings by `PROVIDER/MODEL`; they come before the table's. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  /** Called before a server is asked for a word, with nothing of any script, to find out what its model can do. */
  readonly onProbe?: (subject: FailureSubject) => void;
  /** Default: the system's. */
  readonly clock?: ModelClock;
}

/** A connection, or why there is none; of whom either speaks. */
export type Connected =
  | { readonly kind: 'connected'; readonly connection: MessagesConnection; readonly subject: FailureSubject }
  | { readonly kind: 'failed'; readonly failure: ModelFailureData; readonly subject: FailureSubject };

/** The connection of a provider, if address and key are such that something may be sent. `model` may be ''. */
export function connectModel(provider: string, model: string, access: ModelAccess): Connected {
  const baseUrl = access.baseUrl ?? ANTHROPIC_ORIGIN;
  const address = modelAddress(baseUrl);
  if (address === null) {
    const shown = withoutSecrets(baseUrl);
    const subject = { recipient: shown, origin: shown, local: false, model };
    return { kind: 'failed', failure: modelFailure('model-address-wrong', subject), subject };
  }
  const { origin, local } = address;
  const subject: FailureSubject = { recipient: recipientOf(origin, local), origin, local, model };
  if (provider !== 'anthropic' && provider !== 'server') {
    return { kind: 'failed', failure: modelFailure('model-unknown', subject), subject };
  }
  const key = access.apiKey === null ? null : keyFor(origin, [access.apiKey]);
  if (key === null && provider === 'anthropic') {
    return { kind: 'failed', failure: modelFailure('model-key-missing', subject), subject };
  }
  if (key !== null && !isSendableKey(key)) {
    return { kind: 'failed', failure: modelFailure('model-key-wrong', subject), subject };
  }
  const connection = messagesConnection(address, key, { fetch: access.fetch, clock: access.clock ?? systemClock });
  return { kind: 'connected', connection, subject };
}

function recipientOf(origin: string, local: boolean): string {
  if (origin === ANTHROPIC_ORIGIN) return 'Anthropic';
  return local ? LOCAL_RECIPIENT : new URL(origin).host;
}

/** The address as it may be shown: names and passwords in it are not. */
function withoutSecrets(baseUrl: string): string {
  try {
    const url = new URL(baseUrl);
    return `${url.protocol}//${url.host}`;
  } catch {
    return 'this address';
  }
}
