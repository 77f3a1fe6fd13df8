import assert from 'node:assert/strict';
import type { AnalysisResult } from '../../src/story/analysisResult';
import { PLAIN_PROMPTS, PLAIN_SHEET } from '../models/plainPrompts';
import { scriptedModel } from '../models/scriptedModel';
import { write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { checkStandingColumns } from './standingColumns';

const URI = 'file:///sheets/ferry';
const LOUD = ['ADA', 'BRUNO', 'CELIA', 'DOV', 'ESTHER', 'FARID', 'GRETA', 'HUGO'];

/** Nine speak, and NINA least of them and in one scene: nobody makes a sheet of her unasked. */
function scenes(ninaSays: string): DraftScene[] {
  const speeches = LOUD.map(
    (name) => `${name}\nThe ferry leaves at nine, and nobody is to miss the ferry, says ${name}.`,
  );
  return [
    { heading: 'EXT. PIER - DAY', paragraphs: ['They all wait.', ...speeches] },
    { heading: 'INT. CABIN - NIGHT', paragraphs: ['A lamp.', `NINA\n${ninaSays}`, 'ADA\nGo.'] },
    { heading: 'EXT. BAY - DAWN', paragraphs: ['The ferry is gone. Gulls.'] },
  ];
}

describe('The sheet of a lesser character', () => {
  let on: EngineOnDisk;
  let scriptId: string;
  before(async () => {
    on = await startEngineOnDisk(undefined, { ...PLAIN_PROMPTS, sheet: PLAIN_SHEET });
  });
  after(() => on.remove());
  beforeEach(async () => {
    await on.engine.closeScript(URI, true);
    ({ scriptId } = await on.sync(URI, write(scenes('I want my coat.'))));
  });

  const ofNina = { kinds: ['sheet' as const], subjects: ['NINA'], upstream: true };
  const sheetsIn = ({ characters }: AnalysisResult): string[] =>
    characters.filter(({ sheet }) => sheet !== null).map(({ name }) => name);
  const standing = async () =>
    (await on.engine.readStatus(scriptId)).artifacts.find(
      ({ kind, subject }) => kind === 'sheet' && subject === 'NINA',
    );

  it('is made where it is asked for, and is kept up from then on', async () => {
    const first = await on.analyze(scriptId);
    assert.deepEqual(sheetsIn(first).sort(), LOUD);
    assert.equal(await standing(), undefined);
    const asked = await on.analyze(scriptId, ofNina);
    assert.deepEqual([asked.run.generated.sheet, asked.run.generated.card], [1, 0]);
    assert.deepEqual(sheetsIn(asked).sort(), [...LOUD, 'NINA']);
    assert.equal((await standing())?.stale, false);
    assert.equal((await on.analyze(scriptId, ofNina)).run.generated.sheet, 0, 'it is current');

    await on.sync(URI, write(scenes('I want my hat.')));
    assert.deepEqual([(await standing())?.stale, (await standing())?.dirtySceneCount], [true, 1]);
    await checkStandingColumns(on, scriptId);
    const again = await on.analyze(scriptId);
    assert.match(again.characters.find(({ name }) => name === 'NINA')?.sheet?.want ?? '', /hat/u);
    assert.equal((await standing())?.stale, false);
  });

  it('is made of her cards, which are made first', async () => {
    const { run, scenes: made } = await on.analyze(scriptId, ofNina);
    assert.deepEqual([run.generated.card, run.generated.sheet], [1, 1]);
    assert.deepEqual(
      made.map(({ card }) => card !== null),
      [false, true, false],
    );
  });

  it('has a price before a model is asked for it', async () => {
    await on.analyze(scriptId);
    const model = scriptedModel(() => ({ text: JSON.stringify({ text: 'Nina is cold.' }) }));
    const openModel = (): Promise<typeof model> => Promise.resolve(model);
    const models = { cards: 'offline', story: 'scripted/one' };
    const price = await on.engine.priceAnalysis({ scriptId, remake: false, models, ...ofNina }, { openModel });
    assert.deepEqual(
      price.kinds.map(({ kind, requests }) => [kind, requests]),
      [['sheet', 1]],
    );
    assert.equal(model.requests.length, 0);
    const { run, characters } = await on.analyze(scriptId, { models, ...ofNina, openModel });
    assert.deepEqual([run.failed, run.generated.sheet, model.requests.length], [[], 1, 1]);
    assert.equal(characters.find(({ name }) => name === 'NINA')?.sheet?.method, 'scripted/one');
  });
});
