import type { ModelFailureCode, ModelFailureData, StopReason } from '../story/modelMessage';

/** Of whom a failure speaks. */
export interface FailureSubject {
  /** `Anthropic`, `a server on this machine`. */
  readonly recipient: string;
  readonly origin: string;
  /** Whether it runs on this machine. */
  readonly local: boolean;
  /** Without its provider. */
  readonly model: string;
}

/** What a server on loopback is called. */
export const LOCAL_RECIPIENT = 'a server on this machine';

/** What is known besides the code. All of it may be missing. */
export interface FailureDetails {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | null | undefined;
  /** Why it could not be reached. */
  readonly network?: NetworkTrouble | undefined;
  /** What the provider said, free of keys; shown only where the writer can do something with it. */
  readonly said?: string | undefined;
  /** What the model cannot do: `tools`. */
  readonly lacks?: string | undefined;
}

/** What keeps two machines apart, as the codes of the network say it. */
export type NetworkTrouble = 'name' | 'refused' | 'certificate' | 'proxy' | 'broken' | 'silent';

/** The failure of a code: its sentence for the writer, whether the same request may succeed later, how long to wait. */
export function modelFailure(
  code: ModelFailureCode,
  subject: FailureSubject,
  details: FailureDetails = {},
): ModelFailureData {
  const message = SENTENCES[code](subject, details);
  return {
    code,
    message: message.charAt(0).toUpperCase() + message.slice(1),
    retryable: isRetryable(code, details),
    retryAfterMs: details.retryAfterMs ?? null,
  };
}

/** Why an answer is not what was asked for, judged by its stop reason alone; null if it ended by itself or for tools. */
export function failureOfStop(reason: StopReason, subject: FailureSubject): ModelFailureData | null {
  if (reason === 'refusal') return modelFailure('model-declined', subject);
  if (reason === 'length') return modelFailure('model-cut-off', subject);
  if (reason === 'context') return modelFailure('model-too-long', subject);
  return null;
}

function isRetryable(code: ModelFailureCode, { network }: FailureDetails): boolean {
  if (code === 'model-unreachable') return network === 'broken' || network === 'silent' || network === 'name';
  return RETRYABLE.has(code);
}

const RETRYABLE: ReadonlySet<ModelFailureCode> = new Set([
  'model-rate-limited',
  'model-busy',
  'model-server-error',
  'model-interrupted',
  'model-nonsense',
]);

type Sentence = (subject: FailureSubject, details: FailureDetails) => string;

const SENTENCES: Readonly<Record<ModelFailureCode, Sentence>> = {
  'model-key-missing': ({ recipient }) =>
    `no key for ${recipient} is kept here: set one, or choose a model that needs none.`,
  'model-key-wrong': ({ recipient }) => `${recipient} does not accept the key that is kept here: set it anew.`,
  'model-forbidden': ({ recipient, model }) =>
    `this key may not use ${model} at ${recipient}: choose another model, or ask whoever gave you the key.`,
  'model-no-credit': ({ recipient }) =>
    `the account at ${recipient} has no credit left or has reached its limit: add credit there, or choose another model.`,
  'model-unknown': ({ recipient, model }) => `${recipient} has no model named ${model} (any more): choose another.`,
  'model-unreachable': unreachable,
  'model-address-wrong': ({ origin }) =>
    `nothing is sent to ${origin}: give an https address, or an http one on this machine, that answers without leading elsewhere.`,
  'model-rate-limited': ({ recipient }, { retryAfterMs }) =>
    retryAfterMs == null
      ? `${recipient} takes no more requests at the moment (429): try again in a minute.`
      : `${recipient} takes no more requests for ${inWords(retryAfterMs)}: try again then.`,
  'model-busy': ({ recipient }, { status }) => `${recipient} is busy (${status ?? 529}): try again in a minute.`,
  'model-server-error': ({ recipient }, { status }) =>
    `${recipient} failed on its own side (${status ?? 500}): try again.`,
  'model-interrupted': ({ recipient }) =>
    `the answer of ${recipient} broke off before its end; what arrived is kept: try again.`,
  'model-request-refused': ({ recipient }, { status, said }) =>
    `${recipient} did not accept the request (${status ?? 400})${said === undefined ? '' : `: “${said}”`}.`,
  'model-too-long': ({ model }) => `this is more than ${model} can read at once: send fewer scenes.`,
  'model-declined': ({ model }) => `${model} declined to answer this: ask in other words, or choose another model.`,
  'model-cut-off': ({ model }) => `the answer of ${model} reached its length limit and is cut: ask for less at once.`,
  'model-nonsense': ({ recipient, model }) =>
    `${model} at ${recipient} answered with something that cannot be read: try again, or choose another model.`,
  'model-unable': ({ model }, { lacks }) =>
    `${model} cannot do this${lacks === undefined ? '' : ` (no ${lacks})`}: choose another model.`,
  'model-limit-reached': ({ recipient }) =>
    `the spending limit set here is reached: nothing more is sent to ${recipient} until it is raised.`,
  'model-not-confirmed': ({ recipient }) => `nothing was sent to ${recipient}, because it was not confirmed.`,
  'model-never-send': ({ recipient }) => `marked never to be sent: nothing of it goes to ${recipient}.`,
};

function unreachable({ recipient, origin, local }: FailureSubject, { network }: FailureDetails): string {
  if (local && (network === 'refused' || network === 'broken')) {
    return `no server answers at ${origin}: start it, then try again.`;
  }
  switch (network) {
    case 'name':
      return `${recipient} cannot be reached, because the name of ${origin} is not found: check the connection to the internet.`;
    case 'refused':
      return `${recipient} cannot be reached, because ${origin} refuses the connection: check the address and the network.`;
    case 'certificate':
      return `the certificate of ${origin} is not trusted here, so nothing was sent: check the network or the proxy in between.`;
    case 'proxy':
      return `the proxy in between asks who you are (407), so ${recipient} was not reached: set the proxy's name and password.`;
    case 'silent':
      return `${recipient} does not answer: try again in a minute.`;
    default:
      return `the connection to ${recipient} broke off before an answer: check the network, then try again.`;
  }
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
