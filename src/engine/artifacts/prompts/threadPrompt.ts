import { artifactAnswerSchema, type ArtifactAnswer } from '../../../story/artifactAnswer';
import { plotThreadContentSchema, type PlotThreadContent } from '../../../story/plotThread';
import { answerText } from './answerText';
import { NonsenseError, type ArtifactPrompt } from './artifactPrompt';
import { cardedMaterial, type CardedMaterial, type CardedScene } from './cardedMaterial';
import { givenEvidence } from './givenEvidence';
import { ANSWER_RULES, HANDLE_RULES, MATERIAL_RULES, VOICE } from './houseRules';
import { materialTurn } from './materialTurn';
import { readAnswer } from './readAnswer';

const SYSTEM = `${VOICE}

You find the threads of the script in the cards of its scenes, in order: what runs through several scenes and would leave a hole if it were pulled out.

${MATERIAL_RULES}

The fields of a thread
- name: a few plain words by which the writer knows it at once. For an arc the character's name as in the cues.
- threadType: plot, the one question that the whole script answers; subplot, a question of its own with a beginning and, if the script has it, an end; character_arc, one person changing or refusing to; theme, an image, object or idea that comes back and means more each time.
- scenes: every scene that moves the thread, in order, two at least. A scene where somebody of it is merely present does not move it. A scene may be in several threads.
- description: two sentences at most: the question or the change, and how it stands when it is seen last.
- evidence: one to four scenes, the first and the last of the thread among them, with the words that show it.

${ANSWER_RULES}
${HANDLE_RULES}
- One plot at most. No more than twelve threads, the strongest first; few and certain rather than many.`;

/** Of the cards, by `roughTokens`: two hundred scenes with full cards. */
const BUDGET = { maxTokens: 80_000, quotes: 2 };

/** All threads of a script, from its cards. */
export const threadPrompt: ArtifactPrompt<'thread'> = {
  kind: 'thread',
  version: 1,
  // Twelve threads with their scenes are 3,000 tokens of JSON; the rest is room to think.
  maxOutputTokens: 10_000,
  // Every scene is held against every thread.
  effort: 'medium',
  build: ({ scenes }) => {
    const material = cardedMaterial(scenes, BUDGET);
    return {
      system: SYSTEM,
      turns: [materialTurn(material.blocks, [material.cut, 'Find the threads of this script.'])],
      schema: artifactAnswerSchema('thread'),
      sceneIds: material.sceneIds,
    };
  },
  read: (json, { subject, scenes }) => {
    const { threads } = readAnswer('thread', json);
    const material = cardedMaterial(scenes, BUDGET);
    const kept = new Map<string, PlotThreadContent>();
    let dropped = Math.max(0, threads.length - MOST_THREADS);
    for (const thread of threads.slice(0, MOST_THREADS)) {
      const { content, droppedEvidence } = threadOf(thread, material, scenes);
      dropped += droppedEvidence;
      const key = JSON.stringify([content?.threadType, content?.name]);
      if (content === null || kept.has(key)) dropped++;
      else kept.set(key, content);
    }
    if (threads.length > 0 && kept.size === 0) throw new NonsenseError('No thread stands in two scenes of the script.');
    const contents = plotThreadContentSchema.array().parse([...kept.values()]);
    return { made: { kind: 'thread', subject, contents }, droppedEvidence: dropped };
  },
};

const MOST_THREADS = 16;
const NAME_TOKENS = 24;
const DESCRIPTION_TOKENS = 120;

/** `content` is null where it has no name, says nothing, or stands in fewer than two scenes. */
function threadOf(
  thread: ArtifactAnswer<'thread'>['threads'][number],
  material: CardedMaterial,
  scenes: readonly CardedScene[],
): { readonly content: PlotThreadContent | null; readonly droppedEvidence: number } {
  const found = thread.scenes.slice(0, scenes.length + MOST_WRONG).map((scene) => material.positionOf(scene));
  const known = found.filter((position) => position !== null);
  const positions = [...new Set(known)].sort((one, other) => one - other);
  const unknown = thread.scenes.length - known.length;
  const name = answerText(thread.name, NAME_TOKENS);
  const description = answerText(thread.description, DESCRIPTION_TOKENS);
  if (name === '' || description === '' || positions.length < 2) return { content: null, droppedEvidence: unknown };
  const ends = [positions[0] ?? 0, positions.at(-1) ?? 0];
  const { evidence, dropped } = givenEvidence(thread.evidence, material, scenes, ends);
  return {
    content: {
      name,
      threadType: thread.threadType,
      sceneIds: positions.flatMap((position) => scenes[position]?.id ?? []),
      description,
      evidence: [...evidence],
    },
    droppedEvidence: unknown + dropped,
  };
}

/** Handles beyond the number of scenes that are still looked at. */
const MOST_WRONG = 100;
