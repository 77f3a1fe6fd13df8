import type { EditProposal } from '../../../story/chatMessage';
import type { SinceAnalysis } from '../../../story/sinceAnalysis';
import type { ModelBlock } from '../../../story/modelMessage';
import type { ChatScene } from '../chatScene';
import type { ChatScript } from '../chatScript';
import type { ChatTokens } from '../chatTokens';
import type { ScenePassage } from '../scenePassage';

/** What a tool works with. No tool reads files, fetches or runs anything. */
export interface ToolDesk {
  readonly script: ChatScript;
  readonly tokens: ChatTokens;
  /** Tokens that the result may have. */
  readonly left: number;
  readonly signal: AbortSignal;
  /** Scenes that the model has in full. */
  readonly inFull: ReadonlySet<string>;
  /** What was looked for so far: by term what it tells, as `LikelyScenes` has it; a search adds its own. */
  readonly words: Map<string, number>;
  /** What changed since what is stored of the script was made. */
  readonly sinceAnalysis: () => Promise<SinceAnalysis>;
  /** The ledger's row of the call that asked for the tool. */
  readonly modelCallId: string | null;
}

export type ToolContent = Extract<ModelBlock, { kind: 'tool-result' }>['content'];

/** What a tool gives back. */
export interface ToolAnswer {
  readonly content: ToolContent;
  readonly isError: boolean;
  /** For the writer, such as `reading scenes 12, 13`. */
  readonly line: string;
  readonly passages: readonly ScenePassage[];
  readonly sheets: readonly string[];
  readonly outline: boolean;
  readonly proposal: EditProposal | null;
}

const NOTHING = { passages: [], sheets: [], outline: false, proposal: null };

/** A text as a result. */
export function textAnswer(
  text: string,
  line: string,
  more: Partial<Pick<ToolAnswer, 'passages' | 'sheets' | 'outline' | 'proposal'>> = {},
): ToolAnswer {
  return { ...NOTHING, content: [{ kind: 'text', text }], isError: false, line, ...more };
}

/** What went wrong, as the model is told. */
export function toolError(text: string, line: string): ToolAnswer {
  return { ...NOTHING, content: [{ kind: 'text', text }], isError: true, line };
}

/** The lines that fit, in order, and a word on those that do not. Never cut within a line. */
export function linesThatFit(lines: readonly string[], { tokens, left }: Pick<ToolDesk, 'tokens' | 'left'>): string {
  const kept: string[] = [];
  let used = TOLD_TOKENS;
  for (const line of lines) {
    used += tokens.of(`${line}\n`);
    if (used > left) break;
    kept.push(line);
  }
  const missing = lines.length - kept.length;
  if (missing > 0)
    kept.push(`(${missing} more ${missing === 1 ? 'line does' : 'lines do'} not fit in this question's budget)`);
  return kept.join('\n');
}

/** Kept free for what is said about what does not fit. */
export const TOLD_TOKENS = 40;

/** A scene by its label, or what the model is told instead. */
export function sceneNamed(script: ChatScript, name: string, nearest: readonly string[]): ChatScene | string {
  const scene = script.byName(name);
  if (scene === null) {
    const near = nearest.length === 0 ? '' : ` Nearest: ${nearest.join(', ')}.`;
    return `There is no scene ${name.slice(0, 40)}.${near}`;
  }
  return script.guard.isMarked(scene.id) ? `Scene ${scene.name} is marked never to be sent: do without it.` : scene;
}
