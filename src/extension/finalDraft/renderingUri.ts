import * as vscode from 'vscode';

/** The scheme of the Fountain rendering of an `.fdx`. */
export const RENDERING_SCHEME = 'writersroom-fdx';

/** A rendering is Fountain to VS Code by its name, also when a window comes back before we do. */
const SUFFIX = '.fountain';

/** Whether a file is a Final Draft script by its name. */
export function isFinalDraft(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && /\.fdx$/iu.test(uri.path);
}

/** Where the rendering of a Final Draft file is opened. */
export function renderingUri(file: vscode.Uri): vscode.Uri {
  return file.with({ scheme: RENDERING_SCHEME, path: `${file.path}${SUFFIX}` });
}

/** The file that a screenplay is: for a rendering the `.fdx` it is made from, so that every host shares one memory of it. */
export function scriptFile(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== RENDERING_SCHEME) return uri;
  return uri.with({ scheme: 'file', path: uri.path.slice(0, -SUFFIX.length) });
}
