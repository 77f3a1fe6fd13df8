import type { PgliteDatabase } from 'drizzle-orm/pglite';

/** The database or a transaction on it: every query takes one as its first argument. */
export type Db = Pick<PgliteDatabase, 'execute' | 'select' | 'insert' | 'update' | 'delete'>;

/** What opens a transaction; everything written in `work` is stored together or not at all. */
export interface Transactional extends Db {
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
}
