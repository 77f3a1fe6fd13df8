import type { FactScene } from '../scriptFacts';
import type { AskedScript } from './askedScript';
import type { AnswerBlock, OfflineAnswer } from './offlineAnswer';
import type { Question } from './question';
import { actBlock } from './answerStory';
import { behindNote } from './behindNote';
import { summary } from './answerScene';
import { searchedIn, searchedMade } from './searched';
import { answer, block, cite, counted, inPages, listed, refusal, sceneLabels, sceneName } from './wording';

const WHO = /^(?:who|which characters?|what characters?|list (?:the )?characters)/;
const COUNT = /^how (?:many scenes|long)\b/;

/** Questions about a whole act: what happens, who is in it, how long it is. Null for others. */
export function answerAct(question: Question, script: AskedScript): OfflineAnswer | null {
  const { act } = question.query;
  if (act === null) return null;
  if (script.lastAct === null) {
    const text = 'No acts are known: the script marks none with # sections, and no outline has been made yet.';
    return refusal([block(text)], searchedMade('sections and outline', { outline: true }));
  }
  const scenes = script.scenes.filter((scene) => scene.act === act);
  const [first] = scenes;
  const last = scenes.at(-1);
  if (first === undefined || last === undefined) {
    return refusal(
      [block(`There is no act ${act}. The outline has ${counted(script.lastAct, 'act')}.`)],
      searchedMade('the outline', { outline: true }),
    );
  }
  if (question.names.length > 0 || question.content.length > 0) return null;
  const searched = searchedIn(scenes.length, `act ${act}, ${counted(scenes.length, 'scene')}`);
  const eighths = scenes.reduce((sum, scene) => sum + scene.eighths, 0);
  const extent = block(
    `Act ${act} runs from ${sceneName(first)} to ${sceneName(last)}: ${counted(scenes.length, 'scene')}, ${inPages(eighths)}.`,
    cite(first, null),
    cite(last, null),
  );
  if (COUNT.test(question.shape)) return answer([extent], searched);
  const people = block(`Speaking: ${castLine(scenes)}.`, ...scenes.slice(0, 8).map((scene) => cite(scene, null)));
  if (WHO.test(question.shape)) return answer([people, extent], searched);
  return answer([extent, ...storyOf(act, scenes, script), people], searched);
}

/** What the outline says of the act; without that, its longest scenes. */
function storyOf(act: number, scenes: readonly FactScene[], script: AskedScript): AnswerBlock[] {
  const outlined = script.facts.outline?.acts.find(({ number }) => number === act);
  if (outlined !== undefined && outlined.summary.trim() !== '') {
    return [actBlock(outlined, script), ...behindNote('The outline is', script.facts.behind.outline)];
  }
  const longest = [...scenes].sort((a, b) => b.eighths - a.eighths).slice(0, 3);
  const inOrder = scenes.filter((scene) => longest.includes(scene));
  return [
    block(
      `Its longest ${inOrder.length === 1 ? 'scene is' : 'scenes are'} ${sceneLabels(inOrder)}.`,
      ...inOrder.map((scene) => cite(scene, null)),
    ),
    ...inOrder.flatMap((scene) => summary(scene, script).slice(0, 2)),
  ];
}

function castLine(scenes: readonly FactScene[]): string {
  const words = new Map<string, number>();
  for (const { speaking } of scenes)
    for (const one of speaking) words.set(one.name, (words.get(one.name) ?? 0) + one.words);
  const names = [...words].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  if (names.length === 0) return 'nobody';
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : listed(names);
}
