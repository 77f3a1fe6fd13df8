import type { ScriptedAnswer, ScriptedBlock } from '../models/messagesServer/answer';
import type { WireRequest } from '../models/messagesServer/wireTypes';

/** Lets through, once it is open, what waits at it. */
export function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

/** How often the model has looked something up for the newest question of a request. */
export function rounds({ messages }: WireRequest): number {
  return messages.filter(({ content }) => content.some(({ type }) => type === 'tool_result')).length;
}

export function text(words: string): ScriptedBlock {
  return { kind: 'text', text: words };
}

export function answerOf(...content: readonly ScriptedBlock[]): ScriptedAnswer {
  return { kind: 'answer', content };
}

/** A proposed edit of a scene, as the model asks for it. */
export function proposed(
  scene: string,
  edits: readonly { readonly old: string; readonly new: string }[],
  note: string,
): ScriptedBlock {
  return { kind: 'tool', name: 'propose_edit', input: { scene, edits, note } };
}
