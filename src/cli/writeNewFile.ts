import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../protocol/failure';

/**
 * Writes a file that is not there yet, piece by piece, and returns its full path. It appears under its name only when it is
 * complete, and never in the place of another: `file-exists` where the name is taken, `file-unwritable` where nothing can be
 * written.
 */
export async function writeNewFile(file: string, pieces: Iterable<string>): Promise<string> {
  const target = path.resolve(file);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.tmp`);
  try {
    await writePieces(temporary, pieces);
    await giveName(temporary, target);
    return target;
  } catch (error) {
    throw unwritten(file, (error as NodeJS.ErrnoException).code);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function writePieces(file: string, pieces: Iterable<string>): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    let waiting = '';
    for (const piece of pieces) {
      waiting += piece;
      if (waiting.length < BUFFER) continue;
      await handle.appendFile(waiting);
      waiting = '';
    }
    await handle.appendFile(waiting);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** So much is gathered before it is written, in UTF-16 units. */
const BUFFER = 262_144;

/** A rename would replace what has the name; a second link does not, nor does an exclusive copy where a disk has no links. */
async function giveName(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

function unwritten(file: string, code: string | undefined): Failure {
  switch (code) {
    case 'EEXIST':
      return new Failure('file-exists', `${file} is already there. Name another file: nothing is overwritten.`);
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('file-missing', `There is no folder ${path.dirname(file)}.`);
    default:
      return new Failure('file-unwritable', `${file} could not be written (${code ?? 'unknown error'}).`);
  }
}
