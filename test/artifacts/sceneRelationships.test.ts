import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findSceneRelationships } from '../../src/engine/artifacts/sceneRelationships';
import type { SceneRelationshipContent } from '../../src/story/sceneRelationship';
import { sceneRelationshipContentSchema } from '../../src/story/sceneRelationship';
import { sceneSource } from './generatedScripts';
import { assertQuoted, storyScenes } from './storyScenes';

const FILLER = (number: number): string =>
  `EXT. FIELD ${number} - DAY\n\nWind in row ${number}.\n\nSAL\nRow ${number} done.\n`;

function relationsOf(...sources: readonly string[]): SceneRelationshipContent[] {
  const scenes = storyScenes(sources.join('\n'));
  const found = findSceneRelationships({ scenes });
  for (const relation of found) {
    sceneRelationshipContentSchema.parse(relation);
    assertQuoted(relation.evidence, scenes);
  }
  return [...found];
}

function ends(relations: readonly SceneRelationshipContent[], type: string): (readonly [string, string | null])[] {
  return relations
    .filter(({ relationshipType }) => relationshipType === type)
    .map(({ setupSceneId, payoffSceneId }) => [setupSceneId, payoffSceneId] as const);
}

describe('Relationships made by rules', () => {
  it('join a thing planted in capitals with the scene in which it is used', () => {
    const relations = relationsOf(
      'INT. CABIN - DAY\n\nOn the wall, over the bunk, a FLARE GUN.\n\nSAL\nNice place.\n',
      ...[2, 3, 4, 5].map(FILLER),
      'EXT. ICE - NIGHT\n\nSal lifts the flare gun and fires. The sky goes red.\n',
    );
    assert.deepEqual(ends(relations, 'setup_payoff'), [['s1', 's6']]);
    assert.equal(relations[0]?.description, 'FLARE GUN');
    assert.deepEqual(
      relations[0].evidence.map(({ quote }) => quote),
      ['On the wall, over the bunk, a FLARE GUN.', 'Sal lifts the flare gun and fires.'],
    );
  });

  it('join a thing that somebody hides with the scene in which it comes to light', () => {
    const relations = relationsOf(
      'INT. CABIN - DAY\n\nSal looks round, then pockets the locket and shuts the drawer.\n',
      ...[2, 3, 4, 5].map(FILLER),
      'INT. COURT - DAY\n\nJUDGE\nIs this the locket?\n',
    );
    assert.deepEqual(ends(relations, 'setup_payoff'), [['s1', 's6']]);
  });

  it('keep a setup open that nobody pays off', () => {
    const relations = relationsOf(
      'INT. CABIN - DAY\n\nSal takes a BRASS KEY from the nail and drops it into her boot.\n',
      ...[2, 3, 4, 5, 6].map(FILLER),
    );
    assert.deepEqual(ends(relations, 'setup_payoff'), [['s1', null]]);
    assert.equal(relations[0]?.description, 'BRASS KEY');
    assert.equal(relations[0].evidence[0]?.quote, 'Sal takes a BRASS KEY from the nail and drops it into her boot.');
  });

  it('take no person, sound, shot or place for a thing that is planted', () => {
    const relations = relationsOf(
      'EXT. HARBOUR - DAY\n\nA NIGHT WATCHMAN, 60s, takes his TIME. CLOSE ON his boots. A BANG. He drops to the HARBOUR floor.\n\nSAL\nHello?\n',
      ...[2, 3, 4, 5].map(FILLER),
      'EXT. HARBOUR - NIGHT\n\nThe watchman is back. Another bang over the harbour.\n',
    );
    assert.deepEqual(ends(relations, 'setup_payoff'), []);
  });

  it('know a line that the same mouth says again, and one that returns from another', () => {
    const relations = relationsOf(
      'INT. BARN - DAY\n\nSAL\nNobody drowns in a dry river.\n\nBEE\nSing the one about the copper moon.\n',
      ...[2, 3, 4].map(FILLER),
      'INT. BARN - NIGHT\n\nSAL\nNobody drowns in a dry river.\n',
      FILLER(6),
      'EXT. RIVER - NIGHT\n\nSAL\nPlease. Sing the one about the copper moon.\n',
    );
    assert.deepEqual(ends(relations, 'callback'), [['s1', 's5']]);
    assert.deepEqual(ends(relations, 'echo'), [['s1', 's7']]);
    const echo = relations.find(({ relationshipType }) => relationshipType === 'echo');
    assert.equal(echo?.description, '"Sing the one about the copper moon.", BEE, then SAL');
  });

  it('hear a short line that comes back from far off, whoever is called by name with it', () => {
    const relations = relationsOf(
      'INT. BARN - DAY\n\nSAL\nLast bus is gone.\n\nBEE\nGood night, Sal.\n',
      ...[2, 3, 4, 5].map(FILLER),
      'EXT. ROAD - NIGHT\n\nBEE\nLast bus gone, Sal.\n\nSAL\nGood night, Bee.\n',
      'EXT. ROAD - DAWN\n\nBEE\nBitter coffee.\n',
      ...[8, 9, 10, 11, 12].map(FILLER),
      'INT. BARN - DAWN\n\nSAL\nBitter coffee, Bee.\n\nBEE\nGood night, Sal.\n',
    );
    assert.deepEqual(ends(relations, 'echo'), [['s7', 's13']]);
    assert.deepEqual(ends(relations, 'callback'), []);
  });

  it('hear a song from its first singing on, once', () => {
    const song = '~Row the red boat over the morning,\n~Row the red boat home.\n';
    const relations = relationsOf(
      `EXT. POND - DAY\n\nChildren, unseen.\n\n${song}`,
      ...[2, 3, 4].map(FILLER),
      `EXT. POND - NIGHT\n\nBEE\n${song}`,
      FILLER(6),
      `EXT. POND - DAWN\n\nSAL\n${song}`,
    );
    assert.deepEqual(ends(relations, 'echo'), [['s1', 's7']]);
  });

  it('do not take every key for the key that was planted', () => {
    const planted = 'INT. CABIN - DAY\n\nSal drops the KEYS on the boards by the stove.\n';
    const used = (line: string): SceneRelationshipContent[] =>
      relationsOf(planted, ...[2, 3, 4, 5].map(FILLER), `INT. VAN - NIGHT\n\n${line}\n`);
    assert.deepEqual(ends(used('Bee grabs her keys from a hook.'), 'setup_payoff'), []);
    assert.deepEqual(ends(used('Bee finds the keys behind the stove.'), 'setup_payoff'), [['s1', 's6']]);
  });

  it('do not take small talk for a callback', () => {
    const talk = "SAL\nWhat do you want? I don't know what to say.\n\nBEE\nThank you very much. Are you all right?\n";
    assert.deepEqual(
      relationsOf(`INT. BARN - DAY\n\n${talk}`, ...[2, 3, 4].map(FILLER), `INT. MILL - NIGHT\n\n${talk}`),
      [],
    );
  });

  it('know the place to which the same people come back', () => {
    const relations = relationsOf(
      'EXT. WELL - DAY\n\nA rope, a bucket.\n\nSAL\nAfter you.\n\nBEE\nNever.\n',
      ...[2, 3, 4, 5].map(FILLER),
      'EXT. WELL - NIGHT\n\nNo rope. No bucket.\n\nBEE\nStill here, then.\n\nSAL\nStill.\n',
    );
    assert.deepEqual(ends(relations, 'parallel'), [['s1', 's6']]);
    assert.equal(
      relations.find(({ relationshipType }) => relationshipType === 'parallel')?.description,
      'WELL: SAL and BEE',
    );
  });

  it('know an image that comes back', () => {
    const image = 'She stands at the rail with one glove on the frozen anchor chain.';
    const relations = relationsOf(
      `EXT. DECK - DAY\n\n${image}\n`,
      ...[2, 3, 4].map(FILLER),
      `EXT. QUAY - NIGHT\n\n${image}\n`,
    );
    assert.deepEqual(ends(relations, 'parallel'), [['s1', 's5']]);
  });

  it('are none for an empty script and for a single scene', () => {
    assert.deepEqual(findSceneRelationships({ scenes: [] }), []);
    assert.deepEqual(relationsOf(FILLER(1)), []);
  });

  it('set up before they pay off, are few, quote letter for letter, and are the same every time', () => {
    fc.assert(
      fc.property(fc.array(sceneSource, { maxLength: 50 }), (sources) => {
        const scenes = storyScenes(sources.join('\n'));
        const found = findSceneRelationships({ scenes });
        assert.ok(found.length <= 35);
        const order = new Map(scenes.map(({ id }, index) => [id, index]));
        for (const { setupSceneId, payoffSceneId, evidence } of found) {
          assertQuoted(evidence, scenes);
          if (payoffSceneId !== null) assert.ok((order.get(setupSceneId) ?? 0) < (order.get(payoffSceneId) ?? 0));
        }
        assert.deepEqual(findSceneRelationships({ scenes }), found);
      }),
      { numRuns: 40 },
    );
  });
});
