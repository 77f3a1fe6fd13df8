import assert from 'node:assert/strict';
import type { EngineConnection } from '../../src/client/engineConnection';
import type { ConversationChanged } from '../../src/protocol/engineContract';
import { until } from '../harness/until';
import { engineClients } from './engineClients';

const TEXT = 'INT. MILL - DAY\n\nThe wheel stands still.\n\nNELL\nNo water.\n';

describe('A conversation that two windows have open', () => {
  const { connect, newFolder, cleanUp } = engineClients();
  let here: EngineConnection;
  let there: EngineConnection;
  let scriptId: string;
  const heardHere: ConversationChanged[] = [];
  const heardThere: ConversationChanged[] = [];
  before(async () => {
    const folder = newFolder();
    here = await connect(folder);
    there = await connect(folder);
    here.onConversationChanged((event) => heardHere.push(event));
    there.onConversationChanged((event) => heardThere.push(event));
    const text = { kind: 'whole', text: TEXT } as const;
    const synced = await here.sync({
      uri: 'file:///two/mill.fountain',
      format: 'fountain',
      name: 'mill',
      version: 1,
      text,
    });
    assert.ok(synced.kind === 'synced');
    ({ scriptId } = synced);
  });
  after(cleanUp);

  const ask = (by: EngineConnection, conversationId: string | null, remember = true) =>
    by.ask({
      ...{ scriptId, conversationId, message: 'Who speaks in scene 1?', currentSceneId: null },
      ...{ intentHint: null, budgetTier: 'quick', remember },
    });

  it('is told to the other window, and not to the one that did it', async () => {
    const { conversationId } = await ask(here, null);
    await ask(there, conversationId);
    await here.renameConversation({ scriptId, conversationId, title: 'The mill' });
    await here.archiveConversation({ scriptId, conversationId, archived: true });
    await ask(here, null, false);
    await here.deleteConversation({ scriptId, conversationId });
    const changed = { scriptId, conversationId, deleted: false };
    await until('the other window has heard all', () => heardThere.length >= 4);
    assert.deepEqual(heardThere, [changed, changed, changed, { ...changed, deleted: true }]);
    await until('this window has heard of the other one', () => heardHere.length > 0);
    assert.deepEqual(heardHere, [changed]);
  });

  it('has both questions, each with its answer, when both ask at once', async () => {
    const { conversationId } = await ask(here, null);
    await Promise.all([here, there, here, there].map((by) => ask(by, conversationId)));
    const stored = await there.readConversation({ scriptId, conversationId });
    assert.deepEqual(
      stored?.messages.map(({ role }) => role),
      Array.from({ length: 5 }, () => ['user', 'assistant']).flat(),
    );
  });
});
