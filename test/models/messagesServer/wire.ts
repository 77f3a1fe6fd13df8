import type { ServerResponse } from 'node:http';
import type { ScriptedAnswer } from './answer';
import { hex } from './hex';
import type { RecordedCall } from './recordedCall';
import type { ScriptedFault } from './scriptedFault';
import { errorBody, type ApiError, type Json } from './wireTypes';

/** The answering side of one request. */
export class Wire {
  private readonly requestId = `req_${hex()}`;

  constructor(
    private readonly response: ServerResponse,
    private readonly call: RecordedCall,
  ) {}

  json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.head(status, { 'content-type': 'application/json', ...headers });
    this.response.end(JSON.stringify(body));
  }

  text(status: number, contentType: string, body: string): void {
    this.head(status, { 'content-type': contentType });
    this.response.end(body);
  }

  error(error: ApiError, headers: Readonly<Record<string, string>> = {}): void {
    this.json(error.status, errorBody(error, this.requestId), headers);
  }

  fault(fault: ScriptedFault): void {
    switch (fault.kind) {
      case 'error': {
        const { status, type, message, errorCode, retryAfter, headers } = fault;
        const error = {
          status,
          type: type ?? ERROR_TYPES[status] ?? 'api_error',
          message: message ?? 'Scripted error',
          errorCode,
        };
        this.error(error, { ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }), ...headers });
        return;
      }
      case 'reset':
        this.response.socket?.resetAndDestroy();
        return;
      case 'nonsense': {
        this.text(200, fault.contentType, fault.body);
        return;
      }
      case 'redirect':
        this.head(307, { location: fault.location });
        this.response.end();
        return;
      case 'silence':
    }
  }

  async stream(events: readonly Json[], { beforeEvent, breaks }: ScriptedAnswer): Promise<void> {
    this.head(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    this.response.flushHeaders();
    for (const [place, event] of events.entries()) {
      await beforeEvent?.(place);
      if (breaks !== undefined && place >= breaks.afterEvents) {
        this.breakOff(breaks.how);
        return;
      }
      this.event(event);
    }
    this.response.end();
  }

  private breakOff(how: NonNullable<ScriptedAnswer['breaks']>['how']): void {
    switch (how) {
      case 'error-event':
        this.event(errorBody({ status: 529, type: 'overloaded_error', message: 'Overloaded' }, this.requestId));
        this.response.end();
        return;
      case 'ends':
        this.response.end();
        return;
      case 'reset':
        // After what was written has gone out: a reset would take it back.
        this.response.socket?.destroySoon();
        return;
      case 'nonsense':
        this.response.end('event: content_block_delta\ndata: {"type": "content_bl\n\n');
        return;
      case 'stalls':
    }
  }

  private event(event: Json): void {
    this.response.write(`event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  private head(status: number, headers: Readonly<Record<string, string>>): void {
    this.call.status = status;
    this.response.writeHead(status, {
      'request-id': this.requestId,
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': new Date(60_000).toISOString(),
      'anthropic-ratelimit-input-tokens-limit': '2000000',
      'anthropic-ratelimit-input-tokens-remaining': '1999000',
      'anthropic-ratelimit-output-tokens-limit': '400000',
      'anthropic-ratelimit-output-tokens-remaining': '399000',
      ...headers,
    });
  }
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};
