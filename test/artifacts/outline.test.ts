import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeOutline } from '../../src/engine/artifacts/outline';
import type { OutlineScene } from '../../src/engine/artifacts/outlineScene';
import { makeSceneCard } from '../../src/engine/artifacts/sceneCard';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import { OUTLINE_MAX_TOKENS, outlineContentSchema } from '../../src/story/outline';
import { sceneSource } from './generatedScripts';

const countTokens = createTokenCounter();

function scene(index: number, part: Partial<OutlineScene> = {}): OutlineScene {
  return {
    id: `id-${index}`,
    label: `${index + 1}`,
    heading: 'INT. BOATHOUSE - NIGHT',
    eighths: 4,
    cast: ['ODA'],
    sections: [],
    card: 'Action: Oda counts the boats.\nConflict: ODA to TOVE: "Give me the lamp."\nEnds: The lamp goes out.',
    quotes: ['Oda counts the boats.', 'Give me the lamp.', 'The lamp goes out.'],
    ...part,
  };
}

function script(length: number, partOf: (index: number) => Partial<OutlineScene> = () => ({})): OutlineScene[] {
  return Array.from({ length }, (_, index) => scene(index, partOf(index)));
}

const section = (level: number, title: string): { level: number; title: string } => ({ level, title });

describe('An outline made by rules', () => {
  it('is empty for a script without scenes', () => {
    assert.deepEqual(makeOutline([], countTokens), {
      logline: '',
      acts: [],
      turningPoints: [],
      centralConflict: '',
      summaryText: '',
      evidence: [],
    });
  });

  it('gives a script of one scene one act and no turning points', () => {
    const outline = makeOutline(script(1), countTokens);
    assert.deepEqual(
      outline.acts.map((act) => [act.title, act.sceneIds]),
      [['Act one (by rules, to scene 1)', ['id-0']]],
    );
    assert.deepEqual(outline.turningPoints, []);
  });

  it('begins with one sentence of a card that is all on one line, and cites the words it repeats', () => {
    const card = 'Oda loses the key. The tide is out. TOVE: "Where is the boat? Tell me."';
    const outline = makeOutline(
      script(2, () => ({ card, quotes: ['The tide is out.', 'Oda loses the key.'] })),
      countTokens,
    );
    assert.match(outline.logline, /Begins at BOATHOUSE: Oda loses the key\. Ends/u);
    assert.doesNotMatch(outline.acts[0]?.summary ?? '', /tide/u);
    assert.ok(outline.evidence.some(({ quote }) => quote === 'Oda loses the key.'));
    const said = makeOutline(
      script(1, () => ({ card: 'TOVE: "Where is the boat? Tell me." Rain.' })),
      countTokens,
    );
    assert.match(said.logline, /Begins at BOATHOUSE: TOVE: "Where is the boat\? Tell me\."$/u);
  });

  it("takes the writer's own acts", () => {
    const acts = ['Act One: The Lamp', 'Act Two', 'Act Three'];
    const outline = makeOutline(
      script(12, (index) => ({
        sections: [section(1, acts[Math.floor(index / 4)] ?? ''), section(2, `Part ${index}`)],
      })),
      countTokens,
    );
    assert.deepEqual(
      outline.acts.map((act) => [act.number, act.title, act.sceneIds.length]),
      acts.map((title, index) => [index + 1, title, 4]),
    );
  });

  it('opens a single section that holds everything', () => {
    const outline = makeOutline(
      script(12, (index) => ({ sections: [section(1, 'Lighthouse'), section(2, index < 7 ? 'Winter' : 'Spring')] })),
      countTokens,
    );
    assert.deepEqual(
      outline.acts.map((act) => [act.title, act.sceneIds.length]),
      [
        ['Winter', 7],
        ['Spring', 5],
      ],
    );
  });

  it('gives a scene before the first section to the first act', () => {
    const outline = makeOutline(
      script(20, (index) => ({ sections: index === 0 ? [] : [section(1, index < 10 ? 'Winter' : 'Spring')] })),
      countTokens,
    );
    assert.deepEqual(
      outline.acts.map((act) => [act.title, act.sceneIds[0]]),
      [
        ['Winter', 'id-0'],
        ['Spring', 'id-10'],
      ],
    );
  });

  it('does not take twenty sections for acts, and says that rules cut them', () => {
    const outline = makeOutline(
      script(40, (index) => ({ sections: [section(1, `Day ${Math.floor(index / 2)}`)] })),
      countTokens,
    );
    assert.equal(outline.acts.length, 3);
    assert.match(outline.acts[0]?.title ?? '', /^Act one \(by rules, to scene \d+\)$/u);
    assert.match(outline.acts[1]?.title ?? '', /^Act two \(by rules, scenes \d+ to \d+\)$/u);
  });

  it('cuts the acts where cast and place change near a quarter and three quarters', () => {
    const outline = makeOutline(
      script(40, (index) => {
        if (index < 11)
          return { cast: ['ODA', 'TOVE'], heading: 'INT. BOATHOUSE - NIGHT', card: 'Action: Boats and nets.' };
        if (index < 29)
          return { cast: ['JENS', 'BERG'], heading: 'EXT. CITY - DAY', card: 'Action: Trams and offices.' };
        return { cast: ['ODA', 'BERG'], heading: 'EXT. ISLAND - DAY', card: 'Action: Gulls and stones.' };
      }),
      countTokens,
    );
    assert.deepEqual(
      outline.acts.map((act) => act.sceneIds[0]),
      ['id-0', 'id-11', 'id-29'],
    );
  });

  it('calls a turning point a guess, with one to three candidates and a reason', () => {
    const outline = makeOutline(
      script(40, (index) => ({ eighths: index === 24 ? 30 : 4 })),
      countTokens,
    );
    assert.deepEqual(
      outline.turningPoints.map((point) => point.kind),
      ['inciting_incident', 'first_turn', 'midpoint', 'second_turn', 'climax'],
    );
    for (const { sceneIds, reason } of outline.turningPoints) {
      assert.ok(sceneIds.length >= 1 && sceneIds.length <= 3);
      assert.match(reason, /^Perhaps /u);
    }
    const midpoint = outline.turningPoints[2];
    assert.deepEqual(midpoint?.sceneIds, ['id-24']);
    assert.match(midpoint.reason, /^Perhaps 25: longest scene near and after the middle \(3 6\/8 pages\)/u);
  });

  it('names who is most present and what the conflict is in words of the cards', () => {
    const outline = makeOutline(
      script(10, (index) => ({ cast: index < 6 ? ['ODA', 'TOVE'] : ['ODA'] })),
      countTokens,
    );
    assert.match(
      outline.logline,
      /^ODA \(speaks in 10 of 10 scenes\) and TOVE \(6\)\. Begins at BOATHOUSE: Oda counts the boats\. Ends at BOATHOUSE: The lamp goes out\.$/u,
    );
    assert.match(
      outline.centralConflict,
      /^ODA and TOVE, in 1, 2, 3, 4, 5 and 6\. 1: ODA to TOVE: "Give me the lamp\."/u,
    );
    assert.ok(outline.evidence.some(({ sceneId, quote }) => sceneId === 'id-0' && quote === 'Give me the lamp.'));
  });

  it('stays under its bound, covers every scene once and is the same every time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sceneSource, fc.integer({ min: 0, max: 30 }), fc.subarray(['ODA', 'TOVE', 'JENS', 'BERG'])), {
          maxLength: 60,
        }),
        fc.integer({ min: 0, max: 12 }),
        (made, sections) => {
          const scenes = made.map(([source, eighths, cast], index) =>
            scene(index, {
              eighths,
              cast,
              card: makeSceneCard({ id: `${index}`, source, eighths }, countTokens).summaryText,
              sections: sections === 0 ? [] : [section(1, `Part ${Math.floor((index * sections) / made.length)}`)],
            }),
          );
          const outline = makeOutline(scenes, countTokens);
          outlineContentSchema.parse(outline);
          assert.ok(countTokens(outline.summaryText) < OUTLINE_MAX_TOKENS);
          assert.deepEqual(
            outline.acts.flatMap((act) => act.sceneIds),
            scenes.map(({ id }) => id),
          );
          assert.deepEqual(makeOutline(scenes, countTokens), outline);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('fits a script of 3,000 scenes and sixty parts', () => {
    const outline = makeOutline(
      script(3000, (index) => ({
        sections: [section(1, `Chapter ${Math.floor(index / 50)}: ${'a very long title '.repeat(20)}`)],
        cast: [`N${index % 400}`],
      })),
      countTokens,
    );
    assert.equal(outline.acts.length, 60);
    assert.ok(countTokens(outline.summaryText) < OUTLINE_MAX_TOKENS);
    assert.ok(outline.summaryText.includes('Climax: Perhaps'));
  });
});
