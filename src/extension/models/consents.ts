import type * as vscode from 'vscode';

/** To whom the writer has agreed that text of a script goes. Asked for once a script and recipient. */
export interface Consents {
  has(scriptId: string, recipients: readonly string[]): boolean;
  add(scriptId: string, recipients: readonly string[]): Promise<void>;
}

/** @param memory outlives the window, such as VS Code's `context.globalState` */
export function createConsents(memory: Pick<vscode.Memento, 'get' | 'update'>): Consents {
  const agreed = (scriptId: string): readonly string[] => {
    const stored = memory.get<unknown>(nameOf(scriptId));
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  };
  return {
    has: (scriptId, recipients) => recipients.every((one) => agreed(scriptId).includes(one)),
    add: async (scriptId, recipients) => {
      await memory.update(nameOf(scriptId), [...new Set([...agreed(scriptId), ...recipients])]);
    },
  };
}

function nameOf(scriptId: string): string {
  return `writersroom.agreed ${scriptId}`;
}
