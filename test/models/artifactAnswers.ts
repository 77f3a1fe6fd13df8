import type { AnsweredKind, ArtifactAnswer } from '../../src/story/artifactAnswer';
import type { ScriptedAnswer } from './messagesServer/answer';
import type { Script } from './messagesServer/messagesServer';
import type { WireRequest } from './messagesServer/wireTypes';

/**
 * A model that has read what it was given: a valid, plausible answer to every prompt of ours, with quotes and handles taken
 * from the material of the request, and a sentence to any question. The same request always gets the same answer.
 */
export const artifactAnswers: Script = (request) => artifactAnswer(request);

/** What `artifactAnswers` says to a request. */
export function artifactAnswer(request: WireRequest): ScriptedAnswer {
  const kind = askedKind(request);
  const material = materialOf(request);
  const text = kind === null ? `Nothing else is known of "${material.asked.slice(0, 40)}".` : said(kind, material);
  return { kind: 'answer', content: [{ kind: 'text', text }] };
}

/** Which artifact a request asks for; null: none, it is a question. */
export function askedKind({ system, schema }: Pick<WireRequest, 'system' | 'schema'>): AnsweredKind | null {
  const text = system.map((block) => (typeof block.text === 'string' ? block.text : '')).join('\n');
  const isJson = schema !== null || text.includes('JSON');
  return isJson ? (KINDS.find(([, says]) => says.test(text))?.[0] ?? null) : null;
}

const KINDS: readonly (readonly [AnsweredKind, RegExp])[] = [
  ['card', /- plotProgression: /u],
  ['sheet', /- pivotalMoments: /u],
  ['outline', /- turningPoints: /u],
  ['relationship', /- setupQuote|payoffQuote/u],
  ['keyScene', /key scenes?/u],
  ['thread', /threadType/u],
  ['conversationSummary', /openQuestions/u],
];

/** The material of a request as a reader sees it. */
interface Material {
  /** Handle, lines of the card and words that may be quoted, in script order. */
  readonly scenes: readonly {
    readonly handle: string;
    readonly lines: readonly string[];
    readonly quotes: readonly string[];
  }[];
  /** What is asked after the material. */
  readonly asked: string;
}

/** The question itself is the last line of a question about the script. */
function materialOf({ messages }: Pick<WireRequest, 'messages'>): Material {
  const text = messages
    .flatMap(({ content }) => content.flatMap((block) => (typeof block.text === 'string' ? [block.text] : [])))
    .join('\n');
  const scenes: { handle: string; lines: string[]; quotes: string[] }[] = [];
  for (const line of text.split('\n')) {
    const opens = /^<scene(?: id="(S\d+)")?/u.exec(line);
    const scene = scenes.at(-1);
    if (opens !== null) scenes.push({ handle: opens[1] ?? '', lines: [], quotes: [] });
    else if (line.startsWith('| ')) scene?.lines.push(line.slice(2).replace(LABEL, ''));
    else if (line.startsWith('> ')) scene?.quotes.push(line.slice(2));
  }
  return { scenes, asked: text.trim().split('\n').at(-1) ?? '' };
}

/** What a card's line is about. */
const LABEL = /^(?:Action|Conflict|Changes|Plot|Tone): /u;

function said(kind: AnsweredKind, material: Material): string {
  return JSON.stringify(ANSWERS[kind](material));
}

type Answers = { readonly [Kind in AnsweredKind]: (material: Material) => ArtifactAnswer<Kind> };

const ANSWERS: Answers = {
  card: ({ scenes }) => {
    const lines = scenes[0]?.lines ?? [];
    // Names in cues, headings and transitions are no sentences.
    const told = lines.filter((line) => /\p{Ll}/u.test(line) && !line.startsWith('('));
    const [first = lines[0] ?? 'Nothing happens.', second = ''] = told;
    return {
      action: words(first, 24),
      conflict: second === '' ? '' : words(second, 12),
      characterChanges: '',
      plotProgression: told.length > 4 ? words(told[4] ?? '', 12) : '',
      tone: 'Quiet',
      quotes: told.slice(0, 3).map((line) => words(line, 8)),
    };
  },
  outline: ({ scenes }) => {
    const starts = [0, 1, 2].map((act) => scenes[Math.floor((act * scenes.length) / 3)]);
    return {
      logline: words(scenes[0]?.lines[0] ?? 'A script.', 20),
      acts: starts.flatMap((scene, index) =>
        scene === undefined
          ? []
          : [{ title: `Part ${index + 1}`, firstScene: scene.handle, summary: words(scene.lines[0] ?? '', 20) }],
      ),
      turningPoints: POINTS.flatMap((kind, index) => {
        const scene = scenes[Math.floor(((index + 1) * scenes.length) / 6)];
        return scene === undefined ? [] : [{ kind, scene: scene.handle, reason: words(scene.lines[0] ?? '', 15) }];
      }),
      centralConflict: words(scenes.at(-1)?.lines[0] ?? '', 15),
      evidence: evidenceOf(scenes, 4),
    };
  },
  sheet: ({ scenes }) => ({
    want: words(scenes[0]?.lines[0] ?? 'To be left alone.', 20),
    need: '',
    arc: words(scenes.at(-1)?.lines[0] ?? '', 25),
    relationships: [],
    pivotalMoments: scenes
      .slice(0, 3)
      .map(({ handle, lines }) => ({ scene: handle, description: words(lines[0] ?? '', 15) })),
    evidence: evidenceOf(scenes, 3),
  }),
  thread: ({ scenes }) => ({
    threads: THREADS.flatMap((threadType, index) => {
      const members = scenes.filter((_, position) => position % THREADS.length === index);
      if (members.length < 2) return [];
      const told = words(members[0]?.lines[0] ?? '', 15);
      const name = `${words(told, 4)} ${index + 1}`;
      const handles = members.slice(0, 20).map(({ handle }) => handle);
      return [{ name, threadType, scenes: handles, description: told, evidence: evidenceOf(members, 2) }];
    }),
  }),
  relationship: ({ scenes }) => ({
    relationships: scenes.slice(0, 10).flatMap(({ handle, lines, quotes }, position) => {
      const payoff = scenes[scenes.length - 1 - position];
      if (payoff === undefined || position >= scenes.length - 1 - position) return [];
      return [
        {
          relationshipType: 'setup_payoff' as const,
          setup: handle,
          payoff: payoff.handle,
          description: words(lines[0] ?? '', 15),
          setupQuote: quotes[0] ?? null,
          payoffQuote: payoff.quotes[0] ?? null,
        },
      ];
    }),
  }),
  keyScene: ({ scenes }) => ({
    keyScenes: scenes
      .filter((_, position) => position % 12 === 0)
      .map(({ handle, lines }) => ({ scene: handle, reason: words(lines[0] ?? 'It turns.', 12) })),
  }),
  conversationSummary: ({ asked }) => ({
    topics: [words(asked, 10)],
    decisions: [],
    preferences: [],
    openQuestions: [],
  }),
};

const POINTS = ['inciting_incident', 'first_turn', 'midpoint', 'second_turn', 'climax'] as const;
const THREADS = ['plot', 'subplot', 'theme'] as const;

function evidenceOf(
  scenes: Material['scenes'],
  most: number,
): { readonly scene: string; readonly quote: string | null }[] {
  return scenes
    .filter(({ quotes }) => quotes.length > 0)
    .slice(0, most)
    .map(({ handle, quotes }) => ({ scene: handle, quote: quotes[0] ?? null }));
}

function words(text: string, most: number): string {
  return text.split(/\s+/u).slice(0, most).join(' ');
}
