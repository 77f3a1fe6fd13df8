import type { Failure } from '../../protocol/failure';

/** The one button that a failure is shown with. */
export interface FailureButton {
  readonly label: string;
  /** Trying the same again, the log, or a command of the editor with its argument. */
  readonly does: 'again' | 'log' | readonly [command: string, argument?: string];
}

/** What helps best: set the key, choose another model, raise the limit, try again; else the log. */
export function failureButton({ code, retryable }: Failure, canTryAgain: boolean): FailureButton {
  switch (code) {
    case 'model-key-missing':
    case 'model-key-wrong':
      return { label: 'Set API Key…', does: ['writersroom.setApiKey'] };
    case 'model-forbidden':
    case 'model-no-credit':
    case 'model-unknown':
    case 'model-address-wrong':
    case 'model-unable':
    case 'model-declined':
    case 'model-too-long':
      return { label: 'Choose Model…', does: ['writersroom.chooseModel'] };
    case 'model-limit-reached':
      return { label: 'Open Settings', does: ['workbench.action.openSettings', 'writersroom.limits'] };
    default:
      return retryable && canTryAgain ? { label: 'Try Again', does: 'again' } : { label: 'Show Log', does: 'log' };
  }
}
