import * as vscode from 'vscode';
import type { Failure } from '../protocol/failure';

/** Tells the writer of failures: the sentence, and one button. The same failure is told once. */
export interface Notices {
  /** @param again what "Try Again" does where trying again can help; otherwise the button shows the log */
  failed(failure: Failure, again?: () => void): void;
}

export function createNotices(log: vscode.LogOutputChannel): Notices {
  const told = new WeakSet<Failure>();
  return {
    failed: (failure, again) => {
      if (told.has(failure)) return;
      told.add(failure);
      log.error(`${failure.code}: ${failure.message}`);
      if (failure.cause instanceof Error) log.error(failure.cause);
      const retry = failure.retryable ? again : undefined;
      const button = retry === undefined ? 'Show Log' : 'Try Again';
      void vscode.window.showErrorMessage(failure.message, button).then((chosen) => {
        if (chosen === undefined) return;
        if (retry === undefined) log.show();
        else retry();
      });
    },
  };
}
