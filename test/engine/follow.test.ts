import assert from 'node:assert/strict';
import type { EngineClient } from '../../src/engine/engine';
import { isShown, toldAfter, type Told } from '../../src/extension/toldAfter';
import type { FollowResult } from '../../src/protocol/engineContract';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { createWritersHand } from './writersHand';

describe('A client that follows a script', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  it('knows after every change what is there, though it is sent only what differs', async () => {
    const uri = 'file:///followed';
    const hand = createWritersHand(77);
    let text = write(scenesOf(14), 'Followed');
    const { scriptId } = await on.sync(uri, text);
    const [often, seldom] = [
      follower(on.engine, scriptId),
      follower(
        on.connect(() => undefined),
        scriptId,
      ),
    ];
    assert.equal((await often.ask()).kind, 'whole');
    await on.analyze(scriptId);
    for (let step = 0; step < 50; step++) {
      text = hand.move(text).text;
      await on.sync(uri, text);
      if (hand.chance(15)) await on.analyze(scriptId);
      assert.notEqual((await often.ask()).kind, 'whole', `step ${step}`);
      const now = await anew();
      assert.deepEqual(often.known(), now, `step ${step}`);
      if (!hand.chance(9)) continue;
      await seldom.ask();
      assert.deepEqual(seldom.known(), now, `step ${step}, who asks seldom`);
    }
    assert.equal((await often.ask()).kind, 'unchanged');

    async function anew(): Promise<unknown> {
      // Another client is sent all of it.
      const whole = await on.connect(() => undefined).follow({ scriptId, known: null });
      assert.ok(whole.kind === 'whole');
      assert.deepEqual(whole.view, await on.engine.readScript(scriptId));
      assert.deepEqual(whole.status, await on.engine.readStatus(scriptId));
      return asSent({ view: whole.view, status: whole.status });
    }
  });

  it('knows what a view made of nothing before would say', async () => {
    const uri = 'file:///anew';
    const hand = createWritersHand(78);
    let text = write(scenesOf(12), 'Anew');
    const { scriptId } = await on.sync(uri, text);
    await on.analyze(scriptId);
    for (let step = 0; step < 6; step++) {
      for (let i = 0; i < 4; i++) {
        text = hand.move(text).text;
        await on.sync(uri, text);
        await on.engine.readScript(scriptId);
      }
      const known = await knownOf(scriptId);
      await on.engine.closeScript(uri, false);
      await on.sync(uri, text);
      assert.deepEqual(await knownOf(scriptId), known);
    }

    /** Artifacts are listed in the order in which they were made or read. */
    async function knownOf(scriptId: string): Promise<unknown> {
      const { artifacts, ...status } = await on.engine.readStatus(scriptId);
      const named = artifacts.map((one) => [`${one.kind} ${one.subject ?? ''}`, one] as const);
      return { view: await on.engine.readScript(scriptId), ...status, artifacts: new Map(named) };
    }
  });

  it('is sent little for a letter, and nothing that a view shows for the second one', async () => {
    const uri = 'file:///typed';
    const text = write(scenesOf(40), 'Typed');
    const { scriptId } = await on.sync(uri, text);
    await on.analyze(scriptId);
    const client = follower(on.engine, scriptId);
    const whole = await client.ask();
    await on.sync(uri, text.replace(' hums', ' hms'));
    const first = await client.ask();
    assert.ok(first.kind === 'changed' && isShown(first), 'a card is behind now');
    await on.sync(uri, text.replace(' hums', ' huums'));
    const second = await client.ask();
    assert.ok(second.kind === 'changed' && !isShown(second), JSON.stringify(second));
    assert.ok(sizeOf(second) * 100 < sizeOf(whole), `${sizeOf(second)} of ${sizeOf(whole)}`);
    await on.sync(uri, text);
    await client.ask();
    const again = await on.engine.readScript(scriptId);
    assert.deepEqual(
      again.scenes.flatMap(({ behind }) => behind),
      [],
      'undone, nothing is behind',
    );
    assert.deepEqual(client.known()?.view, asSent(again));
  });

  it('is sent everything where the engine does not remember what it knows', async () => {
    const { scriptId } = await on.sync('file:///unknown', write(scenesOf(3)));
    assert.equal((await on.engine.follow({ scriptId, known: 'of an engine that ended' })).kind, 'whole');
  });
});

interface Follower {
  ask(): Promise<FollowResult>;
  known(): Pick<Told, 'view' | 'status'> | null;
}

/** What the editor does with the answers, which cross a process. */
function follower(engine: Pick<EngineClient, 'follow'>, scriptId: string): Follower {
  let told: Told | null = null;
  return {
    ask: async () => {
      const answer = asSent(await engine.follow({ scriptId, known: told?.tag ?? null }));
      told = toldAfter(told, answer);
      return answer;
    },
    known: () => told && { view: told.view, status: told.status },
  };
}

function asSent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
