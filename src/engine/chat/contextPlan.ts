import { parseScreenplay } from '../../screenplay/parseScreenplay';
import type { AskedMessage, ContextUsed, IntentType } from '../../story/chatMessage';
import type { ChatScene } from './chatScene';
import type { ChatHistory } from './chatHistory';
import type { ChatScript } from './chatScript';
import type { ChatTokens } from './chatTokens';
import { foldText } from '../../story/foldedText';
import type { LikelyScenes } from './likelyScenes';
import {
  foundParts,
  historyParts,
  questionParts,
  stableParts,
  tokensOfParts,
  type ChosenContext,
  type PromptPart,
} from './promptParts';
import { passagesFor, passagesOf, type ScenePassage } from './scenePassage';
import { atPosition, sceneByPosition } from './sceneByPosition';
import { sheetTexts, type StableBlock } from './stableBlock';
import { useOfRoom } from './useOfRoom';
import { LINES_LENGTH, WANTED_CARDS } from './wantedScenes';
import { visibleText } from './visibleText';

export interface PlanSources {
  readonly script: ChatScript;
  readonly tokens: ChatTokens;
  readonly request: AskedMessage;
  readonly intent: IntentType;
  /** Without its slash command. */
  readonly question: string;
  /** Tokens for everything that comes from script and talk. */
  readonly budget: number;
  readonly stable: StableBlock;
  readonly history: Pick<ChatHistory, 'summary' | 'turns' | 'cut'>;
  /** Scenes that fit the question, marked ones left out, and the words they were found by. */
  readonly likely: LikelyScenes;
  /** Whether tools may ask for more: some room is kept for them. */
  readonly hasTools: boolean;
}

/** What is sent beside the constant prefix, and what is left out. */
export interface ContextPlan extends ChosenContext {
  /** Whether the stable block has room beside the question. */
  readonly hasStable: boolean;
  readonly hasHistory: boolean;
  readonly cut: ContextUsed['cut'];
  /** What the answer must say of itself: that the writer's own scene was left out. */
  readonly notes: readonly string[];
  /** One sentence where question and selection alone are too long; null: it can be asked. */
  readonly refusal: string | null;
}

/**
 * Chooses what is sent under a budget. Never cut: question and selection. What does not fit becomes a card instead of a
 * scene, then drops, farthest first; a scene shorter than its card goes in as text. Everything left out is accounted for.
 * What is counted are the very blocks that are sent, so that nothing goes over by what stands around the words.
 */
export function planContext(sources: PlanSources): ContextPlan {
  const { script, tokens, request, intent, budget, stable, history } = sources;
  const question = visibleText(sources.question).trim();
  const { selection, notes } = readSelection(sources);
  const cut: { name: string; reason: string }[] = [...markedOnes(script)];
  const costOf = (parts: readonly PromptPart[]): number => tokensOfParts(parts, tokens);
  const fixed = costOf(questionParts({ selection, question }, intent));
  if (fixed > budget) {
    const what = selection === null ? 'The question is' : 'Question and selection are';
    const less = selection === null ? 'or ask in fewer words' : 'or select less';
    const refusal = `${what} longer than this tier allows (about ${figure(fixed)} of ${figure(budget)} tokens): choose a deeper tier, ${less}.`;
    const nothing = { passages: [], sheets: [], hasStable: false, hasHistory: false };
    return { ...nothing, selection, question, notes, cut, refusal };
  }
  let room = budget - fixed;
  const stableTokens = costOf(stableParts(stable));
  // All of it or nothing: a shorter one would be another prefix.
  const hasStable = stableTokens > 0 && stableTokens <= room;
  if (hasStable) {
    room -= stableTokens;
    cut.push(...stable.cut);
  } else if (stableTokens > 0) {
    const name = stable.whole.length > 0 ? 'whole script' : 'outline and sheets';
    cut.push({ name, reason: 'no room beside the question' });
  }
  const historyTokens = costOf(historyParts(history));
  const hasHistory = historyTokens > 0 && historyTokens <= room;
  if (hasHistory) room -= historyTokens;
  else if (historyTokens > 0) cut.push({ name: 'history', reason: 'no room beside the question' });
  cut.push(...history.cut);

  const reserve = sources.hasTools ? Math.floor(room * TOOL_SHARE[intent]) : 0;
  const open = room - reserve;
  const free = open - FRAME_TOKENS;
  const candidates = candidatesOf(sources, { hasStable, selected: selection?.scene ?? null, room: free });
  const chosen = fitExactly(candidates, { free, open, costOf });
  return {
    ...{ passages: chosen.passages, sheets: chosen.sheets, selection, question, hasStable, hasHistory },
    cut: [...cut, ...chosen.cut],
    notes: [...notes, ...currentNote(script, request, selection)],
    refusal: null,
  };
}

/** Headings above what is retrieved, about. */
const FRAME_TOKENS = 45;

/** Share of what is left that sheets may take of a question about the script: its own words answer it. */
const SHEETS_SHARE = 0.1;

/** Share of what is left that is kept for tools. */
const TOOL_SHARE: Readonly<Record<IntentType, number>> = {
  local_edit: 0.15,
  scene_feedback: 0.25,
  global_question: 0.25,
  brainstorm: 0.4,
};

function figure(tokens: number): string {
  return tokens.toLocaleString('en-US');
}

function markedOnes({ scenes, guard, withheld }: ChatScript): { name: string; reason: string }[] {
  const marked = scenes
    .filter(({ id }) => guard.isMarked(id))
    .map(({ name }) => ({ name, reason: 'marked never to be sent' }));
  const reason = 'behind, and may repeat what is marked never to be sent';
  return [...marked, ...withheld.map((name) => ({ name, reason }))];
}

function currentNote(script: ChatScript, { currentSceneId }: AskedMessage, selection: unknown): string[] {
  if (currentSceneId === null || selection !== null || !script.guard.isMarked(currentSceneId)) return [];
  const name = script.byId(currentSceneId)?.name ?? '';
  return [`Scene ${name} is marked never to be sent: the answer was made without it.`];
}

/** The selection as it may be sent: nothing of a marked scene, no notes unless allowed, nothing cut. */
function readSelection({ request, script }: PlanSources): Pick<ContextPlan, 'selection'> & { notes: string[] } {
  const { selection, sendNotes } = request;
  if (selection === null) return { selection: null, notes: [] };
  const scene = script.byId(selection.sceneId);
  const isHome = script.guard.isMarked(selection.sceneId) || !script.guard.permits(selection.text);
  if (isHome) {
    const what = scene === null ? 'The selection' : `The selection in scene ${scene.name}`;
    return { selection: null, notes: [`${what} is marked never to be sent: the answer was made without it.`] };
  }
  const text = visibleText(withoutHidden(selection.text, scene, sendNotes)).trim();
  if (text === '') {
    return {
      selection: null,
      notes: ['Only notes are selected, which stay at home: the answer was made without them.'],
    };
  }
  return { selection: { scene, text }, notes: [] };
}

/** Without notes and boneyard, also where only a part of one is selected. */
function withoutHidden(text: string, scene: ChatScene | null, sendNotes: boolean): string {
  let shown = text.replace(/\/\*[\s\S]*?(?:\*\/|$)/gu, '');
  if (!sendNotes) shown = shown.replace(/\[\[[\s\S]*?(?:\]\]|$)/gu, '');
  if (scene === null) return shown;
  const { removed } = parseScreenplay(scene.source, { titlePage: false });
  const hidden = removed
    .filter(({ kind }) => kind === 'boneyard' || !sendNotes)
    .map(({ startOffset, endOffset }) => foldText(scene.source.slice(startOffset, endOffset)).text);
  if (hidden.length === 0) return shown;
  const page = foldText(scene.text).text;
  return shown
    .split('\n')
    .filter((line) => {
      const folded = foldText(line).text;
      return (
        folded === '' || page.includes(folded) || !hidden.some((one) => one.includes(folded) || folded.endsWith(one))
      );
    })
    .join('\n');
}

type Candidate =
  | { readonly kind: 'scene' | 'found'; readonly scene: ChatScene; readonly ways: readonly ScenePassage[] }
  | { readonly kind: 'sheet'; readonly name: string; readonly text: string; readonly tokens: number };

/** Nearest first; what search found is behind what the writer named or is in. */
function candidatesOf(
  sources: PlanSources,
  {
    hasStable,
    selected,
    room,
  }: { readonly hasStable: boolean; readonly selected: ChatScene | null; readonly room: number },
): Candidate[] {
  const { script, tokens, request, intent, question, stable, likely } = sources;
  const taken = new Set<string>();
  const candidates: Candidate[] = [];
  const isWhole = hasStable && stable.whole.length > 0;
  const addWays = (kind: 'scene' | 'found', scene: ChatScene, ways: readonly ScenePassage[]): void => {
    // Its card is in front already.
    const known = hasStable && stable.cards.has(scene.id);
    const useful = known ? ways.filter((way) => way.as !== 'card') : ways;
    if (useful.length === 0) return;
    taken.add(scene.id);
    candidates.push({ kind, scene, ways: useful });
  };
  const add = (scene: ChatScene | null | undefined, as: 'text' | 'shorter'): void => {
    // Of a script that is in front as a whole only the scene that is talked of is shown again.
    if (scene == null || taken.has(scene.id) || (isWhole && as === 'shorter')) return;
    const ways = passagesOf(scene, script, tokens);
    addWays('scene', scene, as === 'text' ? ways : ways.slice(-1));
  };
  const addFound = (): void => {
    if (isWhole) return;
    for (const id of likely.ids) {
      const scene = script.byId(id);
      if (scene === null || taken.has(id)) continue;
      addWays('found', scene, passagesFor(likely.words, LINES_LENGTH[request.budgetTier], scene, script, tokens));
    }
  };
  const addSheets = (limit = room): void => {
    const names = namedPeople(script, request.mentions.characters, question);
    let sum = 0;
    for (const { key, text } of sheetTexts(script)) {
      if (!names.has(key) || (hasStable && stable.sheets.includes(key))) continue;
      const cost = tokens.of(text) + 3;
      if (sum + cost > limit) continue;
      sum += cost;
      candidates.push({ kind: 'sheet', name: key, text, tokens: cost });
    }
  };
  const current = selected ?? (request.currentSceneId === null ? null : script.byId(request.currentSceneId));
  const named = namedScenes(script, request.mentions.sceneIds, question);
  const at = current === null ? -1 : script.scenes.indexOf(current);
  const neighbour = (by: number): ChatScene | undefined => (at < 0 ? undefined : script.scenes[at + by]);
  switch (intent) {
    case 'local_edit':
      for (const scene of named) add(scene, 'text');
      add(current, 'text');
      add(neighbour(-1), 'text');
      add(neighbour(1), 'text');
      addSheets();
      break;
    case 'scene_feedback':
      for (const scene of named) add(scene, 'text');
      if (named.length === 0) add(current, 'text');
      addSheets();
      for (const scene of related(script, [...named, ...(current === null ? [] : [current])])) add(scene, 'shorter');
      add(neighbour(-1), 'shorter');
      add(neighbour(1), 'shorter');
      for (const id of likely.ids.slice(0, WANTED_CARDS[request.budgetTier])) add(script.byId(id), 'shorter');
      break;
    case 'global_question':
      for (const scene of named) add(scene, 'text');
      if (THIS_SCENE.test(question)) add(current, 'text');
      addSheets(room * SHEETS_SHARE);
      addFound();
      break;
    case 'brainstorm':
      for (const scene of named) add(scene, 'text');
      if (THIS_SCENE.test(question)) add(current, 'text');
      addSheets();
      break;
  }
  return candidates;
}

const THIS_SCENE = /\b(?:this|current) (?:scene|moment|page)\b|\bhere\b/iu;

/** Scenes the question names, by a mention, by label or by where they stand. */
function namedScenes(script: ChatScript, mentioned: readonly string[], question: string): ChatScene[] {
  const scenes = mentioned.map((id) => script.byId(id));
  for (const [, list = ''] of question.matchAll(NAMED_SCENES)) {
    for (const [label] of list.matchAll(/\(?\d+[A-Za-z]?\)?/gu)) scenes.push(script.byName(label));
  }
  const place = sceneByPosition(question);
  const numbered = script.scenes.filter(({ index }) => index !== null);
  if (place !== null) scenes.push(atPosition(numbered, place));
  return [...new Set(scenes.filter((scene) => scene !== null))];
}

const NAMED_SCENES =
  /(?:\b(?:scenes?|sc\.?)\s*|#)((?:\(?\d+[A-Za-z]?\)?)(?:\s*(?:,|and|&|to|or)\s*\(?\d+[A-Za-z]?\)?){0,12})/giu;

/** People the question names. A name that is also a word must be written as a name. */
function namedPeople(script: ChatScript, mentioned: readonly string[], question: string): Set<string> {
  const names = new Set<string>();
  const wanted = new Set(mentioned.map((name) => name.toUpperCase()));
  for (const { name, aliases } of script.view.characters) {
    const called = [name, ...aliases];
    if (called.some((one) => wanted.has(one.toUpperCase()) || isNamed(one, question, script))) names.add(name);
  }
  return names;
}

function isNamed(name: string, question: string, script: ChatScript): boolean {
  const pattern = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu').exec(question);
  if (found === null) return false;
  return /^\p{Lu}/u.test(found[0]) || !script.isOrdinaryWord(name.toLowerCase());
}

/** What these scenes set up or pay off. */
function related({ view, byId }: ChatScript, scenes: readonly ChatScene[]): ChatScene[] {
  const ids = new Set(scenes.map(({ id }) => id));
  return view.relationships.flatMap(({ setupSceneId, payoffSceneId }) => {
    const other = ids.has(setupSceneId)
      ? payoffSceneId
      : payoffSceneId !== null && ids.has(payoffSceneId)
        ? setupSceneId
        : null;
    const scene = other === null ? null : byId(other);
    return scene === null ? [] : [scene];
  });
}

interface Fitted {
  readonly taken: readonly { readonly item: Candidate; readonly way: number }[];
  readonly cut: { name: string; reason: string }[];
}

/** What is chosen for `free` tokens as each is counted alone, and for less where all of it as sent has more than `open`. */
function fitExactly(
  candidates: readonly Candidate[],
  {
    free,
    open,
    costOf,
  }: {
    readonly free: number;
    readonly open: number;
    readonly costOf: (parts: readonly PromptPart[]) => number;
  },
): Pick<ContextPlan, 'passages' | 'sheets'> & Pick<Fitted, 'cut'> {
  for (let room = free; ;) {
    const { taken, cut } = fit(candidates, room);
    const passages = taken.flatMap(({ item, way }) => (item.kind === 'sheet' ? [] : (item.ways[way] ?? [])));
    const sheets = taken.flatMap(({ item }) => (item.kind === 'sheet' ? [{ name: item.name, text: item.text }] : []));
    const over = costOf(foundParts({ passages, sheets })) - open;
    if (over <= 0) return { passages, sheets, cut };
    room = Math.min(room, open) - over;
  }
}

/**
 * What was named goes in full, the farthest shortened and dropped first. What was found has the rest, in full or by its
 * lines as the answer is likeliest among them.
 */
function fit(candidates: readonly Candidate[], room: number): Fitted {
  /** Which way each is sent now; null: dropped. */
  const ways: (number | null)[] = candidates.map(() => null);
  let used = 0;
  const costOf = (at: number, way: number | null): number => {
    const item = candidates[at];
    if (item === undefined || way === null) return 0;
    return item.kind === 'sheet' ? item.tokens : (item.ways[way]?.tokens ?? 0);
  };
  const lastWay = (at: number): number => {
    const item = candidates[at];
    return item === undefined || item.kind === 'sheet' ? 0 : item.ways.length - 1;
  };
  const change = (at: number, way: number | null): void => {
    used += costOf(at, way) - costOf(at, ways[at] ?? null);
    ways[at] = way;
  };
  /** Each as full as it goes, in order: a large one that does not leaves room for smaller ones behind it. */
  const fill = (places: readonly number[]): void => {
    for (const at of places) {
      const way = ways[at] ?? null;
      for (let better = 0; better < (way ?? lastWay(at) + 1); better++) {
        if (used + costOf(at, better) - costOf(at, way) > room) continue;
        change(at, better);
        break;
      }
    }
  };
  const [found, named] = split([...candidates.keys()], (at) => candidates[at]?.kind === 'found');
  for (const at of named) change(at, 0);
  for (const at of [...named].reverse()) {
    if (used > room && lastWay(at) > 0) change(at, lastWay(at));
    if (used > room) change(at, null);
  }
  fill(named);
  const costs = found.map((at) => ({ whole: costOf(at, 0), lines: lastWay(at) > 0 ? costOf(at, lastWay(at)) : null }));
  for (const [i, as] of useOfRoom(costs, room - used).entries()) {
    const at = found[i];
    if (at !== undefined && as !== null) change(at, as === 'whole' ? 0 : lastWay(at));
  }
  const taken = candidates.flatMap((item, at) => {
    const way = ways[at] ?? null;
    return way === null ? [] : [{ item, way }];
  });
  return { taken, cut: candidates.flatMap((item, at) => cutOf(item, ways[at] ?? null)) };
}

/** What is told of what was left out. A reason stands beside one name or many, so it has no number. */
function cutOf(item: Candidate, way: number | null): { name: string; reason: string }[] {
  const name = item.kind === 'sheet' ? `sheet of ${item.name}` : item.scene.name;
  if (way === null) return [{ name, reason: 'no room in this tier' }];
  if (way === 0 || item.kind === 'sheet') return [];
  const as = item.ways[way]?.as === 'lines' ? 'matching lines' : 'card';
  return [{ name, reason: `sent by ${as} alone, no room in full` }];
}

/** Those of which it is true, and the others, each in order. */
function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
