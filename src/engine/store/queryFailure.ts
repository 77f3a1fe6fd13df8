import { join } from 'node:path';
import { dataDirectoryLayout } from './dataDirectoryLayout';
import { errorCode, storeDamaged, StoreFailure, storeFull, storeUnavailable } from './storeFailure';

/** The codes that tell of a condition of the machine (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
export const sqlStates = {
  diskFull: '53100',
  ioError: '58030',
  dataCorrupted: 'XX001',
  indexCorrupted: 'XX002',
} as const;

/**
 * What a failed query means to the writer; null where it is a mistake of ours and not a condition of the machine.
 * drizzle wraps what PGlite throws, hence the look at the causes.
 */
export function failureOfQueryError(dataDir: string, error: unknown): StoreFailure | null {
  if (error instanceof StoreFailure) return error;
  switch (errorCode(error)) {
    case sqlStates.diskFull:
      return storeFull(dataDir, error);
    case sqlStates.ioError:
      return storeUnavailable(dataDir, error);
    case sqlStates.dataCorrupted:
    case sqlStates.indexCorrupted:
      return storeDamaged(join(dataDir, dataDirectoryLayout.database), error);
    default:
      return error instanceof Error && error.cause !== undefined ? failureOfQueryError(dataDir, error.cause) : null;
  }
}
