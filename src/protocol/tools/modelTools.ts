import * as z from 'zod';
import type { ModelTool } from '../../story/modelMessage';
import { TOOL_DECLARATIONS } from './toolDeclarations';

/** The tools as a model is told of them: the same bytes on every call, sorted by name. */
export const MODEL_TOOLS: readonly ModelTool[] = TOOL_DECLARATIONS.map(({ name, description, input }) => {
  const { type, properties, required, additionalProperties } = z.toJSONSchema(input, { io: 'input' });
  const inputSchema = { type, properties, ...(required && { required }), additionalProperties };
  return { name, description, inputSchema };
});
