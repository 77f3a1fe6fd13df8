import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { decodeText } from '../screenplay/decodeText';
import { Failure } from '../protocol/failure';

/** A screenplay as the command line was given it. */
export interface ScriptFile {
  /** `file:` uri; `stdin:` with the hash of the content for standard input, whose rows are deleted after the run. */
  readonly uri: string;
  /** The file's name without folder and extension. */
  readonly name: string;
  readonly text: string;
  readonly transient: boolean;
  /** Sentences for standard error. */
  readonly warnings: readonly string[];
}

/**
 * Reads FILE, or standard input for `-`. `read` gives the bytes of a file that is not on the disk as it is asked for. Rejects with
 * `file-…` failures: missing, a directory, unreadable; with an `AbortError` once `signal` is aborted.
 */
export async function readScriptFile(
  file: string,
  signal: AbortSignal,
  read: (file: string) => Promise<Uint8Array> = readFromDisk,
): Promise<ScriptFile> {
  if (file === '-') {
    const bytes = await readStandardInput(signal);
    const hash = createHash('sha256').update(bytes).digest('hex');
    return { uri: `stdin:${hash}`, name: 'standard input', transient: true, ...decoded(bytes, 'Standard input') };
  }
  if (path.extname(file).toLowerCase() === '.fdx') {
    throw new Failure(
      'format-unknown',
      'Final Draft files are not read yet. Export the script as Fountain and name that.',
    );
  }
  const bytes = await read(file);
  return {
    uri: pathToFileURL(path.resolve(file)).href,
    name: path.basename(file, path.extname(file)),
    transient: false,
    ...decoded(bytes, path.basename(file)),
  };
}

function readFromDisk(file: string): Promise<Uint8Array> {
  return readFile(path.resolve(file)).catch((error: unknown) => {
    throw unreadable(file, (error as NodeJS.ErrnoException).code);
  });
}

/** A file that is no text is read as an empty one: nothing of it is stored. */
function decoded(bytes: Uint8Array, name: string): Pick<ScriptFile, 'text' | 'warnings'> {
  const { text, warnings } = decodeText(bytes);
  const binary = warnings.filter((warning) => warning.code === 'binary');
  const shown = binary.length > 0 ? binary : warnings;
  return {
    text: binary.length > 0 ? '' : text,
    warnings: shown.map((warning) => `${name}: ${warning.message}`),
  };
}

async function readStandardInput(signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of addAbortSignal(signal, process.stdin)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function unreadable(file: string, code: string | undefined): Failure {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('file-missing', `There is no file ${file}.`);
    case 'EISDIR':
      return new Failure('file-is-directory', `${file} is a folder. Name a screenplay in it.`);
    case 'EACCES':
    case 'EPERM':
      return new Failure('file-unreadable', `${file} may not be read. Check its permissions.`);
    default:
      return new Failure('file-unreadable', `${file} could not be read (${code ?? 'unknown error'}).`);
  }
}
