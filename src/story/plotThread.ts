import * as z from 'zod';
import { storedEvidenceSchema } from './evidence';

export const THREAD_TYPES = ['character_arc', 'plot', 'subplot', 'theme'] as const;
export const threadTypeSchema = z.enum(THREAD_TYPES);
export type ThreadType = z.infer<typeof threadTypeSchema>;

/** A thread as its maker returns it: at least two scenes, in script order, by id. */
export const plotThreadContentSchema = z.object({
  name: z.string().min(1),
  threadType: threadTypeSchema,
  sceneIds: z.array(z.string()).min(2),
  description: z.string(),
  evidence: z.array(storedEvidenceSchema),
});
export type PlotThreadContent = z.infer<typeof plotThreadContentSchema>;

/** A thread as it is read (JSON contract: `threads[]`). */
export const plotThreadSchema = z.object({
  id: z.string(),
  name: z.string(),
  threadType: threadTypeSchema,
  sceneIndices: z.array(z.number().int().nonnegative()),
  description: z.string(),
  method: z.string(),
});
export type PlotThread = z.infer<typeof plotThreadSchema>;
