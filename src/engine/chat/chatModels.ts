import type { TextModel } from '../../models/textModel';
import type { ModelOutcome, ModelRequest } from '../../story/modelMessage';

/** The models of the client that asks, as the chat uses them. */
export interface ChatModels {
  /** Opens a model by `PROVIDER/MODEL`. Rejects with a `Failure` such as `model-key-missing` or `model-unable`. */
  open(model: string, signal: AbortSignal): Promise<OpenChatModel>;
}

export interface OpenChatModel {
  readonly model: TextModel;
  readonly ledger: ChatLedger;
  /** Tokens this model reports for one that we count. */
  readonly tokenFactor: number;
}

/** Where every call is written down: before it is sent, so that a crash hides nothing, and when it has ended. */
export interface ChatLedger {
  /** The row's id; null where no ledger is kept. Rejects with a `Failure` what may not be sent, such as over a limit. */
  begin(call: ChatCall): Promise<string | null>;
  /** What it cost in US dollars; null: unknown. */
  end(id: string | null, outcome: ModelOutcome): Promise<number | null>;
}

export interface ChatCall {
  readonly purpose: 'chat' | 'conversationSummary';
  readonly scriptId: string;
  /** The conversation's id. */
  readonly subject: string;
  /** The scenes whose text or card is sent. */
  readonly sceneIds: readonly string[];
  readonly request: ModelRequest;
  /** Whether it may be sent at this moment, be it to be counted. Absent: it may. */
  readonly maySend?: () => Promise<boolean>;
}
