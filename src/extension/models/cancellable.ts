import * as vscode from 'vscode';

/** Shows that something is under way, with a button that aborts its signal; null as soon as that is pressed. */
export async function cancellable<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const stop = new AbortController();
  const shown = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(shown, (_, token) => {
    const cancelled = new Promise<null>((resolve) =>
      token.onCancellationRequested(() => {
        resolve(null);
        stop.abort();
      }),
    );
    return Promise.race([task(stop.signal), cancelled]);
  });
}
