import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { estimateRequestTokens } from '../../src/models/requestTokens';
import type { TextModel } from '../../src/models/textModel';
import { BUDGET_TIERS } from '../../src/story/chatMessage';
import { root } from '../harness/root';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { prefixBlocks, SCRIPTED, scriptedChatModel } from './scriptedChatModel';

/** What a model that counts as others do reports, by our count: never twice the same. */
const REPORTED = [1.36, 1.41, 1.33, 1.38, 1.42, 1.32];

const QUESTIONS = [
  'Who is Goran?',
  'Where is the dog?',
  'What does Mina want?',
  'Who rings the bell?',
  'Who is June?',
  'Why?',
];

describe('What is cached of a script', () => {
  let room: ModelRoom;
  before(async () => {
    const sample = readFileSync(path.join(root, 'media', 'ring-for-ferry.fountain'), 'utf8');
    room = await openModelRoom(sample, 'file:///room/steady.fountain');
  });
  after(() => room.close());

  for (const budgetTier of BUDGET_TIERS) {
    it(`stays the same while it is learned how the model counts: ${budgetTier}`, async () => {
      const count = createTokenCounter();
      const scripted = scriptedChatModel(() => 'Yes [S1].');
      const { model } = await scripted.models.open(SCRIPTED, new AbortController().signal);
      let answered = 0;
      const teller: TextModel = {
        ...model,
        info: { ...model.info, model: `teller-${budgetTier}` },
        generate: async (request, options) => {
          const outcome = await model.generate(request, options);
          const input = Math.round(
            estimateRequestTokens(request, count) * (REPORTED[answered++ % REPORTED.length] ?? 1),
          );
          return { ...outcome, usage: { input, output: 10, cacheWrite: 0, cacheRead: 0 } };
        },
      };
      for (const message of QUESTIONS) {
        await room.on.engine.ask(
          {
            ...{ scriptId: room.scriptId, conversationId: null, message, model: SCRIPTED, currentSceneId: null },
            ...{ intentHint: null, budgetTier, remember: false },
          },
          { openModel: () => Promise.resolve(teller) },
        );
      }
      const factors = await room.on.rows<{ factor: number }>(
        'SELECT token_factor AS factor FROM model_calibration WHERE model = $1',
        [`teller-${budgetTier}`],
      );
      assert.ok((factors[0]?.factor ?? 1) > 1.2, 'it was learned');
      const stable = scripted.requests.map((request) => prefixBlocks(request)[1]);
      assert.equal(stable.length, QUESTIONS.length);
      assert.deepEqual(new Set(stable).size, 1);
    });
  }
});
