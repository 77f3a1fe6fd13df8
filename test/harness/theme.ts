import type { Page } from 'playwright-core';
import type { Settings } from './profile';

export type Theme = 'light' | 'dark' | 'high contrast' | 'high contrast light';

interface ThemeNames {
  /** What every VS Code since 1.101 has. */
  readonly desktop: string;
  /** What our code-server has by default. */
  readonly 'code-server': string;
  /** The class of the workbench that wears it. */
  readonly workbenchClass: string;
}

const themes: Readonly<Record<Theme, ThemeNames>> = {
  light: { desktop: 'Visual Studio Light', 'code-server': 'Light 2026', workbenchClass: 'vs' },
  dark: { desktop: 'Visual Studio Dark', 'code-server': 'Dark 2026', workbenchClass: 'vs-dark' },
  'high contrast': {
    desktop: 'Default High Contrast',
    'code-server': 'Default High Contrast',
    workbenchClass: 'hc-black',
  },
  'high contrast light': {
    desktop: 'Default High Contrast Light',
    'code-server': 'Default High Contrast Light',
    workbenchClass: 'hc-light',
  },
};

export function themeSettings(theme: Theme | undefined, editor: 'desktop' | 'code-server'): Settings {
  return theme === undefined ? {} : { 'workbench.colorTheme': themes[theme][editor] };
}

/** Waits until the workbench wears the theme; it starts with another. */
export async function waitForTheme(page: Page, theme: Theme): Promise<void> {
  await page.locator(`.monaco-workbench.${themes[theme].workbenchClass}`).waitFor();
}
