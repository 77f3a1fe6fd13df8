import assert from 'node:assert/strict';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel } from '../models/scriptedModel';
import { scenesOf, write } from '../engine/draft';
import { startEngineOnDisk, type EngineOnDisk } from '../engine/engineOnDisk';
import { SCRIPTED, scriptedChatModel, sentText } from './scriptedChatModel';

/** In other words than the page has: nothing in the script tells that they are secret. */
const TOLD = 'smuggling';

describe('What was made of a scene before a part of it was split off and marked never to be sent', () => {
  let on: EngineOnDisk;
  let scriptId: string;
  const uri = 'file:///split/behind.fountain';
  const five = scenesOf(95).slice(90);
  const vault = {
    heading: 'INT. VAULT - NIGHT',
    paragraphs: [
      'Wanda counts the bonds under a single swinging bulb.',
      'WANDA\nThe count is right this time, and the lamp is steady.',
      'Pell warms his hands over the basin and looks at the door.',
      'PELL\nThe harbour master knows about the second boat and the crates in it.',
    ],
  };
  const whole = write([...five, vault]);
  const open = { ...vault, paragraphs: vault.paragraphs.slice(0, 3) };
  const secret = { heading: 'INT. BASEMENT - LATER', paragraphs: vault.paragraphs.slice(3) };

  const sceneId = async (heading: string): Promise<string> =>
    (await on.engine.readScript(scriptId)).scenes.find((scene) => scene.heading === heading)?.id ?? '';
  const analyze = (kinds: readonly ('card' | 'outline' | 'thread')[]) => {
    const teller = scriptedModel(({ system, turns }) => {
      const sent = JSON.stringify(turns);
      const isTold = sent.includes('harbour master') || sent.includes(TOLD);
      return { text: JSON.stringify({ text: `${system} ${isTold ? `${TOLD}.` : 'Nothing much.'}` }) };
    });
    const models = { cards: 'scripted/one', story: 'scripted/one' };
    return on.analyze(scriptId, { models, kinds: [...kinds], openModel: () => Promise.resolve(teller) });
  };
  /** All that goes out for a question in every tier, with every tool. */
  const sent = async (): Promise<{ text: string; reasons: string[] }> => {
    const tools = [
      { name: 'get_scene', input: { scene: '6' } },
      { name: 'get_outline', input: {} },
      { name: 'get_plot_threads', input: {} },
      { name: 'get_relationships', input: {} },
      { name: 'get_character', input: { name: 'WANDA' } },
      { name: 'get_character_scenes', input: { name: 'WANDA' } },
    ];
    const texts: string[] = [];
    const reasons: string[] = [];
    for (const budgetTier of ['quick', 'standard', 'deep'] as const) {
      const model = scriptedChatModel((_, call) => (call === 0 ? { tools } : 'Done.'));
      const { contextUsed } = await on.engine.ask(
        {
          ...{ scriptId, conversationId: null, message: 'What does WANDA do in the vault?', model: SCRIPTED },
          ...{ currentSceneId: null, intentHint: null, budgetTier, remember: false },
        },
        { models: model.models },
      );
      texts.push(...model.requests.map(sentText));
      reasons.push(...contextUsed.cut.map(({ name, reason }) => `${name}: ${reason}`));
    }
    return { text: texts.join('\n'), reasons };
  };

  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
    ({ scriptId } = await on.sync(uri, whole));
  });
  after(() => on.remove());

  it('does not go out while it is behind', async () => {
    await analyze(['card', 'outline', 'thread']);
    const free = await sent();
    assert.ok(free.text.includes(`Outline. ${TOLD}`) && free.text.includes(`Threads. ${TOLD}`));
    await on.sync(uri, write([...five, open, secret]));
    assert.ok((await sent()).text.includes(TOLD), 'nothing is marked yet');
    const target = { kind: 'scene', sceneId: await sceneId(secret.heading) } as const;
    await on.engine.markNeverSend({ scriptId, on: true, target });
    const { text, reasons } = await sent();
    assert.ok(!text.includes(TOLD));
    assert.ok(text.includes('The count is right this time'), 'the scene itself is sent');
    const why = 'behind, and may repeat what is marked never to be sent';
    for (const what of ['outline', 'threads', 'card of 6']) assert.ok(reasons.includes(`${what}: ${why}`), what);
  });

  it('nor what the marked words were told to before, once they are cut', async () => {
    await on.sync(uri, write([...five, open]));
    assert.ok(!(await sent()).text.includes(TOLD));
    await on.sync(uri, write([...five, open, secret]));
  });

  it('goes out again when it is made anew', async () => {
    await analyze(['card', 'outline', 'thread']);
    const { text, reasons } = await sent();
    assert.ok(text.includes('Outline. Nothing much.') && !text.includes(TOLD));
    assert.deepEqual(
      reasons.filter((reason) => reason.includes('may repeat')),
      [],
    );
  });
});
