import type { JsonSchema } from '../story/modelMessage';

/** Asks for JSON of a schema in words, where a server has no other means. Constant for a schema. */
export function askForJson(schema: JsonSchema): string {
  return (
    'Answer with one JSON value and nothing else: no words before or after it, no code fence. ' +
    `It has to be valid against this JSON Schema:\n${JSON.stringify(schema)}`
  );
}

/**
 * The JSON value in an answer, as text: all of it, what stands in a code fence, or an object or array anywhere in it;
 * the first whose outermost level is what the schema asks for (its type and the keys it requires), else the first at
 * all. Null: there is none. Linear: each beginning is tried once, up to its own end.
 */
export function jsonInAnswer(answer: string, schema: JsonSchema = {}): string | null {
  let first: string | null = null;
  for (const text of valuesIn(answer.trim())) {
    const value = parsed(text);
    if (value === undefined) continue;
    if (fits(value, schema)) return text;
    first ??= text;
  }
  return first;
}

/** What may be a value, the likeliest first. */
function* valuesIn(answer: string): Generator<string> {
  yield answer;
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n?```/.exec(answer)?.[1]?.trim();
  if (fenced !== undefined) yield fenced;
  for (let at = 0, tries = 0; at < answer.length && tries < MOST_TRIES; at++) {
    if (answer[at] !== '{' && answer[at] !== '[') continue;
    tries++;
    const end = endOfValue(answer, at);
    if (end !== null) yield answer.slice(at, end);
  }
}

/** Beginnings that are tried; a long text of brackets is not an answer. */
const MOST_TRIES = 20;

/** The value of a JSON text; undefined: it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fits(value: unknown, { type, required }: JsonSchema): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type !== 'object') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !Array.isArray(required) || required.every((key: unknown) => Object.hasOwn(value, String(key)));
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
