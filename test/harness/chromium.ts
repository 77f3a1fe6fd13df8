import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { runProcess } from './childProcess';
import { installOnce } from './installOnce';
import { root } from './root';

/**
 * Starts a headless Chromium that reaches only this machine: `CHROMIUM_PATH`, one on the PATH, the one npm installed
 * (Linux x64), or the Chrome that is installed.
 */
export async function launchChromium(environment: NodeJS.ProcessEnv): Promise<Browser> {
  const found = await findChromium();
  const env = defined({ ...environment, ...found?.variables });
  return chromium.launch({ ...(found ? { executablePath: found.executable } : { channel: 'chrome' }), env, args });
}

export interface Chromium {
  readonly executable: string;
  /** To be set in its environment. */
  readonly variables: NodeJS.ProcessEnv;
}

/** Finds a Chromium, unpacking npm's where there is no other. Null: there is only the installed Chrome, if any. */
export async function findChromium(environment: NodeJS.ProcessEnv = process.env): Promise<Chromium | null> {
  const executable = environment.CHROMIUM_PATH ?? onPath(environment.PATH ?? '');
  if (executable) return { executable, variables: {} };
  return process.platform === 'linux' && process.arch === 'x64' ? unpackedChromium() : null;
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

function onPath(searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
}

/**
 * `@sparticuz/chromium` carries the program packed, made for a machine with nothing on it. It unpacks into TMPDIR,
 * together with the libraries that a bare machine lacks when the variables say that it runs on Lambda.
 */
async function unpackedChromium(): Promise<Chromium> {
  const modules = path.join(root, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  const { version } = JSON.parse(await readFile(modules, 'utf8')) as { version: string };
  const folder = path.join(root, '.vscode-test', `chromium-${version}`);
  await installOnce(folder, async (part) => {
    const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
    await runProcess(process.execPath, ['--input-type=module', '--eval', unpack], {
      cwd: root,
      env: {
        ...process.env,
        TMPDIR: part,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
        AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x',
      },
    });
    await writeFile(path.join(part, 'fonts', 'fonts.conf'), fonts);
  });
  return {
    executable: path.join(folder, 'chromium'),
    variables: { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: path.join(folder, 'fonts') },
  };
}

/** In place of the one that comes along, which looks for its fonts in /tmp only; Chromium ends itself when it finds none. */
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

function defined(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
