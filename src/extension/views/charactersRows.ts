import type { CharacterView, SceneView } from '../../story/analysisResult';
import type { CharacterSheet } from '../../story/characterSheet';
import { sceneAtLine } from '../sceneAtLine';
import type { Speech } from '../speeches';
import type { OpenSuggestion } from '../../story/scriptDecisions';
import type { ScriptKnowledge } from './scriptKnowledge';

/** A row of Characters. Ids outlive changes of the text. */
export type CharactersRow =
  | CharacterRow
  | { readonly kind: 'mentionedOnly'; readonly id: string; readonly children: readonly CharacterRow[] }
  | SuggestionRow
  | SheetRow
  | KeptSheetRow
  | FactRow
  | CompanyRow
  | { readonly kind: 'scenes'; readonly id: string; readonly children: readonly CharacterSceneRow[] }
  | CharacterSceneRow
  | LinesRow
  | SpeechRow;

export interface CharacterRow {
  readonly kind: 'character';
  readonly id: string;
  readonly character: CharacterView;
  readonly scenes: readonly SceneView[];
  /** Of all words that are spoken, from 0 to 1. */
  readonly shareOfWords: number;
  /** Why the sheet is behind; empty if it is current or there is none. */
  readonly behind: readonly string[];
  /** Other names that may be the same person's, each as a question with what speaks for it; looked for when asked. */
  readonly perhapsAlso: () => readonly string[];
  readonly children: readonly CharactersRow[];
}

/** A question: whether two names are one person's. */
export interface SuggestionRow {
  readonly kind: 'suggestion';
  readonly id: string;
  readonly alias: string;
  readonly name: string;
  /** What speaks for it. */
  readonly why: string;
}

export interface SheetRow {
  readonly kind: 'sheet';
  readonly id: string;
  /** The character's name. */
  readonly subject: string;
  readonly pinned: boolean;
  /** Whether a newer version waits beside it. */
  readonly hasNewer: boolean;
  readonly failure: string | null;
  readonly sheet: CharacterSheet;
  readonly behind: readonly string[];
  readonly children: readonly FactRow[];
}

/** A sheet that the writer has pinned, of somebody who is not in the script any more, or has another name there. */
export interface KeptSheetRow {
  readonly kind: 'keptSheet';
  readonly id: string;
  /** The name under which it is pinned. */
  readonly subject: string;
  readonly behind: readonly string[];
}

/** Something the sheet says, with the place where it is to be read. */
export interface FactRow {
  readonly kind: 'fact';
  readonly id: string;
  readonly name: 'Wants' | 'Needs' | 'Arc' | 'Moment';
  readonly text: string;
  /** Null where no place in the script says it. */
  readonly place: { readonly scene: SceneView; readonly line: number } | null;
}

/** Who speaks in the same scenes, most often first. */
export interface CompanyRow {
  readonly kind: 'company';
  readonly id: string;
  readonly others: readonly { readonly name: string; readonly scenes: number }[];
}

export interface CharacterSceneRow {
  readonly kind: 'scene';
  readonly id: string;
  readonly scene: SceneView;
  readonly speaks: boolean;
}

export interface LinesRow {
  readonly kind: 'lines';
  readonly id: string;
  readonly count: number;
  readonly childrenWhenOpened: () => readonly SpeechRow[];
}

export interface SpeechRow {
  readonly kind: 'speech';
  readonly id: string;
  readonly speech: Speech;
  /** Null before the first scene. */
  readonly scene: SceneView | null;
}

/** The characters of a script, most words first; those who never speak together after them, and sheets of nobody who is there last. */
export function charactersRows(knowledge: ScriptKnowledge): readonly CharactersRow[] {
  const { characters } = knowledge.view;
  const words = characters.reduce((sum, character) => sum + character.words, 0);
  const rows = characters.map((character) => characterRow(character, words, knowledge));
  const questions = knowledge.suggestions.map((one) => suggestionRow(one, knowledge));
  const speaking = rows
    .filter(({ character }) => character.speeches > 0)
    .flatMap((row) => [row, ...questions.filter(({ name }) => name === row.character.name)]);
  // A full name may have no cue, and so no row of its own to stand under.
  speaking.push(...questions.filter((question) => !speaking.includes(question)));
  const mentioned = rows.filter(({ character }) => character.speeches === 0);
  return [
    ...speaking,
    ...(mentioned.length === 0 ? [] : [{ kind: 'mentionedOnly', id: 'mentioned only', children: mentioned } as const]),
    ...keptSheets(knowledge),
  ];
}

function keptSheets({ view, pinnedSheets, behind }: ScriptKnowledge): KeptSheetRow[] {
  const there = new Set(view.characters.map(({ name }) => name));
  return pinnedSheets
    .filter((subject) => !there.has(subject))
    .map((subject) => ({ kind: 'keptSheet', id: `kept ${subject}`, subject, behind: behind('sheet', subject) }));
}

function characterRow(character: CharacterView, allWords: number, knowledge: ScriptKnowledge): CharacterRow {
  const { name, sheet, speeches } = character;
  const id = `character ${name}`;
  const scenes = character.sceneIndices.flatMap((index) => knowledge.view.scenes[index] ?? []);
  const behind = knowledge.behind('sheet', name);
  const others = companyOf(name, scenes);
  const sceneRows = scenes.map((scene): CharacterSceneRow => {
    return { kind: 'scene', id: `${id} / ${scene.id}`, scene, speaks: scene.characters.includes(name) };
  });
  const children: CharactersRow[] = [
    ...(sheet === null ? [] : sheetRows(id, name, sheet, behind, knowledge)),
    ...(others.length === 0 ? [] : [{ kind: 'company', id: `${id} / with`, others } as const]),
    { kind: 'scenes', id: `${id} / scenes`, children: sceneRows },
  ];
  if (speeches > 0) {
    const childrenWhenOpened = (): SpeechRow[] => speechRows(id, [name, ...character.aliases], knowledge);
    children.push({ kind: 'lines', id: `${id} / lines`, count: speeches, childrenWhenOpened });
  }
  const shareOfWords = allWords === 0 ? 0 : character.words / allWords;
  const perhapsAlso = (): string[] => otherNames(name, knowledge);
  return { kind: 'character', id, character, scenes, shareOfWords, behind, perhapsAlso, children };
}

function otherNames(name: string, knowledge: ScriptKnowledge): string[] {
  return knowledge.aliasSuggestions().flatMap((suggestion) => {
    const { alias, name: main } = suggestion;
    if (name !== alias && name !== main) return [];
    return [`Also ${name === alias ? main : alias}? ${whyOf(suggestion, knowledge)}`];
  });
}

function suggestionRow(suggestion: OpenSuggestion, knowledge: ScriptKnowledge): SuggestionRow {
  const { alias, name } = suggestion;
  return { kind: 'suggestion', id: `perhaps ${name} / ${alias}`, alias, name, why: whyOf(suggestion, knowledge) };
}

function whyOf({ reason, evidence }: OpenSuggestion, { view }: ScriptKnowledge): string {
  const isSaid = reason === 'told' || reason === 'says-so' || reason === 'nickname';
  const label = view.scenes[evidence?.sceneIndex ?? -1]?.label;
  if (!isSaid || evidence === null || label === undefined) return 'The two never speak in one scene.';
  return `Scene ${label}: “${evidence.words}”`;
}

function sheetRows(
  id: string,
  subject: string,
  sheet: CharacterSheet,
  behind: readonly string[],
  { view, pinned, hasNewer, failure }: ScriptKnowledge,
): (SheetRow | FactRow)[] {
  const byId = new Map(view.scenes.map((scene) => [scene.id, scene]));
  const placeOf = (text: string): FactRow['place'] => {
    const evidence = sheet.evidence.find(({ quote, verified }) => verified && quote !== null && text.includes(quote));
    const scene = byId.get(evidence?.sceneId ?? '');
    return evidence === undefined || scene === undefined ? null : { scene, line: evidence.line };
  };
  const fact = (name: 'Wants' | 'Needs' | 'Arc', text: string): FactRow[] =>
    text === '' ? [] : [{ kind: 'fact', id: `${id} / ${name}`, name, text, place: placeOf(text) }];
  const moments = sheet.pivotalMoments.map(({ sceneIndex, description }, index): FactRow => {
    const scene = view.scenes[sceneIndex];
    const place = scene === undefined ? null : { scene, line: scene.startLine };
    return { kind: 'fact', id: `${id} / moment ${index + 1}`, name: 'Moment', text: description, place };
  });
  return [
    {
      kind: 'sheet',
      id: `${id} / sheet`,
      subject,
      pinned: pinned('sheet', subject),
      hasNewer: hasNewer('sheet', subject),
      failure: failure('sheet', subject),
      sheet,
      behind,
      children: moments,
    },
    ...fact('Wants', sheet.want),
    ...fact('Needs', sheet.need),
    ...fact('Arc', sheet.arc),
  ];
}

function companyOf(name: string, scenes: readonly SceneView[]): CompanyRow['others'] {
  const counts = new Map<string, number>();
  for (const { characters } of scenes) {
    if (!characters.includes(name)) continue;
    for (const other of characters) if (other !== name) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return [...counts].map(([other, count]) => ({ name: other, scenes: count })).sort((a, b) => b.scenes - a.scenes);
}

function speechRows(id: string, names: readonly string[], knowledge: ScriptKnowledge): SpeechRow[] {
  return knowledge
    .speeches()
    .filter((speech) => names.includes(speech.name))
    .map((speech, index) => {
      const scene = sceneAtLine(knowledge.view.scenes, speech.line);
      return { kind: 'speech', id: `${id} / line ${index + 1}`, speech, scene };
    });
}
