import type { Outcome } from './results';

export interface Summary {
  /** Names each skip and each failure; the last is `N passed, N failed, N skipped`. */
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/** @param skipsFail true where everything must run */
export function summarize(outcomes: readonly Outcome[], { skipsFail }: { readonly skipsFail: boolean }): Summary {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.flatMap((outcome) => outcome.failed);
  const skipped = outcomes.flatMap((outcome) => outcome.skipped);
  return {
    lines: [
      ...skipped.map((title) => `skipped: ${title}`),
      ...failed.map(({ title, message }) => `failed: ${title}\n${indentedBeginning(message)}`),
      `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
    ],
    exitCode: failed.length > 0 || (skipsFail && skipped.length > 0) ? 1 : 0,
  };
}

/** The whole message stands above, where the test failed. */
function indentedBeginning(message: string): string {
  const lines = message.trimEnd().split('\n');
  return [...lines.slice(0, 12), ...(lines.length > 12 ? ['…'] : [])].map((line) => `    ${line}`).join('\n');
}
