/** What a model answered is not what it was asked for. The message is for the log; the writer reads `model-nonsense`. */
export class NonsenseError extends Error {
  override readonly name = 'NonsenseError';
}
