import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ScriptView } from '../../src/story/analysisResult';
import { root } from '../harness/root';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const SAMPLE = readFileSync(path.join(root, 'media', 'ring-for-ferry.fountain'), 'utf8');

/*
 * Invariant 2: what is made is a function of its declared inputs. So where an edit touches none of them, making it again
 * gives the same, and what was made before still stands, letter for letter.
 */
const UNDECLARED: readonly { readonly edit: string; readonly text: string }[] = [
  { edit: 'the line ends of Windows', text: SAMPLE.replaceAll('\n', '\r\n') },
  { edit: 'doubled blank lines', text: SAMPLE.replaceAll('\n\n', '\n\n\n') },
  { edit: 'blanks at the end of action', text: SAMPLE.replaceAll(/([a-z]\.)$/gm, '$1   ') },
  {
    edit: 'two spaces on the blank line under every heading',
    text: SAMPLE.replaceAll(/^((?:INT|EXT)\. .*\n)\n/gm, '$1  \n'),
  },
  { edit: 'accents in two code points', text: withAccents(SAMPLE).normalize('NFD') },
  {
    edit: 'other scene numbers',
    text: SAMPLE.replaceAll(/#(\d+)#$/gm, (_, number: string) => `#${Number(number) + 100}#`),
  },
  { edit: 'no scene numbers', text: SAMPLE.replaceAll(/ #\w+#$/gm, '') },
  { edit: 'no sections', text: SAMPLE.replaceAll(/^#+ .*\n/gm, '') },
  {
    edit: 'a note under every paragraph',
    text: SAMPLE.replaceAll(/([a-z]\.)\n\n/g, '$1\n\n[[Too long? NAME NEEDED.]]\n\n'),
  },
  { edit: 'a note in every speech', text: SAMPLE.replaceAll(/(\w)\.\n\n/g, '$1. [[Ask BELLA.]]\n\n') },
  {
    edit: 'a boneyard under every heading',
    text: SAMPLE.replaceAll(/^((?:INT|EXT)\. (?!.*#13A#).*)\n/gm, '$1\n\n/*\nBELLA\nI am cut.\n*/\n'),
  },
  { edit: 'another title page', text: `Title: Something Else\n\n${SAMPLE.slice(SAMPLE.indexOf('# Act One'))}` },
];

/*
 * Lines that are printed nowhere, and blanks, may decide how the lines around them read: then what was made is behind, and
 * making it again is no waste.
 */
const SPEECH = SAMPLE.indexOf('\n', SAMPLE.search(/^[A-Z]{3,}\n(?=[A-Z][^\n]*\.\n\n)/m)) + 1;
const SPEECH_END = SAMPLE.indexOf('\n\n', SPEECH) + 1;
const READ_OTHERWISE: readonly { readonly edit: string; readonly before: string; readonly after: string }[] = [
  {
    edit: 'the two spaces that carried a speech',
    before: spoken('  \nThe lamp is out and nobody comes.\n'),
    after: spoken('\nThe lamp is out and nobody comes.\n'),
  },
  {
    edit: 'a synopsis that came between two lines of a speech',
    before: spoken('The lamp is out and nobody comes.\n\n= Nobody comes.\n'),
    after: spoken('= Nobody comes.\nThe lamp is out and nobody comes.\n'),
  },
];

function spoken(behind: string): string {
  return SAMPLE.slice(0, SPEECH_END) + behind + SAMPLE.slice(SPEECH_END);
}

describe('What is made depends on what is declared, and on nothing else', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  for (const [number, { edit, text }] of UNDECLARED.entries()) {
    it(`cards and vectors with ${edit}`, async () => {
      const uri = `file:///declared/${number}.fountain`;
      const plain = text.normalize('NFC') === text ? SAMPLE : withAccents(SAMPLE);
      const { scriptId } = await on.sync(uri, plain);
      const before = await on.analyze(scriptId, { kinds: ['card', 'embedding'] });
      const vectors = await vectorsOf(scriptId);

      await on.sync(uri, text);
      const { due } = await on.engine.readStatus(scriptId);
      assert.deepEqual(
        due.filter(({ kind }) => kind === 'card' || kind === 'embedding'),
        [],
        'no card and no vector is due',
      );
      const current = await on.engine.readScript(scriptId);
      assert.deepEqual(unverified(current), [], 'what was quoted still stands in the script');

      const remade = await on.analyze(scriptId, { kinds: ['card', 'embedding'], remake: true });
      assert.deepEqual(remade.run.failed, []);
      assert.deepEqual(cardsOf(remade), cardsOf(before), 'the cards say the same');
      assert.deepEqual(await vectorsOf(scriptId), vectors, 'the vectors are the same');
      assert.deepEqual(unverified(remade), []);
    });
  }

  for (const [number, { edit, before, after }] of READ_OTHERWISE.entries()) {
    it(`one card and vector are due for ${edit}`, async () => {
      const uri = `file:///declared/otherwise/${number}.fountain`;
      const { scriptId } = await on.sync(uri, before);
      const first = await on.analyze(scriptId, { kinds: ['card', 'embedding'] });
      await on.sync(uri, after);
      const { due } = await on.engine.readStatus(scriptId);
      const ofScenes = due.filter(({ kind }) => kind === 'card' || kind === 'embedding');
      assert.deepEqual(
        ofScenes.map(({ kind, count }) => [kind, count]),
        [
          ['card', 1],
          ['embedding', 1],
        ],
      );
      const remade = await on.analyze(scriptId, { kinds: ['card', 'embedding'] });
      assert.notDeepEqual(cardsOf(remade), cardsOf(first));
    });
  }

  it('an outline names scenes by the labels they have now, or says that it is behind', async () => {
    const uri = 'file:///declared/labels.fountain';
    const { scriptId } = await on.sync(uri, SAMPLE);
    await on.analyze(scriptId);
    await on.sync(
      uri,
      SAMPLE.replaceAll(/#(\d+)#$/gm, (_, number: string) => `#${Number(number) + 100}#`),
    );
    checkOutlineLabels(await on.engine.readScript(scriptId));
    checkOutlineLabels(await on.analyze(scriptId));
  });

  it('an outline made again from the same cards says the same', async () => {
    const { scriptId } = await on.sync('file:///declared/again.fountain', SAMPLE);
    const first = await on.analyze(scriptId);
    const second = await on.analyze(scriptId, { remake: true });
    assert.deepEqual({ ...second.outline, version: 1 }, first.outline);
    assert.equal(second.outline?.version, 2);
  });

  it('the same text in another folder is told the same', async () => {
    const one = await on.sync('file:///declared/one/a.fountain', SAMPLE);
    const other = await on.sync('file:///declared/other/b.fountain', SAMPLE);
    const [first, second] = [await on.analyze(one.scriptId), await on.analyze(other.scriptId)];
    assert.deepEqual(cardsOf(first), cardsOf(second));
    assert.deepEqual(first.outline, second.outline);
  });

  async function vectorsOf(scriptId: string): Promise<string[]> {
    const rows = await on.rows<{ vector: string }>(
      `SELECT e.embedding::text AS vector FROM scene_embeddings e JOIN scenes s ON s.id = e.scene_id
       WHERE s.script_id = $1 AND s.scene_index IS NOT NULL ORDER BY s.scene_index`,
      [scriptId],
    );
    return rows.map(({ vector }) => vector);
  }
});

/** The script with accents in it, in heading, action, name and speech. */
function withAccents(text: string): string {
  return text
    .replaceAll('HALLAM', 'HÄLLÅM')
    .replaceAll('bell', 'béll')
    .replaceAll('STAITHE', 'STÄITHE')
    .normalize('NFC');
}

/** What the cards say, without what only counts their making; accents in one form. */
function cardsOf(view: ScriptView): unknown {
  const cards = view.scenes.map(({ card }) => {
    assert.ok(card !== null);
    const { version, evidence, ...said } = card;
    assert.ok(version > 0);
    return { ...said, quotes: evidence.map(({ quote }) => quote) };
  });
  return JSON.parse(JSON.stringify(cards).normalize('NFC')) as unknown;
}

function unverified(view: ScriptView): string[] {
  return view.scenes.flatMap(({ label, card }) =>
    (card?.evidence ?? []).filter(({ verified }) => !verified).map(({ quote }) => `${label}: ${quote ?? 'null'}`),
  );
}

/** Every turning point names each of its scenes as the writer sees it. */
function checkOutlineLabels({ outline, outlineBehind, scenes }: ScriptView): void {
  if (outlineBehind.length > 0) return;
  assert.ok(outline !== null && outline.turningPoints.length > 0);
  for (const { reason, sceneIndices } of outline.turningPoints) {
    for (const index of sceneIndices) {
      const label = scenes[index]?.label ?? '';
      assert.match(reason, new RegExp(`(?<![\\w])${label}(?![\\w])`), `${reason} means scene ${label}`);
    }
  }
}
