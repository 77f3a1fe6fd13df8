import type { SyncParams } from '../protocol/engineContract';

/** The text of a script as one client has it. */
export interface HeldText {
  readonly source: NonNullable<SyncParams['source']>;
  /** The client's own count of changes. */
  readonly version: number;
  readonly text: string;
}

/** Who has one script open, in the order in which they came, and whose text of it is the stored one. */
export interface ScriptHolders<Client> {
  readonly held: ReadonlyMap<Client, HeldText>;
  /** Null where the text is nobody's who still has it open. */
  readonly author: Client | null;
}

/**
 * Whether a client's text becomes that of the script. The text of an editor stands above that of a file. Among editors
 * it is the one in which the script was changed last: one that only opens it takes over if it has unsaved changes and
 * the other has none. So nothing but what a writer does makes the text go from one to another: being told of a change
 * never does.
 */
export function takesOver<Client>({ held, author }: ScriptHolders<Client>, client: Client, next: HeldText): boolean {
  const current = author === null ? undefined : held.get(author);
  if (current === undefined || author === client || !isBuffer(current)) return true;
  if (!isBuffer(next)) return false;
  const before = held.get(client);
  if (before !== undefined && before.version < next.version) return true;
  return next.source === 'unsaved' && current.source === 'saved';
}

/** Whose text the script falls to when its author has closed it: that of the editor that came last; null if there is none. */
export function heirOf<Client>(held: ReadonlyMap<Client, HeldText>): Client | null {
  const editors = [...held].filter(([, text]) => isBuffer(text)).map(([client]) => client);
  return editors.at(-1) ?? null;
}

function isBuffer({ source }: HeldText): boolean {
  return source === 'saved' || source === 'unsaved';
}
