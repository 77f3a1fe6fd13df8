import * as z from 'zod';

/** What changed, scene by scene, since an earlier draft or commit. */
export const getChanges = {
  name: 'get_changes' as const,
  description: 'What changed, scene by scene, since an earlier draft or commit.',
  input: z.strictObject({ since: z.string().min(1).max(200).describe('A draft or commit by name') }),
};
