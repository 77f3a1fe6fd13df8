import assert from 'node:assert/strict';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { scriptedChatModel, sentText } from './scriptedChatModel';

const LINE = 'The copper-barometer was never yours to sell';

describe('An edit that a model proposes', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  /** What the model is told of its edit, and how many proposals the writer sees. */
  const proposed = async (by: string, old = LINE): Promise<{ told: string; proposals: number }> => {
    let told = '';
    const model = scriptedChatModel((request, call) => {
      if (call === 0) {
        return { tools: [{ name: 'propose_edit', input: { scene: '1', edits: [{ old, new: by }], note: '' } }] };
      }
      told = sentText(request);
      return 'So.';
    });
    const { proposals } = await room.ask(model, 'Rewrite this line.', { currentSceneId: room.sceneId('1') });
    return { told, proposals: proposals.length };
  };

  it('is shown with what it does to the scene, which the model is told too', async () => {
    const { told, proposals } = await proposed('It was mine.\n\nEXT. PIER - DAY\n\nSun');
    assert.equal(proposals, 1);
    assert.match(told, /may take it or not\. Adds 1 scene heading: the scene becomes two\./u);
  });

  it('is not shown where the page reads the same with it, or what follows would be lost', async () => {
    const same = await proposed(`The copper-barometer  was\u200b never yours to sell`);
    assert.equal(same.proposals, 0);
    assert.match(same.told, /The edit changes nothing\./u);
    const open = await proposed('Mine /*');
    assert.equal(open.proposals, 0);
    assert.match(open.told, /what follows would be lost/u);
  });

  it('ends as the scene ended, whatever the blank lines that come with it or are left by it', async () => {
    const last = 'Jonas turns the copper-barometer over. Underneath, a number is scratched: 100.';
    const rewritten = async (edit: { old: string; new: string }) => {
      const input = { scene: '1', edits: [edit], note: '' };
      const model = scriptedChatModel((_, call) => (call === 0 ? { tools: [{ name: 'propose_edit', input }] } : 'So.'));
      const { proposals } = await room.ask(model, 'Rewrite.', { currentSceneId: room.sceneId('1') });
      assert.equal(proposals.length, 1);
      return proposals[0] ?? assert.fail();
    };
    const shorter = await rewritten({ old: last, new: '' });
    assert.equal(shorter.after, shorter.before.replace(`${last}\n\n`, ''));
    const whole = await rewritten({ old: shorter.before, new: 'INT. TIDE OFFICE - DAWN\r\n\r\nSun.' });
    assert.equal(whole.after.trimStart(), 'INT. TIDE OFFICE - DAWN\n\nSun.\n\n');
  });

  it('has no character that nobody can see', async () => {
    const model = scriptedChatModel((_, call) =>
      call === 0
        ? {
            tools: [
              {
                name: 'propose_edit',
                input: { scene: '1', edits: [{ old: LINE, new: 'It \u202ewas\u0000 mine' }], note: 'Sho\u202erter' },
              },
            ],
          }
        : 'So.',
    );
    const { proposals } = await room.ask(model, 'Rewrite.', { currentSceneId: room.sceneId('1') });
    assert.deepEqual(
      proposals.map(({ after, before, note }) => [after === before.replace(LINE, 'It was mine'), note]),
      [[true, 'Shorter']],
    );
  });
});
