import { hex } from './hex';
import type { RecordedCall } from './recordedCall';
import type { Wire } from './wire';
import { errorBody, isObject, type ApiError, type Json } from './wireTypes';

type BatchAnswer =
  { readonly kind: 'message'; readonly message: Json } | { readonly kind: 'error'; readonly error: ApiError };

interface Batch {
  readonly id: string;
  readonly createdAt: number;
  readonly requests: readonly { readonly custom_id: string; readonly params: unknown }[];
  readonly results: Map<string, Json>;
  canceled: boolean;
  endedAt: number | null;
  readonly call: RecordedCall;
}

/** Message batches: taken at once, made when `finish` is called, at half the price. */
export function createBatches(now: () => number) {
  const kept = new Map<string, Batch>();
  let answer: (call: RecordedCall, body: unknown) => Promise<BatchAnswer> = () =>
    Promise.reject(new Error('no script'));

  const told = (batch: Batch, origin: string): Json => {
    const types = [...batch.results.values()].map(({ type }) => type);
    const counted = (type: string) => types.filter((one) => one === type).length;
    const ended = batch.endedAt !== null;
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: ended ? 'ended' : batch.canceled ? 'canceling' : 'in_progress',
      request_counts: {
        processing: ended ? 0 : batch.requests.length,
        succeeded: counted('succeeded'),
        errored: counted('errored'),
        canceled: counted('canceled'),
        expired: 0,
      },
      created_at: new Date(batch.createdAt).toISOString(),
      expires_at: new Date(batch.createdAt + 24 * 3_600_000).toISOString(),
      ended_at: batch.endedAt === null ? null : new Date(batch.endedAt).toISOString(),
      cancel_initiated_at: batch.canceled ? new Date(batch.createdAt).toISOString() : null,
      archived_at: null,
      results_url: ended ? `${origin}/v1/messages/batches/${batch.id}/results` : null,
    };
  };

  return {
    answerBy(by: typeof answer): void {
      answer = by;
    },

    serve(call: RecordedCall, wire: Wire, origin: string): void {
      const [, id, action] = /^\/v1\/messages\/batches(?:\/([^/]+)(?:\/(results|cancel))?)?$/.exec(call.path) ?? [];
      if (id === undefined) {
        if (call.method !== 'POST') {
          wire.json(200, {
            data: [...kept.values()].map((one) => told(one, origin)),
            has_more: false,
            first_id: null,
            last_id: null,
          });
          return;
        }
        const requests = call.body?.requests;
        const ids = Array.isArray(requests)
          ? requests.map((one: unknown) => (isObject(one) ? one.custom_id : null))
          : [];
        const bad =
          ids.length === 0 || ids.some((one) => typeof one !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(one));
        if (bad || new Set(ids).size < ids.length) {
          wire.error({
            status: 400,
            type: 'invalid_request_error',
            message: 'requests: custom_id must be unique',
          });
          return;
        }
        const batch: Batch = {
          id: `msgbatch_${hex()}`,
          createdAt: now(),
          requests: requests as Batch['requests'],
          results: new Map(),
          canceled: false,
          endedAt: null,
          call,
        };
        kept.set(batch.id, batch);
        wire.json(200, told(batch, origin));
        return;
      }
      const batch = kept.get(id);
      if (batch === undefined) {
        wire.error({ status: 404, type: 'not_found_error', message: `batch: ${id}` });
        return;
      }
      if (action === 'cancel') {
        batch.canceled = batch.endedAt === null;
        wire.json(200, told(batch, origin));
        return;
      }
      if (action !== 'results') {
        wire.json(200, told(batch, origin));
        return;
      }
      if (batch.endedAt === null) {
        wire.error({ status: 404, type: 'not_found_error', message: 'results are not yet available' });
        return;
      }
      // In the order in which they were done, which is not the one in which they were asked for.
      const lines = [...batch.results].toReversed().map(([custom_id, result]) => JSON.stringify({ custom_id, result }));
      wire.text(200, 'application/x-jsonl', lines.map((line) => `${line}\n`).join(''));
    },

    async finish(): Promise<void> {
      for (const batch of kept.values()) {
        if (batch.endedAt !== null) continue;
        let costUsd = 0;
        for (const { custom_id, params } of batch.requests) {
          if (batch.canceled) {
            batch.results.set(custom_id, { type: 'canceled' });
            continue;
          }
          const made = await answer(batch.call, params);
          if (made.kind === 'message') costUsd += batch.call.costUsd;
          batch.results.set(
            custom_id,
            made.kind === 'message'
              ? { type: 'succeeded', message: made.message }
              : { type: 'errored', error: errorBody(made.error, '') },
          );
        }
        batch.call.costUsd = costUsd;
        batch.endedAt = now();
      }
    },
  };
}
