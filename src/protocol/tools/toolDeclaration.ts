import type * as z from 'zod';

/**
 * A tool of the chat, of MCP and of the editor's language-model tools: its name, what a model is told of it, and what it
 * takes. The script is implied. Scenes are named by the label the writer sees. What it does is in `engine/chat/tools`.
 */
export interface ToolDeclaration<Input extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
}
