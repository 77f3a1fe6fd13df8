import * as z from 'zod';

/** The outline: acts, turning points, scenes. */
export const getOutline = {
  name: 'get_outline' as const,
  description: 'The outline: acts, turning points, scenes.',
  input: z.strictObject({}),
};
