import { createInterface } from 'node:readline/promises';
import { Failure } from '../protocol/failure';
import type { ProgressLine } from './progressLine';

/** What is asked before something is sent. */
export interface Sending {
  /** What is sent to whom, at what price. */
  readonly sentence: string;
  /** Agreed to on the command line. */
  readonly yes: boolean;
}

/**
 * Resolves once the writer agrees to what is sent and its price: at a terminal by an answer, elsewhere by `--yes`. Rejects
 * with `model-not-confirmed`, which has both, before anything is sent. A server on this machine is no exception, nor is what
 * costs nothing: where a server passes a text on to, nobody here can see.
 */
export async function confirmSending(
  { sentence, yes }: Sending,
  { progress, signal }: { readonly progress: ProgressLine; readonly signal: AbortSignal },
): Promise<void> {
  if (yes) {
    progress.say(sentence);
    return;
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Failure('model-not-confirmed', `${sentence} Nothing was sent: agree to it with --yes.`);
  }
  progress.say(sentence);
  // Without a line editor of its own, so that Ctrl-C is the signal that it is everywhere.
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const ended = new Promise<string>((resolve) => void reader.once('close', () => resolve('')));
    const answer = await Promise.race([reader.question('Go on? y/N ', { signal }), ended]);
    if (!/^y(es)?$/iu.test(answer.trim())) throw new Failure('model-not-confirmed', 'Nothing was sent.');
  } finally {
    reader.close();
  }
}
