import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type { JsonSchema } from '../story/modelMessage';

/**
 * The schema in the part of JSON Schema that the Messages API enforces: objects closed, lengths and ranges told in
 * descriptions (our own check enforces them). Null: it cannot be said in that part, so JSON is asked for in words.
 */
export function providerSchema(schema: JsonSchema): JsonSchema | null {
  try {
    // Its type knows one dialect; what it reads is any JSON.
    return transformJSONSchema(schema);
  } catch {
    return null;
  }
}
