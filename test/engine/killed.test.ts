import assert from 'node:assert/strict';
import type { EngineConnection } from '../../src/client/engineConnection';
import { Failure } from '../../src/protocol/failure';
import { enginePids, enginesEnd } from '../harness/enginesEnd';
import { until } from '../harness/until';
import { sceneAt, scenesOf, write } from './draft';
import { engineClients } from './engineClients';
import { startEngineOnDisk, synced, wholeText } from './engineOnDisk';
import { checkOrder, checkStandingColumns } from './standingColumns';
import { storedScript } from './storedScript';

/** `npm run soak` has more. */
const ROUNDS = Number(process.env.WRITERSROOM_ROUNDS ?? 10);
/** So many rounds are on one memory. */
const ROUNDS_A_MEMORY = 10;
/** Scenes of the script that is analyzed meanwhile. */
const ANALYZED_SCENES = 120;

/** What a client knows of its own writing, outside of the engine. */
interface Written {
  readonly uri: string;
  /** The state that was acknowledged last, and the one that was sent last: that, or the next. */
  acknowledged: number;
  sent: number;
  /** Answers that were acknowledged as stored. */
  answers: number;
}

describe('kill -9 of the engine at any moment', function () {
  this.timeout(60_000 + ROUNDS * 30_000);
  const { newFolder, connect, cleanUp } = engineClients();
  afterEach(cleanUp);

  it('while it makes the memory: whoever waits for it gets the next one, and the memory is whole', async function () {
    if (process.platform !== 'linux') {
      console.log('      skipped: engines are found in /proc');
      this.skip();
    }
    for (let round = 0; round < Math.ceil(ROUNDS / 3); round++) {
      const folder = newFolder();
      const coming = connect(folder);
      const [pid = 0] = await until('an engine starts', () => enginePids(folder).length > 0 && enginePids(folder));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
      kill(pid);
      const client = await coming.catch((error: unknown) => {
        throw new Error(`round ${round}`, { cause: error });
      });
      // It may have been killed right after its welcome.
      const uri = `file:///made/${round}`;
      const again = await client.sync(wholeText(uri, text(0), 1)).catch(async () => {
        return (await connect(folder)).sync(wholeText(uri, text(0), 1));
      });
      assert.equal(synced(again).scenes.all, WINDOW);
    }
  });

  it('while clients write and a run goes on: it opens every time, all that was acknowledged is there, and nothing half', async () => {
    for (let first = 0; first < ROUNDS; first += ROUNDS_A_MEMORY) {
      const folder = newFolder();
      const writers = ['one', 'two'].map((name) => ({ uri: `file:///${name}`, acknowledged: 0, sent: 0, answers: 0 }));
      for (let round = first; round < Math.min(first + ROUNDS_A_MEMORY, ROUNDS); round++) {
        const present = round % 3 === 2 ? writers.slice(0, 1) : writers;
        const clients = await Promise.all(present.map(() => connect(folder)));
        const [runner] = clients;
        assert.ok(runner !== undefined);
        // Not right after an answer, or it would always be just after a commit; and not by the clock, which machines differ in.
        let untilKilled = Math.floor(Math.random() * 24);
        const step = (): void => {
          if (untilKilled-- === 0) setTimeout(() => kill(runner.info.pid), Math.random() * 60);
        };
        step();
        await Promise.all([
          analyzeOn(runner, step),
          ...present.map((written, at) => writeOn(clients[at] ?? runner, written, step)),
        ]);
      }
      assert.ok(writers.every(({ acknowledged }) => acknowledged > 0));
      await checkMemory(folder, writers);
    }
  });

  /** Until the engine is gone. */
  async function analyzeOn(client: EngineConnection, onStep: () => void): Promise<void> {
    await untilGone(async () => {
      const uri = 'file:///analyzed';
      const { scriptId } = synced(await client.sync(wholeText(uri, write(scenesOf(ANALYZED_SCENES)), 1)));
      for (;;) await client.analyze({ scriptId, remake: true }, { onProgress: onStep });
    });
  }

  async function writeOn(client: EngineConnection, written: Written, onStep: () => void): Promise<void> {
    await untilGone(async () => {
      const { uri, acknowledged } = written;
      if (acknowledged > 0) {
        // Each state has a scene that none before it had: what was lost would be new.
        const { scenes } = synced(await client.sync(wholeText(uri, text(acknowledged), acknowledged)));
        assert.equal(scenes.added, 0, `state ${acknowledged} of ${uri} was acknowledged`);
      }
      for (let state = acknowledged + 1; ; state++) {
        written.sent = state;
        const { scriptId } = synced(await client.sync(wholeText(written.uri, text(state), state)));
        written.acknowledged = state;
        onStep();
        if (state % 4 !== 0) continue;
        await client.ask({
          ...{ scriptId, conversationId: null, message: 'Who is in the first scene?', currentSceneId: null },
          ...{ intentHint: null, budgetTier: 'standard', remember: true },
        });
        written.answers++;
      }
    });
  }

  /** Looks into the tables themselves, with no engine on them but our own. */
  async function checkMemory(folder: string, writers: readonly Written[]): Promise<void> {
    await enginesEnd(folder);
    const on = await startEngineOnDisk(folder);
    try {
      for (const { uri, acknowledged, sent, answers } of writers) {
        const [script] = await on.rows<{ id: string; first: string }>(
          `SELECT s.id, c.heading AS first FROM scripts s JOIN scenes c ON c.script_id = s.id AND c.scene_index = 0
           WHERE s.uri = $1`,
          [uri],
        );
        assert.ok(script !== undefined, `${uri} is there`);
        const state = [acknowledged, sent].find((one) => headingOf(one) === script.first);
        assert.ok(
          state !== undefined,
          `${script.first} is state ${acknowledged} or ${sent}: ${headingOf(acknowledged)}`,
        );
        const stored = await storedScript(on, uri);
        const { scriptId } = await on.sync(`${uri}-beside`, text(state));
        assert.deepEqual(stored, await storedScript(on, `${uri}-beside`), 'what is stored is that state, and whole');
        assert.ok(scriptId !== script.id);
        const [talk] = await on.rows<{ answers: number }>(
          `SELECT count(*)::int AS answers FROM chat_messages m JOIN chat_conversations c ON c.id = m.conversation_id
           WHERE c.script_id = $1 AND m.role = 'assistant'`,
          [script.id],
        );
        assert.ok((talk?.answers ?? 0) >= answers, `${talk?.answers} of ${answers} answers`);
        await on.sync(uri, text(state));
        await checkOrder(on, script.id, WINDOW);
        await checkStandingColumns(on, script.id);
      }
      const { scriptId } = await on.sync('file:///analyzed', write(scenesOf(ANALYZED_SCENES)));
      await checkOrder(on, scriptId, ANALYZED_SCENES);
      await checkStandingColumns(on, scriptId);
      const unmade = await on.rows(
        `SELECT s.scene_id FROM scene_summaries s WHERE NOT EXISTS (
           SELECT FROM artifact_inputs i WHERE i.artifact_kind = 'card' AND i.artifact_id = s.id)`,
      );
      assert.deepEqual(unmade, [], 'no card without what it was made from');
      const { run, script } = await on.analyze(scriptId);
      assert.deepEqual([run.failed, script.state], [[], 'analyzed'], 'and the rest can be made');
    } finally {
      await on.engine.close();
    }
  }
});

/** How many scenes a text has that is written on: each state has one more at the end and one less at the start. */
const WINDOW = 8;

function text(state: number): string {
  return write(Array.from({ length: WINDOW }, (_, at) => ({ ...sceneAt(state + at), heading: headingOf(state + at) })));
}

function headingOf(state: number): string {
  return `INT. ROOM ${state} - DAY`;
}

async function untilGone(work: () => Promise<never>): Promise<void> {
  await assert.rejects(work(), (error: unknown) => {
    assert.ok(error instanceof Failure && error.code === 'engine-gone', String(error));
    return true;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was not the one that has the directory, and has ended.
  }
}
