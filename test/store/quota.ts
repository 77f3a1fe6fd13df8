import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * A disk with room for so many more bytes, for a process whose files all lie there: what would make a file longer than
 * fits fails as on a full disk, with ENOSPC. Where no small file system of our own can be mounted it takes its place.
 */
export function limitWrites(bytes: number): void {
  let room = bytes;
  const claim = (length: number): void => {
    if (length > room) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
    }
    room -= length;
  };
  const { writeSync } = fs;
  fs.writeSync = ((descriptor: number, data: NodeJS.ArrayBufferView, ...rest: (number | null | undefined)[]) => {
    // Standard output is no file. PGlite names offset, length and position.
    const [, length, position] = rest;
    if (descriptor > 2 && typeof length === 'number' && typeof position === 'number') {
      claim(Math.max(0, position + length - fs.fstatSync(descriptor).size));
    }
    return writeSync(descriptor, data, ...rest);
  }) as typeof fs.writeSync;
  const { open } = fs.promises;
  fs.promises.open = async (...args) => {
    const handle = await open(...args);
    for (const name of ['write', 'writeFile'] as const) {
      const write = handle[name].bind(handle) as (data: Uint8Array, ...more: unknown[]) => Promise<unknown>;
      const limited = (data: Uint8Array, ...more: unknown[]): Promise<unknown> => {
        claim(data.length);
        return write(data, ...more);
      };
      Object.assign(handle, { [name]: limited });
    }
    return handle;
  };
  syncBuiltinESMExports();
}
