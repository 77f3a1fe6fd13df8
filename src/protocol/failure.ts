import * as z from 'zod';
import { MODEL_FAILURE_CODES } from '../story/modelMessage';

/** Every code by which an expected failure is known across processes. Decisions are made on these, never on message text. */
export const FAILURE_CODES = [
  'bad-request',
  'engine-gone',
  'engine-did-not-start',
  'engine-older',
  'client-older',
  'no-private-folder',
  'script-unknown',
  'name-unknown',
  'alias-refused',
  'subject-unknown',
  'version-missing',
  'version-unreadable',
  'conversation-unknown',
  'conversation-busy',
  'scene-unknown',
  'scene-changed',
  'store-busy',
  'store-full',
  'store-read-only',
  'store-newer',
  'store-other-version',
  'store-damaged',
  'store-failed',
  'backup-missing',
  'backup-unreadable',
  'backup-newer',
  'file-missing',
  'file-is-directory',
  'file-unreadable',
  'file-damaged',
  'file-exists',
  'file-unwritable',
  'format-unknown',
  'git-missing',
  'revision-unknown',
  'usage',
  ...MODEL_FAILURE_CODES,
  'internal',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

export const failureSchema = z.object({
  code: z.enum(FAILURE_CODES),
  /** One sentence for the writer that says what happened and what to do. */
  message: z.string(),
  /** Whether the same request may succeed later without anything else being changed. */
  retryable: z.boolean(),
});
export type FailureData = z.infer<typeof failureSchema>;

/** An expected failure: a code, a sentence for the writer, and whether trying again can help. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly retryable = false,
  ) {
    super(message);
  }

  /** As it crosses a process and stands in JSON output. */
  toData(): FailureData {
    return { code: this.code, message: this.message, retryable: this.retryable };
  }
}
