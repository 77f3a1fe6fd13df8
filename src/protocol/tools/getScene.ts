import * as z from 'zod';
import { sceneLabelSchema } from './sceneLabel';

/** Read one scene in full. */
export const getScene = {
  name: 'get_scene' as const,
  description: 'Read one scene in full.',
  input: z.strictObject({ scene: sceneLabelSchema }),
};
