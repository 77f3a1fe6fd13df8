import { ARTIFACT_ANSWERS, type AnsweredKind, type ArtifactAnswer } from '../../../story/artifactAnswer';
import { NonsenseError } from './artifactPrompt';

/** An answer in the shape that was asked for; what it has besides is left out. Throws `NonsenseError` where it lacks something. */
export function readAnswer<Kind extends AnsweredKind>(kind: Kind, json: unknown): ArtifactAnswer<Kind> {
  const read = ARTIFACT_ANSWERS[kind].safeParse(json);
  if (read.success) return read.data as ArtifactAnswer<Kind>;
  const { path, message } = read.error.issues[0] ?? { path: [], message: 'no JSON' };
  throw new NonsenseError(`The ${kind} does not fit its schema at ${path.join('.') || 'its root'}: ${message}`);
}
