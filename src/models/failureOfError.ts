import { APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import type { ModelFailureCode, ModelFailureData } from '../story/modelMessage';
import { plainLine } from '../story/plainText';
import { FetchRefusal } from './boundFetch';
import { modelFailure, type FailureDetails, type FailureSubject, type NetworkTrouble } from './modelFailure';

export interface ErrorContext {
  readonly subject: FailureSubject;
  /** Taken out of whatever is quoted; null: none was sent. */
  readonly key: string | null;
  /**
   * What had come of the server: `nothing`; that it `answers`, without anything of the answer; or that this had `begun`. From
   * then on it may be billed, so what breaks is not sent again by itself.
   */
  readonly heard: 'nothing' | 'answers' | 'begun';
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What an exception of the SDK or of `fetch` means, by status, error code, class and the codes of its causes; never by
 * its text.
 */
export function failureOfError(error: unknown, { subject, key, heard, now }: ErrorContext): ModelFailureData {
  const refusal = causes(error).find((cause) => cause instanceof FetchRefusal);
  if (refusal !== undefined) {
    if (refusal.reason === 'stalled') return modelFailure('model-interrupted', subject);
    if (refusal.reason === 'not-a-stream' || refusal.reason === 'endless')
      return modelFailure('model-nonsense', subject);
    return modelFailure('model-address-wrong', subject);
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    const { status, errorCode, headers } = error as APIError<number>;
    const details: FailureDetails = {
      status,
      retryAfterMs: retryAfterMs(headers, now),
      said: error.apiMessage === null ? undefined : quotable(error.apiMessage, key),
    };
    return failureOfStatus(status, errorCode, subject, details);
  }
  // An error event within the answer has a type and no status.
  if (error instanceof APIError && error.type !== null) return modelFailure('model-interrupted', subject);
  if (causes(error).some((cause) => cause instanceof SyntaxError)) return modelFailure('model-nonsense', subject);
  // An answer that ends in good order without having begun is none.
  if (heard === 'answers' && !isOfNetwork(error)) return modelFailure('model-nonsense', subject);
  if (heard !== 'nothing') return modelFailure('model-interrupted', subject);
  return modelFailure('model-unreachable', subject, { network: networkTrouble(error) });
}

/** Whether a request never reached its server: a name that is not found, a refused connection, a certificate or a proxy in between. */
export function neverReached(error: unknown): boolean {
  if (causes(error).some((cause) => cause instanceof FetchRefusal)) return false;
  if (error instanceof APIError && typeof error.status === 'number') return error.status === 407;
  return UNREACHED.has(networkTrouble(error));
}

const UNREACHED: ReadonlySet<NetworkTrouble> = new Set(['name', 'refused', 'certificate', 'proxy']);

function failureOfStatus(
  status: number,
  errorCode: string | null,
  subject: FailureSubject,
  details: FailureDetails,
): ModelFailureData {
  if (status === 407) return modelFailure('model-unreachable', subject, { ...details, network: 'proxy' });
  if (status === 429 && errorCode !== null && SPEND_LIMIT_CODES.has(errorCode)) {
    return modelFailure('model-no-credit', subject, details);
  }
  return modelFailure(codeOfStatus(status), subject, details);
}

function codeOfStatus(status: number): ModelFailureCode {
  const code = STATUS_CODES[status];
  if (code !== undefined) return code;
  return status >= 500 ? 'model-server-error' : 'model-request-refused';
}

const STATUS_CODES: Readonly<Record<number, ModelFailureCode>> = {
  401: 'model-key-wrong',
  402: 'model-no-credit',
  403: 'model-forbidden',
  404: 'model-unknown',
  408: 'model-server-error',
  409: 'model-server-error',
  413: 'model-too-long',
  429: 'model-rate-limited',
  501: 'model-unable',
  503: 'model-busy',
  529: 'model-busy',
};

/** The error codes of a 429 that waiting does not help. */
const SPEND_LIMIT_CODES: ReadonlySet<string> = new Set([
  'contract_spend_limit_reached',
  'enforced_spend_limit_reached',
]);

/** The error and its causes, outermost first. */
function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at = error; at instanceof Error && found.length < 10; at = at.cause) {
    found.push(at);
    if (at instanceof AggregateError) found.push(...(at.errors as unknown[]));
  }
  return found;
}

/** Whether the connection is what failed: the errors of the system and of `fetch` have codes. */
function isOfNetwork(error: unknown): boolean {
  return causes(error).some((cause) => typeof (cause as { code?: unknown }).code === 'string');
}

function networkTrouble(error: unknown): NetworkTrouble {
  if (error instanceof APIConnectionTimeoutError) return 'silent';
  for (const cause of causes(error)) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code !== 'string') continue;
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENETUNREACH') return 'name';
    if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH') return 'refused';
    if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT')
      return 'silent';
    if (CERTIFICATE_CODES.test(code)) return 'certificate';
  }
  return 'broken';
}

/** OpenSSL's verification errors as Node names them, and Node's own. */
const CERTIFICATE_CODES =
  /^(CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH)/;

/** Milliseconds that the headers ask to wait, a day at most; null: they ask for nothing. */
function retryAfterMs(headers: Headers | undefined, now: number): number | null {
  const asked = askedMs(headers, now);
  return asked === null ? null : Math.min(asked, LONGEST_ASKED_MS);
}

/** Who asks for more is asked again all the same. */
const LONGEST_ASKED_MS = 24 * 60 * 60_000;

/** `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3). */
function askedMs(headers: Headers | undefined, now: number): number | null {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const value = headers?.get('retry-after') ?? '';
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number.parseFloat(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

const LONGEST_QUOTE = 200;

/** One line of what a provider said, of what can be seen, without the key should it be repeated there. */
function quotable(text: string, key: string | null): string | undefined {
  const visible = plainLine(text);
  const line = key === null ? visible : visible.replaceAll(key, '…');
  if (line === '') return undefined;
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}…`;
}
