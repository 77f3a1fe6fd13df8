import * as vscode from 'vscode';

type Asker = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage' | 'showQuickPick' | 'showInputBox';

/** What was asked, by which means: the sentence, the items or the title, and the buttons. */
export interface Asked {
  readonly by: Asker;
  readonly text: string;
  readonly choices: readonly string[];
}

/** A window in which a test is the writer. */
export interface AnsweredWindow {
  /** Everything that was asked, in order. */
  readonly asked: readonly Asked[];
  restore(): void;
}

/**
 * Answers what the window asks instead of showing it. @param answer the button, the label of the item or the text;
 * undefined closes the question
 */
export function answerWindow(answer: (asked: Asked) => string | undefined): AnsweredWindow {
  const asked: Asked[] = [];
  const window = vscode.window as unknown as Record<string, unknown>;
  const before = new Map<string, unknown>();
  const put = (by: Asker, stand: (...args: never[]) => unknown): void => {
    before.set(by, window[by]);
    window[by] = stand;
  };
  const tell = (one: Asked): string | undefined => {
    asked.push(one);
    return answer(one);
  };
  for (const by of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
    put(by, (text: string, ...rest: unknown[]) => {
      const choices = rest.filter((one) => typeof one === 'string');
      return Promise.resolve(tell({ by, text, choices }));
    });
  }
  put('showQuickPick', async (items: unknown, options?: vscode.QuickPickOptions) => {
    const all = (await (items as Promise<readonly (string | vscode.QuickPickItem)[]>)).map((item) => item);
    const labelOf = (item: string | vscode.QuickPickItem): string => (typeof item === 'string' ? item : item.label);
    const chosen = tell({ by: 'showQuickPick', text: options?.title ?? '', choices: all.map(labelOf) });
    return all.find((item) => labelOf(item) === chosen);
  });
  put('showInputBox', (options?: vscode.InputBoxOptions) =>
    Promise.resolve(tell({ by: 'showInputBox', text: options?.title ?? '', choices: [] })),
  );
  return {
    asked,
    restore: () => {
      for (const [by, stand] of before) window[by] = stand;
    },
  };
}
