import { asc, eq } from 'drizzle-orm';
import type { Db } from './db';
import { characterAliases } from './schema/scriptTables';

/** What was decided about one name: whom it stands for, itself where it is kept apart, and who decided. */
export type AliasRow = Pick<typeof characterAliases.$inferSelect, 'alias' | 'decidedBy'> & {
  /** The character's name; the alias itself where it is kept apart. */
  readonly name: string;
};

/** What was decided about the names of a script, oldest first; also of names that are no longer in it. */
export async function listAliases(db: Db, scriptId: string): Promise<AliasRow[]> {
  const { alias, characterName: name, decidedBy, updatedAt } = characterAliases;
  return db
    .select({ alias, name, decidedBy })
    .from(characterAliases)
    .where(eq(characterAliases.scriptId, scriptId))
    .orderBy(asc(updatedAt), asc(alias));
}

/** Stores a decision, in the place of an earlier one about the same name. */
export async function writeAlias(db: Db, scriptId: string, { alias, name, decidedBy }: AliasRow): Promise<void> {
  const values = { characterName: name, decidedBy, updatedAt: new Date() };
  await db
    .insert(characterAliases)
    .values({ scriptId, alias, ...values })
    .onConflictDoUpdate({ target: [characterAliases.scriptId, characterAliases.alias], set: values });
}
