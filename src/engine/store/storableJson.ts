/**
 * Plain data as PostgreSQL can keep it: its JSON takes neither U+0000 nor half a surrogate pair, which a model may send
 * within what it calls a tool with. Both become U+FFFD; all else is the same.
 */
export function storableJson<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/[\0\p{Cs}]/gu, '\ufffd') as T;
  if (Array.isArray(value)) return value.map(storableJson) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableJson(key), storableJson(one)])) as T;
}
