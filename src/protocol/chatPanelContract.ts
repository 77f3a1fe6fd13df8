import { z } from 'zod';
import { conversationMessageSchema } from '../story/chatMessage';

/**
 * What crosses between the chat panel (webview) and the extension host: plain messages, checked by these schemas on
 * both sides. The host holds the truth; the panel renders the newest snapshot and keeps only what is typed but not sent.
 */
export const chatPanelSnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  /** Null: no screenplay is open. */
  script: z
    .object({
      scriptId: z.string(),
      title: z.string(),
      /** What answers now: `search only`, or a model's name. */
      answeredBy: z.string(),
    })
    .nullable(),
  messages: z.array(conversationMessageSchema),
  /** The question being answered; null if none is. */
  pending: z.string().nullable(),
  /** A sentence for the writer about the last question; null if nothing went wrong. */
  failure: z.object({ message: z.string(), retryable: z.boolean() }).nullable(),
  /** Questions to start with, made from the script. */
  suggestions: z.array(z.string()),
});
export type ChatPanelSnapshot = z.infer<typeof chatPanelSnapshotSchema>;

/** From the host: the newest state, or a request to put the cursor into the question. */
export const toChatPanelSchema = z.union([chatPanelSnapshotSchema, z.object({ kind: z.literal('focus') })]);
export type ToChatPanel = z.infer<typeof toChatPanelSchema>;

/** From the panel: what the writer did. */
export const fromChatPanelSchema = z.union([
  /** The panel is ready for its first snapshot. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('ask'), text: z.string().min(1).max(20_000) }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('retry') }),
  z.object({ kind: z.literal('newTopic') }),
  /** A citation was followed: its scene and the quote that stood there. */
  z.object({ kind: z.literal('open'), sceneId: z.string(), line: z.number().int().positive(), quote: z.string().nullable() }),
  z.object({ kind: z.literal('copy'), text: z.string() }),
  z.object({ kind: z.literal('openSample') }),
]);
export type FromChatPanel = z.infer<typeof fromChatPanelSchema>;
