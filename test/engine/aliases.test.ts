import assert from 'node:assert/strict';
import { Failure } from '../../src/protocol/failure';
import type { AnalysisResult } from '../../src/story/analysisResult';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const LAMP = [
  ['INT. TOWER - NIGHT', 'The lamp is dark.', 'KEEPER\nI have to get the lamp lit.', 'MARA\nThen light it.'],
  ['EXT. PIER - DAWN', 'Fog.', 'MARA\nWho are you?', 'OLD MAN\nNobody you know.'],
  ['INT. KITCHEN - DAY', 'Bread on the table.', 'JONAS\nShe is late.', 'MARA\nShe is always late.'],
  ['EXT. ROCKS - DUSK', 'The sea takes the boat.', 'OLD MAN\nLeave it.', 'MARA\nNo.'],
  ['INT. CELLAR - NIGHT', 'A brass key.', 'JONAS\nWhose is it?', 'JONAS\nMine, then.'],
];
const SCRIPT = `${LAMP.map((parts) => parts.join('\n\n')).join('\n\n')}\n`;
const URI = 'file:///aliases/lamp.fountain';

describe('Merging and splitting characters', () => {
  let engine: EngineOnDisk;
  let scriptId: string;
  before(async () => {
    engine = await startEngineOnDisk();
  });
  after(() => engine.remove());
  beforeEach(async () => {
    await engine.engine.closeScript(URI, true);
    ({ scriptId } = await engine.sync(URI, SCRIPT));
  });

  const merge = (name: string, other: string) =>
    engine.engine.decideAlias({ scriptId, name, decision: 'merge', other });
  const split = (name: string, other: string) =>
    engine.engine.decideAlias({ scriptId, name, decision: 'split', other });
  const refuses = async (asked: Promise<unknown>, code: string): Promise<string> => {
    const failure = await asked.then(
      () => assert.fail('it was not refused'),
      (error: unknown) => error,
    );
    assert.ok(failure instanceof Failure, String(failure));
    assert.equal(failure.code, code);
    return failure.message;
  };
  const behind = async (): Promise<string[]> =>
    (await engine.engine.readStatus(scriptId)).artifacts
      .filter(({ stale }) => stale)
      .map(({ kind, subject }) => (kind === 'sheet' ? `${kind} ${subject ?? ''}` : kind))
      .filter((one, at, all) => all.indexOf(one) === at)
      .sort();
  const castRows = async (): Promise<string[]> =>
    (
      await engine.rows<{ name: string; scenes: string }>(
        `SELECT character_name AS name, count(*)::text AS scenes FROM scene_characters c JOIN scenes s ON s.id = c.scene_id
         WHERE s.script_id = $1 GROUP BY 1 ORDER BY 1`,
        [scriptId],
      )
    ).map(({ name, scenes }) => `${name} ${scenes}`);

  it('makes one of two in the rows, the views, the sheet and the search', async () => {
    const { characters } = await merge('OLD MAN', 'KEEPER');
    assert.deepEqual(
      characters.find(({ name }) => name === 'KEEPER'),
      { name: 'KEEPER', aliases: ['OLD MAN'] },
    );
    assert.deepEqual(await castRows(), ['JONAS 2', 'KEEPER 3', 'MARA 4']);
    const result = await engine.analyze(scriptId);
    const keeper = result.characters.find(({ name }) => name === 'KEEPER');
    assert.deepEqual(keeper?.aliases, ['OLD MAN']);
    assert.deepEqual(keeper.sceneIndices, [0, 1, 3]);
    assert.equal(keeper.speeches, 3);
    assert.match(keeper.sheet?.summaryText ?? '', /^KEEPER \(also OLD MAN\) speaks in 3 scenes/);
    assert.equal(sheetOf(result, 'OLD MAN'), null);
    const partners = sheetOf(result, 'MARA')?.relationships.map(({ name }) => name);
    assert.deepEqual(partners, ['KEEPER', 'JONAS']);
    assert.deepEqual(result.scenes[1]?.characters, ['MARA', 'KEEPER']);
    for (const query of ['scenes with KEEPER', 'scenes with the OLD MAN']) {
      const { results } = await engine.engine.search({ scriptId, query, limit: 10 });
      assert.deepEqual(results.map(({ index }) => index).sort(), [0, 1, 3], query);
    }
  });

  it('puts what reads the names behind, and no card', async () => {
    await engine.analyze(scriptId);
    assert.deepEqual(await behind(), []);
    await merge('OLD MAN', 'KEEPER');
    assert.deepEqual(await behind(), ['outline', 'sheet KEEPER', 'sheet MARA', 'thread']);
    const { artifacts, due } = await engine.engine.readStatus(scriptId);
    // There are no relationships in it, but what is to be looked through again is.
    assert.deepEqual(
      due.map(({ kind, count }) => `${kind} ${count}`),
      ['outline 1', 'sheet 2', 'thread 4', 'relationship 1'],
    );
    const mara = artifacts.find(({ kind, subject }) => kind === 'sheet' && subject === 'MARA');
    assert.deepEqual(mara?.reasons, ['Names in it were merged or taken apart.']);
    const { run } = await engine.analyze(scriptId);
    assert.equal(run.generated.card, 0);
    assert.equal(run.generated.embedding, 0);
    assert.equal(run.generated.keyScene, 0);
    assert.equal(run.generated.sheet, 2);
    assert.deepEqual(await behind(), []);
  });

  it('makes everything current again when they are taken apart before anything was made anew', async () => {
    await engine.analyze(scriptId);
    const casts = await castRows();
    await merge('OLD MAN', 'KEEPER');
    await split('OLD MAN', 'KEEPER');
    assert.deepEqual(await behind(), []);
    assert.deepEqual(await castRows(), casts);
    assert.deepEqual((await engine.engine.readStatus(scriptId)).due, []);
  });

  it('puts them behind again after they were made with the names as one', async () => {
    await engine.analyze(scriptId);
    await merge('OLD MAN', 'KEEPER');
    await engine.analyze(scriptId);
    await split('KEEPER', 'OLD MAN');
    assert.deepEqual(await behind(), ['outline', 'sheet KEEPER', 'sheet MARA', 'thread']);
    const { run } = await engine.analyze(scriptId);
    assert.equal(run.generated.card, 0);
    assert.deepEqual(await behind(), []);
  });

  it('is remembered over edits, a restart and a script that lost the name for a while', async () => {
    await merge('old man', 'Keeper');
    await engine.sync(URI, SCRIPT.replaceAll('OLD MAN', 'STRANGER'));
    await engine.engine.closeScript(URI, false);
    await engine.reopen();
    ({ scriptId } = await engine.sync(URI, SCRIPT));
    assert.deepEqual(await castRows(), ['JONAS 2', 'KEEPER 3', 'MARA 4']);
    const { characters } = await engine.engine.readDecisions(scriptId);
    assert.deepEqual(characters.find(({ name }) => name === 'KEEPER')?.aliases, ['OLD MAN']);
  });

  it('comes back with a backup', async () => {
    await merge('OLD MAN', 'KEEPER');
    await split('JONAS', 'MARA');
    const { path } = await engine.engine.backUp();
    await engine.engine.closeScript(URI, false);
    await engine.engine.restore(path);
    await engine.reopen();
    ({ scriptId } = await engine.sync(URI, SCRIPT));
    const { characters } = await engine.engine.readDecisions(scriptId);
    assert.deepEqual(characters.find(({ name }) => name === 'KEEPER')?.aliases, ['OLD MAN']);
    const kept = await engine.rows<{ alias: string; name: string; by: string }>(
      'SELECT alias, character_name AS name, decided_by AS by FROM character_aliases WHERE script_id = $1 ORDER BY 1',
      [scriptId],
    );
    assert.deepEqual(kept, [
      { alias: 'JONAS', name: 'JONAS', by: 'writer' },
      { alias: 'OLD MAN', name: 'KEEPER', by: 'writer' },
    ]);
  });

  it('refuses circles, one name with itself and names that are not there, and stores nothing', async () => {
    await merge('OLD MAN', 'KEEPER');
    assert.match(await refuses(merge('KEEPER', 'OLD MAN'), 'alias-refused'), /already another name of KEEPER/);
    assert.match(await refuses(merge('MARA', 'mara'), 'alias-refused'), /it takes two/);
    assert.match(await refuses(merge('OLD MAM', 'KEEPER'), 'name-unknown'), /no OLD MAM.*OLD MAN/);
    assert.match(await refuses(merge('MARA', 'JONES'), 'name-unknown'), /no JONES.*JONAS/);
    assert.match(await refuses(split('OLD MAN', 'MARA'), 'alias-refused'), /another name of KEEPER, not of MARA/);
    await merge('KEEPER', 'JONAS');
    assert.match(await refuses(merge('JONAS', 'OLD MAN'), 'alias-refused'), /already another name of JONAS/);
    assert.deepEqual(await castRows(), ['JONAS 5', 'MARA 4']);
  });

  it('suggests a pair until the writer says what it is', async () => {
    const text = `${SCRIPT}\nEXT. YARD - DAY\n\nOLD MAN'S VOICE\nWho is there?\n`;
    await engine.sync(URI, text);
    const asked = async (): Promise<string[]> =>
      (await engine.engine.readDecisions(scriptId)).suggestions.map(({ alias, name }) => `${alias} is ${name}`);
    assert.deepEqual(await asked(), ["OLD MAN'S VOICE is OLD MAN"]);
    await split("OLD MAN'S VOICE", 'OLD MAN');
    assert.deepEqual(await asked(), []);
  });
});

function sheetOf({ characters }: AnalysisResult, name: string) {
  return characters.find((one) => one.name === name)?.sheet ?? null;
}
