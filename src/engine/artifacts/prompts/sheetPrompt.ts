import { artifactAnswerSchema } from '../../../story/artifactAnswer';
import {
  characterSheetContentSchema,
  SHEET_MAX_TOKENS,
  type CharacterSheetContent,
} from '../../../story/characterSheet';
import { fitLines, type FittingLine } from '../rules/fitLines';
import { answerText, countTokens, growingVersions } from './answerText';
import { NonsenseError, type ArtifactPrompt } from './artifactPrompt';
import { cardedMaterial } from './cardedMaterial';
import { givenEvidence } from './givenEvidence';
import { ANSWER_RULES, HANDLE_RULES, MATERIAL_RULES, VOICE } from './houseRules';
import { materialBlock, materialLines } from './material';
import { materialTurn } from './materialTurn';
import { readAnswer } from './readAnswer';

const SYSTEM = `${VOICE}

You write the sheet of one character from the cards of the scenes they are in, in order. The character block gives the name in the cues, then other names that they go by.

${MATERIAL_RULES}

The fields
- want: what they say or plainly try to get, through the script; how it shifts, if it does.
- need: what would help them and they do not see, only as far as somebody says it or the outcome shows it. Empty rather than a diagnosis.
- arc: how they are at first, what turns them, how they are at last, in what they do. If they do not change, say what they hold on to.
- relationships: the people they deal with, the closest first, at most six; name as in the cues, and in one sentence how they stand and how that changes.
- pivotalMoments: three to five scenes after which it is not the same for them; what they do or what is done to them there, in one sentence.
- evidence: the quotes and scenes that prove want, need and arc, two to eight.

${ANSWER_RULES}
${HANDLE_RULES}
- Only about this character. All texts together at most 180 words.`;

/** Of the cards, by `roughTokens`: a lead in a hundred scenes. */
const BUDGET = { maxTokens: 40_000, quotes: 6 };

/** The sheet of a character, from the cards of their scenes and their names. */
export const sheetPrompt: ArtifactPrompt<'sheet'> = {
  kind: 'sheet',
  version: 1,
  // A sheet of 300 tokens is 1,000 as JSON; the rest is room to think.
  maxOutputTokens: 4_000,
  // One life in order; want against need takes a thought, not a long one, and there are a dozen of them.
  effort: 'low',
  build: ({ input }) => {
    const material = cardedMaterial(input.scenes, BUDGET);
    const names = [input.name, ...input.aliases.slice(0, MOST_ALIASES)].flatMap((name) => materialLines('|', name));
    return {
      system: SYSTEM,
      turns: [
        materialTurn(
          [materialBlock('character', {}, names), ...material.blocks],
          [material.cut, 'Write the sheet of this character.'],
        ),
      ],
      schema: artifactAnswerSchema('sheet'),
      sceneIds: material.sceneIds,
    };
  },
  read: (json, { subject, input: { scenes } }) => {
    const answer = readAnswer('sheet', json);
    const material = cardedMaterial(scenes, BUDGET);
    const moments = new Map<number, string>();
    for (const { scene, description } of answer.pivotalMoments.slice(0, MOST_EXAMINED)) {
      const position = material.positionOf(scene);
      const text = answerText(description, FIELD_TOKENS);
      if (position === null || text === '' || moments.has(position) || moments.size === MOST_MOMENTS) continue;
      moments.set(position, text);
    }
    const inOrder = [...moments].sort(([one], [other]) => one - other);
    const told = {
      want: answerText(answer.want, FIELD_TOKENS),
      need: answerText(answer.need, FIELD_TOKENS),
      arc: answerText(answer.arc, FIELD_TOKENS),
      relationships: answer.relationships
        .slice(0, MOST_RELATIONSHIPS)
        .map(({ name, description }) => ({
          name: answerText(name, NAME_TOKENS),
          description: answerText(description, FIELD_TOKENS),
        }))
        .filter(({ name, description }) => name !== '' && description !== ''),
      pivotalMoments: inOrder.flatMap(([position, description]) => {
        const sceneId = scenes[position]?.id;
        return sceneId === undefined ? [] : [{ sceneId, description }];
      }),
    };
    const summaryText = summaryOf(told);
    if (summaryText === '') throw new NonsenseError('The sheet says nothing.');
    const momentPositions = inOrder.map(([position]) => position);
    const { evidence, dropped } = givenEvidence(answer.evidence, material, scenes, momentPositions);
    const content = characterSheetContentSchema.parse({ ...told, summaryText, evidence });
    return {
      made: { kind: 'sheet', subject, content },
      droppedEvidence: dropped + answer.pivotalMoments.length - inOrder.length,
    };
  },
};

const MOST_ALIASES = 20;
const MOST_RELATIONSHIPS = 8;
const MOST_MOMENTS = 5;
const MOST_EXAMINED = 24;
const FIELD_TOKENS = 120;
const NAME_TOKENS = 24;

/** The sheet as it is sent; moments and people give way first. */
function summaryOf(told: Omit<CharacterSheetContent, 'summaryText' | 'evidence'>): string {
  const lines: FittingLine[] = [];
  const ranks: number[] = [];
  const add = (rank: number, label: string, text: string): void => {
    const versions = growingVersions(text);
    if (versions.length === 0) return;
    lines.push({ label, versions });
    ranks.push(rank);
  };
  add(0, 'Wants', told.want);
  add(2, 'Needs', told.need);
  add(1, 'Arc', told.arc);
  for (const { name, description } of told.relationships) add(3, name, description);
  for (const { description } of told.pivotalMoments) add(4, 'Moment', description);
  const importance = [...lines.keys()].sort((one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0));
  const bounds = { maxTokens: SHEET_MAX_TOKENS - 1, minLines: Math.min(1, lines.length), maxLines: lines.length };
  return (fitLines(lines, importance, bounds, countTokens) ?? []).join('\n');
}
