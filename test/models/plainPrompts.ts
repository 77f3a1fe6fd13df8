import { NonsenseError, type ArtifactPrompt } from '../../src/engine/artifacts/prompts/artifactPrompt';
import type { Prompts } from '../../src/engine/artifacts/prompts/promptFor';
import type { PlotThreadContent } from '../../src/story/plotThread';

/* The least that can be said to a model for a card, an outline and threads: `{"text": …}` is the answer. */
const common = { version: 7, maxOutputTokens: 200, effort: 'none' } as const;
const schema = { type: 'object' };
const said = (text: string) => [{ role: 'user' as const, content: [{ kind: 'text' as const, text }] }];

function textOf(json: unknown): string {
  const text = typeof json === 'object' && json !== null && 'text' in json ? json.text : null;
  if (typeof text !== 'string' || text === '') throw new NonsenseError('There is no text.');
  return text;
}

const card: ArtifactPrompt<'card'> = {
  ...common,
  kind: 'card',
  build: ({ scene }) => ({ system: 'Card.', turns: said(scene.source), schema, sceneIds: [scene.id] }),
  read: (json, { kind, subject }) => ({
    made: {
      kind,
      subject,
      content: {
        action: textOf(json),
        conflict: '',
        characterChanges: '',
        plotProgression: '',
        tone: '',
        summaryText: textOf(json),
        evidence: [],
      },
    },
    droppedEvidence: 0,
  }),
};

const outline: ArtifactPrompt<'outline'> = {
  ...common,
  kind: 'outline',
  build: ({ scenes }) => ({
    system: 'Outline.',
    turns: said(scenes.map((scene) => scene.card).join('\n')),
    schema,
    sceneIds: scenes.map(({ id }) => id),
  }),
  read: (json, { kind, subject }) => ({
    made: {
      kind,
      subject,
      content: {
        logline: textOf(json),
        acts: [],
        turningPoints: [],
        centralConflict: '',
        summaryText: textOf(json),
        evidence: [],
      },
    },
    droppedEvidence: 0,
  }),
};

const thread: ArtifactPrompt<'thread'> = {
  ...common,
  kind: 'thread',
  build: ({ scenes }) => ({
    system: 'Threads.',
    turns: said(scenes.map((scene) => scene.card).join('\n')),
    schema,
    sceneIds: scenes.map(({ id }) => id),
  }),
  read: (json, { kind, subject, scenes }) => {
    const content: PlotThreadContent = {
      name: textOf(json),
      threadType: 'plot',
      sceneIds: scenes.slice(0, 2).map(({ id }) => id),
      description: '',
      evidence: [],
    };
    return { made: { kind, subject, contents: [content] }, droppedEvidence: 0 };
  },
};

export const PLAIN_PROMPTS: Prompts = { card, outline, thread };

/** A sheet, beside those. */
export const PLAIN_SHEET: ArtifactPrompt<'sheet'> = {
  ...common,
  kind: 'sheet',
  build: ({ subject, input }) => ({
    system: 'Sheet.',
    turns: said(subject),
    schema,
    sceneIds: input.scenes.map(({ id }) => id),
  }),
  read: (_, { kind, subject }) => ({
    made: {
      kind,
      subject,
      content: {
        want: '',
        need: '',
        arc: '',
        relationships: [],
        pivotalMoments: [],
        summaryText: `Who ${subject} is.`,
        evidence: [],
      },
    },
    droppedEvidence: 0,
  }),
};
