import * as z from 'zod';
import { sceneLabelSchema } from './sceneLabel';

/** Propose a rewrite of lines of one scene. Nothing is written: the writer takes it or not. Give each changed passage exactly as it stands and what it becomes. */
export const proposeEdit = {
  name: 'propose_edit' as const,
  description:
    'Propose a rewrite of lines of one scene. Nothing is written: the writer takes it or not. Give each changed passage exactly as it stands and what it becomes.',
  input: z.strictObject({
    scene: sceneLabelSchema,
    edits: z
      .array(z.strictObject({ old: z.string().min(1).max(20_000), new: z.string().max(20_000) }))
      .min(1)
      .max(20),
    note: z.string().max(500).default('').describe('What it does, in one sentence'),
  }),
};
