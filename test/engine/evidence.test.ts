import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ScriptView } from '../../src/story/analysisResult';
import { root } from '../harness/root';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const SAMPLE = readFileSync(path.join(root, 'media', 'ring-for-ferry.fountain'), 'utf8');
const LINES = SAMPLE.split('\n');

describe('A quote is shown as proven only where it stands in the script, letter for letter', () => {
  let on: EngineOnDisk;
  let view: ScriptView;
  before(async () => {
    on = await startEngineOnDisk();
    const { scriptId } = await on.sync('file:///evidence/sample.fountain', SAMPLE);
    view = await on.analyze(scriptId);
  });
  after(() => on.remove());

  it('every quote of every card of the sample', () => {
    let quotes = 0;
    for (const { label, card, startLine, endLine } of view.scenes) {
      assert.ok(card !== null && card.evidence.length > 0, label);
      for (const { quote, line, verified } of card.evidence) {
        assert.equal(verified, true, `${label}: ${quote ?? 'the scene'}`);
        assert.ok(line >= startLine && line <= endLine, `${label}: line ${line} is in the scene`);
        if (quote === null) continue;
        quotes++;
        const first = quote.split('\n')[0]?.trim() ?? '';
        assert.ok(plain(LINES[line - 1] ?? '').includes(plain(first)), `${label}: line ${line} has ${first}`);
      }
    }
    assert.ok(quotes > view.scenes.length, 'cards rest on quotes');
  });

  it('no longer, once the quoted line is edited; and the card says that it is behind', async () => {
    const uri = 'file:///evidence/edited.fountain';
    const { scriptId } = await on.sync(uri, SAMPLE);
    await on.analyze(scriptId);
    let edited = 0;
    for (const { index, card, label } of view.scenes) {
      const quoted = card?.evidence.find(({ quote }) => quote !== null && !quote.includes('\n'));
      if (quoted?.quote === undefined || quoted.quote === null) continue;
      const line = LINES[quoted.line - 1] ?? '';
      const altered = LINES.with(
        quoted.line - 1,
        line.replace(/\w+/g, (word) => `${word}x`),
      );
      if (plain(altered[quoted.line - 1] ?? '').includes(plain(quoted.quote))) continue;
      edited++;
      await on.sync(uri, altered.join('\n'));
      const scene = (await on.engine.readScript(scriptId)).scenes[index];
      const evidence = scene?.card?.evidence.find(({ quote }) => quote === quoted.quote);
      assert.equal(evidence?.verified, false, `${label}: ${quoted.quote}`);
      assert.ok(scene !== undefined && scene.behind.length > 0, `${label} is badged`);
      assert.ok(evidence.line >= scene.startLine && evidence.line <= scene.endLine, 'and leads into the scene');
    }
    assert.ok(edited >= 20, `${edited} scenes were edited`);

    await on.sync(uri, SAMPLE);
    const undone = await on.engine.readScript(scriptId);
    for (const { card, behind } of undone.scenes) {
      assert.deepEqual(behind, []);
      assert.ok(card?.evidence.every(({ verified }) => verified));
    }
  });

  it('on the line where it stands now, after lines were put above it', async () => {
    const uri = 'file:///evidence/moved.fountain';
    const { scriptId } = await on.sync(uri, SAMPLE);
    await on.analyze(scriptId);
    const heading = SAMPLE.indexOf('EXT. STAITHE LANDING - DAWN #1#');
    const above = 'INT. NEW PLACE - DAY\n\nNobody is here.\n\n';
    await on.sync(uri, SAMPLE.slice(0, heading) + above + SAMPLE.slice(heading));
    const now = await on.engine.readScript(scriptId);
    const lines = (SAMPLE.slice(0, heading) + above + SAMPLE.slice(heading)).split('\n');
    for (const { card } of now.scenes.slice(1)) {
      for (const { quote, line, verified } of card?.evidence ?? []) {
        assert.equal(verified, true);
        const first = quote?.split('\n')[0]?.trim() ?? '';
        assert.ok(plain(lines[line - 1] ?? '').includes(plain(first)));
      }
    }
  });

  it('not where only another scene has those words', async () => {
    const uri = 'file:///evidence/elsewhere.fountain';
    const one = 'INT. ROOM - DAY\n\nADA\nI want the green lamp back tonight.\n\nShe leaves the room in a hurry.\n';
    const other = 'EXT. YARD - DAY\n\nBO\nNot here.\n\nHe sweeps the yard slowly.\n';
    const { scriptId } = await on.sync(uri, `${one}\n${other}`);
    const made = await on.analyze(scriptId);
    const quote = made.scenes[0]?.card?.evidence.find((one) => one.quote !== null)?.quote;
    assert.ok(quote !== undefined && quote !== null);
    await on.sync(uri, `${one.replace(quote, 'Something else happens.')}\n${other.replace('Not here.', quote)}`);
    const { scenes } = await on.engine.readScript(scriptId);
    const evidence = scenes[0]?.card?.evidence.find((one) => one.quote === quote);
    assert.equal(evidence?.verified, false);
  });
});

/** Compared as quotes are: without marks of emphasis, blanks folded, quotation marks unified. */
function plain(text: string): string {
  return text.replace(/\*+|_/g, '').replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim();
}
