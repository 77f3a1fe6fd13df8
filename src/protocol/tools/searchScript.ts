import * as z from 'zod';
import { sceneLabelSchema } from './sceneLabel';

/** Search the script for words, people and places. Gives scenes with the lines that match. */
export const searchScript = {
  name: 'search_script' as const,
  description:
    'Search the script for words, people and places. Gives scenes with the lines that match; search again in other words, or read a scene that looks near.',
  input: z.strictObject({
    query: z.string().min(1).max(500),
    character: z.string().max(100).optional().describe('Only scenes in which they speak'),
    from: sceneLabelSchema.optional().describe('First scene to look in'),
    to: sceneLabelSchema.optional().describe('Last scene to look in'),
    limit: z.number().int().min(1).max(20).default(8),
  }),
};
