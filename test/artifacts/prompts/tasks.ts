import type { OutlineScene } from '../../../src/engine/artifacts/outlineScene';
import type { StoryScene } from '../../../src/engine/artifacts/storyScene';
import type { PromptedKind, TaskOf } from '../../../src/engine/artifacts/prompts/artifactPrompt';

/** The kinds that a model can make, in making order. */
export const KINDS: readonly PromptedKind[] = [
  'card',
  'keyScene',
  'outline',
  'sheet',
  'thread',
  'relationship',
  'conversationSummary',
];

/** The scene that the golden card is asked for: notes, boneyard, emphasis, a synopsis, lyrics, a dual speech. */
export const SCENE = `# Act One

= Oda hides the key before anyone comes.

[[is this too early?]]

INT. BOATHOUSE - NIGHT #4#

Oda puts a *brass* KEY into her boot. [[or her sleeve]] The lamp goes out--

/* TOVE burns the letters. */

TOVE (O.S.)
(low)
You said "never". I don't believe you…

ODA
Give me until morning. /* or noon */ Then I'll tell him myself.

~The tide is coming, the tide is here

TOVE
No.

ODA ^
Please.

> CUT TO:
`;

/** What rules read besides; no prompt sends any of it. */
export const PLAIN = {
  label: 'SECRET LABEL',
  heading: 'SECRET HEADING',
  source: 'SECRET SOURCE',
  cast: ['SECRET CAST'],
};

const first: StoryScene & OutlineScene = {
  id: '7b1d1f9e-1111-4c0b-9c57-000000000001',
  card: 'Action: Oda hides the brass key in her boot.\nConflict: Tove wants it told tonight; Oda asks for a morning.',
  quotes: ['Give me until morning.', 'The lamp goes out--'],
  sections: [{ level: 1, title: 'Act One' }],
  ...PLAIN,
  eighths: 12,
};

const second: StoryScene & OutlineScene = {
  id: '7b1d1f9e-1111-4c0b-9c57-000000000002',
  card: 'Jens counts the boats: one too many.',
  quotes: ['One too many.'],
  sections: [
    { level: 1, title: 'Act One' },
    { level: 2, title: 'The harbour' },
  ],
  ...PLAIN,
  eighths: 3,
};

const third: StoryScene & OutlineScene = {
  id: '7b1d1f9e-1111-4c0b-9c57-000000000003',
  card: 'Action: Oda opens the lamp room with the brass key.\nPlot: The lamp burns again.',
  quotes: ['She takes the KEY\nout of her boot.', 'It burns.'],
  sections: [{ level: 1, title: 'Act Two' }],
  ...PLAIN,
  eighths: 20,
};

const cards = [first, second, third];

/** A small script of our own, as each kind is given it. */
export const TASKS: { readonly [Kind in PromptedKind]: TaskOf<Kind> } = {
  card: { kind: 'card', subject: first.id, scene: { id: first.id, source: SCENE, eighths: 3 } },
  outline: { kind: 'outline', subject: '', scenes: cards },
  sheet: { kind: 'sheet', subject: 'ODA', input: { name: 'ODA', aliases: ['ODA BERG'], scenes: [first, third] } },
  thread: { kind: 'thread', subject: '', scenes: cards },
  relationship: { kind: 'relationship', subject: '', scenes: cards },
  keyScene: { kind: 'keyScene', subject: '', scenes: cards },
  conversationSummary: {
    kind: 'conversationSummary',
    subject: '7b1d1f9e-1111-4c0b-9c57-00000000000a',
    messages: [
      { role: 'user', text: 'Should Tove know of the key?\nI want her to lose.' },
      { role: 'assistant', text: 'She hears of it in the boathouse.' },
    ],
    before: 'Decided: Jens stays on the pier.',
  },
};

/** A scene of usual length, whose card is more than a line. */
export const USUAL_SCENE: TaskOf<'card'> = sceneOf(12);

const many = Array.from({ length: 2_500 }, (_, index) => ({
  ...first,
  id: `7b1d1f9e-2222-4c0b-9c57-${String(index).padStart(12, '0')}`,
  card: `Action: Oda counts boat ${index}.\n${`Conflict: Tove does not believe her, time ${index}, and says so.\n`.repeat(1 + (index % 5))}`,
  quotes: Array.from({ length: 6 }, (_unused, quote) => `Line ${quote} of boat ${index}.`),
  sections: [{ level: 1, title: `Part ${Math.floor(index / 100)}` }],
}));

/** More than the input budget of each kind takes: what is cut, and how that is said, is part of the prompt too. */
export const LARGE_TASKS: { readonly [Kind in PromptedKind]: TaskOf<Kind> } = {
  card: sceneOf(3_000),
  outline: { ...TASKS.outline, scenes: many },
  sheet: { ...TASKS.sheet, input: { name: 'ODA', aliases: ['ODA BERG'], scenes: many } },
  thread: { ...TASKS.thread, scenes: many },
  relationship: { ...TASKS.relationship, scenes: many },
  keyScene: { ...TASKS.keyScene, scenes: many },
  conversationSummary: {
    ...TASKS.conversationSummary,
    messages: Array.from({ length: 60 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      text: `Message ${index}.\n${'What about the lamp and the key and the boat? '.repeat(30)}`,
    })),
  },
};

/** A card's task with so many speeches. */
function sceneOf(speeches: number): TaskOf<'card'> {
  const said = Array.from({ length: speeches }, (_, index) => `ODA\nBoat ${index} is late again, and nobody asks.\n`);
  const source = `INT. BOATHOUSE - NIGHT\n\nOda counts the boats.\n\n${said.join('\n')}`;
  return { kind: 'card', subject: first.id, scene: { id: first.id, source, eighths: 3 } };
}

/** An answer to each of these tasks as a good model gives it. */
export const ANSWERS: Readonly<Record<PromptedKind, unknown>> = {
  card: {
    action: 'In the dark boathouse Oda hides a brass key in her boot.',
    conflict: 'Tove wants the truth told; Oda begs for a morning.',
    characterChanges: 'Oda says that she will tell him herself.',
    plotProgression: 'The key is hidden.',
    tone: 'Hushed.',
    quotes: ['Oda puts a brass KEY into her boot.', "Then I'll tell him myself."],
  },
  outline: {
    logline: 'Oda hides the key of the lamp room and lights the lamp against Tove.',
    acts: [
      { title: 'Act One', firstScene: 'S1', summary: 'The key is hidden.' },
      { title: 'Act Two', firstScene: 'S3', summary: 'The lamp burns.' },
    ],
    turningPoints: [
      { kind: 'climax', scene: 'S3', reason: 'Oda opens the lamp room.' },
      { kind: 'inciting_incident', scene: 'S1', reason: 'Tove hears of the key.' },
    ],
    centralConflict: 'Oda wants the lamp lit, Tove wants it dark.',
    evidence: [{ scene: 'S1', quote: 'Give me until morning.' }],
  },
  sheet: {
    want: 'To light the lamp.',
    need: '',
    arc: 'She hides, then acts.',
    relationships: [{ name: 'TOVE', description: 'Tove presses her for the truth.' }],
    pivotalMoments: [
      { scene: 'S2', description: 'She opens the lamp room.' },
      { scene: 'S1', description: 'She hides the key.' },
    ],
    evidence: [{ scene: 'S2', quote: 'It burns.' }],
  },
  thread: {
    threads: [
      {
        name: 'The brass key',
        threadType: 'plot',
        scenes: ['S3', 'S1'],
        description: 'Hidden, then used.',
        evidence: [{ scene: 'S3', quote: 'She takes the KEY out of her boot.' }],
      },
    ],
  },
  relationship: {
    relationships: [
      {
        relationshipType: 'setup_payoff',
        setup: 'S1',
        payoff: 'S3',
        description: 'The key in the boot opens the lamp room.',
        setupQuote: null,
        payoffQuote: 'She takes the KEY out of her boot.',
      },
      {
        relationshipType: 'setup_payoff',
        setup: 'S2',
        payoff: null,
        description: 'The boat too many.',
        setupQuote: 'One too many.',
        payoffQuote: null,
      },
    ],
  },
  keyScene: { keyScenes: [{ scene: 'S3', reason: 'The lamp burns again.' }] },
  conversationSummary: {
    topics: ['Tove and the key'],
    decisions: ['Jens stays on the pier', 'Tove loses'],
    preferences: [],
    openQuestions: ['Should Tove know of the key?'],
  },
};
