import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeSceneCard } from '../../src/engine/artifacts/sceneCard';
import { plainText } from '../../src/screenplay/emphasis';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { createTokenCounter } from '../../src/models/tokenEstimate';
import {
  CARD_MAX_LINES,
  CARD_MAX_TOKENS,
  sceneCardContentSchema,
  type SceneCardContent,
} from '../../src/story/sceneCard';
import { ODD_SCENES, sceneSource } from './generatedScripts';

const countTokens = createTokenCounter();

function cardOf(source: string): SceneCardContent {
  return makeSceneCard({ id: 'scene', source, eighths: 4 }, countTokens);
}

/** The texts of a scene that its hash covers, without emphasis marks. */
function bodyTexts(source: string): string[] {
  const body = new Set([
    'scene_heading',
    'action',
    'character',
    'parenthetical',
    'dialogue',
    'lyrics',
    'transition',
    'centered',
  ]);
  return parseScreenplay(source, { titlePage: false })
    .elements.filter((element) => body.has(element.type))
    .map((element) => plainText(element.text));
}

function assertPromises(source: string): void {
  const card = cardOf(source);
  sceneCardContentSchema.parse(card);
  const texts = bodyTexts(source);
  for (const { sceneId, quote } of card.evidence) {
    assert.equal(sceneId, 'scene');
    assert.ok(quote === null || texts.some((text) => text.includes(quote)), `not in the scene: ${quote}`);
  }
  const own = countTokens(texts.join('\n'));
  const lines = card.summaryText.split('\n');
  const tokens = countTokens(card.summaryText);
  assert.ok(lines.length <= CARD_MAX_LINES, `${lines.length} lines`);
  assert.ok(lines.every((line) => line.trim() !== ''));
  if (own >= 24) assert.ok(tokens <= Math.min(CARD_MAX_TOKENS, own / 2), `${tokens} of ${own}: ${card.summaryText}`);
  else assert.equal(lines.length, 1);
  assert.deepEqual(cardOf(source), card, 'the same scene gives the same card');
}

describe('A scene card made by rules', () => {
  for (const [name, source] of Object.entries(ODD_SCENES)) {
    it(`quotes letter for letter and keeps its bounds: ${name}`, () => assertPromises(source));
  }

  it('quotes letter for letter and keeps its bounds: any scene', () => {
    fc.assert(fc.property(sceneSource, assertPromises), { numRuns: 300 });
  });

  it('shows no word in quotation marks that the scene does not have', () => {
    fc.assert(
      fc.property(sceneSource, (source) => {
        const page = bodyTexts(source).join('\n').replace(/\s+/gu, ' ');
        const { action, conflict, plotProgression, summaryText } = cardOf(source);
        for (const [, quoted = ''] of [action, conflict, plotProgression, summaryText]
          .join('\n')
          .matchAll(/"([^"]*)"/gu)) {
          assert.ok(page.includes(quoted.replace(/…$/u, '')), quoted);
        }
      }),
    );
  });

  it('cuts no sentence in the middle without an ellipsis', () => {
    fc.assert(
      fc.property(sceneSource, (source) => {
        for (const line of cardOf(source).summaryText.split('\n')) assert.match(line, /[.!?…"”)]$|--$/u);
      }),
    );
  });

  it('says no line twice, and nothing comes "then" that has no "before"', () => {
    fc.assert(
      fc.property(sceneSource, (source) => {
        const lines = cardOf(source).summaryText.split('\n');
        assert.equal(new Set(lines).size, lines.length);
        const then = lines.findIndex((line) => line.startsWith('Then: '));
        assert.ok(then === -1 || lines.slice(0, then).some((line) => /^(?:Action|Said by)/u.test(line)));
      }),
    );
  });

  it('is five to seven lines for an ordinary scene and one line for a short one', () => {
    const speeches =
      'ODA\nGive me the key, Tove. I have to get the lamp lit before they come.\n\nTOVE\nNo. Not tonight.\n\nShe puts the KEY into her boot.\n\n';
    assert.ok(
      cardOf(
        `INT. BOATHOUSE - NIGHT\n\nRain. Oda works on the engine.\n\n${speeches.repeat(6)}Tove leaves.\n`,
      ).summaryText.split('\n').length >= 5,
    );
    assert.equal(cardOf(`INT. BOATHOUSE - NIGHT\n\n${speeches}`).summaryText.split('\n').length, 1);
  });

  const page = [
    'INT. BOATHOUSE - NIGHT',
    'Rain. ODA (60s) kneels by the engine. A BRASS KEY hangs from a nail.',
    'TOVE, 19, enters with a lantern and hangs her coat on the nail over the key.',
    'TOVE\nThey said you would be done by ten.',
    'ODA\n(not turning)\nGive me the lamp.',
    'TOVE\nNot until you tell me where he is.',
    "ODA\nHe went out tonight. That's all I know.",
    'The engine coughs. Oda wipes her hands, takes the key off its nail and drops it into her boot while Tove looks at the rain.',
    'TOVE\nWhere is the other boat?',
    'Tove leaves. The lantern swings on its nail.',
  ].join('\n\n');

  it('says who wants what from whom, in their words', () => {
    assert.match(
      cardOf(page).conflict,
      /ODA to TOVE: "Give me the lamp\." TOVE answers: "Not until you tell me where he is\."/u,
    );
  });

  it('says who is new, who comes and who goes', () => {
    const { characterChanges } = cardOf(page);
    assert.match(characterChanges, /Introduced in capitals: ODA, TOVE\./u);
    assert.match(characterChanges, /Enters: TOVE, 19, enters with a lantern/u);
    assert.match(characterChanges, /Exits: Tove leaves\./u);
  });

  it('says what is put in capitals and what it ends on', () => {
    const { plotProgression } = cardOf(page);
    assert.match(plotProgression, /In capitals: BRASS KEY\./u);
    assert.match(plotProgression, /Ends: .*The lantern swings on its nail\./u);
  });

  it('says light and pace in figures counted from the page', () => {
    assert.equal(cardOf(page).tone, 'Night, inside; 34 % dialogue, 5 speeches of 7 words; played (not turning).');
  });

  it('says nothing where the page says nothing', () => {
    const card = cardOf('EXT. FJORD - DAY\n\nWater. The far shore in haze.\n');
    assert.equal(card.conflict, '');
    assert.equal(card.characterChanges, '');
    assert.doesNotMatch(card.tone, /speech/u);
  });

  it("begins with the writer's own synopsis", () => {
    const card = cardOf(page.replace('NIGHT\n', 'NIGHT\n\n= Oda takes the key.\n'));
    assert.ok(card.action.startsWith('Oda takes the key.'));
    assert.equal(card.summaryText.split('\n')[0], 'Synopsis: Oda takes the key.');
  });

  it('never reads notes, boneyard, scene numbers or sections', () => {
    const plain = cardOf(page);
    const dressed = page
      .replace('INT. BOATHOUSE - NIGHT', '# Act One\n\n[[the dream]]\n\nINT. BOATHOUSE - NIGHT #12A#')
      .replace('Rain.', 'Rain. [[too much rain?]]')
      .concat('\n\n/*\nODA\nI killed him.\n*/\n');
    assert.deepEqual(cardOf(dressed), plain);
  });

  it('is not fooled by a no that refuses nothing, or a leaf', () => {
    const card = cardOf(
      'INT. PORCH - DAY\n\nTove sweeps the dry leaves.\n\nODA\nIs it cold?\n\nTOVE\nNo, it is warm enough for the beans.\n',
    );
    assert.equal(card.conflict, '');
    assert.equal(card.characterChanges, '');
  });

  it('takes no reply for an answer that follows on a deed, or is given to somebody else', () => {
    const after = (between: string, reply: string): string =>
      cardOf(
        `INT. PORCH - DAY\n\nTOVE\nGive me the lamp.\n\n${between}ODA\n${reply}\n\nBERG\nRain again.\n\nTOVE\nYes, rain.\n`,
      ).conflict;
    assert.match(after('', 'Not until you tell me where he is.'), /ODA answers: "Not until/u);
    assert.doesNotMatch(after('Tove takes it herself.\n\n', 'Not until you tell me where he is.'), /answers/u);
    assert.doesNotMatch(after('', 'Not tonight, Berg.'), /answers/u);
  });

  it('lists no sound, size, verb or fragment as a thing in capitals', () => {
    const { plotProgression } = cardOf(
      [
        'INT. BOATHOUSE - NIGHT',
        'A DRUM ROLL. A CLINK of glass. The radio, LOW. An AHH from the dark. The door BURSTS OPEN. A LITTLE BOY waits.',
        'On the bench a COPPER KETTLE, dented.',
        'ODA\nWho is there?',
        'Nobody moves. The rain has stopped.',
      ].join('\n\n'),
    );
    assert.match(plotProgression, /In capitals: COPPER KETTLE\./u);
  });

  it('lets only somebody exit', () => {
    const changes = (line: string): string =>
      cardOf(`INT. BOATHOUSE - NIGHT\n\nOda waits.\n\n${line}\n\nODA\nWell.\n`).characterChanges;
    assert.match(changes('Tove leaves.'), /Exits: Tove leaves/u);
    assert.match(changes('She walks away.'), /Exits/u);
    assert.doesNotMatch(changes('He screams into the dark until his breath is gone.'), /Exits/u);
    assert.doesNotMatch(changes('The last ferry leaves.'), /Exits/u);
  });

  it('says "introduced" only of a name in capitals with an age: one scene cannot know more', () => {
    const card = cardOf('INT. BOATHOUSE - NIGHT\n\nODA LUND comes in. BERG (40) nods.\n\nODA\nWell.\n\nBERG\nWell.\n');
    assert.match(card.characterChanges, /Introduced in capitals: BERG\./u);
  });

  it('counts two known names of one cue as two people', () => {
    const speeches =
      'ODA\nGive me the key, Tove, before they come for it.\n\nTOVE\nNo. Not tonight, and not for you.\n\nODA AND TOVE\nStop!\n\nShe puts the KEY into her boot.\n\n';
    const { summaryText } = cardOf(`INT. BOATHOUSE - NIGHT\n\nRain.\n\n${speeches.repeat(6)}`);
    assert.doesNotMatch(summaryText, /ODA AND TOVE \d/u);
  });

  it('knows a question nobody answers', () => {
    const card = cardOf('INT. PORCH - DAY\n\nTOVE\nI waited.\n\nODA\nWhere is he buried?\n\nTove sweeps.\n');
    assert.equal(card.conflict, 'ODA to TOVE: "Where is he buried?" No spoken answer.');
  });
});
