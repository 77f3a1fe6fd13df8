import { createInterface } from 'node:readline/promises';
import { Failure } from '../protocol/failure';
import type { ModelInfo } from '../story/modelMessage';
import type { ProgressLine } from './progressLine';

/** What is asked before something is sent. */
export interface Sending {
  /** What is sent to whom, at what price. */
  readonly sentence: string;
  readonly models: readonly ModelInfo[];
  /** Agreed to on the command line. */
  readonly yes: boolean;
}

/**
 * Resolves once the writer agrees to the price: at a terminal by an answer, elsewhere by `--yes`. Rejects with
 * `model-not-confirmed`, which has the price, before anything is sent. What stays on this machine at no cost is only told.
 */
export async function confirmSending(
  { sentence, models, yes }: Sending,
  { progress, signal }: { readonly progress: ProgressLine; readonly signal: AbortSignal },
): Promise<void> {
  const isFree = models.every(({ local, price }) => local && price?.input === 0 && price.output === 0);
  if (yes || isFree) {
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
