import assert from 'node:assert/strict';
import type { SinceAnalysis } from '../../src/story/sinceAnalysis';
import { analysisChanges } from '../../src/story/analysisChanges';
import { changesDocument } from '../../src/story/changesDocument';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { createWritersHand } from './writersHand';

const SCENES = [
  'INT. CHANDLERY - DAY\n\nOTTO enters with a PEWTER SEAL.\n\nOTTO\nI want the seal. Where is Vera?\n\nVERA\nI need to go home.\n',
  'EXT. SLIPWAY - NIGHT\n\nThe tender leaves. Vera waves.\n\nVERA\nGoodbye, Otto.\n',
  'INT. CHANDLERY - NIGHT\n\nOtto alone. The PEWTER SEAL on the bench.\n\nOTTO\nShe took it. I have to find her.\n',
  'EXT. CAUSEWAY - DAY\n\nNobody at all.\n',
] as const;
const TEXT = ['Title: Seal\n', ...SCENES].join('\n');

/** What is told of a change since the last analysis, and what `status` says of it. */
interface Told {
  readonly since: SinceAnalysis;
  /** By kind, the subjects that are behind. */
  readonly behind: (kind: string) => string[];
  readonly document: string;
}

describe('What changed since the last analysis touches what is behind for it', () => {
  let on: EngineOnDisk;
  let scripts = 0;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  async function told(text: string, before = TEXT): Promise<Told> {
    const uri = `file:///touched/${++scripts}.fountain`;
    const { scriptId } = await on.sync(uri, before);
    await on.analyze(scriptId);
    await on.sync(uri, text);
    return toldNow(scriptId);
  }

  async function toldNow(scriptId: string): Promise<Told> {
    const since = await on.engine.readSinceAnalysis(scriptId);
    const status = await on.engine.readStatus(scriptId);
    const view = await on.engine.readScript(scriptId);
    const document = changesDocument({ ...analysisChanges(view, since), date: '', from: '', to: '' });
    const behind = (kind: string): string[] =>
      status.artifacts.flatMap((one) => (one.kind === kind && one.stale ? [one.subject ?? ''] : []));
    check(since, behind);
    return { since, behind, document };
  }

  /** Nothing is said to be touched that is not behind, and nothing is behind that is not said. */
  function check({ scenes, behind: inAll }: SinceAnalysis, behind: Told['behind']): void {
    assert.deepEqual(inAll.cards, behind('card'));
    assert.deepEqual([...inAll.sheets].sort(), behind('sheet').sort());
    assert.equal(inAll.outline !== null, behind('outline').length > 0);
    assert.equal(inAll.threads, behind('thread').length > 0);
    assert.equal(inAll.relationships, behind('relationship').length > 0);
    assert.equal(inAll.keyScenes, behind('keyScene').length > 0);
    for (const { sceneId, touches } of scenes) {
      assert.equal(touches.card, behind('card').includes(sceneId));
      assert.ok(touches.sheets.every((name) => behind('sheet').includes(name)));
      assert.ok(touches.threads.length === 0 || inAll.threads);
      assert.ok(touches.pairs.length === 0 || inAll.relationships);
    }
  }

  it('a scene that was cut: the sheet, the threads and the pairs it was part of', async () => {
    const { since, behind, document } = await told(TEXT.replace(SCENES[2], ''));
    assert.ok(behind('sheet').includes('OTTO') && behind('relationship').length > 0);
    const cut = since.scenes.find(({ kinds }) => kinds.includes('cut'));
    assert.deepEqual(cut?.touches.sheets, ['OTTO']);
    assert.ok(
      cut.touches.pairs.some((pair) => pair.includes('PEWTER SEAL')),
      JSON.stringify(cut.touches),
    );
    assert.match(document, /\(?INT\. CHANDLERY - NIGHT\n\nCut\.\n\n_Touches the sheet of OTTO/u);
    assert.match(document, /- Character sheets: OTTO\n/u);
  });

  it('somebody who was taken out of a scene', async () => {
    const { since, document } = await told(
      TEXT.replace('\nVERA\nI need to go home.\n', '').replace(' Where is Vera?', ''),
    );
    const changed = since.scenes.find(({ kinds }) => kinds.includes('changed'));
    assert.deepEqual([...(changed?.touches.sheets ?? [])].sort(), ['OTTO', 'VERA']);
    assert.match(document, /the sheets of (?:OTTO and VERA|VERA and OTTO)/u);
  });

  it('a section and a number, which change no scene: the outline, and why', async () => {
    for (const text of [
      TEXT.replace('EXT. SLIPWAY', '# Act Two\n\nEXT. SLIPWAY'),
      TEXT.replace('CHANDLERY - DAY', 'CHANDLERY - DAY #9#'),
    ]) {
      const { behind, document } = await told(text);
      assert.deepEqual(behind('outline'), ['']);
      assert.match(document, /\*\*No scene changed\.\*\*/u);
      assert.match(document, /## What this touches\n\n- The outline: /u);
    }
  });

  it('nothing where nothing changed', async () => {
    const { document } = await told(TEXT.replaceAll('\n', '\r\n'));
    assert.doesNotMatch(document, /touches/iu);
  });

  it('whatever a writer does', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const hand = createWritersHand(seed * 31, { speeches: true });
      let text = TEXT;
      const uri = `file:///touched/hand/${seed}.fountain`;
      const { scriptId } = await on.sync(uri, text);
      await on.analyze(scriptId);
      for (let step = 0; step < 4; step++) {
        text = hand.move(text).text;
        await on.sync(uri, text);
        await toldNow(scriptId);
      }
    }
  });
});
