import { speakersOf } from '../screenplay/names';
import { parseScreenplay } from '../screenplay/parseScreenplay';

/** One speech: what somebody says under one cue. */
export interface Speech {
  /** Who speaks: one name, also where a cue stands for two. */
  readonly name: string;
  /** What is said, without emphasis marks and parentheticals, on one line. */
  readonly text: string;
  /** Of the first words, from 1; of the cue where nothing is said. */
  readonly line: number;
}

/** Every speech of a screenplay, in order. */
export function speechesOf(text: string): readonly Speech[] {
  const { elements } = parseScreenplay(text);
  const names = new Set(
    elements.flatMap(({ type, name }) => (type === 'character' && name !== undefined ? [name] : [])),
  );
  const speeches: { name: string; text: string; line: number }[] = [];
  let open: typeof speeches = [];
  for (const { type, name, text: raw, runs, line } of elements) {
    if (type === 'character') {
      open = speakersOf(name ?? raw, names).map((speaker) => ({ name: speaker, text: '', line }));
      speeches.push(...open);
    } else if (type === 'dialogue' || type === 'lyrics') {
      const words = (runs?.map((run) => run.text).join('') ?? raw).replace(/\s+/gu, ' ').trim();
      for (const speech of open) {
        if (speech.text === '') speech.line = line;
        speech.text = speech.text === '' ? words : `${speech.text} ${words}`;
      }
    } else if (type !== 'parenthetical' && type !== 'note' && type !== 'boneyard') {
      open = [];
    }
  }
  return speeches;
}
