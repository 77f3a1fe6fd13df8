import * as vscode from 'vscode';
import { answerWindow, type AnsweredWindow, type Asked } from './answeredWindow';

/** What a suite does as the writer who sets models up: settings, commands and answers. */
export interface WriterDesk<Setting extends string> {
  readonly set: (name: Setting, value: unknown) => Promise<void>;
  readonly setting: (name: string) => unknown;
  readonly run: (command: string, ...args: unknown[]) => Thenable<unknown>;
  /** From now on the window is answered so, as `answerWindow` has it. */
  readonly answer: (how: (asked: Asked) => string | undefined) => AnsweredWindow;
  /** Gives the window back to VS Code. */
  readonly restore: () => void;
  /** The same, and takes back all of these settings. */
  readonly reset: () => Promise<void>;
}

/** @param settings behind `writersroom.`, those that the suite sets */
export function createWriterDesk<Setting extends string>(settings: readonly Setting[]): WriterDesk<Setting> {
  let window: AnsweredWindow | null = null;
  const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('writersroom');
  const set = async (name: Setting, value: unknown): Promise<void> => {
    await configuration().update(name, value, vscode.ConfigurationTarget.Global);
  };
  const restore = (): void => {
    window?.restore();
    window = null;
  };
  return {
    set,
    setting: (name) => configuration().get(name),
    run: (command, ...args) => vscode.commands.executeCommand(`writersroom.${command}`, ...args),
    answer: (how) => {
      restore();
      window = answerWindow(how);
      return window;
    },
    restore,
    reset: async () => {
      restore();
      for (const name of settings) await set(name, undefined);
    },
  };
}
