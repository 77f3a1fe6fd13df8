import type { ScriptView } from '../story/analysisResult';

/** What the writer calls a subject: a scene by its label, a thread or relationship by what it says, others as they are called. */
export function subjectNames({ scenes, threads, relationships }: ScriptView): (subject: string) => string {
  const names = new Map([
    ...scenes.map(({ id, label }) => [id, label] as const),
    ...threads.map(({ id, name }) => [id, name] as const),
    ...relationships.map(({ id, description }) => [id, description] as const),
  ]);
  return (subject) => names.get(subject) ?? subject;
}
