/** Exit codes of every command (interface.md, *Command line*). */
export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** What a command gives: an object for `--json`, words for a person, and how it ended. */
export interface Outcome {
  readonly result: unknown;
  readonly text: string;
  /** `text` is a file's contents: anywhere but on a terminal it is written to the letter. */
  readonly isDocument?: true;
  readonly exitCode: number;
}
