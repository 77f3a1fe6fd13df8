import * as z from 'zod';

/** The scenes a character is in, with cards. */
export const getCharacterScenes = {
  name: 'get_character_scenes' as const,
  description: 'The scenes a character is in, with cards.',
  input: z.strictObject({ name: z.string().min(1).max(100) }),
};
