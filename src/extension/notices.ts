import * as vscode from 'vscode';
import type { Failure } from '../protocol/failure';
import { failureButton } from './models/failureButton';
import { withoutLinks } from './withoutLinks';

/** Tells the writer of failures: the sentence, and one button. The same failure is told once. */
export interface Notices {
  /** @param again what "Try Again" does where trying again can help; otherwise the button does what helps, or shows the log */
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
      const { label, does } = failureButton(failure, again !== undefined);
      void vscode.window.showErrorMessage(withoutLinks(failure.message), label).then((chosen) => {
        if (chosen === undefined) return;
        if (does === 'log') log.show();
        else if (does === 'again') again?.();
        else void vscode.commands.executeCommand(...does);
      });
    },
  };
}
