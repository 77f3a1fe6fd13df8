import { resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { _electron } from 'playwright-core';
import { runProcess } from './childProcess';
import type { EditorPage, EditorPlan } from './window';

/** Opens a window of a desktop VS Code, which needs a screen (on Linux without one: `xvfb-run npm test`). */
export async function openOnDesktop(executable: string, plan: EditorPlan): Promise<EditorPage> {
  const env = Object.fromEntries(Object.entries(plan.scratch.environment).map(([name, value]) => [name, value ?? '']));
  const profile = ['--user-data-dir', plan.profile.userData, '--extensions-dir', plan.profile.extensions];
  if (plan.extension.kind === 'package') {
    const [cli = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, {
      reuseMachineInstall: true,
    });
    await runProcess(cli, [...args, ...profile, '--install-extension', plan.extension.path], { env });
  }
  const folders = plan.extension.kind === 'folder' ? [plan.extension.path] : [];
  const app = await _electron.launch({
    executablePath: executable,
    args: [
      ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
      ...['--disable-workspace-trust', '--use-inmemory-secretstorage', '--new-window', ...profile],
      ...[...folders, ...plan.otherExtensions].map((folder) => `--extensionDevelopmentPath=${folder}`),
      plan.workspaceFolder,
    ],
    env,
  });
  const output: string[] = [];
  const page = await app.firstWindow();
  page.on('console', (message) => output.push(message.text()));
  const frame = await app.browserWindow(page);
  await frame.evaluate((window: Resizable, { width, height }) => window.setContentSize(width, height), plan.viewport);
  return { page, log: () => output.join('\n'), end: () => app.close() };
}

interface Resizable {
  readonly setContentSize: (width: number, height: number) => void;
}
