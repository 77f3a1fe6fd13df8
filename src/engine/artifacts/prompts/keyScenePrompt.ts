import { artifactAnswerSchema } from '../../../story/artifactAnswer';
import { eighthsText } from '../../../story/lengthText';
import { answerText } from './answerText';
import { NonsenseError, type ArtifactPrompt, type KeySceneSource } from './artifactPrompt';
import { cardedMaterial, type CardedMaterial } from './cardedMaterial';
import { ANSWER_RULES, HANDLE_RULES, MATERIAL_RULES, VOICE } from './houseRules';
import { materialTurn } from './materialTurn';
import { readAnswer } from './readAnswer';

const SYSTEM = `${VOICE}

You mark the key scenes of the script in the cards of its scenes, in order: those without which the story cannot be told. A scene's length stands in its tag, in pages and eighths of a page.

${MATERIAL_RULES}

The fields of a key scene
- scene: which it is.
- reason: one sentence: what happens in it that everything after rests on.

${ANSWER_RULES}
${HANDLE_RULES}
- Test each: if the scene were cut, would a later scene make no sense, or would the main question be decided differently? If not, it is none, however fine it is.
- Length is a hint that the writer cares for a scene, never a reason.
- The most important first. No more than the number asked for; fewer where fewer are.`;

/** Of the cards, by `roughTokens`: two hundred scenes with full cards. */
const BUDGET = { maxTokens: 80_000, quotes: 0 };

/** The key scenes of a script, from its cards and lengths. */
export const keyScenePrompt: ArtifactPrompt<'keyScene'> = {
  kind: 'keyScene',
  version: 1,
  // A fifth of two hundred scenes with a sentence each is 2,500 tokens of JSON; the rest is room to think.
  maxOutputTokens: 6_000,
  // A judgement of each scene against the whole, but the cards have said what each is for.
  effort: 'low',
  build: ({ scenes }) => {
    const material = materialOf(scenes);
    const asked = `Mark the key scenes of this script, ${mostOf(scenes)} at most.`;
    return {
      system: SYSTEM,
      turns: [materialTurn(material.blocks, [material.cut, asked])],
      schema: artifactAnswerSchema('keyScene'),
      sceneIds: material.sceneIds,
    };
  },
  read: (json, { subject, scenes }) => {
    const { keyScenes } = readAnswer('keyScene', json);
    const material = materialOf(scenes);
    const reasons = new Map<number, string>();
    let dropped = 0;
    for (const { scene, reason } of keyScenes.slice(0, scenes.length + MOST_WRONG)) {
      const position = material.positionOf(scene);
      const text = answerText(reason, REASON_TOKENS);
      if (position === null || text === '') dropped++;
      else if (!reasons.has(position) && reasons.size < mostOf(scenes)) reasons.set(position, text);
    }
    if (keyScenes.length > 0 && reasons.size === 0) throw new NonsenseError('No key scene is a scene of the script.');
    const verdicts = scenes.map(({ id }, position) => {
      const reason = reasons.get(position) ?? null;
      return { id, isKey: reason !== null, reason };
    });
    return { made: { kind: 'keyScene', subject, verdicts }, droppedEvidence: dropped };
  },
};

function materialOf(scenes: readonly KeySceneSource[]): CardedMaterial {
  // Nothing is quoted: a reason is a judgement.
  const carded = scenes.map((scene) => ({ ...scene, quotes: [] }));
  return cardedMaterial(carded, BUDGET, ({ eighths }) => ({ length: eighthsText(Math.max(0, Math.round(eighths))) }));
}

/** A fifth of the scenes, as rules have it: a star on every third points at nothing. */
function mostOf(scenes: readonly KeySceneSource[]): number {
  return Math.max(1, Math.min(MOST_KEY_SCENES, Math.floor(scenes.length / 5)));
}

/** More cannot be answered within the limit of output. */
const MOST_KEY_SCENES = 60;
const REASON_TOKENS = 60;
/** Handles beyond the number of scenes that are still looked at. */
const MOST_WRONG = 100;
