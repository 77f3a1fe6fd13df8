import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { analysisResultSchema, type AnalysisResult } from '../../src/story/analysisResult';
import { ARTIFACT_KINDS } from '../../src/story/artifactKind';
import { searchResultSchema } from '../../src/story/searchResult';
import { statusResultSchema } from '../../src/story/statusResult';
import { scenesOf, write } from '../engine/draft';
import { enginesEnd } from '../harness/enginesEnd';
import { startEngineOnDisk } from '../engine/engineOnDisk';
import { parseContract } from './parseContract';
import { SAMPLE, checkManners, createDesk, onlyObject, says, type Desk } from './runCli';

describe('writersroom analyze, status and search', () => {
  let desk: Desk;
  let first: AnalysisResult;
  let progress: string;
  before(async () => {
    desk = createDesk();
    const run = await desk.run(['analyze', SAMPLE, '--json']);
    first = analysisResultSchema.strict().parse(onlyObject(run));
    progress = run.stderr;
  });
  after(() => desk.remove());

  const status = async (file: string) => statusResultSchema.strict().parse(await desk.json(['status', file]));
  const search = async (...args: string[]) =>
    searchResultSchema.strict().parse(await desk.json(['search', ...args])).results;

  it('analyze gives everything known, with every field of the contract', async () => {
    const { script, scenes, characters, outline, run } = first;
    assert.deepEqual([script.state, script.title, scenes.length], ['analyzed', 'RING FOR FERRY', 26]);
    assert.deepEqual(Object.keys(run.generated).sort(), [...ARTIFACT_KINDS].sort(), 'every kind, 0 too');
    assert.deepEqual(Object.keys(run.reused).sort(), [...ARTIFACT_KINDS].sort());
    assert.equal(run.generated.card, 26);
    assert.equal(run.costUsd, 0);
    assert.deepEqual(run.failed, []);
    assert.equal(new Set(scenes.map(({ id }) => id)).size, 26);
    assert.deepEqual(
      scenes.map(({ index }) => index),
      [...scenes.keys()],
    );
    for (const { card, label, act } of scenes) {
      assert.ok(card !== null && card.method === 'offline' && card.version === 1, label);
      assert.ok(act !== null && act >= 1, `${label} is in an act`);
    }
    assert.ok(outline !== null && outline.acts.length === 3);
    assert.deepEqual(
      outline.acts.flatMap(({ sceneIndices }) => sceneIndices),
      [...scenes.keys()],
      'every scene is in one act',
    );
    const june = characters.find(({ name }) => name === 'JUNE');
    assert.ok(june !== undefined && june.speeches > 20);

    const parsed = parseContract.parse(await desk.json(['parse', SAMPLE]));
    assert.deepEqual(
      scenes.map(({ hash, label, number, heading, startLine, endLine, page, eighths }) => ({
        ...{ hash, label, number, heading, startLine, endLine, page, eighths },
      })),
      parsed.scenes.map(({ hash, label, number, heading, startLine, endLine, page, eighths }) => ({
        ...{ hash, label, number, heading, startLine, endLine, page, eighths },
      })),
      'the same scenes as parse gives',
    );
    assert.equal(script.pages, parsed.pages);
    const spoken = characters.filter(({ speeches }) => speeches > 0);
    assert.deepEqual(
      new Map(spoken.map(({ name, speeches, words }) => [name, [speeches, words]])),
      new Map(parsed.characters.map(({ name, speeches, words }) => [name, [speeches, words]])),
    );
  });

  it('analyze again makes nothing and gives the same', async () => {
    const again = analysisResultSchema.strict().parse(await desk.json(['analyze', SAMPLE]));
    assert.ok(Object.values(again.run.generated).every((count) => count === 0));
    assert.deepEqual({ ...again, run: null }, { ...first, run: null });
  });

  it('status says what is there, and that nothing is behind', async () => {
    const { state, hash, artifacts, due } = await status(SAMPLE);
    assert.deepEqual([state, hash, due.length], ['analyzed', first.script.hash, 0]);
    assert.ok(
      artifacts.every(({ stale, reasons, dirtySceneCount }) => !stale && reasons.length === 0 && dirtySceneCount === 0),
    );
    const cards = artifacts.filter(({ kind }) => kind === 'card');
    assert.deepEqual(new Set(cards.map(({ subject }) => subject)), new Set(first.scenes.map(({ id }) => id)));
    assert.deepEqual(
      artifacts.filter(({ kind }) => kind === 'outline').map(({ subject }) => subject),
      [null],
    );
    const { stdout } = await desk.run(['status', SAMPLE]);
    assert.match(stdout, /^State: analyzed\./);
    assert.match(stdout, /Everything is current/);
  });

  it('search gives scenes, best first, each with a line that stands there', async () => {
    const lines = readFileSync(SAMPLE, 'utf8').split('\n');
    const results = await search(SAMPLE, 'clapper', 'bell', '--limit', '5');
    assert.ok(results.length > 0 && results.length <= 5);
    for (const [at, { score, quote, line, sceneId, index, label, heading, why }] of results.entries()) {
      assert.ok(score <= (results[at - 1]?.score ?? Infinity), 'best first');
      const scene = first.scenes.find(({ id }) => id === sceneId);
      assert.ok(scene !== undefined);
      assert.deepEqual([index, label, heading], [scene.index, scene.label, scene.heading]);
      assert.ok(line >= scene.startLine && line <= scene.endLine, `line ${line} is in scene ${label}`);
      assert.ok(quote !== null && lines[line - 1]?.includes(quote), `line ${line} reads: ${quote ?? ''}`);
      assert.notEqual(why, '');
    }
    assert.equal((await search(SAMPLE, 'bell', '--limit', '1')).length, 1);
    assert.deepEqual(await search(SAMPLE, 'xylophone quasar'), []);
    const { stdout } = await desk.run(['search', SAMPLE, 'clapper']);
    assert.match(stdout, /FERRY - WHEELHOUSE.* {2}\(line \d+\)/);
  });

  it('a dry run says what analyze would make, and makes nothing', async () => {
    const file = desk.file('only-looked-at.fountain', write(scenesOf(4), 'Looked At'));
    const dry = z.object({ due: z.array(z.object({ kind: z.string(), count: z.number() })) });
    const { due } = dry.parse(await desk.json(['analyze', file, '--dry-run']));
    assert.deepEqual(
      due.filter(({ kind }) => kind === 'card' || kind === 'outline'),
      [
        { kind: 'card', count: 4 },
        { kind: 'outline', count: 1 },
      ],
    );
    const after = await status(file);
    assert.deepEqual([after.artifacts, after.state], [[], 'partial']);
  });

  it('after an edit status says what is behind and why, and analyze makes that', async () => {
    const text = write(scenesOf(6), 'Edited');
    const file = desk.file('edited.fountain', text);
    const before = analysisResultSchema.parse(await desk.json(['analyze', file]));
    const edited = `${text.trimEnd()} And a violet parasol.\n\nINT. NEW ROOM - DAY\n\nNobody.\n`;
    writeFileSync(file, edited);

    const now = await status(file);
    assert.equal(now.state, 'partial');
    const last = before.scenes[5];
    const card = now.artifacts.find(({ kind, subject }) => kind === 'card' && subject === last?.id);
    assert.deepEqual([card?.stale, card?.reasons], [true, ['The scene changed.']]);
    const outline = now.artifacts.find(({ kind }) => kind === 'outline');
    assert.equal(outline?.stale, true);
    assert.equal(outline.dirtySceneCount, 2, 'one edited, one new');
    assert.ok(
      outline.reasons.some((reason) => reason.includes('(7)')),
      outline.reasons.join(' '),
    );
    assert.equal(now.due.find(({ kind }) => kind === 'card')?.count, 2);
    const { stdout } = await desk.run(['status', file]);
    assert.match(stdout, /card of 6: The scene changed\./, 'the label the writer sees');
    assert.match(stdout, /outline: .*7/);
    assert.doesNotMatch(stdout, /[0-9a-f]{8}-[0-9a-f]{4}/, 'no ids for people');

    const after = analysisResultSchema.parse(await desk.json(['analyze', file]));
    assert.equal(after.run.generated.card, 2);
    assert.deepEqual(
      after.scenes.slice(0, 6).map(({ id }) => id),
      before.scenes.map(({ id }) => id),
    );
  });

  it('standard input is kept for that run only: nothing stays behind', async () => {
    const text = write(scenesOf(3), 'Piped');
    const piped = analysisResultSchema.parse(await desk.json(['analyze', '-'], { stdin: text }));
    assert.equal(piped.run.generated.card + piped.run.reused.card, 3, 'made, or copied from a file of the same scenes');
    assert.equal(piped.script.title, 'Piped');
    await desk.json(['search', '-', 'lantern'], { stdin: text });
    await desk.json(['status', '-'], { stdin: 'No scenes.' });
    assert.deepEqual(
      (await storedUris()).filter((uri) => !uri.startsWith('file:')),
      [],
    );
  });

  it('standard input is not kept either when the command is stopped', async () => {
    const run = desk.start(['analyze', '-', '--json'], { stdin: write(scenesOf(150), 'Stopped') });
    await says(run, /Reading/);
    run.child.kill('SIGINT');
    const outcome = await run.ended;
    checkManners(['analyze', '-'], outcome);
    assert.equal(outcome.exitCode, 130, outcome.stderr);
    const killed = desk.start(['analyze', '-', '--json'], { stdin: write(scenesOf(150), 'Killed') });
    await says(killed, /Scene cards/);
    killed.child.kill('SIGTERM');
    await killed.ended;
    await desk.run(['status', SAMPLE]);
    assert.deepEqual(
      (await storedUris()).filter((uri) => !uri.startsWith('file:')),
      [],
    );
  });

  it('Ctrl-C keeps what is made, gives it, and the next run makes only the rest', async () => {
    const file = desk.file('long.fountain', write(scenesOf(300)));
    const run = desk.start(['analyze', file, '--json']);
    run.child.stdin?.end();
    await says(run, /Scene cards/);
    run.child.kill('SIGINT');
    const outcome = await run.ended;
    checkManners(['analyze', file], outcome);
    assert.equal(outcome.exitCode, 130, outcome.stderr);
    const partial = analysisResultSchema.parse(onlyObject(outcome));
    assert.equal(partial.run.cancelled, true);
    assert.deepEqual(partial.run.failed, []);
    const cards = ({ run }: Pick<typeof partial, 'run'>): number => run.generated.card + run.reused.card;
    assert.equal(partial.scenes.filter(({ card }) => card !== null).length, cards(partial));
    const rest = analysisResultSchema.parse(await desk.json(['analyze', file]));
    assert.equal(cards(partial) + cards(rest), 300);
    assert.equal(rest.script.state, 'analyzed');
  });

  it('three thousand scenes are stored and looked at', async () => {
    const file = desk.file('three-thousand.fountain', write(scenesOf(3000)));
    const { due } = await status(file);
    assert.equal(due.find(({ kind }) => kind === 'card')?.count, 3000);
  });

  it('a file that is no screenplay is no failure: 0, and a warning', async () => {
    const files: readonly [name: string, content: string | Uint8Array][] = [
      ['picture.fountain', Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008060000001ff3ff61', 'hex')],
      ['diary.fountain', 'Dear diary, nothing happened.\n'],
      ['nul.fountain', 'INT. ROOM - DAY\n\nHe wai\0ts for a very long time at the door of the house.\n'],
    ];
    for (const [name, content] of files) {
      const file = desk.file(name, content);
      await warns(['analyze', file]);
      if (name !== 'diary.fountain') continue;
      await warns(['status', file]);
      await warns(['search', file, 'diary']);
    }
  });

  it('the same screenplay in other bytes is the same screenplay', async () => {
    const text = write(scenesOf(3), 'Bytes é');
    const file = desk.file('Übergröße und "Anführung".fountain', text);
    const plain = analysisResultSchema.parse(await desk.json(['analyze', file]));
    for (const bytes of [Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'), text.normalize('NFD')]) {
      writeFileSync(file, bytes);
      const again = analysisResultSchema.parse(await desk.json(['analyze', file]));
      assert.equal(again.script.hash, plain.script.hash);
      assert.deepEqual(
        again.scenes.map(({ id }) => id),
        plain.scenes.map(({ id }) => id),
      );
      assert.ok(
        Object.values(again.run.generated).every((count) => count === 0),
        'nothing is made',
      );
    }
  });

  it('people get an outline, characters and where they are, and progress beside it', async () => {
    const { exitCode, stdout } = await desk.run(['analyze', SAMPLE]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^RING FOR FERRY\n20 pages, 26 scenes, \d+ characters\n/);
    assert.match(stdout, /ACT ONE: THURSDAY\n +1 {2}EXT\. STAITHE LANDING - DAWN {2}\(p 1, 1( \d\/8)?, line 16\)/);
    assert.match(stdout, /JUNE: 14 scenes/);
    assert.doesNotMatch(stdout, /[0-9a-f]{8}-[0-9a-f]{4}|offline|artifact/);
    assert.match(progress, /^Reading ring-for-ferry \.\.\.\nScene cards 26 of 26\n/);
  });

  it('the data directory may be named by an option, relative to here', async () => {
    const file = desk.file('named.fountain', write(scenesOf(1)));
    await desk.json(['status', file, '--data', 'my memory/übung']);
    assert.ok(existsSync(path.join(desk.folder, 'my memory', 'übung', 'db', 'PG_VERSION')));
  });

  /** Says on standard error more than how far it is. */
  async function warns(args: readonly string[]): Promise<void> {
    const { exitCode, stdout, stderr } = await desk.run([...args, '--json']);
    assert.equal(exitCode, 0, args.join(' '));
    assert.equal(typeof JSON.parse(stdout), 'object');
    const warnings = stderr.split('\n').filter((line) => line !== '' && !/^Reading | \d+ of \d+$/.test(line));
    assert.ok(
      warnings.length > 0 && warnings.every((line) => /^\S.*\.$/.test(line)),
      `${args.join(' ')} warns: ${stderr}`,
    );
  }

  async function storedUris(): Promise<string[]> {
    await enginesEnd(desk.data);
    const on = await startEngineOnDisk(desk.data);
    try {
      return (await on.rows<{ uri: string }>('SELECT uri FROM scripts')).map(({ uri }) => uri);
    } finally {
      await on.engine.close();
    }
  }
});
