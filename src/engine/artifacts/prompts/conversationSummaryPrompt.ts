import { artifactAnswerSchema } from '../../../story/artifactAnswer';
import { CONVERSATION_SUMMARY_MAX_TOKENS } from '../../../story/conversationSummary';
import { counted } from '../../../story/lengthText';
import { fitLines, type FittingLine } from '../rules/fitLines';
import { answerText, countTokens } from './answerText';
import { NonsenseError, type ArtifactPrompt, type ConversationSummaryTask } from './artifactPrompt';
import { MATERIAL_RULES } from './houseRules';
import { materialBlock, materialLines } from './material';
import { materialTurn } from './materialTurn';
import { readAnswer } from './readAnswer';
import { roughTokens } from './roughTokens';

const SYSTEM = `You keep the minutes of a writer's talk with their script's story editor. Your summary replaces the messages in what the editor reads next: whoever goes on from it must not ask again what was settled.

${MATERIAL_RULES} Here it is a talk: each message says who wrote it, and a summary block, if there is one, holds what was said before.

The fields, each a list of short notes
- topics: what was talked about: which scenes, people, problems.
- decisions: what the writer settled, and what they turned down. Only the writer decides; what the editor proposed and the writer did not take up is no decision.
- preferences: how the writer wants to be answered, and what they want the script to be or never to be.
- openQuestions: what was asked and not answered, what the writer meant to come back to.

Rules for the answer
- Carry over from the earlier summary what still stands; what was overruled since goes.
- Say only what the talk says. Names of people, places and scenes as they stand in it. Write in the language of the writer.
- Notes, not sentences: who or what, then the point. At most 130 words in all; an empty list where there is nothing.
- The answer is one JSON value of the given schema and nothing else.`;

/** Of the messages, by `roughTokens`: fifteen questions with full answers. */
const INPUT_TOKENS = 16_000;

/** The older messages of a conversation in a few notes. */
export const conversationSummaryPrompt: ArtifactPrompt<'conversationSummary'> = {
  kind: 'conversationSummary',
  version: 1,
  // A summary of 200 tokens as JSON; twice that for scripts that take more tokens a word.
  maxOutputTokens: 800,
  // Minutes are taken, not thought out.
  effort: 'none',
  build: ({ messages, before }) => {
    const { blocks, left } = talkBlocks(messages);
    const earlier = before === null || before.trim() === '' ? [] : [summaryBlock(before)];
    const cut =
      left === 0
        ? ''
        : `${counted(left, 'message')} left out or shortened: the talk is longer than what can be sent at once.`;
    return {
      system: SYSTEM,
      turns: [materialTurn([...earlier, ...blocks], [cut, 'Summarise this talk.'])],
      schema: artifactAnswerSchema('conversationSummary'),
      sceneIds: [],
    };
  },
  read: (json, { subject }) => {
    const answer = readAnswer('conversationSummary', json);
    const notes = {
      topics: notesOf(answer.topics),
      decisions: notesOf(answer.decisions),
      preferences: notesOf(answer.preferences),
      openQuestions: notesOf(answer.openQuestions),
    };
    const line = (label: string, of: readonly string[]): FittingLine => ({
      label,
      versions: of.map((_, index) => of.slice(0, index + 1).join('; ')),
    });
    const all = [
      line('Topics', notes.topics),
      line('Decided', notes.decisions),
      line('Wishes', notes.preferences),
      line('Open', notes.openQuestions),
    ];
    const lines = all.filter(({ versions }) => versions.length > 0);
    const importance = [...lines.keys()].sort((one, other) => rank(lines[one]) - rank(lines[other]));
    const bounds = {
      maxTokens: CONVERSATION_SUMMARY_MAX_TOKENS,
      minLines: Math.min(1, lines.length),
      maxLines: lines.length,
    };
    const summaryText = (fitLines(lines, importance, bounds, countTokens) ?? []).join('\n');
    if (summaryText === '') throw new NonsenseError('The summary says nothing.');
    return { made: { kind: 'conversationSummary', subject, summaryText }, droppedEvidence: 0 };
  },
};

/** Decisions first: to lose one costs the writer most. */
const RANKS = ['Decided', 'Open', 'Wishes', 'Topics'];

function rank(line: FittingLine | undefined): number {
  return RANKS.indexOf(line?.label ?? '');
}

const MOST_NOTES = 12;
const NOTE_TOKENS = 50;

function notesOf(notes: readonly string[]): string[] {
  return notes
    .slice(0, MOST_NOTES)
    .map((note) => answerText(note, NOTE_TOKENS))
    .filter((note) => note !== '');
}

function summaryBlock(before: string): string {
  return materialBlock('summary', {}, materialLines('|', before));
}

/** The messages within the budget: of the oldest first all lines but one go, then the message. */
function talkBlocks(messages: ConversationSummaryTask['messages']): {
  readonly blocks: readonly string[];
  readonly left: number;
} {
  const versions = messages.map(({ role, text }) => {
    const lines = materialLines('|', text);
    const from = { from: role === 'user' ? 'writer' : 'editor' };
    return [lines, lines.slice(0, 1)].map((some) => materialBlock('message', from, some)).concat('');
  });
  const sizes = versions.map((levels) => levels.map(roughTokens));
  const chosen = versions.map(() => 0);
  let total = sizes.reduce((sum, of) => sum + (of[0] ?? 0), 0);
  for (const level of [1, 2]) {
    for (const [position, of] of sizes.entries()) {
      if (total <= INPUT_TOKENS) break;
      total -= (of[chosen[position] ?? 0] ?? 0) - (of[level] ?? 0);
      chosen[position] = level;
    }
  }
  return {
    blocks: versions.map((levels, position) => levels[chosen[position] ?? 0] ?? '').filter((block) => block !== ''),
    left: chosen.filter((level, position) => versions[position]?.[level] !== versions[position]?.[0]).length,
  };
}
