import assert from 'node:assert/strict';
import fc from 'fast-check';
import { locateQuote } from '../../../src/engine/pipeline/locateQuote';
import {
  NonsenseError,
  type MadeOf,
  type PromptedKind,
  type TaskOf,
} from '../../../src/engine/artifacts/prompts/artifactPrompt';
import { promptFor } from '../../../src/engine/artifacts/prompts/promptFor';
import { parseScreenplay } from '../../../src/screenplay/parseScreenplay';
import type { ScreenplayElement } from '../../../src/screenplay/screenplay';
import { characterSheetContentSchema, SHEET_MAX_TOKENS } from '../../../src/story/characterSheet';
import { CONVERSATION_SUMMARY_MAX_TOKENS } from '../../../src/story/conversationSummary';
import type { StoredEvidence } from '../../../src/story/evidence';
import { OUTLINE_MAX_TOKENS, outlineContentSchema } from '../../../src/story/outline';
import { plotThreadContentSchema } from '../../../src/story/plotThread';
import { CARD_MAX_LINES, CARD_MAX_TOKENS, sceneCardContentSchema } from '../../../src/story/sceneCard';
import { sceneRelationshipContentSchema } from '../../../src/story/sceneRelationship';
import { ODD_SCENES } from '../generatedScripts';
import { countTokens } from '../storyScenes';
import { ANSWERS, KINDS, SCENE, TASKS } from './tasks';

const [S1 = '', S2 = '', S3 = ''] = TASKS.outline.scenes.map(({ id }) => id);

function read<Kind extends PromptedKind>(kind: Kind, json: unknown, task: TaskOf<Kind> = TASKS[kind]) {
  return promptFor(kind).read(json, task);
}

/** The good answer with some of its fields changed. */
function answerWith(kind: PromptedKind, changes: Readonly<Record<string, unknown>>): unknown {
  return { ...(ANSWERS[kind] as object), ...changes };
}

describe('An answer of a model', () => {
  it('becomes a card in the shape of the offline one, a line for a short scene', () => {
    const { made, droppedEvidence } = read('card', ANSWERS.card);
    assert.equal(droppedEvidence, 0);
    assert.equal(made.subject, S1);
    assert.equal(
      made.content.summaryText,
      'In the dark boathouse Oda hides a brass key in her boot. Tove wants the truth told; Oda begs for a morning. Oda says that she will tell him herself.',
    );
    assert.deepEqual(made.content.evidence, [
      { sceneId: S1, quote: 'Oda puts a brass KEY into her boot.' },
      { sceneId: S1, quote: "Then I'll tell him myself." },
    ]);
  });

  it('becomes a card of a line a field for a longer scene', () => {
    const source = `${SCENE}\n${'ODA\nI will not leave before it burns, whatever they say.\n\n'.repeat(20)}`;
    const { made } = read('card', ANSWERS.card, { kind: 'card', subject: S1, scene: { id: S1, source, eighths: 1 } });
    assert.deepEqual(
      made.content.summaryText.split('\n').map((line) => line.split(':')[0]),
      ['Action', 'Conflict', 'Changes', 'Plot', 'Tone'],
    );
  });

  it('becomes an outline whose acts tile the script', () => {
    const { made, droppedEvidence } = read('outline', ANSWERS.outline);
    assert.equal(droppedEvidence, 0);
    assert.deepEqual(
      made.content.acts.map(({ number, title, sceneIds }) => [number, title, sceneIds]),
      [
        [1, 'Act One', [S1, S2]],
        [2, 'Act Two', [S3]],
      ],
    );
    assert.deepEqual(
      made.content.turningPoints.map(({ kind, sceneIds }) => [kind, sceneIds]),
      [
        ['inciting_incident', [S1]],
        ['climax', [S3]],
      ],
    );
    assert.deepEqual(made.content.evidence, [{ sceneId: S1, quote: 'Give me until morning.' }]);
  });

  it('becomes a sheet with its moments in the order of the script', () => {
    const { made } = read('sheet', ANSWERS.sheet);
    assert.deepEqual(
      made.content.pivotalMoments.map(({ sceneId }) => sceneId),
      [S1, S3],
    );
    assert.deepEqual(made.content.evidence, [{ sceneId: S3, quote: 'It burns.' }]);
    assert.match(made.content.summaryText, /^Wants: To light the lamp\.\nArc: /u);
  });

  it('becomes threads, relationships and key scenes', () => {
    const threads = read('thread', ANSWERS.thread).made.contents;
    assert.deepEqual(threads[0]?.sceneIds, [S1, S3]);
    assert.deepEqual(threads[0].evidence, [{ sceneId: S3, quote: 'She takes the KEY\nout of her boot.' }]);
    const relationships = read('relationship', ANSWERS.relationship).made.contents;
    assert.deepEqual(
      relationships.map(({ setupSceneId, payoffSceneId, evidence }) => [setupSceneId, payoffSceneId, evidence]),
      [
        [
          S1,
          S3,
          [
            { sceneId: S1, quote: null },
            { sceneId: S3, quote: 'She takes the KEY\nout of her boot.' },
          ],
        ],
        [S2, null, [{ sceneId: S2, quote: 'One too many.' }]],
      ],
    );
    assert.deepEqual(read('keyScene', ANSWERS.keyScene).made.verdicts, [
      { id: S1, isKey: false, reason: null },
      { id: S2, isKey: false, reason: null },
      { id: S3, isKey: true, reason: 'The lamp burns again.' },
    ]);
  });

  it('becomes a summary that loses topics before decisions', () => {
    const { made } = read('conversationSummary', ANSWERS.conversationSummary);
    assert.equal(
      made.summaryText,
      'Topics: Tove and the key\nDecided: Jens stays on the pier; Tove loses\nOpen: Should Tove know of the key?',
    );
    const long = 'The boats, the pier, the weather, the lamp, the letters and the ferry. '.repeat(3);
    const full = answerWith('conversationSummary', { topics: Array.from({ length: 12 }, () => long) });
    const { summaryText } = read('conversationSummary', full).made;
    assert.ok(countTokens(summaryText) <= CONVERSATION_SUMMARY_MAX_TOKENS);
    assert.match(summaryText, /Decided: Jens stays on the pier; Tove loses\n/u);
  });

  for (const kind of KINDS) {
    const good = ANSWERS[kind] as Readonly<Record<string, unknown>>;
    const [field = ''] = Object.keys(good);
    const without = Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));
    const bad: Readonly<Record<string, unknown>> = {
      nothing: undefined,
      null: null,
      text: JSON.stringify(good),
      'a list': [good],
      'an empty object': {},
      'a missing field': without,
      'a field of another type': { ...good, [field]: 7 },
      'a field that is null': { ...good, [field]: null },
    };
    for (const [what, json] of Object.entries(bad)) {
      it(`is nonsense for ${kind}: ${what}`, () => assert.throws(() => read(kind, json), NonsenseError));
    }

    it(`loses fields that nobody asked for: ${kind}`, () => {
      assert.deepEqual(read(kind, { ...good, method: 'mine', sceneId: 'x' }), read(kind, good));
    });
  }

  it('is nonsense where it says nothing', () => {
    const empty = { action: '', conflict: ' ', characterChanges: '', plotProgression: '\u200b', tone: '', quotes: [] };
    assert.throws(() => read('card', empty), NonsenseError);
    const outline = { logline: '', acts: [], turningPoints: [], centralConflict: '', evidence: [] };
    assert.throws(() => read('outline', outline), NonsenseError);
    const sheet = { want: '', need: '', arc: '', relationships: [], pivotalMoments: [], evidence: [] };
    assert.throws(() => read('sheet', sheet), NonsenseError);
    const talk = { topics: [''], decisions: [], preferences: [], openQuestions: [] };
    assert.throws(() => read('conversationSummary', talk), NonsenseError);
  });

  it('may find nothing, but not only what is not there', () => {
    assert.deepEqual(read('thread', { threads: [] }).made.contents, []);
    assert.deepEqual(read('relationship', { relationships: [] }).made.contents, []);
    assert.ok(read('keyScene', { keyScenes: [] }).made.verdicts.every(({ isKey }) => !isKey));
    const thread = { name: 'A', threadType: 'plot', scenes: ['S1', 'S9'], description: 'B.', evidence: [] };
    assert.throws(() => read('thread', { threads: [thread] }), NonsenseError);
    assert.throws(() => read('keyScene', { keyScenes: [{ scene: 'S9', reason: 'A.' }] }), NonsenseError);
  });

  it('says of an empty scene that it is empty', () => {
    const empty = { action: '', conflict: '', characterChanges: '', plotProgression: '', tone: '', quotes: [] };
    const of = (source: string): string =>
      read('card', empty, { kind: 'card', subject: S1, scene: { id: S1, source, eighths: 1 } }).made.content
        .summaryText;
    assert.equal(of('INT. BOATHOUSE - NIGHT\n'), 'INT. BOATHOUSE - NIGHT');
    assert.equal(of('\n'), 'Nothing on the page yet.');
  });

  for (const scene of [
    'S0',
    'S4',
    's1',
    'S01',
    'S1.0',
    'S-1',
    'S1 S2',
    'scene S1',
    '1',
    S1,
    '',
    'S99999999999999999999',
  ]) {
    it(`may not name a scene "${scene}"`, () => {
      const good = ANSWERS.relationship as { relationships: readonly object[] };
      const json = { relationships: [{ ...good.relationships[0], setup: scene }, good.relationships[1]] };
      const { made, droppedEvidence } = read('relationship', json);
      assert.equal(made.contents.length, 1);
      assert.equal(droppedEvidence, 1);
    });
  }

  it('may not pay off before it sets up, nor in the same scene, nor leave an echo open', () => {
    const [first, open] = (ANSWERS.relationship as { relationships: readonly object[] }).relationships;
    for (const change of [
      { setup: 'S3', payoff: 'S1' },
      { setup: 'S3', payoff: 'S3' },
      { payoff: 'S9' },
      { relationshipType: 'echo', payoff: null },
      { description: ' ' },
    ]) {
      const { made, droppedEvidence } = read('relationship', { relationships: [{ ...first, ...change }, open] });
      assert.deepEqual([made.contents.length, droppedEvidence], [1, 1], JSON.stringify(change));
    }
  });

  it('proves nothing with words that are not in the scene it names', () => {
    const quotes = [
      'Oda puts a silver KEY into her boot.',
      'TOVE burns the letters.',
      'or her sleeve',
      'rass',
      'brass',
      'no',
      '…',
    ];
    const { made, droppedEvidence } = read('card', answerWith('card', { quotes: [...quotes, 'No.'] }));
    assert.deepEqual(made.content.evidence, [{ sceneId: S1, quote: 'No.' }]);
    assert.equal(droppedEvidence, quotes.length);

    const elsewhere = answerWith('outline', { evidence: [{ scene: 'S2', quote: 'It burns.' }] });
    const outline = read('outline', elsewhere);
    assert.deepEqual(outline.made.content.evidence, [], 'nothing else stands for it');
    assert.equal(outline.droppedEvidence, 1);

    const invented = answerWith('sheet', {
      evidence: [{ scene: 'S1', quote: 'I will murder the mayor.' }],
      pivotalMoments: [],
    });
    const sheet = read('sheet', invented);
    assert.deepEqual([sheet.made.content.evidence, sheet.droppedEvidence], [[], 1]);
  });

  for (const [quote, own] of [
    ['You said “never”. I don’t believe you...', `You said "never". I don't believe you…`],
    ['“The lamp goes out—”', 'The lamp goes out--'],
    ['The lamp goes out –', null],
    ['Give me until morning.  Then I’ll tell\nhim myself.', "Give me until morning.  Then I'll tell him myself."],
    ['…until morning…', 'until morning'],
    ['| Oda puts a brass KEY', 'Oda puts a brass KEY'],
    ['oda puts a brass key', null],
    ['TOVE: No.', null],
  ] as const) {
    it(`quotes the script's own characters: ${quote}`, () => {
      const { made } = read('card', answerWith('card', { quotes: [quote] }));
      assert.deepEqual(
        made.content.evidence.map((evidence) => evidence.quote),
        [own],
      );
    });
  }

  it('may be huge, and stays within its bounds', () => {
    const much = 'Oda counts the boats and looks at the water. '.repeat(40_000);
    const unbroken = 'x'.repeat(500_000);
    for (const text of [much, unbroken, `${unbroken} ${much}`]) {
      const scenes = Array.from({ length: 500 }, (_, index) => `S${(index % 7) + 1}`);
      const evidence = scenes.map((scene) => ({ scene, quote: text.slice(0, 700) }));
      const card = read('card', {
        ...{ action: text, conflict: text, characterChanges: text, plotProgression: text, tone: text },
        quotes: evidence.map(({ quote }) => quote),
      });
      assertPromises(TASKS.card, card.made);
      const moments = scenes.map((scene) => ({ scene, description: text }));
      const people = scenes.map(() => ({ name: text, description: text }));
      const sheet = { want: text, need: text, arc: text, relationships: people, pivotalMoments: moments, evidence };
      assertPromises(TASKS.sheet, read('sheet', sheet).made);
      const acts = scenes.map((firstScene) => ({ firstScene, title: text, summary: text }));
      const points = scenes.map((scene) => ({ kind: 'midpoint', scene, reason: text }));
      const outline = { logline: text, acts, turningPoints: points, centralConflict: text, evidence };
      assertPromises(TASKS.outline, read('outline', outline).made);
      const thread = { name: text, threadType: 'plot', scenes, description: text, evidence };
      assertPromises(TASKS.thread, read('thread', { threads: Array.from({ length: 40 }, () => thread) }).made);
    }
  });

  it('ends at a sentence where it is too long, never inside a word', () => {
    const action = 'Oda counts the boats and looks at the water below. '.repeat(30);
    const { made } = read('card', answerWith('card', { action }));
    assert.match(made.content.action, /below\.$/u);
    assert.match(made.content.summaryText, /below\.$/u);
  });

  it('loses what cannot be seen, and handles that the writer does not know', () => {
    const arc = 'She hides (S1),\u202e then\u0000 acts [S1, S2].\ud800';
    const { made } = read('sheet', answerWith('sheet', { arc }));
    assert.equal(made.content.arc, 'She hides, then acts.\ufffd');
  });

  it('is nonsense or keeps every promise, whatever arrives', () => {
    for (const kind of KINDS) {
      fc.assert(
        fc.property(answerLike(kind), (json) => checkRead(kind, json)),
        { numRuns: 150 },
      );
    }
  });

  it('keeps its promises over scenes of every odd kind', () => {
    for (const source of Object.values(ODD_SCENES)) {
      const task = {
        kind: 'card',
        subject: S1,
        scene: { id: S1, source: source.normalize('NFC'), eighths: 1 },
      } as const;
      const words = source.split(/(?<=[.!?。])\s*/u);
      const { made } = read('card', answerWith('card', { quotes: words }), task);
      assertPromises(task, made);
    }
  });
});

function checkRead(kind: PromptedKind, json: unknown): void {
  let made: MadeOf<PromptedKind>;
  try {
    ({ made } = read(kind, json));
  } catch (error) {
    assert.ok(error instanceof NonsenseError, String(error));
    return;
  }
  assertPromises(TASKS[kind], made);
}

/** JSON that has about the shape that was asked for, and JSON that has not. */
function answerLike(kind: PromptedKind): fc.Arbitrary<unknown> {
  const words = fc.oneof(
    fc.constantFrom(
      'S1',
      'S2',
      'S3',
      'S4',
      'S1, S2',
      '',
      S1,
      'It burns.',
      'One too many.',
      'The lamp goes out—',
      'No.',
    ),
    fc.constantFrom('Give me until morning.', 'She takes the KEY', 'setup_payoff', 'echo', 'plot', 'theme', 'climax'),
    fc.string({ unit: 'binary' }),
    fc.lorem({ mode: 'sentences', maxCount: 20 }),
  );
  const mutated = (value: unknown): fc.Arbitrary<unknown> => {
    if (Array.isArray(value)) {
      const [first] = value as unknown[];
      return fc.array(mutated(first ?? 'A note.'), { maxLength: 6 });
    }
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).map(([name, one]) => [name, mutated(one)] as const);
      return fc.record(Object.fromEntries(fields));
    }
    return fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 6, arbitrary: words }, fc.constant(null));
  };
  return fc.oneof({ weight: 8, arbitrary: mutated(ANSWERS[kind]) }, fc.jsonValue());
}

/** The schema, the bounds, and every quote letter for letter in a scene that was given, where the page is looked up too. */
function assertPromises(task: TaskOf<PromptedKind>, made: MadeOf<PromptedKind>): void {
  const given = quotableOf(task);
  const assertGiven = (evidence: readonly StoredEvidence[]): void => {
    for (const { sceneId, quote } of evidence) {
      const elements = given.get(sceneId);
      assert.ok(elements !== undefined, `no scene ${sceneId}`);
      if (quote === null) continue;
      assert.notEqual(locateQuote(elements, quote), null, `not found: ${quote}`);
      const texts = elements.map(({ text, runs }) => runs?.map((run) => run.text).join('') ?? text);
      assert.ok(
        texts.some((text) => text.includes(quote)),
        `not its own characters: ${quote}`,
      );
    }
  };
  const known = (ids: readonly string[]): void => assert.ok(ids.every((id) => given.has(id)));
  switch (made.kind) {
    case 'card': {
      const content = sceneCardContentSchema.parse(made.content);
      const lines = content.summaryText.split('\n');
      const tokens = countTokens(content.summaryText);
      assert.ok(tokens <= CARD_MAX_TOKENS && lines.length <= CARD_MAX_LINES);
      const texts = [...given.values()][0]?.map(({ text }) => text).join('\n') ?? '';
      const own = countTokens(texts);
      if (own >= 30) assert.ok(tokens <= own / 2 + 1, `${tokens} of ${own}: ${content.summaryText}`);
      assertGiven(content.evidence);
      return;
    }
    case 'outline': {
      const content = outlineContentSchema.parse(made.content);
      assert.ok(countTokens(content.summaryText) < OUTLINE_MAX_TOKENS);
      assert.deepEqual(
        content.acts.flatMap(({ sceneIds }) => sceneIds),
        [...given.keys()],
      );
      known(content.turningPoints.flatMap(({ sceneIds }) => sceneIds));
      assertGiven(content.evidence);
      return;
    }
    case 'sheet': {
      const content = characterSheetContentSchema.parse(made.content);
      assert.ok(countTokens(content.summaryText) < SHEET_MAX_TOKENS);
      assert.ok(content.pivotalMoments.length <= 5);
      known(content.pivotalMoments.map(({ sceneId }) => sceneId));
      assertGiven(content.evidence);
      return;
    }
    case 'thread':
      for (const content of plotThreadContentSchema.array().parse(made.contents)) {
        const order = content.sceneIds.map((id) => [...given.keys()].indexOf(id));
        assert.deepEqual(order, [...new Set(order)].sort());
        known(content.sceneIds);
        assertGiven(content.evidence);
      }
      return;
    case 'relationship':
      for (const content of sceneRelationshipContentSchema.array().parse(made.contents)) {
        const ids = [...given.keys()];
        known([content.setupSceneId]);
        if (content.payoffSceneId === null) assert.equal(content.relationshipType, 'setup_payoff');
        else assert.ok(ids.indexOf(content.setupSceneId) < ids.indexOf(content.payoffSceneId));
        assertGiven(content.evidence);
      }
      return;
    case 'keyScene':
      assert.deepEqual(
        made.verdicts.map(({ id }) => id),
        [...given.keys()],
      );
      assert.ok(made.verdicts.every(({ isKey, reason }) => isKey === (reason !== null)));
      return;
    case 'conversationSummary': {
      const tokens = countTokens(made.summaryText);
      assert.ok(tokens > 0 && tokens <= CONVERSATION_SUMMARY_MAX_TOKENS);
      return;
    }
  }
}

/** The elements that may be quoted, by scene: of the page for a card, else each quote of a card as one. */
function quotableOf(task: TaskOf<PromptedKind>): ReadonlyMap<string, readonly ScreenplayElement[]> {
  const heard = new Set('scene_heading action character parenthetical dialogue lyrics transition centered'.split(' '));
  const elementsOf = (source: string): ScreenplayElement[] =>
    parseScreenplay(source, { titlePage: false }).elements.filter(({ type }) => heard.has(type));
  const carded = (scenes: readonly { readonly id: string; readonly quotes: readonly string[] }[]) =>
    new Map(scenes.map(({ id, quotes }) => [id, quotes.flatMap((quote) => elementsOf(`!${quote}`))]));
  switch (task.kind) {
    case 'card':
      return new Map([[task.scene.id, elementsOf(task.scene.source)]]);
    case 'conversationSummary':
      return new Map();
    case 'keyScene':
      return new Map(task.scenes.map(({ id }) => [id, []]));
    case 'sheet':
      return carded(task.input.scenes);
    case 'outline':
    case 'thread':
    case 'relationship':
      return carded(task.scenes);
  }
}
