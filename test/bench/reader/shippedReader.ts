import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface ShippedReader {
  readonly documentScenes: typeof import('../../../src/screenplay/documentScenes').documentScenes;
  readonly documentSceneAt: typeof import('../../../src/screenplay/documentScenes').documentSceneAt;
  readonly parseScreenplay: typeof import('../../../src/screenplay/parseScreenplay').parseScreenplay;
  readonly readDocument: typeof import('../../../src/screenplay/screenplayDocument').readDocument;
  readonly screenplayOf: typeof import('../../../src/screenplay/screenplayOf').screenplayOf;
  readonly updateScreenplay: typeof import('../../../src/screenplay/updateScreenplay').updateScreenplay;
}

/**
 * Our reader as it is shipped, in one bundle. Run from its sources each call between two of its files goes through a getter of the
 * module loader, which takes as long as the reading.
 */
export const shippedReader: ShippedReader = load();

function load(): ShippedReader {
  const directory = mkdtempSync(path.join(tmpdir(), 'writersroom-reader-'));
  try {
    const outfile = path.join(directory, 'reader.js');
    buildSync({
      stdin: {
        contents: ['documentScenes', 'parseScreenplay', 'screenplayDocument', 'screenplayOf', 'updateScreenplay']
          .map((file) => `export * from './${file}';`)
          .join('\n'),
        resolveDir: path.join(__dirname, '..', '..', '..', 'src', 'screenplay'),
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile,
    });
    return createRequire(__filename)(outfile) as ShippedReader;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
