import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readScript } from '../../src/screenplay/scriptReading';
import type { ScriptView } from '../../src/story/analysisResult';
import { changesDocument } from '../../src/story/changesDocument';
import { draftChanges } from '../../src/story/draftChanges';
import { lineChanges } from '../../src/story/lineChanges';
import { literalMarkdown } from '../../src/story/literalMarkdown';
import { scriptViewOf } from '../extensionPure/scriptViewOf';

const FOLDER = path.join(__dirname, 'changes');
const PIER = 'EXT. PIER - DAY\n\nMARA mends a net. Gulls quarrel.\n\nMARA\nHand me the brass key.\n\nJONAS\nNever.';
const HUT = 'INT. HUT - NIGHT\n\nRain on the tin roof. A kettle.\n\nJONAS\nThree. Always three.';
const BAY = 'EXT. BAY - DAWN\n\nA boat without oars turns slowly under the fog.';
const INN = 'INT. INN - NIGHT\n\nCards are dealt. The keeper whistles an old song.';
const text = (...scenes: readonly string[]): string => `Title: Brass\n\n${scenes.join('\n\n')}\n`;

/** Compares with the document that lies in `changes`; UPDATE=1 writes it anew, to be read before it is kept. */
function check(name: string, before: string, after: string, known: ScriptView | null = null): void {
  const document = changesDocument({
    ...draftChanges(readScript(before), readScript(after), known),
    date: '26 November 2026',
    from: 'brass.fountain',
    to: 'the text in the editor',
    note: null,
  });
  const file = path.join(FOLDER, `${name}.md`);
  if (process.env.UPDATE === '1') writeFileSync(file, document);
  assert.equal(document, readFileSync(file, 'utf8'));
}

describe('A document about what changed', () => {
  it('says so where nothing did', () => check('nothing', text(PIER, HUT), text(PIER, HUT)));

  it('shows a rewritten scene line by line, and who speaks', () =>
    check(
      'rewritten',
      text(PIER, HUT),
      text(
        PIER.replace('brass key', 'brass key, Jonas').replace('Never.', 'Ask the sea.'),
        HUT.replace(' A kettle.', ''),
      ),
    ));

  it('names new, cut and moved scenes, and those that only have another number', () =>
    check('places', text(PIER, HUT, BAY, INN), text(INN, PIER, 'INT. MILL - DAY\n\nFlour.\n\nMARA\nHush.', BAY)));

  it('keeps printed numbers, and says both where they differ', () =>
    check(
      'numbers',
      text(PIER.replace('DAY', 'DAY #1#'), HUT.replace('NIGHT', 'NIGHT #2#'), BAY.replace('DAWN', 'DAWN #3#')),
      text(
        PIER.replace('DAY', 'DAY #1#'),
        HUT.replace('NIGHT', 'NIGHT #2A#').replace('Rain', 'Hail'),
        BAY.replace('DAWN', 'DUSK #4#'),
      ),
    ));

  it('says what was made of the scenes that changed', () => {
    const after = text(PIER.replace('Never.', 'Ask the sea.'), HUT, INN);
    const view = scriptViewOf(after);
    const sheet = {
      want: '',
      need: '',
      arc: '',
      relationships: [],
      pivotalMoments: [],
      summaryText: 'x',
      tokensEstimate: 1,
      method: 'offline',
      version: 1,
      evidence: [],
    };
    const card = {
      action: 'x',
      conflict: '',
      characterChanges: '',
      plotProgression: '',
      tone: '',
      summaryText: 'x',
      tokensEstimate: 1,
      method: 'offline',
      version: 1,
      evidence: [],
    };
    check('touched', text(PIER, HUT, BAY, INN), after, {
      ...view,
      scenes: view.scenes.map((scene) => ({ ...scene, card, isKeyScene: scene.index === 0 })),
      characters: view.characters.map((character) => ({ ...character, sheet })),
      threads: [
        {
          id: 't',
          name: 'The brass key',
          threadType: 'theme',
          sceneIndices: [0, 1],
          description: '',
          method: 'offline',
        },
      ],
      relationships: [
        {
          id: 'r',
          relationshipType: 'setup_payoff',
          setupSceneId: 'scene 1',
          payoffSceneId: null,
          description: 'A brass key.',
          evidence: [],
          method: 'offline',
        },
      ],
    });
  });

  it('shows what stands before the first scene, the title page and sections, though no scene changed', () =>
    check(
      'outside',
      text('A match flares. Somebody laughs.', PIER, HUT),
      text('A match flares. Somebody weeps.', PIER, '# Act Two', HUT).replace(
        'Title: Brass',
        'Title: Copper\nDraft date: May',
      ),
    ));

  it('tells of a script that has no scenes', () =>
    check('no-scenes', text('A match flares. Somebody laughs.'), text('A match flares. Somebody weeps.')));

  it('shows what is printed as something else', () => {
    const before = text(`${PIER}\n\nThe end of it.\n\nOh, the sea.`);
    const changed: readonly (readonly [string, string, string])[] = [
      ['JONAS\nNever.', 'JONAS ^\nNever.', '> ~~JONAS: Never.~~\n>\n> **JONAS ^: Never.**'],
      ['The end of it.', '> The end of it. <', '**\\>** The end of it. **\\<**'],
      ['Oh, the sea.', '~Oh, the sea.', '**\\~Oh,** the sea.'],
      ['Oh, the sea.', '===\n\nOh, the sea.', '**\\===**'],
    ];
    for (const [old, now, shown] of changed) {
      const document = changesDocument({
        ...draftChanges(readScript(before), readScript(before.replace(old, now)), null),
        ...{ date: '', from: '', to: '', note: null },
      });
      assert.ok(document.includes(shown), document);
      assert.doesNotMatch(document, /Nothing that is printed differs/u);
    }
  });

  it('shows the script letter for letter, whatever Markdown would make of it', () => {
    check('marks', text(PIER), text(PIER.replace('Gulls quarrel.', 'Gulls <b>quarrel</b> for *5 $ and _more_.')));
    assert.equal(literalMarkdown('# 1. [a](b) &amp; `c` ~d~ a|b'), String.raw`\# 1. \[a\](b) \&amp; \`c\` \~d\~ a\|b`);
    assert.equal(literalMarkdown('12. Not a list.'), String.raw`12\. Not a list.`);
    assert.equal(literalMarkdown('- A dash & more.'), String.raw`\- A dash & more.`);
  });

  it('gives a comparison up that would say nothing', () => {
    const lines = (word: string): string[] => Array.from({ length: 3_000 }, (_, at) => `${word} ${at}`);
    assert.equal(lineChanges(lines('one'), lines('other')), null);
    assert.deepEqual(lineChanges(['a'], ['a']), []);
  });

  it('shows as much of a long scene as can be read', () => {
    const long = (word: string): string =>
      text(
        `INT. HALL - DAY\n\n${Array.from({ length: 60 }, (_, at) => `Shelf ${at + 1} holds ${word} boxes and nothing else.`).join('\n\n')}`,
      );
    const { scenes } = draftChanges(readScript(long('grey')), readScript(long('pale')), null);
    assert.equal(scenes[0]?.lines?.length, 60);
    const document = changesDocument({
      ...draftChanges(readScript(long('grey')), readScript(long('pale')), null),
      ...{ date: '', from: '', to: '', note: null },
    });
    assert.match(document, /And 36 more changed lines\./u);
  });
});
