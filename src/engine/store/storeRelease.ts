import { join } from 'node:path';
import { readMigrations, type Migration } from './readMigrations';
import { storeAssetFiles } from './storeAssets';
import { storeIncompleteInstallation } from './storeFailure';
import { readTemplateIndex, type TemplateIndex } from './template/templateIndex';

/** What this release brings: the template of a new database and the migrations up to its schema. */
export interface StoreRelease {
  /** The folder that `buildStoreAssets` filled. */
  readonly assetsDir: string;
  readonly template: TemplateIndex;
  readonly migrations: readonly Migration[];
}

/** Reads it. Fails with `store-failed` where the installation is incomplete. */
export async function readStoreRelease(assetsDir: string): Promise<StoreRelease> {
  try {
    const [template, migrations] = await Promise.all([
      readTemplateIndex(assetsDir),
      readMigrations(join(assetsDir, storeAssetFiles.migrations)),
    ]);
    return { assetsDir, template, migrations };
  } catch (error) {
    throw storeIncompleteInstallation(assetsDir, error);
  }
}
