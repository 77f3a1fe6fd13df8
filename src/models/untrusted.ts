import { countedTokensSchema } from '../story/modelMessage';
import { plainLine } from '../story/plainText';

/** Data of a shape that its sender promises: any part may be missing. What is there is still taken to have its type. */
export type Untrusted<T> = T extends readonly (infer Item)[]
  ? readonly Untrusted<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Untrusted<T[Key]> | null | undefined }
    : T;

/** A number of tokens, at least one, that somebody tells; null: it is none. */
export function toldTokens(value: unknown): number | null {
  const tokens = countedTokensSchema.safeParse(value).data ?? 0;
  return tokens > 0 ? tokens : null;
}

/** A yes or no that somebody tells; null: it is neither. */
export function toldFlag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** A name that somebody tells, on one line and without what nobody can see; null: there is none. */
export function toldName(value: unknown): string | null {
  const name = typeof value === 'string' ? plainLine(value) : '';
  return name === '' ? null : name;
}
