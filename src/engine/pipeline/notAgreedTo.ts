import { destinationOf, type ModelFailureData, type ModelInfo } from '../../story/modelMessage';

/** To whom anything may be sent, as `destinationOf` names it; null: to every model that is asked for. */
export type Agreed = ReadonlySet<string> | null;

/** What a client says that its writer has agreed to; left out: to every model that is asked for. */
export function agreedOf({ agreed }: { readonly agreed?: readonly string[] | null | undefined }): Agreed {
  return agreed == null ? null : new Set(agreed);
}

/** Why nothing is sent to a model: the writer agreed to others, or to it elsewhere. Null: it may be. */
export function notAgreedTo(info: ModelInfo, agreed: Agreed): ModelFailureData | null {
  if (agreed === null || agreed.has(destinationOf(info))) return null;
  return {
    code: 'model-not-confirmed',
    message: `Nothing was sent: that this goes to ${info.name} (${info.recipient}) was not agreed to, for the settings or the script have changed since. Start it again to see what is sent now.`,
    retryable: true,
    retryAfterMs: null,
  };
}
