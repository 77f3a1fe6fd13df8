import { launchChromium } from './chromium';
import { installPackage, startCodeServer, windowAddress } from './codeServer';
import type { CodeServer } from './codeServerInstall';
import { addExtensionFolder, type Profile } from './profile';
import type { EditorPage, EditorPlan } from './window';

/** Opens a window of code-server in a headless browser. */
export async function openInBrowser(codeServer: CodeServer, plan: EditorPlan): Promise<EditorPage> {
  const { environment } = plan.scratch;
  await installExtensions(codeServer, plan.profile, plan);
  const server = await startCodeServer(codeServer, plan.profile, { environment });
  const browser = await launchChromium(environment);
  const console: string[] = [];
  const page = await browser.newPage({ viewport: plan.viewport });
  page.on('console', (message) => console.push(message.text()));
  await page.goto(windowAddress(server, plan.workspaceFolder));
  return {
    page,
    log: () => `${server.log()}\n${console.join('\n')}`,
    end: async () => {
      await browser.close();
      await server.end();
    },
  };
}

async function installExtensions(codeServer: CodeServer, profile: Profile, plan: EditorPlan): Promise<void> {
  if (plan.extension.kind === 'package') {
    await installPackage(codeServer, profile, plan.extension.path, plan.scratch.environment);
  }
  const folders = plan.extension.kind === 'folder' ? [plan.extension.path] : [];
  for (const folder of [...folders, ...plan.otherExtensions]) await addExtensionFolder(profile, folder);
}
