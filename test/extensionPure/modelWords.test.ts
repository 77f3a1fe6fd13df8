import assert from 'node:assert/strict';
import { createApiKeys } from '../../src/extension/models/apiKeys';
import { createConsents } from '../../src/extension/models/consents';
import { failureButton } from '../../src/extension/models/failureButton';
import { ledgerText } from '../../src/extension/models/ledgerText';
import { markedText, whyNeverSent } from '../../src/extension/models/markedText';
import { pricesFrom } from '../../src/extension/models/pricesFrom';
import { Failure } from '../../src/protocol/failure';
import { ledgerDays, type LedgerCall } from '../../src/story/ledger';
import { MODEL_FAILURE_CODES } from '../../src/story/modelMessage';
import { NOTHING_MARKED } from '../../src/story/neverSend';

/** Secrets as the editor keeps them. */
function secrets(): { stored: Map<string, string>; storage: Parameters<typeof createApiKeys>[0] } {
  const stored = new Map<string, string>();
  return {
    stored,
    storage: {
      get: (name) => Promise.resolve(stored.get(name)),
      store: (name, value) => Promise.resolve(void stored.set(name, value)),
      delete: (name) => Promise.resolve(void stored.delete(name)),
      onDidChange: () => {
        throw new Error('Nobody listens here.');
      },
    },
  };
}

describe('Keys', () => {
  it('are read for the origin they were stored for, and for no other', async () => {
    const { stored, storage } = secrets();
    const keys = createApiKeys(storage);
    await keys.set({ origin: 'https://one.example', key: 'sk-one' });
    assert.deepEqual(await keys.get('https://one.example'), { origin: 'https://one.example', key: 'sk-one' });
    assert.equal(await keys.get('https://two.example'), null);
    const [name, value] = [...stored].find(([, one]) => one.includes('sk-one')) ?? [];
    stored.set((name ?? '').replace('one', 'two'), value ?? '');
    assert.equal(await keys.get('https://two.example'), null, 'the secret says where it belongs');
    assert.deepEqual(await keys.origins(), ['https://one.example']);
    await keys.remove('https://one.example');
    assert.deepEqual([await keys.get('https://one.example'), await keys.origins()], [null, []]);
  });
});

describe('An agreement to send', () => {
  it('is for one script and these recipients', async () => {
    const kept = new Map<string, unknown>();
    const consents = createConsents({
      get: (name: string) => kept.get(name) as never,
      update: (name, value) => Promise.resolve(void kept.set(name, value)),
    });
    assert.equal(consents.has('a', ['Anthropic']), false);
    await consents.add('a', ['Anthropic']);
    assert.equal(consents.has('a', ['Anthropic']), true);
    assert.equal(consents.has('a', ['Anthropic', 'the editor (copilot)']), false);
    assert.equal(consents.has('b', ['Anthropic']), false);
  });
});

describe('The button of a failure', () => {
  const label = (code: Failure['code'], retryable = false): string =>
    failureButton(new Failure(code, '', retryable), true).label;

  it('does what helps', () => {
    assert.deepEqual(
      (['model-key-wrong', 'model-unknown', 'model-limit-reached', 'model-nonsense'] as const).map((code) =>
        label(code),
      ),
      ['Set API Key…', 'Choose Model…', 'Open Settings', 'Show Log'],
    );
    assert.equal(label('model-busy', true), 'Try Again');
    assert.equal(failureButton(new Failure('model-busy', '', true), false).label, 'Show Log');
  });

  it('is there for every failure of a model', () => {
    for (const code of MODEL_FAILURE_CODES) assert.notEqual(label(code, true), '', code);
  });
});

describe('The AI ledger as a document', () => {
  const call: LedgerCall = {
    id: 'one',
    at: new Date(2026, 10, 26, 9, 5, 7).toISOString(),
    purpose: 'card',
    subject: '12 INT. BAR | GRILL - NIGHT',
    provider: 'anthropic',
    model: 'claude-haiku-5-5',
    origin: 'https://api.anthropic.com',
    scenes: [
      { id: 'a', label: '12', heading: 'INT. BAR | GRILL - NIGHT' },
      { id: 'b', label: null, heading: null },
    ],
    usage: { input: 1000, output: 80, cacheWrite: 0, cacheRead: 400 },
    costUsd: 0.0202,
    reservedUsd: 0.05,
    status: 'complete',
    failureCode: null,
    latencyMs: 900,
  };

  it('says what was sent, when, why, to whom, at what price', () => {
    const calls = [{ ...call, id: 'two', costUsd: null, status: 'failed' as const, failureCode: 'model-busy' }, call];
    const text = ledgerText({ title: 'Lighthouse', calls, days: ledgerDays(calls) });
    const rows = text.split('\n').filter((line) => line.startsWith('| 2026'));
    assert.deepEqual(rows, [
      '| 2026-11-26 | 2 requests | 2,800 | 160 | $0.02 and 1 request at an unknown price |',
      '| 2026-11-26 09:05:07 | scene card: 12 INT. BAR \\| GRILL - NIGHT | claude-haiku-5-5 · https://api.anthropic.com | 12, 1 no longer in the script | 1,400 | 80 | unknown | failed (model-busy) |',
      '| 2026-11-26 09:05:07 | scene card: 12 INT. BAR \\| GRILL - NIGHT | claude-haiku-5-5 · https://api.anthropic.com | 12, 1 no longer in the script | 1,400 | 80 | $0.02 | answered |',
    ]);
  });

  it('says that nothing was sent', () => {
    assert.match(ledgerText({ title: 'Lighthouse', days: [], calls: [] }), /Nothing of this script was ever sent/);
  });
});

describe('What is marked never to be sent', () => {
  it('is said with its reason', () => {
    const folder = { ...NOTHING_MARKED, folders: ['file:///drafts/top%20secret'] };
    assert.equal(markedText(folder), 'Nothing of it is ever sent: the folder top secret is marked.');
    assert.equal(whyNeverSent(folder, 'a'), 'Never sent to a model, because the folder top secret is marked.');
    const scene = { ...NOTHING_MARKED, sceneIds: ['a'] };
    assert.equal(markedText(scene), '1 scene of it is never sent.');
    assert.deepEqual([whyNeverSent(scene, 'b'), whyNeverSent(scene, 'a') !== null], [null, true]);
    assert.equal(markedText(NOTHING_MARKED), 'Nothing of it is marked.');
  });
});

describe('Prices in the settings', () => {
  it('count where they are prices', () => {
    const read = pricesFrom({ 'server/a': { input: 1, output: 4 }, 'server/b': { input: 'free' }, 'server/c': null });
    assert.deepEqual(Object.keys(read), ['server/a']);
    assert.deepEqual([read['server/a']?.input, read['server/a']?.output, read['server/a']?.cacheRead], [1, 4, 1]);
    assert.deepEqual(pricesFrom(undefined), {});
  });
});
