import { fsyncSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type InitOptions = Parameters<NodeFS['init']>[1];

/** The part of Emscripten's NODEFS that is touched here; PGlite's types do not describe it. */
interface NodeFileSystem {
  readonly stream_ops: { fsync?: (stream: FileStream) => number };
  /** Turns an error of `node:fs` into one that PostgreSQL understands. */
  tryFSOperation<T>(operation: () => T): T;
}

interface FileStream {
  readonly nfd: number;
  readonly node: { readonly mode: number };
}

interface EmscriptenModule {
  readonly FS: {
    readonly filesystems: { readonly NODEFS: NodeFileSystem };
    isDir(mode: number): boolean;
  };
}

/**
 * PGlite's directory on disk with an fsync that reaches the disk: PGlite's own does nothing, so that a power cut could
 * take back what was committed. Start PGlite without `-F` and with `wal_sync_method=fsync` (`fdatasync` is a no-op there).
 */
export class DurableFileSystem extends NodeFS {
  override async init(pg: PGlite, options: InitOptions) {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = emscriptenOpts.preRun ?? [];
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRun, syncForReal] } };
  }
}

function syncForReal(module: unknown): void {
  const { FS } = module as EmscriptenModule;
  const { NODEFS } = FS.filesystems;
  NODEFS.stream_ops.fsync = (stream) => {
    // Windows has no fsync of a directory.
    if (process.platform === 'win32' && FS.isDir(stream.node.mode)) return 0;
    NODEFS.tryFSOperation(() => fsyncSync(stream.nfd));
    return 0;
  };
}
