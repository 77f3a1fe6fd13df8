import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openInBrowser } from './browserWindow';
import { openOnDesktop } from './desktopWindow';
import { makeProfile, type Profile, type Settings } from './profile';
import { root } from './root';
import { makeScratch, type Scratch } from './scratch';
import { themeSettings, waitForTheme, type Theme } from './theme';
import { findVSCode, type VSCode } from './vscode';
import { workbench, type Workbench } from './workbench';

export interface WindowOptions {
  /** The packaged extension to install; default `dist/writersroom.vsix`. */
  readonly vsix?: string;
  /** Run the extension from this folder instead of a package. */
  readonly extensionDevelopmentPath?: string;
  /** Folders of further extensions, such as one that provides a language model. */
  readonly otherExtensions?: readonly string[];
  /** The window opens a copy of this folder, so a test may change it; default: an empty folder. */
  readonly workspaceFolder?: string;
  readonly settings?: Settings;
  /** Default: VS Code's own. */
  readonly theme?: Theme;
  /** In pixels; default 1280 × 800. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Where the product keeps its data, to see it again in a second window; default: a folder that ends with the window. */
  readonly dataDirectory?: string;
}

/** A real VS Code window. */
export interface EditorWindow extends Workbench {
  readonly page: Page;
  /** The copy that is open. */
  readonly workspaceFolder: string;
  /** `WRITERSROOM_DATA` of everything that runs in the window. */
  readonly dataDirectory: string;
  /** Takes a picture into `dist/screenshots/NAME.png`. */
  readonly screenshot: (name: string) => Promise<void>;
  /** What the editor and its extensions wrote to their consoles until now. */
  readonly log: () => string;
  /** Ends the window and every process that it started, and deletes its folders. */
  readonly close: () => Promise<void>;
}

/** What the two ways to show a window are told. */
export interface EditorPlan {
  readonly scratch: Scratch;
  readonly profile: Profile;
  readonly extension: { readonly kind: 'package' | 'folder'; readonly path: string };
  readonly otherExtensions: readonly string[];
  readonly workspaceFolder: string;
  readonly viewport: { readonly width: number; readonly height: number };
}

/** A page on its way to the workbench, and how to end what shows it. */
export interface EditorPage {
  readonly page: Page;
  readonly log: () => string;
  readonly end: () => Promise<void>;
}

/** The windows that are open in this process. */
export const openWindows = new Set<EditorWindow>();

/**
 * Opens a window and waits until the workbench is there. Extensions may still be starting then; what a window can do
 * (`runCommand`, …) waits for them. Close it in `after` or `finally`; what is left open ends with the process.
 */
export async function openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
  const vscode = await findVSCode();
  const scratch = makeScratch();
  let editor: EditorPage | undefined;
  try {
    const plan = await makePlan(scratch, vscode.kind, options);
    editor =
      vscode.kind === 'desktop' ? await openOnDesktop(vscode.executable, plan) : await openInBrowser(vscode, plan);
    await editor.page.locator('.monaco-workbench .part.statusbar').waitFor();
    if (options.theme) await waitForTheme(editor.page, options.theme);
    return asWindow(editor, plan);
  } catch (error) {
    await editor?.end();
    scratch.remove();
    throw error;
  }
}

function asWindow({ page, log, end }: EditorPage, { scratch, workspaceFolder }: EditorPlan): EditorWindow {
  const window: EditorWindow = {
    ...workbench(page),
    page,
    log,
    workspaceFolder,
    dataDirectory: scratch.environment.WRITERSROOM_DATA ?? '',
    screenshot: async (name) => {
      await page.screenshot({ path: path.join(root, 'dist', 'screenshots', `${name}.png`), animations: 'disabled' });
    },
    close: async () => {
      openWindows.delete(window);
      try {
        await end();
      } finally {
        scratch.remove();
      }
    },
  };
  openWindows.add(window);
  return window;
}

async function makePlan(scratch: Scratch, editor: VSCode['kind'], options: WindowOptions): Promise<EditorPlan> {
  if (options.dataDirectory !== undefined) scratch.environment.WRITERSROOM_DATA = options.dataDirectory;
  const workspaceFolder = path.join(scratch.folder, 'work');
  if (options.workspaceFolder === undefined) await mkdir(workspaceFolder);
  else await cp(options.workspaceFolder, workspaceFolder, { recursive: true });
  return {
    scratch,
    workspaceFolder,
    profile: await makeProfile(scratch.folder, {
      ...themeSettings(options.theme, editor),
      // Tests say themselves when what is behind is made again.
      'writersroom.refresh.automatic': false,
      ...options.settings,
    }),
    extension:
      options.extensionDevelopmentPath === undefined
        ? { kind: 'package', path: options.vsix ?? path.join(root, 'dist', 'writersroom.vsix') }
        : { kind: 'folder', path: options.extensionDevelopmentPath },
    otherExtensions: options.otherExtensions ?? [],
    viewport: options.viewport ?? { width: 1280, height: 800 },
  };
}
