import { existsSync, readFileSync } from 'node:fs';

/** What the reporter writes, one JSON object a line, as it happens. */
export type ResultRecord =
  | { readonly kind: 'passed'; readonly title: string }
  | { readonly kind: 'skipped'; readonly title: string }
  | { readonly kind: 'failed'; readonly title: string; readonly message: string }
  | { readonly kind: 'end' };

export interface Failure {
  readonly title: string;
  readonly message: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: readonly Failure[];
  /** Titles. */
  readonly skipped: readonly string[];
}

export interface ExpectedResults {
  /** Names the suite where it fails as a whole. */
  readonly suite: string;
  /** What went wrong while it ran, if anything did. */
  readonly problem?: string | undefined;
  /** True when a filter may have left no test. */
  readonly mayBeEmpty?: boolean;
}

/** Reads what a suite reported. A suite that broke off, reported nothing or had a problem besides its failed tests counts as failed. */
export function readResults(file: string, { suite, problem, mayBeEmpty = false }: ExpectedResults): Outcome {
  const records = existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(parseLine) : [];
  const passed = records.filter((record) => record.kind === 'passed').length;
  const failed = records.filter((record) => record.kind === 'failed');
  const skipped = records.flatMap((record) => (record.kind === 'skipped' ? [record.title] : []));
  const whole = (message: string): Outcome => ({ passed, failed: [...failed, { title: suite, message }], skipped });
  if (!records.some((record) => record.kind === 'end')) return whole(problem ?? 'It broke off.');
  if (problem !== undefined && failed.length === 0) return whole(problem);
  if (passed + failed.length + skipped.length === 0 && !mayBeEmpty) return whole('It ran no test.');
  return { passed, failed, skipped };
}

/** A line cut off in the middle is the last one of a run that broke off. */
function parseLine(line: string): ResultRecord[] {
  try {
    return [JSON.parse(line) as ResultRecord];
  } catch {
    return [];
  }
}
