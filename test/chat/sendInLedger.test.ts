import assert from 'node:assert/strict';
import type { ChatCall, ChatLedger } from '../../src/engine/chat/chatModels';
import { sendInLedger } from '../../src/engine/chat/sendInLedger';
import type { TextModel } from '../../src/models/textModel';
import type { ModelEvent, ModelFailureData, ModelOutcome } from '../../src/story/modelMessage';
import { requestOf } from '../models/messagesFixtures';
import { scriptedInfo } from '../models/scriptedModel';

const CALL: ChatCall = { purpose: 'chat', scriptId: 's', subject: 'c', sceneIds: [], request: requestOf() };

const busy = (retryAfterMs: number | null): ModelFailureData => ({
  ...{ code: 'model-busy', message: 'It is busy.', retryable: true, retryAfterMs },
});

const outcomeOf = (ended: ModelOutcome['ended'], words = ''): ModelOutcome => ({
  ended,
  content: words === '' ? [] : [{ kind: 'text', text: words }],
  usage: words === '' ? null : { input: 10, output: 1, cacheWrite: 0, cacheRead: 0 },
  origin: 'https://scripted.invalid',
  latencyMs: 1,
});
const failed = (failure: ModelFailureData, words = ''): ModelOutcome => outcomeOf({ kind: 'failed', failure }, words);
const DONE = outcomeOf({ kind: 'complete', stopReason: 'end' }, 'The widow did.');

/** Sends against these outcomes, one a time; every wait is over at once. */
async function send(outcomes: readonly ModelOutcome[], stop = new AbortController()) {
  const waits: number[] = [];
  const events: ModelEvent[] = [];
  const rows: string[] = [];
  let sent = 0;
  const model: TextModel = {
    info: scriptedInfo(),
    countTokens: () => Promise.resolve(null),
    generate: () => Promise.resolve(outcomes[sent++] ?? DONE),
  };
  const ledger: ChatLedger = {
    begin: () => Promise.resolve(`row ${sent + 1}`),
    end: (id, { ended }) => {
      rows.push(`${id ?? ''} ${ended.kind}`);
      return Promise.resolve(0.5);
    },
  };
  const result = await sendInLedger({ model, ledger }, CALL, {
    signal: stop.signal,
    onEvent: (event) => events.push(event),
    clock: {
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    },
  });
  return { result, waits, events, rows, sent };
}

describe('A request of the chat that fails for a reason that passes', () => {
  it('goes again after the wait that is asked for, says so, and each time has a row of its own', async () => {
    const { result, waits, events, rows } = await send([failed(busy(7_000)), DONE]);
    assert.equal(result.outcome, DONE);
    assert.deepEqual(waits, [7_000]);
    assert.deepEqual(events, [{ kind: 'waiting', ms: 7_000, code: 'model-busy', message: 'It is busy.' }]);
    assert.deepEqual(rows, ['row 1 failed', 'row 2 complete']);
    assert.deepEqual([result.callId, result.costUsd], ['row 2', 1]);
  });

  it('goes at most twice more, after a longer wait each time, however short a one is asked for', async () => {
    for (const asked of [null, 0, 300]) {
      const { result, waits, sent } = await send([failed(busy(asked)), failed(busy(asked)), failed(busy(asked)), DONE]);
      assert.equal(result.outcome.ended.kind, 'failed');
      assert.equal(sent, 3);
      const [first = 0, second = 0] = waits;
      assert.ok(first > 0 && second > first, `${String(asked)}: ${waits.join()}`);
    }
  });

  it('does not go again where that would be long, would not help, or where an answer had begun', async () => {
    const wrongKey: ModelFailureData = { ...busy(null), code: 'model-key-wrong', retryable: false };
    for (const outcome of [failed(busy(7_200_000)), failed(wrongKey), failed(busy(5), 'The wid')]) {
      const { result, sent } = await send([outcome]);
      assert.deepEqual([result.outcome, sent], [outcome, 1]);
    }
  });

  it('is stopped, and no failure, where the writer stops it while it waits', async () => {
    const stop = new AbortController();
    stop.abort();
    const { result, sent } = await send([failed(busy(5))], stop);
    assert.deepEqual([result.outcome.ended.kind, sent], ['stopped', 1]);
  });
});
