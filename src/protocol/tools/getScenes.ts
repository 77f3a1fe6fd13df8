import * as z from 'zod';
import { sceneLabelSchema } from './sceneLabel';

/** Read up to ten scenes, in script order. */
export const getScenes = {
  name: 'get_scenes' as const,
  description: 'Read up to ten scenes, in script order.',
  input: z.strictObject({ scenes: z.array(sceneLabelSchema).min(1).max(10) }),
};
