import { artifactAnswerSchema, type ArtifactAnswer } from '../../../story/artifactAnswer';
import type { StoredEvidence } from '../../../story/evidence';
import { sceneRelationshipContentSchema, type SceneRelationshipContent } from '../../../story/sceneRelationship';
import { answerText } from './answerText';
import { NonsenseError, type ArtifactPrompt } from './artifactPrompt';
import { cardedMaterial, type CardedMaterial, type CardedScene } from './cardedMaterial';
import { ANSWER_RULES, HANDLE_RULES, MATERIAL_RULES, VOICE } from './houseRules';
import { materialTurn } from './materialTurn';
import { readAnswer } from './readAnswer';

const SYSTEM = `${VOICE}

You find what is planted in the script and what comes of it, in the cards of its scenes, in order.

${MATERIAL_RULES}

The fields of a relationship
- relationshipType: setup_payoff, something planted (an object, a skill, a promise, a lie, a fear) that decides something later; callback, a line or gesture used again by the same person; echo, a line or gesture used by another person; parallel, two scenes built alike, so that the difference tells.
- setup: the scene where it stands first.
- payoff: the later scene where it comes back. null only for a setup_payoff whose payoff is not on the page: planted and still open.
- description: one sentence: what is planted and what it decides, or what comes back and how it is different.
- setupQuote, payoffQuote: the words at either end.

${ANSWER_RULES}
${HANDLE_RULES}
- The setup stands before the payoff; never one scene for both.
- Open ones only where an audience would ask for the payoff: something the scene makes a point of.
- A person, a place or a job that merely occurs again is no relationship. No more than thirty, the surest first.`;

/** Of the cards, by `roughTokens`: two hundred scenes with full cards and their quotes. */
const BUDGET = { maxTokens: 100_000, quotes: 8 };

/** All relationships between scenes of a script, from its cards. */
export const relationshipPrompt: ArtifactPrompt<'relationship'> = {
  kind: 'relationship',
  version: 1,
  // Thirty relationships with their words are 4,000 tokens of JSON; the rest is room to think.
  maxOutputTokens: 16_000,
  // Every scene is held against every earlier one: the hardest question we ask, once a draft.
  effort: 'high',
  build: ({ scenes }) => {
    const material = cardedMaterial(scenes, BUDGET);
    return {
      system: SYSTEM,
      turns: [materialTurn(material.blocks, [material.cut, 'Find what is planted, paid off and repeated.'])],
      schema: artifactAnswerSchema('relationship'),
      sceneIds: material.sceneIds,
    };
  },
  read: (json, { subject, scenes }) => {
    const { relationships } = readAnswer('relationship', json);
    const material = cardedMaterial(scenes, BUDGET);
    const kept = new Map<string, SceneRelationshipContent>();
    let dropped = Math.max(0, relationships.length - MOST_RELATIONSHIPS);
    for (const told of relationships.slice(0, MOST_RELATIONSHIPS)) {
      const { content, droppedEvidence } = relationshipOf(told, material, scenes);
      dropped += droppedEvidence;
      const key = JSON.stringify({ ...content, evidence: null });
      if (content === null || kept.has(key)) dropped++;
      else kept.set(key, content);
    }
    if (relationships.length > 0 && kept.size === 0)
      throw new NonsenseError('No relationship joins two scenes in order.');
    const contents = sceneRelationshipContentSchema.array().parse([...kept.values()]);
    return { made: { kind: 'relationship', subject, contents }, droppedEvidence: dropped };
  },
};

const MOST_RELATIONSHIPS = 40;
const DESCRIPTION_TOKENS = 100;

/** `content` is null where a scene is unknown, the payoff does not follow the setup, or nothing is said. */
function relationshipOf(
  told: ArtifactAnswer<'relationship'>['relationships'][number],
  material: CardedMaterial,
  scenes: readonly CardedScene[],
): { readonly content: SceneRelationshipContent | null; readonly droppedEvidence: number } {
  const { relationshipType } = told;
  const setup = material.positionOf(told.setup);
  const payoff = told.payoff === null ? null : material.positionOf(told.payoff);
  const description = answerText(told.description, DESCRIPTION_TOKENS);
  const isOpen = told.payoff === null;
  const stands =
    setup !== null &&
    description !== '' &&
    (isOpen ? relationshipType === 'setup_payoff' : payoff !== null && setup < payoff);
  const setupSceneId = scenes[setup ?? -1]?.id;
  if (!stands || setupSceneId === undefined) return { content: null, droppedEvidence: 0 };
  const ends = [endAt(setup, told.setupQuote, material, scenes)];
  if (payoff !== null) ends.push(endAt(payoff, told.payoffQuote, material, scenes));
  return {
    content: {
      relationshipType,
      setupSceneId,
      payoffSceneId: payoff === null ? null : (scenes[payoff]?.id ?? null),
      description,
      evidence: ends.map(({ evidence }) => evidence),
    },
    droppedEvidence: ends.filter(({ lost }) => lost).length,
  };
}

/** The words at one end; the scene as a whole where they are not in its card. */
function endAt(
  position: number,
  quote: string | null,
  material: CardedMaterial,
  scenes: readonly CardedScene[],
): { readonly evidence: StoredEvidence; readonly lost: boolean } {
  const words = quote === null ? null : material.ownWordsOf(position, quote);
  return {
    evidence: { sceneId: scenes[position]?.id ?? '', quote: words },
    lost: quote !== null && quote.trim() !== '' && words === null,
  };
}
