import { artifactAnswerSchema, type ArtifactAnswer } from '../../../story/artifactAnswer';
import { OUTLINE_MAX_TOKENS, outlineContentSchema, type OutlineContent } from '../../../story/outline';
import type { OutlineScene } from '../outlineScene';
import { fitLines, type FittingLine } from '../rules/fitLines';
import { POINT_NAMES } from '../rules/pointNames';
import { answerText, countTokens, growingVersions } from './answerText';
import { NonsenseError, type ArtifactPrompt } from './artifactPrompt';
import { cardedMaterial, type CardedMaterial } from './cardedMaterial';
import { givenEvidence } from './givenEvidence';
import { ANSWER_RULES, HANDLE_RULES, MATERIAL_RULES, VOICE } from './houseRules';
import { materialLines } from './material';
import { materialTurn } from './materialTurn';
import { readAnswer } from './readAnswer';

const SYSTEM = `${VOICE}

You write the outline of the script from the cards of its scenes, in order.

${MATERIAL_RULES} A "#" line gives the writer's sections from where it stands, outermost first, until another one does.

The fields
- logline: one sentence: who wants what, against what, and what it costs. Not how it ends, unless the script has ended.
- acts: the acts in order, each with its title, the scene in which it begins (firstScene) and a summary of one or two sentences: from where to where it takes the story. The first act begins in the first scene. If the writer's outermost sections divide the story, they are the acts, with their titles and their beginnings. Otherwise an act ends where somebody does what cannot be undone; title it with a few plain words. As many acts as the story has, two to five; one for a script of a few scenes.
- turningPoints: each kind at most once, and only if a scene on the page is it; scene: where it happens; reason: what happens there and what it makes impossible or unavoidable.
  inciting_incident: what sets the main character's task. first_turn: what commits them to it. midpoint: what changes what they believe the task is. second_turn: what takes their way out from them. climax: where the main question is decided.
- centralConflict: one or two sentences: the two wants that cannot both be had, and whose they are.
- evidence: for logline and central conflict, two to six scenes, with quotes where they prove it.

${ANSWER_RULES}
${HANDLE_RULES}
- All texts together at most 300 words.
- A script that is not finished yet has no climax yet: leave out what is not there.`;

/** Of the cards, by `roughTokens`: two hundred scenes with full cards. */
const BUDGET = { maxTokens: 80_000, quotes: 2 };

/** The outline of a script, from cards and section paths. */
export const outlinePrompt: ArtifactPrompt<'outline'> = {
  kind: 'outline',
  version: 1,
  // An outline of 500 tokens is 1,500 as JSON at most; the rest is room to think.
  maxOutputTokens: 8_000,
  // Where acts break is weighed over the whole script; it is made once a draft.
  effort: 'medium',
  build: ({ scenes }) => {
    const material = materialOf(scenes);
    return {
      system: SYSTEM,
      turns: [materialTurn(material.blocks, [material.cut, 'Write the outline of this script.'])],
      schema: artifactAnswerSchema('outline'),
      sceneIds: material.sceneIds,
    };
  },
  read: (json, { subject, scenes }) => {
    const answer = readAnswer('outline', json);
    const material = materialOf(scenes);
    const acts = actsOf(answer.acts, material, scenes);
    const points = pointsOf(answer.turningPoints, material, scenes);
    const told = {
      logline: answerText(answer.logline, FIELD_TOKENS),
      acts: acts.kept,
      turningPoints: points.kept,
      centralConflict: answerText(answer.centralConflict, FIELD_TOKENS),
    };
    const summaryText = summaryOf(told);
    if (summaryText === '' || (scenes.length > 0 && acts.kept.length === 0))
      throw new NonsenseError('The outline says nothing.');
    const { evidence, dropped } = givenEvidence(answer.evidence, material, scenes, []);
    const content = outlineContentSchema.parse({ ...told, summaryText, evidence });
    return {
      made: { kind: 'outline', subject, content },
      droppedEvidence: dropped + acts.dropped + points.dropped,
    };
  },
};

function materialOf(scenes: readonly OutlineScene[]): CardedMaterial {
  return cardedMaterial(scenes, BUDGET, undefined, (scene, before) => {
    const path = pathOf(scene);
    return path === '' || (before !== null && path === pathOf(before)) ? [] : materialLines('#', path);
  });
}

function pathOf({ sections }: OutlineScene): string {
  return sections.map(({ title }) => title.replace(/\s+/gu, ' ').trim()).join(' / ');
}

const FIELD_TOKENS = 200;
const TITLE_TOKENS = 24;
const MOST_ACTS = 12;

/** Acts tile the script: each goes to where the next begins, the first from the first scene on. */
function actsOf(
  told: ArtifactAnswer<'outline'>['acts'],
  material: CardedMaterial,
  scenes: readonly OutlineScene[],
): { readonly kept: OutlineContent['acts']; readonly dropped: number } {
  const starts: { from: number; title: string; summary: string }[] = [];
  for (const { firstScene, title, summary } of told.slice(0, MOST_ACTS)) {
    const from = material.positionOf(firstScene);
    if (from === null || from <= (starts.at(-1)?.from ?? -1)) continue;
    starts.push({ from, title: answerText(title, TITLE_TOKENS), summary: answerText(summary, FIELD_TOKENS) });
  }
  const kept = starts.map(({ from, title, summary }, index) => ({
    number: index + 1,
    title: title === '' ? `Act ${index + 1}` : title,
    summary,
    sceneIds: scenes.slice(index === 0 ? 0 : from, starts[index + 1]?.from).map(({ id }) => id),
  }));
  return { kept, dropped: told.length - kept.length };
}

function pointsOf(
  told: ArtifactAnswer<'outline'>['turningPoints'],
  material: CardedMaterial,
  scenes: readonly OutlineScene[],
): { readonly kept: OutlineContent['turningPoints']; readonly dropped: number } {
  const kept = new Map<string, OutlineContent['turningPoints'][number]>();
  for (const { kind, scene, reason } of told.slice(0, MOST_POINTS)) {
    const sceneId = scenes[material.positionOf(scene) ?? -1]?.id;
    const text = answerText(reason, FIELD_TOKENS);
    if (sceneId === undefined || text === '' || kept.has(kind)) continue;
    kept.set(kind, { kind, reason: text, sceneIds: [sceneId] });
  }
  const inOrder = Object.keys(POINT_NAMES).flatMap((kind) => kept.get(kind) ?? []);
  return { kept: inOrder, dropped: told.length - inOrder.length };
}

const MOST_POINTS = 24;

/** The outline as it is sent: logline, conflict, acts, turning points; the acts' and points' details give way first. */
function summaryOf(told: Omit<OutlineContent, 'summaryText' | 'evidence'>): string {
  const lines: FittingLine[] = [];
  const ranks: number[] = [];
  const add = (rank: number, label: string, text: string): void => {
    const versions = growingVersions(text);
    if (versions.length === 0) return;
    lines.push({ label, versions });
    ranks.push(rank);
  };
  add(0, '', told.logline);
  add(1, 'Conflict', told.centralConflict);
  for (const { title, summary } of told.acts) add(2, title, summary);
  for (const { kind, reason } of told.turningPoints) add(3, POINT_NAMES[kind], reason);
  const importance = [...lines.keys()].sort((one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0));
  const bounds = { maxTokens: OUTLINE_MAX_TOKENS - 1, minLines: Math.min(1, lines.length), maxLines: lines.length };
  return (fitLines(lines, importance, bounds, countTokens) ?? []).join('\n');
}
