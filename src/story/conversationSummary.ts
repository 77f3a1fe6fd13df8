/** A summary of a conversation stays within this many tokens (chat.md, *Conversation*). */
export const CONVERSATION_SUMMARY_MAX_TOKENS = 200;
