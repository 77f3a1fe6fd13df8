import * as z from 'zod';
import { artifactKindSchema } from './artifactKind';

/** A character with the other names the writer has merged into theirs. */
const namedCharacterSchema = z.object({ name: z.string(), aliases: z.array(z.string()) });

/** The JSON of `alias`: who is in the script, most words first, and by which other names. */
export const aliasResultSchema = z.object({ characters: z.array(namedCharacterSchema) });
export type AliasResult = z.infer<typeof aliasResultSchema>;

/** Kinds that can be pinned: what is read as a text of its own. Embeddings, key scenes and summaries of talks are not. */
export const PINNABLE_KINDS = ['card', 'sheet', 'outline', 'thread', 'relationship'] as const;
export const pinnableKindSchema = z.enum(PINNABLE_KINDS);
export type PinnableKind = z.infer<typeof pinnableKindSchema>;

/** The JSON of `pin`. `subject` as in `status`: a scene's id, a character's name, a row's id, null for the outline. */
export const pinResultSchema = z.object({
  pinned: z.boolean(),
  kind: pinnableKindSchema,
  subject: z.string().nullable(),
});
export type PinResult = z.infer<typeof pinResultSchema>;

/** A newer version that waits beside a pinned or better one. */
export const waitingVersionSchema = z.object({
  kind: artifactKindSchema,
  /** As in `pinResultSchema`. */
  subject: z.string().nullable(),
  /** `offline` or `PROVIDER/MODEL`. */
  method: z.string(),
  /** ISO 8601. */
  generatedAt: z.string(),
  /** What it says, for the writer to decide by; '' where it has no text of its own. */
  summaryText: z.string(),
});
export type WaitingVersion = z.infer<typeof waitingVersionSchema>;

/** Two names that may be one person's, and the writer has not said. */
export const openSuggestionSchema = z.object({
  alias: z.string(),
  name: z.string(),
  reason: z.string(),
  /** Where it is to be seen; null where only the names speak for it. */
  evidence: z.object({ sceneIndex: z.number().int().nonnegative(), words: z.string() }).nullable(),
});
export type OpenSuggestion = z.infer<typeof openSuggestionSchema>;

/** What the writer has decided about a script, and what waits for a decision. */
export const scriptDecisionsSchema = aliasResultSchema.extend({
  suggestions: z.array(openSuggestionSchema),
  waiting: z.array(waitingVersionSchema),
});
export type ScriptDecisions = z.infer<typeof scriptDecisionsSchema>;
