import assert from 'node:assert/strict';
import { buildLexicalIndex } from '../../src/engine/chat/lexicalIndex';
import { likelyScenes, type LikelyScenes } from '../../src/engine/chat/likelyScenes';
import { searchable } from './lampScript';

function likely(question: string, script: string): LikelyScenes {
  const scenes = searchable(script);
  return likelyScenes({ question, scenes, index: buildLexicalIndex(scenes), vectorRanking: [] });
}

const body = [
  'Gulls over the sheds.',
  'IDA finds the walnut press under a sheet and lifts it.',
  'She carries it out, one hand bleeding.',
  'A tram goes by. Nobody is in it.',
  'OTTO counts coins.',
];
const script = body.map((text, at) => `INT. ROOM ${'ABCDE'[at] ?? ''} - DAY\n\n${text}`).join('\n\n');

describe('The scenes where a question is likely to be answered', () => {
  it('begin with those that have its words, then those beside them', () => {
    const { ids } = likely('Who lifts the walnut press?', script);
    assert.equal(ids[0], 's1');
    assert.ok(ids.indexOf('s2') < (ids.includes('s4') ? ids.indexOf('s4') : 99), ids.join(' '));
    assert.ok(ids.includes('s0') && ids.includes('s2'));
  });

  it('have near the front what full-text search alone would put first, whatever search takes for a filter', () => {
    const { ids } = likely('After the walnut press, who counts coins in a room?', script);
    assert.ok(ids.slice(0, 2).includes('s4') && ids.slice(0, 3).includes('s1'), ids.join(' '));
  });

  it('tell which words were looked for, rare ones more, frame words not at all', () => {
    const { words } = likely('Who lifts the walnut press in the room?', script);
    assert.ok((words.get('walnut') ?? 0) > (words.get('room') ?? 0));
    assert.ok(!words.has('the') && !words.has('who'));
  });
});
