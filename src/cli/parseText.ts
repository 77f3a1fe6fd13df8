import type { ParseResult } from './parseResult';
import { counted, eighthsText } from '../story/lengthText';

/** What `parse` prints for a person: scenes with page, length and line, the cast, and what looks wrong on the page. */
export function parseText(result: ParseResult): string {
  const { scenes, characters, problems, pages, elements } = result;
  const lines = [
    `${counted(pages, 'page')}, ${counted(scenes.length, 'scene')}, ${counted(elements.length, 'element')}`,
    '',
    ...scenes.map(
      (scene) =>
        `  ${scene.label.padStart(5)}  ${scene.heading}  (p ${scene.page}, ${eighthsText(scene.eighths)}, line ${scene.startLine})`,
    ),
  ];
  if (characters.length > 0) {
    lines.push('', 'Cast');
    for (const { name, scenes: inScenes, words } of characters) {
      lines.push(`  ${name}: ${counted(inScenes.length, 'scene')}, ${counted(words, 'word')}`);
    }
  }
  if (problems.length > 0) {
    lines.push('', 'On the page');
    for (const { line, message } of problems) lines.push(`  line ${line}: ${message}`);
  }
  return `${lines.join('\n')}\n`;
}
