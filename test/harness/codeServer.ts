import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { runProcess, startProcess } from './childProcess';
import type { CodeServer } from './codeServerInstall';
import type { Profile } from './profile';
import { until } from './until';

/** A running server. */
export interface EditorServer {
  /** `127.0.0.1:PORT`, also the authority of `vscode-remote:` addresses. */
  readonly host: string;
  /** What it wrote until now. */
  readonly log: () => string;
  /** Settles when it ends, by itself or not. */
  readonly exited: Promise<number>;
  readonly end: () => Promise<void>;
}

export interface ServerOptions {
  readonly environment: NodeJS.ProcessEnv;
  /**
   * True lets a page run extensions under test (`extensionTestsPath`), which a built VS Code ignores without a word.
   * Toasts and dialogs are not shown then.
   */
  readonly testDriver?: boolean;
}

/** Starts code-server on a free port of this machine. */
export async function startCodeServer(
  codeServer: CodeServer,
  profile: Profile,
  { environment, testDriver = false }: ServerOptions,
): Promise<EditorServer> {
  const args = [
    ...(await profileArguments(codeServer, profile)),
    ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ...['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--locale', 'en'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-proxy'],
    '--disable-getting-started-override',
  ];
  const server = startProcess(codeServer.node, args, { env: offline(environment) });
  try {
    const ended = server.exited.then((code) => {
      throw new Error(`code-server ended with code ${code}`);
    });
    const listening = until('code-server listens', () => /listening on http:\/\/([^/\s]+)/.exec(server.output())?.[1]);
    return {
      host: await Promise.race([listening, ended]),
      log: server.output,
      exited: server.exited,
      end: server.end,
    };
  } catch (error) {
    await server.end();
    throw new Error(`code-server did not start:\n${server.output()}`, { cause: error });
  }
}

/** Installs a packaged extension into the profile. */
export async function installPackage(
  codeServer: CodeServer,
  profile: Profile,
  vsix: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const args = [...(await profileArguments(codeServer, profile)), '--install-extension', vsix];
  await runProcess(codeServer.node, args, { env: offline(environment) });
}

/** The address of a folder's window. `payload` holds pairs as the desktop's command line has them. */
export function windowAddress(
  server: EditorServer,
  folder: string,
  payload: readonly (readonly [option: string, path: string])[] = [],
): string {
  const remote = payload.map(([option, file]) => [option, `vscode-remote://${server.host}${file}`]);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(remote) });
  return `http://${server.host}/?${query.toString()}`;
}

async function profileArguments({ entry }: CodeServer, { userData, extensions }: Profile): Promise<string[]> {
  const config = path.join(userData, 'code-server.yaml');
  await writeFile(config, '');
  return [entry, '--config', config, '--user-data-dir', userData, '--extensions-dir', extensions];
}

/** No marketplace: the tests use the network of this machine only. */
function offline(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}
