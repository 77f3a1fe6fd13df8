import assert from 'node:assert/strict';
import fc from 'fast-check';
import { searchResultSchema, type SearchResult } from '../../src/story/searchResult';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('A search answers from the text as it is now', () => {
  let on: EngineOnDisk;
  let scriptId: string;
  const uri = 'file:///search/script';
  const text = `Everything begins with a violet parasol.\n\n${write(scenesOf(20))}`;
  before(async () => {
    on = await startEngineOnDisk();
    ({ scriptId } = await on.sync(uri, text));
  });
  after(() => on.remove());

  const search = async (query: string, limit = 10): Promise<SearchResult['results']> =>
    searchResultSchema.strict().parse(await on.engine.search({ scriptId, query, limit })).results;

  it('makes the vectors that are missing, and nothing else', async () => {
    await search('lantern');
    const { artifacts } = await on.engine.readStatus(scriptId);
    assert.equal(artifacts.length, 21, 'twenty scenes and the words before them');
    assert.ok(artifacts.every(({ kind }) => kind === 'embedding'));
  });

  it('gives the best first, no scene twice, no more than asked for, each with a line that stands there', async () => {
    const lines = text.split('\n');
    const { scenes } = await on.engine.readScript(scriptId);
    for (const query of ['lantern', 'where is the ledger', 'ADA', 'night', 'burns']) {
      const results = await search(query, 5);
      assert.ok(results.length <= 5);
      assert.equal(new Set(results.map(({ sceneId }) => sceneId)).size, results.length, query);
      for (const [at, { score, quote, line, index, label, heading, sceneId }] of results.entries()) {
        assert.ok(score <= (results[at - 1]?.score ?? Infinity), `${query}: best first`);
        if (quote !== null) assert.ok(lines[line - 1]?.includes(quote), `${query}: line ${line} reads ${quote}`);
        const scene = index === null ? null : scenes[index];
        assert.deepEqual([label, heading], [scene?.label ?? '', scene?.heading ?? '']);
        if (scene !== null) assert.equal(sceneId, scene?.id);
      }
    }
  });

  it('finds words that only one scene has', async () => {
    const { scenes } = await on.engine.readScript(scriptId);
    for (const index of [0, 7, 19]) {
      const mark = /A?\b([a-z]+ter) hums/.exec(scenesOf(20)[index]?.paragraphs[0] ?? '')?.[1] ?? '';
      assert.equal((await search(mark))[0]?.index, index, `${mark} is in ${scenes[index]?.label ?? ''}`);
    }
  });

  it('finds words before the first scene', async () => {
    const [found] = await search('violet parasol');
    assert.deepEqual([found?.index, found?.line], [null, 1]);
  });

  it('finds a sentence the moment it is written, and no longer once it is deleted', async () => {
    assert.deepEqual(await search('hippopotamus'), []);
    await on.sync(uri, `${text.trimEnd()} A hippopotamus enters.\n`);
    assert.equal((await search('hippopotamus'))[0]?.index, 19);
    await on.sync(uri, text);
    assert.deepEqual(await search('hippopotamus'), []);
  });

  it('takes any text for a query', async () => {
    const odd = [
      "'; DROP TABLE scenes; --",
      '((( & | !',
      '🎭',
      '.*',
      '%_\\',
      '-',
      ':*',
      '<->',
      '\0',
      '\ud83d',
      '',
      ' ',
    ];
    for (const query of [...odd, 'a'.repeat(100_000), 'who where when '.repeat(2000)]) await search(query, 3);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (query) => {
        await search(query, 3);
      }),
      { numRuns: 60 },
    );
    assert.equal((await on.engine.readScript(scriptId)).scenes.length, 20);
  });
});
