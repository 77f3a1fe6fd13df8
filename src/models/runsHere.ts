import type { FailureSubject } from './modelFailure';
import { modelTableEntry } from './modelTable';

/**
 * Whether a model runs where its server does, on this machine. A server here may be a gateway that passes the text on:
 * it is for Anthropic's models, and for those that Ollama names as its cloud's. Others cannot be told apart.
 */
export function runsHere({ local, model }: FailureSubject): boolean {
  return local && modelTableEntry(model) === null && !/^claude-|[-:]cloud$/.test(model);
}

/** Whom a model's text goes to, in a writer's words. */
export function modelRecipient(subject: FailureSubject): string {
  return subject.local && !runsHere(subject) ? 'a server on this machine, which passes it on' : subject.recipient;
}
