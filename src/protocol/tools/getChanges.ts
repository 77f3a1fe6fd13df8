import * as z from 'zod';

/** What `since` says for the last analysis. */
export const SINCE_ANALYSIS = 'analysis';

/** What changed, scene by scene, since the last analysis or an earlier draft. */
export const getChanges = {
  name: 'get_changes' as const,
  description: 'What changed, scene by scene, since the last analysis or an earlier draft.',
  input: z.strictObject({
    since: z.string().min(1).max(200).default(SINCE_ANALYSIS).describe('`analysis`, or a draft or commit by name'),
  }),
};
