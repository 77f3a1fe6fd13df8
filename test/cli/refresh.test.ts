import assert from 'node:assert/strict';
import { analysisResultSchema, type AnalysisResult } from '../../src/story/analysisResult';
import { statusResultSchema } from '../../src/story/statusResult';
import { createDesk, onlyObject, type Desk } from './runCli';

const scene = (heading: string, ...paragraphs: readonly string[]): string => [heading, ...paragraphs].join('\n\n');
const PIER = scene('EXT. PIER - DAY #1#', 'MARA mends a net.', 'MARA\nHand me the brass key.', 'JONAS\nNever.');
const HUT = scene('INT. HUT - NIGHT #2#', 'Rain.', 'MARA\nWhere is my brass key?', 'JONAS\nGone.');
const BAY = scene('EXT. BAY - DAWN #3#', 'A boat.', 'MARA\nI want to go home.');
const INN = scene('INT. INN - NIGHT #4#', 'JONAS counts coins.', 'JONAS\nThree. Always three.');
const script = (...scenes: readonly string[]): string => `${scenes.join('\n\n')}\n`;

describe('writersroom refresh', () => {
  let desk: Desk;
  let count = 0;
  before(() => {
    desk = createDesk();
  });
  after(() => desk.remove());

  /** Scenes that no other test has: what stands in the store already would be copied instead of made. */
  const ofItsOwn = (scenes: readonly string[]): string =>
    script(...scenes.map((one) => one.replace('\n\n', `\n\nThe clock strikes ${count}.\n\n`)));
  /** A script that is analyzed, and then changed. */
  const changed = async (...scenes: readonly string[]): Promise<string> => {
    count++;
    const file = desk.file(`refresh-${count}.fountain`, ofItsOwn([PIER, HUT, BAY, INN]));
    await desk.json(['analyze', file]);
    return desk.file(`refresh-${count}.fountain`, ofItsOwn(scenes));
  };
  const refresh = async (...args: readonly string[]): Promise<AnalysisResult & { readonly stderr: string }> => {
    const run = await desk.run(['refresh', ...args, '--json']);
    assert.equal(run.exitCode, 0, run.stderr);
    return { ...analysisResultSchema.strict().parse(onlyObject(run)), stderr: run.stderr };
  };
  const made = ({ run }: AnalysisResult): string[] =>
    Object.entries(run.generated).flatMap(([kind, number]) => (number > 0 ? [`${kind} ${number}`] : []));
  const behind = async (file: string): Promise<string[]> => {
    const { artifacts } = statusResultSchema.parse(await desk.json(['status', file]));
    return [...new Set(artifacts.filter(({ stale }) => stale).map(({ kind }) => kind))];
  };

  it('makes what is about one scene, by its number or its id, and nothing else', async () => {
    const file = await changed(PIER, HUT.replace('Rain.', 'Snow.'), BAY, INN.replace('coins', 'teeth'));
    const first = await refresh(file, '--subject', '2');
    assert.deepEqual(made(first), ['card 1', 'embedding 1']);
    assert.match(first.scenes[1]?.card?.summaryText ?? '', /Snow/u);
    assert.deepEqual(
      first.scenes.map((one) => one.behind.length > 0),
      [false, false, false, true],
    );
    assert.deepEqual(made(await refresh(file, '--subject', '2')), [], 'only if it is behind');
    const second = await refresh(file, '--kind', 'card', '--subject', first.scenes[3]?.id ?? '');
    assert.deepEqual(made(second), ['card 1']);
    assert.deepEqual((await behind(file)).includes('embedding'), true, 'of that kind only');
  });

  it('makes a sheet, and first those cards that it reads, and says so', async () => {
    const file = await changed(PIER, HUT.replace('Rain.', 'MARA laughs. Snow.'), BAY, INN.replace('coins', 'teeth'));
    const result = await refresh(file, '--kind', 'sheet', '--subject', 'Mara');
    assert.deepEqual(made(result), ['card 1', 'sheet 1']);
    assert.match(result.stderr, /made from scene cards: 1 card \(2\) is missing or behind, so it is made first\./u);
    assert.deepEqual(result.characters.find(({ name }) => name === 'MARA')?.behind, []);
    assert.ok((result.scenes[3]?.behind ?? []).length > 0, 'the card of a scene that she is not in stays');
  });

  it('makes the sheet of a lesser character for whom it is asked, and of nobody else', async () => {
    const names = ['ABEL', 'BEA', 'CARL', 'DORA', 'EMIL', 'FAY', 'GUS', 'HEDY'];
    const crowd = scene(
      'EXT. QUAY - DAY #5#',
      ...names.map((name) => `${name}\nThe boat is late, and so are you and I.`),
    );
    const file = await changed(PIER, HUT, BAY, INN, crowd, scene('INT. ATTIC - DAY #6#', 'LENE\nI want out.'));
    const withSheet = ({ characters }: AnalysisResult): string[] =>
      characters.filter(({ sheet }) => sheet !== null).map(({ name }) => name);
    assert.ok(!withSheet(await refresh(file, '--kind', 'sheet')).includes('LENE'), 'not among all sheets');
    const asked = await refresh(file, '--kind', 'sheet', '--subject', 'lene');
    assert.deepEqual(made(asked), ['card 1', 'sheet 1']);
    assert.ok(withSheet(asked).includes('LENE'));
    assert.ok(!withSheet(asked).includes('HEDY'), 'she was not asked for');
    const { artifacts } = statusResultSchema.parse(await desk.json(['status', file]));
    assert.ok(artifacts.some(({ kind, subject, stale }) => kind === 'sheet' && subject === 'LENE' && !stale));
  });

  it('makes one kind with all that it reads', async () => {
    const file = await changed(PIER, BAY, HUT, INN);
    const result = await refresh(file, '--kind', 'outline');
    assert.deepEqual(made(result), ['outline 1'], 'a scene that moved needs no card');
    assert.deepEqual(result.outlineBehind, []);
    assert.ok((await behind(file)).includes('thread'));
  });

  it('makes everything that is behind or missing where nothing is named', async () => {
    const file = await changed(PIER, HUT.replace('Rain.', 'Snow.'), BAY, INN);
    assert.ok(made(await refresh(file)).includes('card 1'));
    assert.deepEqual(await behind(file), []);
    count++;
    const fresh = desk.file('fresh.fountain', ofItsOwn([PIER, HUT]));
    const first = await refresh(fresh, '--kind', 'outline');
    assert.deepEqual(made(first), ['card 2', 'outline 1']);
    assert.match(first.stderr, /2 cards \(1, 2\) are missing/u);
  });

  it('takes the id of a thread or relationship for the set that it is made in', async () => {
    const file = await changed(PIER, HUT.replace('Rain.', 'Snow.'), BAY, INN);
    const { threads } = await refresh(file, '--kind', 'card');
    const [thread] = threads;
    assert.ok(thread !== undefined);
    const result = await refresh(file, '--subject', thread.id);
    assert.deepEqual(made(result), [`thread ${result.threads.length}`]);
    assert.deepEqual(result.threadsBehind, []);
  });

  it('what status says is due is what refresh makes, counted alike', async () => {
    const file = await changed(PIER, HUT.replace('Rain.', 'Snow.'), BAY, INN);
    const { due, artifacts } = statusResultSchema.parse(await desk.json(['status', file]));
    const { run } = await refresh(file);
    const there = due.filter(({ kind }) => artifacts.some((one) => one.kind === kind));
    assert.ok(there.length >= 5);
    for (const { kind, count: promised } of there) assert.equal(promised, run.generated[kind], kind);
    // A set that has come to nothing so far is promised as one.
    assert.ok(due.every((one) => there.includes(one) || (one.kind === 'relationship' && one.count === 1)));
  });

  /** A script whose second card is pinned and behind. */
  const withPinnedBehind = async (): Promise<string> => {
    const file = await changed(PIER, HUT, BAY, INN);
    await desk.json(['pin', file, '--kind', 'card', '--subject', '2']);
    return desk.file(`refresh-${count}.fountain`, ofItsOwn([PIER, HUT.replace('Rain.', 'Snow.'), BAY, INN]));
  };

  it('says as status does that what a pinned card is read by stays behind with it', async () => {
    const file = await withPinnedBehind();
    const { due } = statusResultSchema.parse(await desk.json(['status', file]));
    assert.equal(due.find(({ kind }) => kind === 'card')?.count, 1, 'a newer version is to be made beside it');
    const { stderr, stdout } = await desk.run(['refresh', file, '--kind', 'outline']);
    assert.doesNotMatch(stderr, /made first|0 of 0/u);
    assert.match(stdout, /Nothing was made\. Behind the script: 1 scene card, the outline, .*\. status says why\.\n$/u);
  });

  it('counts a newer version that is made beside a pinned card; status lists it, and it is due no more', async () => {
    const file = await withPinnedBehind();
    const { stderr, stdout } = await desk.run(['refresh', file, '--kind', 'card']);
    assert.match(stderr, /^Scene cards 1 of 1$/mu);
    assert.match(stdout, /Nothing was replaced\. 1 newer version waits for you\.\n$/u);
    const status = await desk.run(['status', file]);
    assert.match(status.stdout, /A newer version waits\n {2}card of 2, by rules\n/u);
    assert.doesNotMatch(status.stdout, /^ {2}1 scene card /mu);
  });

  it('says what comes nearest to a name that nobody has', async () => {
    const file = await changed(PIER, HUT, BAY, INN);
    const fails = async (exit: 1 | 2, words: RegExp, ...args: readonly string[]): Promise<void> => {
      assert.match((await desk.fails(exit, ['refresh', file, ...args])).message, words);
    };
    await fails(1, /called MARTA\. What comes nearest is MARA\.$/u, '--subject', 'MARTA');
    await fails(1, /called xylophone quasar\. Give a scene by its number/u, '--subject', 'xylophone quasar');
    await fails(1, /2 is a scene, and character sheets are not made of one/u, '--kind', 'sheet', '--subject', '2');
    await fails(2, /--kind takes one of card,/u, '--kind', 'poem');
    await fails(2, /--subject needs/u, '--subject', ' ');
  });
});
