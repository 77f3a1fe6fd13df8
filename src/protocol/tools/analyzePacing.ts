import * as z from 'zod';

/** Lengths of scenes and acts, dialogue, and the longest and shortest scenes. */
export const analyzePacing = {
  name: 'analyze_pacing' as const,
  description: 'Lengths of scenes and acts, dialogue, and the longest and shortest scenes.',
  input: z.strictObject({}),
};
