import type { AnalysisProgress } from '../protocol/engineContract';
import { plainLine } from '../story/plainText';
import { writeText } from './writeText';

const NAMES: Readonly<Record<AnalysisProgress['kind'], string>> = {
  card: 'Scene cards',
  embedding: 'Embeddings',
  keyScene: 'Key scenes',
  outline: 'Outline',
  sheet: 'Character sheets',
  thread: 'Plot threads',
  relationship: 'Scene relationships',
  conversationSummary: 'Conversation summaries',
};

/**
 * What the writer sees while work runs: one line that changes on a terminal, else a line for each finished kind. What a model
 * or its server said stands in it without what a terminal would obey.
 */
export interface ProgressLine {
  say(sentence: string): void;
  show(progress: AnalysisProgress): void;
  /** Leaves the terminal as it was found. */
  end(): void;
}

export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write('\r\u001b[K');
    shown = false;
  };
  return {
    say: (sentence) => {
      clear();
      writeText(stream, `${sentence}\n`);
    },
    show: ({ kind, done, total, subject }) => {
      const text = `${NAMES[kind]} ${done} of ${total}`;
      if (stream.isTTY) {
        clear();
        writeText(
          stream,
          `${text}${subject === null ? '' : `  ${plainLine(subject)}`}`.slice(0, Math.max(stream.columns - 1, 20)),
        );
        shown = true;
      } else if (done === total) {
        writeText(stream, `${text}\n`);
      }
    },
    end: clear,
  };
}
