import { Failure } from '../protocol/failure';

/** Whatever was thrown, as a failure with a sentence for the writer. What we did not expect keeps its cause for the log. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const failure = new Failure(
    'internal',
    'Something went wrong that WritersRoom does not know. "WritersRoom: Show Log" has the details.',
  );
  failure.cause = error;
  return failure;
}
