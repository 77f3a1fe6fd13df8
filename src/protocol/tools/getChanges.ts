import * as z from 'zod';

/** What changed, scene by scene, since what is stored of the script was made: there is no other draft to compare with. */
export const getChanges = {
  name: 'get_changes' as const,
  description: 'What changed, scene by scene, since the last analysis.',
  input: z.strictObject({
    since: z.literal('analysis').default('analysis'),
  }),
};
