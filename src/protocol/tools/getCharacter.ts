import * as z from 'zod';

/** One character: sheet, scenes, and the first lines they say. */
export const getCharacter = {
  name: 'get_character' as const,
  description: 'One character: sheet, scenes, and the first lines they say.',
  input: z.strictObject({ name: z.string().min(1).max(100) }),
};
