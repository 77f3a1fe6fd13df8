import * as z from 'zod';
import { sceneLabelSchema } from './sceneLabel';

/** Read a scene and those around it. */
export const getSceneContext = {
  name: 'get_scene_context' as const,
  description: 'Read a scene and those around it.',
  input: z.strictObject({
    scene: sceneLabelSchema,
    around: z.number().int().min(1).max(3).default(1).describe('Scenes on each side'),
  }),
};
