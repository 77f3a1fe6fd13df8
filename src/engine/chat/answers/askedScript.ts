import { speakersOf } from '../../../screenplay/names';
import { comparableText } from '../comparableText';
import type { KnownName } from '../knownNames';
import { nameSpotter } from '../knownNames';
import { buildLexicalIndex, type LexicalIndex } from '../lexicalIndex';
import { sceneSettings, type SceneSetting } from '../sceneSettings';
import type { SceneLine } from '../sceneLines';
import type { FactScene, ScriptFacts } from '../scriptFacts';
import { ordinaryWordsOf, standsInScript } from '../scriptNames';
import type { VectorMatch } from '../searchScenes';

/** The facts of a script with what answering looks up again and again. */
export interface AskedScript {
  readonly facts: ScriptFacts;
  /** All scenes, the passage too. */
  readonly index: LexicalIndex;
  readonly vectorRanking: readonly VectorMatch[];
  /** Scenes that count as scenes, in script order. */
  readonly scenes: readonly FactScene[];
  /** One for each of `facts.scenes`. */
  readonly settings: readonly SceneSetting[];
  readonly names: readonly KnownName[];
  readonly lastAct: number | null;
  readonly isOrdinaryWord: (word: string) => boolean;
  /** Whether the script has these words in a row. */
  readonly stands: (phrase: string) => boolean;
  /** Whether some line of the script has these words, however they are typeset. */
  readonly hasWords: (words: string) => boolean;
  readonly sceneById: (id: string) => FactScene | null;
  /** The lines of a scene with speakers by the name they are known under; several where a cue names several. */
  readonly speeches: (scene: FactScene) => readonly SpokenLine[];
  /** Who is named in the action of a scene, by the name they are known under. */
  readonly named: (scene: FactScene) => readonly string[];
  /** Lines of action that name the character. */
  readonly mentions: (scene: FactScene, name: string) => readonly SceneLine[];
}

/** A line of dialogue and who says it. */
export interface SpokenLine {
  readonly line: SceneLine;
  readonly speakers: readonly string[];
  /** Counts speeches in the scene from 0: lines of one cue have one number. */
  readonly speech: number;
}

export function readFacts(
  facts: ScriptFacts,
  given: { readonly index?: LexicalIndex; readonly vectorRanking?: readonly VectorMatch[] } = {},
): AskedScript {
  const index = given.index ?? buildLexicalIndex(facts.scenes);
  const names = namesOf(facts);
  const canonical = new Map(
    names.flatMap(({ name, aliases }) => [name, ...aliases].map((form) => [form, name] as const)),
  );
  const known = new Set(canonical.keys());
  const spot = nameSpotter(names);
  const spotted = new Map<SceneLine, readonly string[]>();
  const namesOn = (line: SceneLine): readonly string[] => {
    const found = spotted.get(line) ?? spot(line.text);
    spotted.set(line, found);
    return found;
  };
  const spoken = new Map<string, readonly SpokenLine[]>();
  let comparable: string | null = null;
  const byId = new Map(facts.scenes.map((scene) => [scene.id, scene]));
  return {
    facts,
    index,
    names,
    vectorRanking: given.vectorRanking ?? [],
    scenes: facts.scenes.filter((scene) => scene.index !== null),
    settings: sceneSettings(facts.scenes),
    lastAct: facts.scenes.reduce<number | null>(
      (last, { act }) => (act === null ? last : Math.max(act, last ?? 0)),
      null,
    ),
    isOrdinaryWord: ordinaryWordsOf(facts.scenes),
    stands: standsInScript(facts.scenes),
    hasWords: (words) => {
      comparable ??= facts.scenes.map(({ id }) => comparableText(wordsOfScene(index.lines(id)))).join('\n');
      return comparable.includes(comparableText(words));
    },
    sceneById: (id) => byId.get(id) ?? null,
    speeches: (scene) => {
      const lines = spoken.get(scene.id) ?? spokenLines(index.lines(scene.id), known, canonical);
      spoken.set(scene.id, lines);
      return lines;
    },
    named: (scene) =>
      [...new Set(scene.mentioned.map((name) => canonical.get(name) ?? name))].filter((name) => canonical.has(name)),
    mentions: (scene, name) =>
      index.lines(scene.id).filter((line) => line.field === 'action' && namesOn(line).includes(name)),
  };
}

/** What a scene says, its lines run together: a quote may go over the end of one. */
function wordsOfScene(lines: readonly SceneLine[]): string {
  return lines.map(({ text }) => text).join(' ');
}

function namesOf(facts: ScriptFacts): KnownName[] {
  const names = new Map<string, KnownName>(facts.characters.map(({ name, aliases }) => [name, { name, aliases }]));
  const aliases = new Set(facts.characters.flatMap((character) => character.aliases));
  for (const scene of facts.scenes) {
    for (const name of [...scene.speaking.map((speaker) => speaker.name), ...scene.mentioned]) {
      if (!names.has(name) && !aliases.has(name)) names.set(name, { name, aliases: [] });
    }
  }
  // `EDWARD AND WILL` is how a cue names two people, not a third one.
  const known = new Set(names.keys());
  return [...names.values()].filter(({ name }) => speakersOf(name, known).length === 1);
}

function spokenLines(
  lines: readonly SceneLine[],
  known: ReadonlySet<string>,
  canonical: ReadonlyMap<string, string>,
): SpokenLine[] {
  const spoken: SpokenLine[] = [];
  let speech = -1;
  for (const line of lines) {
    if (line.field === 'cue') speech++;
    if (line.field !== 'dialogue' || line.parenthetical || line.speaker === null) continue;
    const speakers = speakersOf(line.speaker, known).map((name) => canonical.get(name) ?? name);
    spoken.push({ line, speakers: [...new Set(speakers)], speech });
  }
  return spoken;
}
