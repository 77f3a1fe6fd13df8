import type { ModelBlock } from '../story/modelMessage';
import { conversationSummaryPrompt } from './artifacts/prompts/conversationSummaryPrompt';
import { NonsenseError } from './artifacts/prompts/artifactPrompt';
import type { SummaryPrompt } from './chat/summaryPrompt';

/** The recipe of conversation summaries, as the chat asks a model by it. */
export const conversationSummaryOf: SummaryPrompt = {
  build: ({ before, messages }) => {
    const { system, turns, schema } = conversationSummaryPrompt.build({ ...TASK, before, messages });
    const { maxOutputTokens, effort } = conversationSummaryPrompt;
    return { system, turns: [...turns], output: { kind: 'json', schema }, maxOutputTokens, effort };
  },
  read: (content) => {
    try {
      return conversationSummaryPrompt.read(jsonOf(content), { ...TASK, before: null, messages: [] }).made.summaryText;
    } catch (error) {
      if (error instanceof NonsenseError || error instanceof SyntaxError) return null;
      throw error;
    }
  },
};

const TASK = { kind: 'conversationSummary', subject: '' } as const;

function jsonOf(content: readonly ModelBlock[]): unknown {
  const text = content.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('');
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as unknown;
}
