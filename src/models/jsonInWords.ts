import type { JsonSchema } from '../story/modelMessage';

/** Asks for JSON of a schema in words, where a server has no other means. Constant for a schema. */
export function askForJson(schema: JsonSchema): string {
  return (
    'Answer with one JSON value and nothing else: no words before or after it, no code fence. ' +
    `It has to be valid against this JSON Schema:\n${JSON.stringify(schema)}`
  );
}

/**
 * The JSON value in an answer, as text: all of it, or what stands in a code fence, or the first object or array that
 * can be read. Null: there is none. Linear: each beginning is tried once, up to its own end.
 */
export function jsonInAnswer(answer: string): string | null {
  const whole = answer.trim();
  if (isJson(whole)) return whole;
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n?```/.exec(whole)?.[1]?.trim();
  if (fenced !== undefined && isJson(fenced)) return fenced;
  for (let at = 0, tries = 0; at < whole.length && tries < MOST_TRIES; at++) {
    if (whole[at] !== '{' && whole[at] !== '[') continue;
    tries++;
    const end = endOfValue(whole, at);
    if (end === null) continue;
    const value = whole.slice(at, end);
    if (isJson(value)) return value;
  }
  return null;
}

/** Beginnings that are tried; a long text of brackets is not an answer. */
const MOST_TRIES = 20;

function isJson(text: string): boolean {
  if (text === '') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where the object or array that begins at `from` ends (exclusive); null if it does not. */
function endOfValue(text: string, from: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}
