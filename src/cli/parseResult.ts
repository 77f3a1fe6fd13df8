import { readScript } from '../screenplay/scriptReading';

/** The JSON of `parse` (interface.md). */
export type ParseResult = ReturnType<typeof parseResult>;

/** Elements, scenes, cast and pages of a text; touches no database. Lines count from 1, `endLine` inclusive. */
export function parseResult(text: string) {
  const { screenplay, scenes, pages, eighths } = readScript(text);
  const characters = new Map<string, { name: string; speeches: number; words: number; scenes: number[] }>();
  scenes.forEach((scene, index) => {
    for (const [name, said] of scene.cast.speaking) {
      const character = characters.get(name) ?? { name, speeches: 0, words: 0, scenes: [] };
      character.speeches += said.speeches;
      character.words += said.words;
      character.scenes.push(index);
      characters.set(name, character);
    }
  });
  return {
    titlePage: screenplay.titlePage,
    elements: screenplay.elements,
    scenes: scenes.map(({ block, label, page, eighths: length, cast, hash }, index) => ({
      index,
      label,
      number: block.number,
      heading: block.heading,
      startLine: block.startLine,
      endLine: block.endLine,
      page,
      eighths: length,
      characters: [...cast.speaking.keys()],
      hash,
    })),
    characters: [...characters.values()].sort((a, b) => b.words - a.words || (a.name < b.name ? -1 : 1)),
    pages,
    eighths,
    problems: screenplay.problems,
  };
}
