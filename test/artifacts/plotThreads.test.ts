import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findPlotThreads } from '../../src/engine/artifacts/plotThreads';
import { plotThreadContentSchema } from '../../src/story/plotThread';
import { sceneSource } from './generatedScripts';
import { assertQuoted, storyScenes } from './storyScenes';

/** Two stories side by side, and a compass that goes through both. */
const PAIR_ONE = (line: string): string =>
  `INT. OBSERVATORY - NIGHT\n\nRuth turns the telescope. The compass lies on the ledger.\n\nRUTH\n${line}\n\nPAUL\nThe comet will not wait for the ledger.\n\nRUTH\nThe comet is mine.\n`;
const PAIR_TWO = (line: string): string =>
  `EXT. ORCHARD - DAY\n\nNell climbs. Apples fall. A wasp on the ladder.\n\nNELL\n${line}\n\nTOM\nMind the wasp. Mind the ladder.\n`;
const SCRIPT = [
  PAIR_ONE('I need the ledger.'),
  PAIR_TWO('The ladder is short.'),
  PAIR_ONE('Where is the compass?'),
  PAIR_TWO('The wasp is back.'),
  'EXT. ROAD - DAY\n\nNell finds the COMPASS in the ditch.\n\nNELL\nWhose compass is this?\n',
  PAIR_ONE('It is not on the chart.'),
  PAIR_TWO('One more basket.'),
  'EXT. HILL - NIGHT\n\nRuth alone with the compass. The needle swings.\n\nRUTH\nThere.\n',
].join('\n');

describe('Plot threads made by rules', () => {
  const scenes = storyScenes(SCRIPT);
  const threads = findPlotThreads({ scenes });

  it('follow the principals', () => {
    const arcs = threads.filter(({ threadType }) => threadType === 'character_arc');
    assert.deepEqual(arcs.map(({ name }) => name).sort(), ['NELL', 'PAUL', 'RUTH', 'TOM']);
    assert.deepEqual(arcs.find(({ name }) => name === 'RUTH')?.sceneIds, ['s1', 's3', 's6', 's8']);
  });

  it('count a motif where it is a thing, not where the same word is done', () => {
    const ring = SCRIPT.replaceAll('compass', 'whistle')
      .replaceAll('COMPASS', 'WHISTLE')
      .replace('A wasp on the ladder.', 'A kettle whistles. A wasp on the ladder.');
    const theme = findPlotThreads({ scenes: storyScenes(ring) }).find(({ name }) => name === 'Whistle');
    assert.ok(theme !== undefined);
    assert.ok(!theme.sceneIds.includes('s2'), theme.sceneIds.join(' '));
    assert.ok(theme.sceneIds.includes('s8'));
  });

  it('tell one plot and the subplots by the people who share scenes', () => {
    const plots = threads.filter(({ threadType }) => threadType === 'plot' || threadType === 'subplot');
    assert.deepEqual(
      plots.map(({ name, threadType, sceneIds }) => [threadType, name, sceneIds]),
      [
        ['plot', 'RUTH and PAUL', ['s1', 's3', 's6']],
        ['subplot', 'NELL and TOM', ['s2', 's4', 's7']],
      ],
    );
    assert.match(plots[0]!.description, /^3 scenes, mostly OBSERVATORY\. Words of these scenes: .*(?:comet|ledger)/u);
  });

  it('find the motif that goes through the stories', () => {
    const themes = threads.filter(({ threadType }) => threadType === 'theme');
    assert.equal(themes[0]?.name, 'Compass');
    assert.deepEqual(themes[0].sceneIds, ['s1', 's3', 's5', 's6', 's8']);
  });

  it('are none for a script of one scene', () => {
    assert.deepEqual(findPlotThreads({ scenes: scenes.slice(0, 1) }), []);
    assert.deepEqual(findPlotThreads({ scenes: [] }), []);
  });

  it('are few, of two scenes at least, in script order, with quotes letter for letter, and the same every time', () => {
    fc.assert(
      fc.property(fc.array(sceneSource, { maxLength: 50 }), (sources) => {
        const made = storyScenes(sources.join('\n'));
        const found = findPlotThreads({ scenes: made });
        assert.ok(found.length <= 16);
        const order = new Map(made.map(({ id }, index) => [id, index]));
        for (const thread of found) {
          plotThreadContentSchema.parse(thread);
          const positions = thread.sceneIds.map((id) => order.get(id) ?? -1);
          assert.deepEqual(
            [...new Set(positions)].sort((one, other) => one - other),
            positions,
          );
          assertQuoted(thread.evidence, made);
        }
        assert.deepEqual(findPlotThreads({ scenes: made }), found);
      }),
      { numRuns: 40 },
    );
  });
});
