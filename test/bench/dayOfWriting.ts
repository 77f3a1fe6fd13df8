import { readScript } from '../../src/screenplay/scriptReading';

/** One thing that is done to a script in a day. */
export interface DayStep {
  readonly name: string;
  readonly text: string;
  /** How many cards it may take: of scenes whose words differ. */
  readonly cards: number;
}

/** A day of writing on any script: each step starts from the text of the one before. */
export function dayOfWriting(start: string): readonly DayStep[] {
  const steps: DayStep[] = [];
  let text = start;
  const step = (name: string, next: string, cards: number): void => {
    steps.push({ name, text: next, cards });
    text = next;
  };
  step('other line ends', withLineEnds(text), 0);
  step('line ends as before', start, 0);
  step('scene numbers', withNumbers(text), 0);
  step('a scene moved', withSceneMoved(text), 0);
  step('one line edited', withLineEdited(text), 1);
  const renamed = withNameReplaced(text);
  step('a character renamed', renamed, changedScenes(text, renamed));
  return steps;
}

function withLineEnds(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n');
}

/** Every heading that has no number gets one. */
function withNumbers(text: string): string {
  const { scenes } = readScript(text);
  let numbered = text;
  for (const { block } of scenes.toReversed()) {
    if (block.number !== null) continue;
    const end = numbered.slice(block.headingOffset).search(/[ \t]*\r?\n|$/u) + block.headingOffset;
    numbered = `${numbered.slice(0, end)} #D${scenes.findIndex((scene) => scene.block === block) + 1}#${numbered.slice(end)}`;
  }
  return numbered;
}

/** A scene of the first third goes to the second. */
function withSceneMoved(text: string): string {
  const { scenes } = readScript(text);
  const moved = scenes[Math.floor(scenes.length / 3)]?.block;
  const target = scenes[Math.floor((scenes.length * 2) / 3)]?.block;
  if (moved === undefined || target === undefined) return text;
  const slice = text.slice(moved.startOffset, moved.endOffset);
  return (
    text.slice(0, moved.startOffset) +
    text.slice(moved.endOffset, target.startOffset) +
    slice +
    text.slice(target.startOffset)
  );
}

/** A sentence more in the first action of a scene in the middle. */
function withLineEdited(text: string): string {
  const { scenes, screenplay } = readScript(text);
  for (const { block } of scenes.slice(Math.floor(scenes.length / 2))) {
    const action = screenplay.elements
      .slice(block.firstElement, block.endElement)
      .find(({ type }) => type === 'action');
    if (action !== undefined) return `${text.slice(0, action.endOffset)} It rains.${text.slice(action.endOffset)}`;
  }
  return text;
}

/** Who speaks most has another name everywhere. */
function withNameReplaced(text: string): string {
  const words = new Map<string, number>();
  for (const { cast } of readScript(text).scenes) {
    for (const [name, said] of cast.speaking) words.set(name, (words.get(name) ?? 0) + said.words);
  }
  const [name = ''] = [...words].sort((a, b) => b[1] - a[1])[0] ?? [];
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return text.replace(new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'giu'), (found) =>
    found === found.toUpperCase() ? 'ZEBEDIAH' : 'Zebediah',
  );
}

/** Scenes that stand where they stood with other words or another synopsis: what a card reads. */
function changedScenes(before: string, after: string): number {
  const now = readScript(after).scenes;
  return readScript(before).scenes.filter(({ hash, synopsesHash }, index) => {
    return now[index]?.hash !== hash || now[index].synopsesHash !== synopsesHash;
  }).length;
}
