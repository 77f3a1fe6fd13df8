import assert from 'node:assert/strict';
import type { KindCounts } from '../../src/story/artifactKind';
import { scenesOf, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { checkOrder, checkStandingColumns } from './standingColumns';

const SIX = scenesOf(6);
const TITLE = 'The Made-Up Draft';
const OTHERS: readonly DraftScene[] = [
  {
    heading: 'EXT. DESERT - NOON',
    paragraphs: ['Heat. Two riders approach without hurry.', 'STRANGER\nThis well is dry.'],
  },
  {
    heading: 'INT. TENT - LATER',
    paragraphs: ['Maps everywhere. Rain would be a miracle.', 'GUIDE\nTomorrow we turn back.'],
  },
  { heading: 'EXT. RIDGE - DAWN', paragraphs: ['Below them, impossibly, lies green water.'] },
];

/** What an edit of a finished, analyzed script of six scenes comes to. */
interface Fate {
  readonly edit: string;
  readonly text: string;
  /** Which scene each scene is now: its place before the edit, or `new`. */
  readonly scenes: readonly (number | 'new')[];
  readonly cards: number;
  readonly embeddings: number;
  /** Left out where it is not the point. */
  readonly outline?: 'current' | 'behind';
}

const SAME = [0, 1, 2, 3, 4, 5] as const;
const NOTHING = { scenes: SAME, cards: 0, embeddings: 0, outline: 'current' } as const;

const FATES: readonly Fate[] = [
  {
    edit: 'a line is changed',
    text: text(patch(2, ({ paragraphs: [first, ...rest] }) => ({ paragraphs: [`${first!} It rains.`, ...rest] }))),
    scenes: SAME,
    cards: 1,
    embeddings: 1,
    outline: 'behind',
  },
  {
    edit: 'a word is put into capitals, which is an introduction',
    text: text(patch(1, ({ paragraphs }) => ({ paragraphs: paragraphs.map((line) => line.replace('hums', 'HUMS')) }))),
    scenes: SAME,
    cards: 1,
    embeddings: 1,
  },
  {
    edit: 'a heading is changed',
    text: text(patch(3, () => ({ heading: 'EXT. ROOFTOP - LATER' }))),
    scenes: SAME,
    cards: 1,
    embeddings: 1,
    outline: 'behind',
  },
  {
    edit: 'a scene is inserted before all others',
    text: text([extra(77), ...SIX]),
    scenes: ['new', ...SAME],
    cards: 1,
    embeddings: 1,
    outline: 'behind',
  },
  {
    edit: 'a scene is inserted in the middle',
    text: text([...SIX.slice(0, 3), extra(78), ...SIX.slice(3)]),
    scenes: [0, 1, 2, 'new', 3, 4, 5],
    cards: 1,
    embeddings: 1,
    outline: 'behind',
  },
  {
    edit: 'a scene is deleted',
    text: text(SIX.filter((_, index) => index !== 2)),
    scenes: [0, 1, 3, 4, 5],
    cards: 0,
    embeddings: 0,
    outline: 'behind',
  },
  {
    edit: 'the first scene is moved to the end',
    text: text([...SIX.slice(1), SIX[0]!]),
    scenes: [1, 2, 3, 4, 5, 0],
    cards: 0,
    embeddings: 0,
    outline: 'behind',
  },
  {
    edit: 'all scenes are turned round',
    text: text([...SIX].reverse()),
    scenes: [5, 4, 3, 2, 1, 0],
    cards: 0,
    embeddings: 0,
    outline: 'behind',
  },
  {
    edit: 'a scene is moved and a line of it changed',
    text: text([...SIX.slice(1), { ...SIX[0]!, paragraphs: [...SIX[0]!.paragraphs, 'A door slams.'] }]),
    scenes: [1, 2, 3, 4, 5, 0],
    cards: 1,
    embeddings: 1,
    outline: 'behind',
  },
  {
    edit: 'a scene is doubled',
    text: text([...SIX.slice(0, 3), SIX[2]!, ...SIX.slice(3)]),
    scenes: [0, 1, 2, 'new', 3, 4, 5],
    // Its card and vector are copies: the same words stand there twice.
    cards: 0,
    embeddings: 0,
    outline: 'behind',
  },
  {
    edit: 'a scene is split, and its larger part goes on being it',
    text: text([
      { ...SIX[0]!, paragraphs: SIX[0]!.paragraphs.slice(0, 3) },
      { heading: 'EXT. STREET - DAY', paragraphs: SIX[0]!.paragraphs.slice(3) },
      ...SIX.slice(1),
    ]),
    scenes: [0, 'new', 1, 2, 3, 4, 5],
    cards: 2,
    embeddings: 2,
    outline: 'behind',
  },
  {
    edit: 'two scenes are joined, and the larger one goes on',
    text: text([{ ...SIX[0]!, paragraphs: [...SIX[0]!.paragraphs, SIX[1]!.paragraphs[0]!] }, ...SIX.slice(2)]),
    scenes: [0, 2, 3, 4, 5],
    cards: 1,
    embeddings: 1,
    outline: 'behind',
  },
  {
    edit: 'somebody gets another name everywhere',
    text: text(SIX).replaceAll('CELIA', 'MARGUERITE').replaceAll('DOV', 'TOBIAS'),
    scenes: SAME,
    cards: SIX.filter((scene) => /CELIA|DOV/.test(write([scene]))).length,
    embeddings: SIX.filter((scene) => /CELIA|DOV/.test(write([scene]))).length,
    outline: 'behind',
  },
  { edit: 'scene numbers are added', text: text(numbered()), scenes: SAME, cards: 0, embeddings: 0 },
  { edit: 'line ends become those of Windows', text: text(SIX).replaceAll('\n', '\r\n'), ...NOTHING },
  { edit: 'line ends become those of old Macs', text: text(SIX).replaceAll('\n', '\r'), ...NOTHING },
  { edit: 'every blank line is doubled', text: text(SIX).replaceAll('\n\n', '\n\n\n'), ...NOTHING },
  { edit: 'blanks stand at the end of action lines', text: text(SIX).replaceAll(/\.$/gm, '.  '), ...NOTHING },
  { edit: 'a note is added', text: text(patch(1, () => ({ note: 'Is this too dark?' }))), ...NOTHING },
  { edit: 'lines are cut into the boneyard', text: text(patch(1, boneyard)), ...NOTHING },
  {
    edit: 'a synopsis is added',
    text: text(patch(1, () => ({ synopsis: 'They find the thing.' }))),
    scenes: SAME,
    cards: 1,
    embeddings: 0,
    outline: 'behind',
  },
  {
    edit: 'a section is put above a scene',
    text: text(patch(3, () => ({ section: 'Act Two' }))),
    scenes: SAME,
    cards: 0,
    embeddings: 0,
    outline: 'behind',
  },
  { edit: 'the title page is changed', text: write(SIX, 'Another Name'), ...NOTHING },
  { edit: 'all is deleted', text: '', scenes: [], cards: 0, embeddings: 0 },
  {
    edit: 'all is replaced by another script',
    text: text(OTHERS),
    scenes: ['new', 'new', 'new'],
    cards: 3,
    embeddings: 3,
    outline: 'behind',
  },
];

describe('A scene stays itself, and nothing is made twice', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  for (const [number, { edit, text: edited, scenes, cards, embeddings, outline }] of FATES.entries()) {
    it(`when ${edit}`, async () => {
      const uri = `file:///fates/${number}.fountain`;
      const original = text(SIX);
      const { scriptId } = await on.sync(uri, original);
      assert.equal((await on.analyze(scriptId)).script.state, 'analyzed');
      const before = await ids(scriptId);

      await on.sync(uri, edited);
      const after = await ids(scriptId);
      assert.deepEqual(
        after.map((id) => (before.includes(id) ? before.indexOf(id) : 'new')),
        scenes,
        'who is who',
      );
      await checkOrder(on, scriptId, scenes.length);
      await checkStandingColumns(on, scriptId);
      const status = await on.engine.readStatus(scriptId);
      const stands = status.artifacts.find(({ kind }) => kind === 'outline');
      if (outline !== undefined) assert.equal(stands?.stale, outline === 'behind', 'the outline');

      // Taken back before anything was made of it: nothing was lost.
      const undone = await on.sync(uri, original);
      assert.equal(undone.state, 'analyzed');
      assert.deepEqual(await ids(scriptId), before, 'after undo every scene is itself');
      await checkStandingColumns(on, scriptId);
      const current = await on.engine.readStatus(scriptId);
      assert.deepEqual(current.due, [], 'after undo nothing is due');
      assert.ok(
        current.artifacts.every(({ stale }) => !stale),
        'after undo nothing is behind',
      );

      await on.sync(uri, edited);
      assert.deepEqual(await ids(scriptId), after, 'redone: the same scenes as before');
      const { run } = await on.analyze(scriptId);
      assert.deepEqual(run.failed, []);
      assert.deepEqual([run.generated.card, run.generated.embedding], [cards, embeddings], 'cards and vectors made');
      if (outline !== undefined) assert.equal(run.generated.outline, outline === 'behind' ? 1 : 0, 'outlines made');
      await checkStandingColumns(on, scriptId);
      assert.deepEqual(madeIn((await on.analyze(scriptId)).run.generated), [], 'analyzed again: nothing');

      // And back once more, now that something was made of the edited text.
      await on.sync(uri, original);
      assert.deepEqual(await ids(scriptId), before);
      await checkStandingColumns(on, scriptId);
    });
  }

  it('when it is cut, saved, and pasted elsewhere', async () => {
    const uri = 'file:///fates/cut-and-paste.fountain';
    const { scriptId } = await on.sync(uri, text(SIX));
    await on.analyze(scriptId);
    const before = await ids(scriptId);
    const cut = SIX.filter((_, index) => index !== 1);
    assert.equal((await on.sync(uri, text(cut))).scenes.removed, 1);
    await on.sync(uri, text([...cut, SIX[1]!]));
    assert.deepEqual(
      await ids(scriptId),
      [0, 2, 3, 4, 5, 1].map((index) => before[index]),
    );
    const { run, scenes } = await on.analyze(scriptId);
    assert.equal(run.generated.card + run.generated.embedding, 0);
    assert.equal(scenes.at(-1)?.card?.version, 1, 'it has the card it had');
  });

  it('when it is cut, the editor closed, the engine ended, and a week later pasted and changed a little', async () => {
    const uri = 'file:///fates/paste-later.fountain';
    const { scriptId } = await on.sync(uri, text(SIX));
    await on.analyze(scriptId);
    const before = await ids(scriptId);
    const cut = SIX.filter((_, index) => index !== 1);
    await on.sync(uri, text(cut));
    await on.engine.closeScript(uri, false);
    await on.reopen();
    assert.equal((await on.sync(uri, text(cut))).scriptId, scriptId);
    await on.sync(uri, text([...cut, { ...SIX[1]!, paragraphs: [...SIX[1]!.paragraphs, 'It rains.'] }]));
    assert.equal((await ids(scriptId)).at(-1), before[1]);
    assert.equal((await on.analyze(scriptId)).run.generated.card, 1);
  });

  it('when its heading is deleted letter by letter and typed again', async () => {
    const uri = 'file:///fates/typing.fountain';
    const { scriptId } = await on.sync(uri, text(SIX));
    await on.analyze(scriptId);
    const before = await ids(scriptId);
    const { heading } = SIX[3]!;
    for (const length of [...heading.split('').keys()].reverse()) {
      await on.sync(uri, text(patch(3, () => ({ heading: heading.slice(0, length) }))));
    }
    for (const length of heading.split('').keys()) {
      await on.sync(uri, text(patch(3, () => ({ heading: heading.slice(0, length + 1) }))));
    }
    assert.deepEqual(await ids(scriptId), before);
    await checkStandingColumns(on, scriptId);
    assert.deepEqual(madeIn((await on.analyze(scriptId)).run.generated), []);
  });

  it('when the file is written half, and then whole', async () => {
    const uri = 'file:///fates/half.fountain';
    const whole = text(SIX);
    const { scriptId } = await on.sync(uri, whole);
    await on.analyze(scriptId);
    const before = await ids(scriptId);
    for (const part of [0.1, 0.5, 0.9]) await on.sync(uri, whole.slice(0, Math.floor(whole.length * part)));
    const back = await on.sync(uri, whole);
    assert.equal(back.state, 'analyzed');
    assert.deepEqual(await ids(scriptId), before);
    assert.deepEqual(madeIn((await on.analyze(scriptId)).run.generated), []);
  });

  it('when scenes with the same words stand in it: each has a row, a card and a vector of its own', async () => {
    const uri = 'file:///fates/twins.fountain';
    const twins = [SIX[0]!, SIX[0]!, SIX[1]!, SIX[0]!];
    const { scriptId } = await on.sync(uri, text(twins));
    const view = await on.analyze(scriptId);
    assert.equal(new Set(view.scenes.map(({ id }) => id)).size, 4);
    assert.ok(view.scenes.every(({ card }) => card !== null));
    const before = await ids(scriptId);
    await on.sync(uri, text([SIX[1]!, SIX[0]!, SIX[0]!, SIX[0]!]));
    assert.deepEqual(new Set(await ids(scriptId)), new Set(before));
    assert.equal((await on.analyze(scriptId)).run.generated.card, 0);
  });

  async function ids(scriptId: string): Promise<string[]> {
    const view = await on.engine.readScript(scriptId);
    return view.scenes.map(({ id }) => id);
  }
});

function text(scenes: readonly DraftScene[]): string {
  return write(scenes, TITLE);
}

function patch(index: number, change: (scene: DraftScene) => Partial<DraftScene>): DraftScene[] {
  return SIX.map((scene, at) => (at === index ? { ...scene, ...change(scene) } : scene));
}

function extra(seed: number): DraftScene {
  return scenesOf(seed + 1)[seed]!;
}

function numbered(): DraftScene[] {
  return SIX.map((scene, index) => ({ ...scene, number: String(101 + index) }));
}

function boneyard({ paragraphs }: DraftScene): Partial<DraftScene> {
  return { paragraphs: [...paragraphs.slice(0, 2), '/*\nShe laughs.\n\nHe does not.\n*/', ...paragraphs.slice(2)] };
}

/** The kinds of which a run made anything. */
function madeIn(generated: KindCounts): string[] {
  return Object.entries(generated).flatMap(([kind, count]) => (count > 0 ? [`${kind} ${count}`] : []));
}
