import * as z from 'zod';
import { artifactKindSchema } from './artifactKind';
import { failedWorkSchema } from './analysisResult';
import { scriptStateSchema } from './scriptState';

const count = z.number().int().nonnegative();

/** The JSON of `status`: what is there, what is behind and why, what a refresh would make and cost. */
export const statusResultSchema = z.object({
  state: scriptStateSchema,
  hash: z.string(),
  artifacts: z.array(
    z.object({
      kind: artifactKindSchema,
      subject: z.string().nullable(),
      stale: z.boolean(),
      dirtySceneCount: count,
      reasons: z.array(z.string()),
      pinned: z.boolean(),
      method: z.string(),
    }),
  ),
  /** `tokens` and `costUsd` (US dollars; null: unknown) at most, by estimate; 0 by rules. */
  due: z.array(
    z.object({
      kind: artifactKindSchema,
      /**
       * Artifacts, as `run.generated` and `run.waiting` count them together. How many threads or relationships a script comes to is known when they are
       * made: until then as many as there are now, and 1 where there is none.
       */
      count,
      tokens: count,
      costUsd: z.number().nonnegative().nullable(),
    }),
  ),
  /** What could not be made, beside the last good version; gone once it is made, or reads something else. */
  failures: z.array(failedWorkSchema),
});
export type StatusResult = z.infer<typeof statusResultSchema>;
