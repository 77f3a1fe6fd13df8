import * as vscode from 'vscode';

/** A row of a list that VS Code would show. */
export type ShownRow = vscode.QuickPickItem;

/** What the writer is asked, and answers, in place of VS Code's own lists and messages. */
export interface StubbedWindow {
  /** Every list that was shown, with its rows. */
  readonly lists: { readonly title: string; readonly rows: readonly ShownRow[] }[];
  /** Every message. */
  readonly messages: string[];
  /** Gives VS Code its own back. */
  restore(): void;
}

/**
 * Puts answers in the place of lists and messages.
 * @param choose what is chosen of the rows: one, or several where several may be; undefined: Escape
 * @param press the button of a message that is pressed; undefined: none
 */
export function stubWindow(
  choose: (rows: readonly ShownRow[], title: string) => ShownRow | readonly ShownRow[] | undefined,
  press: (message: string, buttons: readonly string[]) => string | undefined = () => undefined,
): StubbedWindow {
  const lists: { title: string; rows: readonly ShownRow[] }[] = [];
  const messages: string[] = [];
  const { showQuickPick, showInformationMessage, showErrorMessage } = vscode.window;
  const pick = async (rows: readonly ShownRow[], options?: vscode.QuickPickOptions): Promise<unknown> => {
    const given = await Promise.resolve(rows);
    lists.push({ title: options?.title ?? '', rows: given });
    return choose(given, options?.title ?? '');
  };
  const tell = (message: string, ...rest: readonly unknown[]): Promise<unknown> => {
    messages.push(message);
    const buttons = rest.filter((one) => typeof one === 'string');
    return Promise.resolve(press(message, buttons));
  };
  Object.assign(vscode.window, { showQuickPick: pick, showInformationMessage: tell, showErrorMessage: tell });
  return {
    lists,
    messages,
    restore: () => void Object.assign(vscode.window, { showQuickPick, showInformationMessage, showErrorMessage }),
  };
}
