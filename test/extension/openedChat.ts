import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';

/** Opens the chat panel, and waits until its page is told all of it: of one that was open before, it was told once. */
export async function openChat({ chat }: WritersRoom): Promise<void> {
  let isTold = false;
  const listening = chat.onDidSend((message) => {
    if (message.kind === 'snapshot' && message.script?.loading === false) isTold = true;
  });
  try {
    await vscode.commands.executeCommand('writersroom.openChat');
    await until('the panel listens', async () => {
      await chat.receive({ kind: 'ready' });
      return isTold;
    });
  } finally {
    listening.dispose();
  }
}
