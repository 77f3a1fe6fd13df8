import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterVersion } from '../clusterVersion';
import { storeAssetFiles } from '../storeAssets';

/**
 * What stands in `template.br`: a new database with the schema in it, as the contents of its files one after another,
 * compressed with brotli. No tar, because the archive has one writer and one reader, keeps empty directories by listing
 * them, and needs neither modes nor times nor links.
 */
export interface TemplateIndex {
  /** Hash of all that went into it: the build leaves a current template alone. */
  readonly madeFrom: string;
  readonly version: ClusterVersion;
  /** SHA-256 of `template.br`. */
  readonly contentHash: string;
  /** Relative, with `/`, parents first. */
  readonly directories: readonly string[];
  /** Path and length in bytes, in the order of the contents. */
  readonly files: readonly (readonly [path: string, byteLength: number])[];
}

/** Reads the index beside the assets. Rejects where it is missing or no JSON. */
export async function readTemplateIndex(assetsDir: string): Promise<TemplateIndex> {
  return JSON.parse(await readFile(join(assetsDir, storeAssetFiles.templateIndex), 'utf8')) as TemplateIndex;
}
