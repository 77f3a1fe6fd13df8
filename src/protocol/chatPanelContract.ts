import * as z from 'zod';
import { conversationMessageSchema } from '../story/chatMessage';

/**
 * What crosses between the chat panel (webview) and the extension host: plain messages, checked by these schemas on
 * both sides. The host holds the truth; the panel renders the newest snapshot and keeps only what is typed but not sent
 * and how far it is scrolled.
 */
export const chatPanelSnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  /** Null: there is none to ask about; `noScript` says why. */
  script: z
    .object({
      /** Another one for another screenplay, the same for as long as one is open. */
      key: z.string(),
      title: z.string(),
      /** What answers now: `search only`, or a model's name. */
      answeredBy: z.string(),
      /** The script or its conversation is still being read: nothing can be asked yet. */
      loading: z.boolean(),
    })
    .nullable(),
  /** Why there is no script; null where there is one. */
  noScript: z.enum(['none-open', 'forgotten']).nullable(),
  /** Citations as they stand in the document now. */
  messages: z.array(conversationMessageSchema),
  /** The question being answered; null if none is. `stopping`: the writer has stopped it, the engine has not yet. */
  pending: z.object({ question: z.string(), stopping: z.boolean() }).nullable(),
  /** What came to no answer last; null once something did. */
  unanswered: z
    .object({
      /** Null: the conversation itself could not be read. */
      question: z.string().nullable(),
      /** One sentence for the writer; null: the writer stopped it. */
      failure: z.object({ message: z.string(), retryable: z.boolean() }).nullable(),
    })
    .nullable(),
  /** Questions to start with, made from the script. */
  suggestions: z.array(z.string()),
});
export type ChatPanelSnapshot = z.infer<typeof chatPanelSnapshotSchema>;

/** From the host: the newest state, or a request to put the cursor into the question. */
export const toChatPanelSchema = z.union([
  chatPanelSnapshotSchema,
  z.object({
    kind: z.literal('focus'),
    /** What the question is to begin with (`In scene 12: `), in front of what is typed; null: nothing. */
    prefix: z.string().nullable(),
  }),
]);
export type ToChatPanel = z.infer<typeof toChatPanelSchema>;

/** From the panel: what the writer did. */
export const fromChatPanelSchema = z.union([
  /** The panel is ready for its first snapshot. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('ask'), text: z.string().min(1).max(20_000) }),
  z.object({ kind: z.literal('stop') }),
  /** Ask again what came to no answer; where the conversation could not be read, read it again. */
  z.object({ kind: z.literal('retry') }),
  z.object({ kind: z.literal('newTopic') }),
  /** A citation was followed: its scene and the quote that stood there. */
  z.object({
    kind: z.literal('open'),
    sceneId: z.string(),
    line: z.number().int().positive(),
    quote: z.string().nullable(),
  }),
  z.object({ kind: z.literal('copy'), text: z.string() }),
  z.object({ kind: z.literal('openSample') }),
]);
export type FromChatPanel = z.infer<typeof fromChatPanelSchema>;
