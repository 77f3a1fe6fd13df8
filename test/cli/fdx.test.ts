import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { SAMPLE, createDesk, type Desk } from './runCli';

interface Parsed {
  readonly elements: readonly { readonly type: string; readonly text: string; readonly line: number }[];
  readonly scenes: readonly { readonly heading: string; readonly number: string | null; readonly startLine: number }[];
  readonly characters: readonly { readonly name: string }[];
}

const FDX = `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Number="7" Type="Scene Heading"><Text>int. boathouse - dusk</Text></Paragraph>
    <Paragraph Type="Action"><Text>A lantern hisses.</Text></Paragraph>
    <Paragraph Type="Character"><Text>Wren</Text></Paragraph>
    <Paragraph Type="Dialogue"><Text>Who lit the lantern?</Text></Paragraph>
  </Content>
</FinalDraft>
`;

describe('writersroom with a Final Draft file', () => {
  let desk: Desk;
  let file: string;
  before(() => {
    desk = createDesk();
    file = desk.file('boathouse.fdx', FDX);
  });
  after(() => desk.remove());

  it('parses it as the Fountain it stands for', async () => {
    const parsed = (await desk.json(['parse', file])) as Parsed;
    assert.deepEqual(
      parsed.elements.map(({ type, text, line }) => [type, text, line]),
      [
        ['scene_heading', 'INT. BOATHOUSE - DUSK', 1],
        ['action', 'A lantern hisses.', 3],
        ['character', 'WREN', 5],
        ['dialogue', 'Who lit the lantern?', 6],
      ],
    );
    assert.deepEqual(
      parsed.scenes.map(({ number }) => number),
      ['7'],
    );
  });

  it('knows it on standard input by how it begins, in UTF-16 too', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(FDX, 'utf16le')]);
    for (const stdin of [FDX, FDX.slice(FDX.indexOf('<Final')), utf16]) {
      const parsed = (await desk.json(['parse', '-'], { stdin })) as Parsed;
      assert.deepEqual(
        parsed.characters.map(({ name }) => name),
        ['WREN'],
      );
    }
  });

  it('analyzes, searches and answers from it, citing lines of the rendering', async () => {
    const analyzed = (await desk.json(['analyze', file])) as { scenes: unknown[]; script: { title: string } };
    assert.equal(analyzed.scenes.length, 1);
    const { results } = (await desk.json(['search', file, 'lantern'])) as {
      results: { line: number; quote: string }[];
    };
    assert.equal(results[0]?.line, 3);
    const status = (await desk.json(['status', file])) as { state: string };
    assert.equal(status.state, 'analyzed');
    const answer = (await desk.json(['ask', file, 'Who speaks?'])) as { citations: { line: number }[] };
    assert.ok(answer.citations.every(({ line }) => line >= 1 && line <= 6));
  });

  it('warns where nobody speaks a speech', async () => {
    const lonely = FDX.replace(/<Paragraph Type="Character">.*?<\/Paragraph>/, '');
    const run = await desk.run(['parse', desk.file('lonely.fdx', lonely)]);
    assert.equal(run.exitCode, 0);
    assert.match(run.stderr, /One speech has no character above it/);
  });

  it('writes a script as one, which reads the same', async () => {
    const out = path.join(desk.folder, 'sample.fdx');
    assert.deepEqual(await desk.json(['export', SAMPLE, '--format', 'fdx', '--out', out]), {
      written: out,
      format: 'fdx',
    });
    const [before, after] = (await Promise.all([desk.json(['parse', SAMPLE]), desk.json(['parse', out])])) as [
      Parsed,
      Parsed,
    ];
    assert.deepEqual(
      after.scenes.map(({ heading }) => heading),
      before.scenes.map(({ heading }) => heading),
    );
    assert.deepEqual(after.characters, before.characters);
    const printed = await desk.run(['export', SAMPLE, '--format', 'fdx']);
    assert.equal(printed.stdout, readFileSync(out, 'utf8'));
  });

  it('overwrites nothing and leaves nothing half written behind', async () => {
    const before = readFileSync(file);
    for (const out of [file, desk.folder]) {
      const failure = await desk.fails(1, ['export', file, '--format', 'fdx', '--out', out]);
      assert.equal(failure.code, 'file-exists');
    }
    assert.deepEqual(readFileSync(file), before);
    const nowhere = path.join(desk.folder, 'no such folder', 'a.fdx');
    assert.equal((await desk.fails(1, ['export', file, '--format', 'fdx', '--out', nowhere])).code, 'file-missing');
    assert.deepEqual(
      readdirSync(desk.folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('says what a Final Draft file has no place for', async () => {
    const cut = desk.file('cut.fountain', 'INT. PIER - DAY\n\nGulls.\n\n/* An old scene. */\n');
    const run = await desk.run(['export', cut, '--format', 'fdx']);
    assert.equal(run.exitCode, 0);
    assert.match(run.stderr, /One cut passage \(boneyard\) is left out/);
  });

  it('wants a file where the result is an object', async () => {
    const run = await desk.run(['export', SAMPLE, '--format', 'fdx', '--json']);
    assert.equal(run.exitCode, 2);
  });
});
