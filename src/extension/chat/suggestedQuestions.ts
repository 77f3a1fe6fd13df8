import type { CharacterView, ScriptView } from '../../story/analysisResult';

/** How many questions an empty conversation offers. */
const SUGGESTIONS = 3;

/**
 * Questions to begin a conversation with, at most three, that this script has an answer to: about the people who speak
 * most, in its own names, and what is still open where something is. Empty only for a script without a scene.
 */
export function suggestedQuestions({ scenes, characters, relationships }: ScriptView): string[] {
  if (scenes.length === 0) return [];
  const speakers = characters.filter(({ speeches }) => speeches > 0);
  const [first, second] = [...speakers].sort((a, b) => b.words - a.words);
  const questions: string[] = [];
  if (first !== undefined) questions.push(`Where does ${first.name} appear for the first time?`);
  if (first !== undefined && second !== undefined && meet(first, second)) {
    questions.push(`In which scenes are ${first.name} and ${second.name} together?`);
  } else if (second !== undefined) {
    questions.push(`In how many scenes is ${second.name}?`);
  }
  if (relationships.some(({ payoffSceneId }) => payoffSceneId === null)) questions.push('What is still open?');
  if (first !== undefined) questions.push('Who is in the script?');
  questions.push(`What happens in scene ${scenes[0]?.label ?? ''}?`);
  return questions.slice(0, SUGGESTIONS);
}

function meet(one: CharacterView, other: CharacterView): boolean {
  const there = new Set(other.sceneIndices);
  return one.sceneIndices.some((index) => there.has(index));
}
