/**
 * How one plain value becomes another: what is not named stays. For answers that are asked for again and again and of which
 * little changes.
 */
export type ValueChange =
  /** Another value in its place. */
  | { readonly is: unknown }
  /** Fields of an object that came or changed, and names of those that went. */
  | { readonly fields: Readonly<Record<string, ValueChange>>; readonly gone?: readonly string[] }
  /**
   * Items of a list. The first `head` and the last `tail` ones are those that were there, of which `at` changed (positions in the
   * new list); between them stand `items`.
   */
  | {
      readonly head: number;
      readonly tail: number;
      readonly items: readonly unknown[];
      readonly at: readonly (readonly [number, ValueChange])[];
    };

/** What makes `after` of `before`; null if they are equal. Both plain data: what JSON carries. Parts that are the same object are not looked into. */
export function changeBetween(before: unknown, after: unknown): ValueChange | null {
  if (before === after) return null;
  if (Array.isArray(before) && Array.isArray(after)) return listChange(before, after);
  if (isRecord(before) && isRecord(after)) return fieldChange(before, after);
  return { is: after };
}

/** `before` with a change; what the change does not name are the same objects. */
export function withChange<T>(before: T, change: ValueChange): T {
  return changed(before, change) as T;
}

/** Names of the fields that a change touches, however deep; '' for an item of a list or the value itself. */
export function fieldsTouched(change: ValueChange): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (name: string, one: ValueChange): void => {
    if ('is' in one) names.add(name);
    else if ('fields' in one) {
      for (const [field, inner] of Object.entries(one.fields)) visit(field, inner);
      for (const field of one.gone ?? []) names.add(field);
    } else {
      for (const [, inner] of one.at) visit('', inner);
      if (one.at.length === 0 || one.items.length > 0) names.add(name);
    }
  };
  visit('', change);
  return names;
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldChange(before: Fields, after: Fields): ValueChange | null {
  const fields: Record<string, ValueChange> = {};
  let touched = false;
  for (const name of Object.keys(after)) {
    const change = Object.hasOwn(before, name) ? changeBetween(before[name], after[name]) : { is: after[name] };
    if (change === null) continue;
    put(fields, name, change);
    touched = true;
  }
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  if (gone.length > 0) return { fields, gone };
  return touched ? { fields } : null;
}

function listChange(before: readonly unknown[], after: readonly unknown[]): ValueChange | null {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && isSameThing(before[head], after[head])) head++;
  let tail = 0;
  while (tail < most - head && isSameThing(before[before.length - 1 - tail], after[after.length - 1 - tail])) {
    tail++;
  }
  const at: [number, ValueChange][] = [];
  const compare = (position: number, earlier: unknown): void => {
    const change = changeBetween(earlier, after[position]);
    if (change !== null) at.push([position, change]);
  };
  for (let i = 0; i < head; i++) compare(i, before[i]);
  const moved = after.length - before.length;
  for (let i = before.length - tail; i < before.length; i++) compare(i + moved, before[i]);
  const isAllKept = head + tail === before.length && before.length === after.length;
  if (isAllKept && at.length === 0) return null;
  return { head, tail, items: after.slice(head, after.length - tail), at };
}

/** Whether two items of a list are about the same thing, equal or not: a number or text is itself, an object is what names it. */
function isSameThing(a: unknown, b: unknown): boolean {
  if (!isRecord(a) || !isRecord(b)) return a === b || (Array.isArray(a) && Array.isArray(b));
  return NAMES.every((name) => a[name] === b[name] || (typeof a[name] === 'object' && typeof b[name] === 'object'));
}

const NAMES = ['id', 'name', 'kind', 'subject'] as const;

function changed(before: unknown, change: ValueChange): unknown {
  if ('is' in change) return change.is;
  if ('fields' in change) {
    const gone = new Set(change.gone);
    const kept = Object.entries(before as Fields).filter(([name]) => !gone.has(name));
    const after: Record<string, unknown> = Object.fromEntries(kept);
    for (const [name, inner] of Object.entries(change.fields)) put(after, name, changed(after[name], inner));
    return after;
  }
  const list = before as readonly unknown[];
  const { head, tail, items, at } = change;
  const after = [...list.slice(0, head), ...items, ...list.slice(list.length - tail)];
  for (const [position, inner] of at) after[position] = changed(after[position], inner);
  return after;
}

/** As a field of its own, whatever its name: assigned, `__proto__` would be something else. */
function put(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  else fields[name] = value;
}
