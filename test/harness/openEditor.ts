import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startProcess } from './childProcess';
import { startCodeServer, windowAddress } from './codeServer';
import { installCodeServer } from './codeServerInstall';
import { chooseEditor } from './editorChoice';
import { addExtensionFolder, makeProfile, type Profile } from './profile';
import { root } from './root';
import { makeScratch } from './scratch';
import { findVSCode } from './vscode';

/**
 * Opens the sample script in a VS Code that has the built extension and nothing else, with the writer's own data.
 * Returns when the window is closed or on Ctrl-C; what was started has ended then.
 */
export async function openEditor(): Promise<void> {
  const scratch = makeScratch(); // Holds the profile only.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  try {
    const profile = await makeProfile(scratch.folder);
    const choice = chooseEditor();
    const editor =
      choice.kind === 'code-server'
        ? await serve(profile)
        : show(choice.kind === 'executable' ? choice.path : await downloaded(choice), profile);
    await Promise.race([editor.exited, stopped]);
    await editor.end();
  } finally {
    scratch.remove();
  }
}

interface Editor {
  readonly exited: Promise<number>;
  readonly end: () => Promise<void>;
}

async function serve(profile: Profile): Promise<Editor> {
  await addExtensionFolder(profile, root);
  const server = await startCodeServer(await installCodeServer(), profile, { environment: process.env });
  const { folder, file } = sample();
  const address = windowAddress(server, folder, file === undefined ? [] : [['openFile', file]]);
  console.log(`VS Code with WritersRoom, for a browser on this machine (Ctrl-C ends it):\n${address}`);
  return server;
}

function show(executable: string, profile: Profile): Editor {
  const { folder, file } = sample();
  const args = [
    ...['--wait', '--new-window', `--extensionDevelopmentPath=${root}`],
    ...['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions, '--disable-workspace-trust'],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...[folder, ...(file === undefined ? [] : [file])],
  ];
  console.log(`Opening ${executable} (Ctrl-C here or closing the window ends it)`);
  const script = executable.endsWith('.cmd');
  return startProcess(script ? 'cmd' : executable, script ? ['/c', executable, ...args] : args);
}

async function downloaded(choice: { readonly kind: 'download'; readonly version: string }): Promise<string> {
  const vscode = await findVSCode(choice);
  if (vscode.kind !== 'desktop') throw new Error('A download is a desktop program.');
  return vscode.executable;
}

function sample(): { readonly folder: string; readonly file: string | undefined } {
  const folder = path.join(root, 'media');
  const name = readdirSync(folder).find((entry) => entry.endsWith('.fountain'));
  return { folder, file: name === undefined ? undefined : path.join(folder, name) };
}
