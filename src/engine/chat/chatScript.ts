import { closedText, openStretches } from '../../screenplay/closedText';
import type { ScriptView } from '../../story/analysisResult';
import type { NeverSend } from '../../story/neverSend';
import { mayRepeatNotes } from '../pipeline/gatherModelTask';
import type { OpenScript } from '../pipeline/openScript';
import { chatScene, OPENING_NAME, type ChatScene } from './chatScene';
import { likelyScenes, type LikelyScenes } from './likelyScenes';
import { neverSendGuard, type NeverSendGuard } from './neverSend';
import { sceneLines } from './sceneLines';
import type { ScriptSearch } from './scriptSearch';
import { sentView } from './sentView';
import { ordinaryWordsOf } from './scriptNames';

/** A script as one question finds it. All that leaves is read from here. */
export interface ChatScript {
  readonly id: string;
  /** Changes with any word of it. */
  readonly hash: string;
  readonly view: ScriptView;
  /** In script order, the text before the first scene first. */
  readonly scenes: readonly ChatScene[];
  /** Null: the script has no such scene. */
  readonly byId: (id: string) => ChatScene | null;
  /** By what the writer or the model calls it: `12`, `(12)`, `S12`, `opening`; null: there is none. */
  readonly byName: (name: string) => ChatScene | null;
  readonly guard: NeverSendGuard;
  /** What of what is made stays here because it may repeat what is marked; `view` and `scenes` are without it. */
  readonly withheld: readonly string[];
  /** Where a question is likely to be answered: scenes to send, best first, marked ones left out. */
  likely(question: string, limit: number): Promise<LikelyScenes>;
  /** Whether the script uses this word in lower case. */
  isOrdinaryWord(word: string): boolean;
}

export interface ChatScriptSources {
  readonly open: OpenScript;
  readonly view: ScriptView;
  readonly search: ScriptSearch;
  readonly marks: NeverSend;
  readonly sendNotes: boolean;
}

/** Reads a script for a question. */
export async function readChatScript(sources: ChatScriptSources): Promise<ChatScript> {
  const { open, search, marks, sendNotes } = sources;
  const neverSend = new Set([...marks.sceneIds, ...marks.joined]);
  const { view, withheld, cards: heldCards } = sentView(sources);
  const { scenes: facts, options } = await search.prepare(open, '');
  const readings = open.readings();
  const read = facts.flatMap((fact) => {
    const reading = readings.get(fact.id);
    if (reading === undefined) return [];
    const { hash, headingLine } = reading;
    const card = heldCards.has(fact.id) || mayRepeatNotes(open, fact.id) ? null : fact.card;
    const closed = closedText(fact.source);
    // Where something may be an open note, only what is certain of the page is read.
    const lines = closed === fact.source ? options.index.lines(fact.id) : sceneLines(closed);
    return [{ closed, scene: chatScene({ ...fact, card, hash, headingLine }, lines, { sendNotes }) }];
  });
  const scenes = read.map(({ scene }) => scene);
  const ids = new Map(scenes.map((scene) => [scene.id, scene]));
  const names = new Map(scenes.map((scene) => [scene.name.toLowerCase(), scene]));
  const gone = [...neverSend].flatMap((id) => (ids.has(id) ? [] : (open.stored.get(id)?.row.text ?? [])));
  // What may be an open note stays here as what is marked does, in whatever repeats it.
  const certain = read.map(({ scene, closed }) => ({ ...scene, source: closed }));
  const unclosed = read.flatMap(({ scene, closed }) => (closed === scene.source ? [] : openStretches(scene.source)));
  const guard = neverSendGuard(certain, neverSend, [...gone, ...unclosed]);
  return {
    id: open.id,
    hash: open.reading.hash,
    view,
    scenes,
    guard,
    withheld,
    byId: (id) => ids.get(id) ?? null,
    byName: (name) => {
      const asked = name
        .trim()
        .toLowerCase()
        .replace(/^(?:scene|sc\.?|#)\s*/, '');
      const known = names.get(asked) ?? names.get(asked.replace(/^s\s?(?=[\d(o])/, '')) ?? null;
      if (known !== null) return known;
      // `(12)` is how an ordinal is told from a printed number; a model may leave the parentheses out.
      return names.get(`(${asked})`) ?? names.get(asked.replace(/^\((.*)\)$/, '$1')) ?? null;
    },
    likely: async (question, limit) => {
      const prepared = await search.prepare(open, question);
      const found = likelyScenes({ question, scenes: prepared.scenes, ...prepared.options });
      return { ...found, ids: found.ids.filter((id) => !guard.isMarked(id)).slice(0, limit) };
    },
    isOrdinaryWord: ordinaryWordsOf(facts),
  };
}

/** Names of scenes nearest to one that the script does not have: same digits, else near in number. */
export function nearestNames(script: ChatScript, asked: string, limit = 4): string[] {
  const wanted = Number(/\d+/.exec(asked)?.[0] ?? Number.NaN);
  const named = script.scenes.filter(({ name }) => name !== OPENING_NAME);
  if (Number.isNaN(wanted)) return named.slice(0, limit).map(({ name }) => name);
  return named
    .map(({ name }) => ({ name, away: Math.abs(Number(/\d+/.exec(name)?.[0] ?? Number.NaN) - wanted) }))
    .filter(({ away }) => !Number.isNaN(away))
    .sort((a, b) => a.away - b.away)
    .slice(0, limit)
    .map(({ name }) => name);
}
