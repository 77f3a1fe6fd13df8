// The hostile set in a process of its own, which can be ended: reads a reader's name and a text's name, answers with two times.
import { HOSTILE_TEXTS } from './hostileTexts';
import { READERS } from './readers';

/** What the parent asks. */
export interface HostileQuestion {
  readonly reader: string;
  readonly text: string;
}

/** Best times in milliseconds at n and 2n, or what the reader threw. */
export type HostileAnswer =
  | { readonly kind: 'read'; readonly once: number; readonly twice: number }
  | { readonly kind: 'threw'; readonly message: string };

process.on('message', (question: HostileQuestion) => process.send?.(answer(question)));

function answer({ reader, text }: HostileQuestion): HostileAnswer {
  const { read } = READERS.find(({ name }) => name === reader)!;
  const { make, n } = HOSTILE_TEXTS.find(({ name }) => name === text)!;
  try {
    return { kind: 'read', once: best(read, make(n)), twice: best(read, make(2 * n)) };
  } catch (error) {
    return { kind: 'threw', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Of five, or of as many as go into a second. */
function best(read: (text: string) => unknown, text: string): number {
  let least = Infinity;
  const until = performance.now() + 1_000;
  for (let i = 0; i < 5 && (i === 0 || performance.now() < until); i++) {
    const started = performance.now();
    read(text);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}
