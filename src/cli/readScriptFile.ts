import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { decodeText } from '../screenplay/decodeText';
import { readFdx } from '../screenplay/fdx/readFdx';
import { Failure } from '../protocol/failure';

/** A screenplay as the command line was given it. */
export interface ScriptFile {
  /** `file:` uri; `stdin:` with the hash of the content for standard input, whose rows are deleted after the run. */
  readonly uri: string;
  /** The file's name without folder and extension. */
  readonly name: string;
  /** Of an `.fdx` its Fountain rendering. */
  readonly text: string;
  readonly format: 'fountain' | 'fdx';
  readonly transient: boolean;
  /** Sentences for standard error. */
  readonly warnings: readonly string[];
}

/**
 * Reads FILE, or standard input for `-`. An `.fdx` is known by its name, on standard input by its first characters. `read` gives the
 * bytes of a file that is not on the disk as it is asked for. Rejects with `file-…` failures: missing, a directory, unreadable, damaged
 * XML; with `format-unknown` for XML of another kind; with an `AbortError` once `signal` is aborted.
 */
export async function readScriptFile(
  file: string,
  signal: AbortSignal,
  read: (file: string) => Promise<Uint8Array> = readFromDisk,
): Promise<ScriptFile> {
  if (file === '-') {
    const bytes = await readStandardInput(signal);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const uri = `stdin:${hash}`;
    return { uri, name: 'standard input', transient: true, ...decoded(bytes, 'Standard input', null) };
  }
  const bytes = await read(file);
  const extension = path.extname(file);
  return {
    uri: pathToFileURL(path.resolve(file)).href,
    name: path.basename(file, extension),
    transient: false,
    ...decoded(bytes, path.basename(file), extension.toLowerCase() === '.fdx' ? 'fdx' : 'fountain'),
  };
}

function readFromDisk(file: string): Promise<Uint8Array> {
  return readFile(path.resolve(file)).catch((error: unknown) => {
    throw unreadable(file, (error as NodeJS.ErrnoException).code);
  });
}

/** A file that is no text is read as an empty one: nothing of it is stored. A `format` of null is to be found out. */
function decoded(
  bytes: Uint8Array,
  name: string,
  format: ScriptFile['format'] | null,
): Pick<ScriptFile, 'text' | 'format' | 'warnings'> {
  const { text, warnings } = decodeText(bytes);
  const binary = warnings.filter((warning) => warning.code === 'binary');
  const sentences = (binary.length > 0 ? binary : warnings).map(({ message }) => message);
  const script = rendered(binary.length > 0 ? '' : text, format ?? (STARTS_LIKE_FDX.test(text) ? 'fdx' : 'fountain'));
  return { ...script, warnings: [...sentences, ...script.warnings].map((sentence) => `${name}: ${sentence}`) };
}

const STARTS_LIKE_FDX = /^\s*<(?:\?xml\s|FinalDraft[\s>])/;

function rendered(text: string, format: ScriptFile['format']): Pick<ScriptFile, 'text' | 'format' | 'warnings'> {
  if (format === 'fountain' || text.trim() === '') return { text, format, warnings: [] };
  const reading = readFdx(text);
  if (reading.kind === 'failed') {
    throw new Failure(reading.line === null ? 'format-unknown' : 'file-damaged', reading.message);
  }
  return { text: reading.text, format, warnings: reading.warnings };
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
