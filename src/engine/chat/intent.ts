import type { IntentType } from '../../story/chatMessage';
import { BRAINSTORM, EDITS, EDITS_OF_SELECTION, FEEDBACK, OF_MORE } from './intentWords';

export interface IntentSources {
  /** What the writer typed, a slash command in front too. */
  readonly message: string;
  /** A chip or command of the panel; null: none. */
  readonly hint: IntentType | null;
  readonly hasSelection: boolean;
  /** Whether there is a scene "this scene" can mean: the writer's own, or one that is named. */
  readonly hasScene: boolean;
}

/**
 * What a message is about, and the message without its slash command. From the command or chip, else from explicit verbs
 * and the selection, else `global_question` (chat.md, *Intent*). No model decides this.
 */
export function readIntent({ message, hint, hasSelection, hasScene }: IntentSources): {
  readonly intent: IntentType;
  readonly message: string;
} {
  const slash = /^\s*\/(\w+)\b\s*/.exec(message);
  const commanded = slash === null ? undefined : COMMANDS.get((slash[1] ?? '').toLowerCase());
  if (commanded !== undefined) {
    const rest = message.slice(slash?.[0].length ?? 0).trim();
    return { intent: commanded, message: rest === '' ? message.trim() : rest };
  }
  if (hint !== null) return { intent: hint, message };
  const said = message.normalize('NFC');
  const edits = hasSelection ? EDITS_OF_SELECTION : hasScene ? EDITS : [];
  if (edits.some((order) => order.test(said))) return { intent: 'local_edit', message };
  if (BRAINSTORM.test(said)) return { intent: 'brainstorm', message };
  if ((hasSelection || hasScene) && FEEDBACK.test(said) && !OF_MORE.test(said))
    return { intent: 'scene_feedback', message };
  return { intent: 'global_question', message };
}

const COMMANDS: ReadonlyMap<string, IntentType> = new Map([
  ['edit', 'local_edit'],
  ['rewrite', 'local_edit'],
  ['fix', 'local_edit'],
  ['feedback', 'scene_feedback'],
  ['scene', 'scene_feedback'],
  ['notes', 'scene_feedback'],
  ['brainstorm', 'brainstorm'],
  ['ideas', 'brainstorm'],
  ['ask', 'global_question'],
  ['script', 'global_question'],
]);
