import assert from 'node:assert/strict';
import type { ModelRequest } from '../../src/story/modelMessage';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { roomScript, thingOf } from './roomScript';
import { scriptedChatModel, type ScriptedReply } from './scriptedChatModel';

function resultsOf(request: ModelRequest | undefined): string[] {
  return (request?.turns ?? [])
    .flatMap(({ content }) => content)
    .flatMap((block) => (block.kind === 'tool-result' ? block.content : []))
    .flatMap((block) => (block.kind === 'text' ? [block.text] : []));
}

const search = (query: string, more: object = {}): ScriptedReply => ({
  tools: [{ name: 'search_script', input: { query, ...more } }],
});

describe('A search by the model', () => {
  let room: ModelRoom;
  before(async () => {
    const tail = Array.from({ length: 60 }, (_, at) => `Somebody counts the chairs again and gets to ${at}.`);
    const secret = 'Behind the zinc bath hangs a quill cormorant.';
    tail.splice(40, 0, secret);
    room = await openModelRoom(`${roomScript(30)}\nINT. LONG STORE - NIGHT\n\n${tail.join('\n\n')}\n`);
  });
  after(() => room.close());

  it('gives the lines that match in script order, and which scenes fit best', async () => {
    const model = scriptedChatModel((_, call) =>
      call === 0 ? search(`${thingOf(20)} ${thingOf(3)}`, { limit: 3 }) : 'There.',
    );
    await room.ask(model, 'What is marked never to leave?');
    const [found = ''] = resultsOf(model.requests[1]);
    assert.ok(found.includes('[S21]') && found.includes(`The ${thingOf(3)} was never yours to sell`), found);
    const labels = [...found.matchAll(/^\[S(\d+)\]/gmu)].map(([, label]) => Number(label));
    assert.deepEqual(
      labels,
      [...labels].sort((a, b) => a - b),
    );
    assert.match(found, /Best first: \[S4\]/u);
  });

  it('spends nothing on what the model has in full, and names what it has not read', async () => {
    const model = scriptedChatModel((_, call) => (call === 0 ? search(thingOf(5)) : 'There.'));
    const answer = await room.ask(model, `Who has the ${thingOf(5)}?`);
    assert.ok(answer.contextUsed.scenesAsText.includes(5));
    const found = resultsOf(model.requests[1]).join('\n');
    assert.match(found, /\[S6\] .*\(you have this scene in full\)/u);
    assert.doesNotMatch(found, /Best first:.*\[S6\]/u);
    assert.ok(!found.includes(`The ${thingOf(5)}`));
  });

  it('finds the lines of a scene that is too long to be read whole', async () => {
    const model = scriptedChatModel((_, call) =>
      call === 0
        ? search('quill cormorant')
        : call === 1
          ? { tools: [{ name: 'get_scene', input: { scene: '31' } }] }
          : 'Behind the bath.',
    );
    await room.ask(model, 'Where is MARA?', { budgetTier: 'quick' });
    const [, read = ''] = resultsOf(model.requests[2]);
    assert.ok(read.includes('Behind the zinc bath hangs a quill cormorant.') && read.includes('…'), read);
    assert.ok(!read.includes('gets to 0.'));
  });
});
