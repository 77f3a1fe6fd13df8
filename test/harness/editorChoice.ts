import { existsSync } from 'node:fs';
import path from 'node:path';

/** Which VS Code a person gets to see. */
export type EditorChoice =
  | { readonly kind: 'executable'; readonly path: string }
  | { readonly kind: 'download'; readonly version: string }
  | { readonly kind: 'code-server' };

/** `VSCODE_EXECUTABLE`, else `code` on the PATH, else a download where there is a screen, else a server for the browser. */
export function chooseEditor(
  environment: NodeJS.ProcessEnv = process.env,
  machine: { readonly platform: string; readonly arch: string } = process,
): EditorChoice {
  const executable = environment.VSCODE_EXECUTABLE ?? codeOnPath(environment.PATH ?? '', machine.platform);
  if (executable) return { kind: 'executable', path: executable };
  const version = environment.VSCODE_TEST_DOWNLOAD ?? 'stable';
  const screen = machine.platform !== 'linux' || Boolean(environment.DISPLAY ?? environment.WAYLAND_DISPLAY);
  if (screen || environment.VSCODE_TEST_DOWNLOAD || machine.arch !== 'x64') return { kind: 'download', version };
  return { kind: 'code-server' };
}

function codeOnPath(searchPath: string, platform: string): string | undefined {
  const name = platform === 'win32' ? 'code.cmd' : 'code';
  return searchPath
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}
