import type { IntentType } from '../../story/chatMessage';

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
  if ((hasSelection || hasScene) && EDIT.test(message)) return { intent: 'local_edit', message };
  if (BRAINSTORM.test(message)) return { intent: 'brainstorm', message };
  if ((hasSelection || hasScene) && FEEDBACK.test(message) && !OF_MORE.test(message))
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

/** What is asked of more than a scene. */
const OF_MORE =
  /\b(?:(?:whole|entire) (?:script|screenplay|story|film|movie|thing)|(?:the|my|this) (?:script|screenplay|film|movie)|(?:first|second|third|last|next) act|act (?:one|two|three|[ivx]+|\d)|(?:which|what) scenes)\b/iu;

/** An order at the beginning, or behind "can you" and the like; "who fixes the lamp" is none. */
const EDIT =
  /(?:^|[.!?;,]\s+|\b(?:please|can you|could you|would you|let's|help me(?: to)?)\s+)(?:rewrite|rephrase|reword|shorten|tighten|trim|cut|condense|expand|polish|punch up|sharpen|simplify|fix|improve|translate|replace|change(?! of\b)|make (?:it|this|these|that|her|his|their|the)\b)/iu;

const BRAINSTORM =
  /\b(?:brainstorm|ideas? for|give me (?:\w+ )?(?:ideas|options|alternatives)|what if|alternatives? (?:to|for)|pitch me|ways? (?:to|for) (?:end|open|raise|make|get|have|bring)|what (?:could|might) happen)\b/iu;

const FEEDBACK =
  /\b(?:feedback|critique|critici[sz]e|review|what do you think|does (?:this|it|the scene|that) work|how (?:is|does|good is) (?:this|the) (?:scene|dialogue|page|moment)|notes on|thoughts on|weak(?:est)? (?:spot|point|part)s?|too (?:long|slow|on the nose))\b/iu;
