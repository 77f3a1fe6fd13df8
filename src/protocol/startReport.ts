import * as z from 'zod';
import { failureSchema } from './failure';

/**
 * The one thing an engine tells the process that started it, over Node's own channel, before it goes its own way:
 * that it listens, or why it does not. `ownerAddress` is where the owner of the data directory listens; null if none does.
 */
export const startReportSchema = z.union([
  z.object({ kind: z.literal('listening') }),
  z.object({ kind: z.literal('refused'), failure: failureSchema, ownerAddress: z.string().nullable() }),
]);
export type StartReport = z.infer<typeof startReportSchema>;
