import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { installCodeServer, type CodeServer } from './codeServerInstall';
import { root } from './root';

/** Which VS Code the tests run in. */
export type VSCodeChoice =
  | { readonly kind: 'executable'; readonly path: string }
  | { readonly kind: 'download'; readonly version: string }
  | { readonly kind: 'code-server' };

/** A VS Code on this machine: a desktop program, or VS Code as a server whose window is a browser's. */
export type VSCode = { readonly kind: 'desktop'; readonly executable: string } | CodeServer;

/** Chosen by variables, then by platform; the network is never asked. `VSCODE_EXECUTABLE` wins over `VSCODE_TEST_DOWNLOAD`. */
export function chooseVSCode(
  environment: NodeJS.ProcessEnv = process.env,
  machine: { readonly platform: string; readonly arch: string } = process,
): VSCodeChoice {
  if (environment.VSCODE_EXECUTABLE) return { kind: 'executable', path: environment.VSCODE_EXECUTABLE };
  if (environment.VSCODE_TEST_DOWNLOAD) return { kind: 'download', version: environment.VSCODE_TEST_DOWNLOAD };
  if (machine.platform === 'linux' && machine.arch === 'x64') return { kind: 'code-server' };
  return { kind: 'download', version: 'stable' };
}

/** Gets the chosen VS Code, installing it where it is not there yet. Throws with what to do when that fails. */
export async function findVSCode(choice: VSCodeChoice = chooseVSCode()): Promise<VSCode> {
  switch (choice.kind) {
    case 'executable':
      return { kind: 'desktop', executable: choice.path };
    case 'download':
      return { kind: 'desktop', executable: await download(choice.version) };
    case 'code-server':
      return installCodeServer();
  }
}

async function download(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(root, '.vscode-test') });
  } catch (error) {
    throw new Error(
      `VS Code ${version} could not be downloaded. With one installed, run: VSCODE_EXECUTABLE=/path/to/code npm test`,
      { cause: error },
    );
  }
}
