import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * A disk with room for so many more bytes, for a process whose writes all go there: what does not fit fails as a full
 * disk does, with ENOSPC. Where a small file system of our own may not be mounted it takes the place of one. It counts
 * what is written, so overwriting costs room too.
 */
export function limitWrites(bytes: number): void {
  let room = bytes;
  const claim = (length: number): void => {
    room -= length;
    if (room < 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
  };
  const { writeSync } = fs;
  fs.writeSync = (descriptor: number, data: ArrayBufferView | string, ...rest: []) => {
    // Standard output is no file.
    if (descriptor > 2) claim(typeof data === 'string' ? Buffer.byteLength(data) : lengthOf(data, rest));
    return writeSync(descriptor, data as string, ...rest);
  };
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

/** Of `writeSync(descriptor, buffer, offset, length, position)`. */
function lengthOf(data: ArrayBufferView, [, length]: readonly unknown[]): number {
  return typeof length === 'number' ? length : data.byteLength;
}
