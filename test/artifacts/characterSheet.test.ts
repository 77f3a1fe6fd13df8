import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeCharacterSheet } from '../../src/engine/artifacts/characterSheet';
import type { StoryScene } from '../../src/engine/artifacts/storyScene';
import {
  characterSheetContentSchema,
  SHEET_MAX_TOKENS,
  type CharacterSheetContent,
} from '../../src/story/characterSheet';
import { ODD_SCENES, sceneSource } from './generatedScripts';
import { assertQuoted, countTokens, storyScenes } from './storyScenes';

const SCRIPT = `
INT. KILN SHED - NIGHT

IRIS VANE, 50, feeds the kiln. Her apprentice BO, 20, yawns on the woodpile.

IRIS
I want to see the blue once more before I stop.

BO
You never listen. It was cobalt, and the cobalt is gone.

IRIS
Gone? The glaze is not gone. The glaze is hiding.

EXT. QUARRY - DAY

Iris scrapes cobalt from the rock face. Bo holds the bucket.

BO
Give me the scraper. You're shaking.

IRIS
No. Hold the bucket.

BO
You can't keep doing this alone.

EXT. MARKET - DAY

A MERCHANT lays out bowls.

MERCHANT
Vane is finished. Buy mine.

INT. KILN SHED - DAWN

The kiln is open. One bowl, blue as a vein. Iris weeps.

IRIS
There. The glaze came home.

BO
It's blue.
`;

function sheetOf(name: string, scenes: readonly StoryScene[], aliases: readonly string[] = []): CharacterSheetContent {
  return makeCharacterSheet(
    {
      name,
      aliases,
      scenes,
    },
    countTokens,
  );
}

describe('What somebody wants, by rules', () => {
  const wantsOf = (...said: readonly string[]): string => {
    const text = said.map((line, at) => `INT. ROOM ${at} - DAY\n\nDust.\n\nSAL\n${line}\n`).join('\n');
    return makeCharacterSheet({ name: 'SAL', aliases: [], scenes: storyScenes(text) }, countTokens).want;
  };

  it('is no song, no order to many and no errand', () => {
    assert.equal(wantsOf('~I want to ride the river down.', 'I want all of you to leave this house.'), '');
    assert.equal(wantsOf('I need to lie down for a bit.', 'I have to take a rain check on that.'), '');
    assert.equal(wantsOf('I want you to write it down for me.'), '"I want you to write it down for me."');
  });
});

describe('A character sheet made by rules', () => {
  const scenes = storyScenes(SCRIPT);
  const iris = sheetOf('IRIS', scenes);

  it('says what they want in their own words', () => {
    assert.equal(iris.want, '"I want to see the blue once more before I stop."');
  });

  it('leaves the need to the words others use, and empty where nobody says any', () => {
    assert.match(iris.need, /BO: "You never listen\."/u);
    assert.match(iris.need, /BO: "You can't keep doing this alone\."/u);
    assert.equal(sheetOf('MERCHANT', scenes).need, '');
  });

  it('counts presence, speeches and share of the words', () => {
    assert.match(iris.summaryText, /^IRIS speaks in 3 scenes: 4 speeches, \d+ words\.$/mu);
  });

  it('knows a scene in which somebody is only named', () => {
    const vane = sheetOf('IRIS', scenes, ['VANE']);
    assert.match(vane.summaryText, /^IRIS \(also VANE\) speaks in 3 scenes/u);
    assert.match(sheetOf('GHOST', scenes).summaryText, /^GHOST is named in 0 scenes and never speaks\.$/u);
  });

  it('begins and ends the arc with the first and the last image', () => {
    assert.equal(iris.arc, 'First: IRIS VANE, 50, feeds the kiln. Last: Iris weeps.');
  });

  it('says whom they talk with, and the sharpest words between them', () => {
    assert.deepEqual(
      iris.relationships.map(({ name }) => name),
      ['BO'],
    );
    assert.match(iris.relationships[0]?.description ?? '', /^They talk in 3 scenes, \d+ exchanges\./u);
  });

  it('names three to five moments by scene, in order', () => {
    assert.deepEqual(
      iris.pivotalMoments.map(({ sceneId }) => sceneId),
      ['s1', 's2', 's4'],
    );
    assert.equal(iris.pivotalMoments[2]?.description, 'Iris weeps.');
  });

  it('has no scene labels in its texts, so that moving scenes does not make it wrong', () => {
    const numbered = SCRIPT.replace('NIGHT\n', 'NIGHT #77A#\n').replace('QUARRY - DAY', 'QUARRY - DAY #88B#');
    assert.deepEqual(sheetOf('IRIS', storyScenes(numbered)), iris);
  });

  it('quotes letter for letter', () => {
    for (const name of ['IRIS', 'BO', 'MERCHANT']) assertQuoted(sheetOf(name, scenes).evidence, scenes);
  });

  it('stays under its bound on anything, quotes letter for letter, and is the same every time', () => {
    fc.assert(
      fc.property(
        fc.array(sceneSource, { maxLength: 20 }),
        fc.constantFrom('ODA', 'OLD BERG', 'THE PILOT', 'NOBODY'),
        (sources, name) => {
          const made = storyScenes(
            [...sources, ...Object.values(ODD_SCENES).filter((source) => source.length < 3000)].join('\n'),
          );
          const sheet = sheetOf(name, made);
          characterSheetContentSchema.parse(sheet);
          assert.ok(countTokens(sheet.summaryText) < SHEET_MAX_TOKENS);
          assert.ok(sheet.pivotalMoments.length <= 5);
          assertQuoted(sheet.evidence, made);
          assert.deepEqual(sheetOf(name, made), sheet);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('survives a name of 20,000 letters and no scenes at all', () => {
    assert.ok(countTokens(sheetOf('A'.repeat(20_000), []).summaryText) < SHEET_MAX_TOKENS);
  });
});
