import type { AskedMessage, ChatMessageResponse, Citation } from '../../story/chatMessage';
import type { ScriptView } from '../../story/analysisResult';
import { locateQuote } from '../pipeline/locateQuote';
import type { OpenScript } from '../pipeline/openScript';
import { viewEvidence, type SceneTexts } from '../pipeline/viewEvidence';
import type { Transactional } from '../store/db';
import { findOutline } from '../store/outlineQueries';
import { listThreads } from '../store/threadQueries';
import { answerOffline } from './answerOffline';
import type { OfflineAnswer, OfflineCitation } from './answers/offlineAnswer';
import { readIntent } from './intent';
import type { ScriptFacts } from './scriptFacts';
import type { ScriptSearch } from './scriptSearch';
import { placeInTalk, rememberExchange } from './talkPlace';

/** A script as a question finds it: its text now, what views show of it, and its word index. */
export interface AskedScript {
  readonly open: OpenScript;
  readonly view: ScriptView;
  readonly search: ScriptSearch;
}

/** Answers a question without a model and, if asked to, stores both in one transaction. Rejects as `placeInTalk` does. */
export async function askScript(
  db: Transactional,
  { open, view, search }: AskedScript,
  request: AskedMessage,
): Promise<ChatMessageResponse> {
  const { intent, message } = readIntent({
    message: request.message,
    hint: request.intentHint,
    hasSelection: request.selection !== null,
    hasScene: request.currentSceneId !== null || request.mentions.sceneIds.length > 0,
  });
  const talk = await placeInTalk(db, open.id, request);
  const { scenes, options } = await search.prepare(open, message);
  const texts = { readings: open.readings(), elements: open.reading.screenplay.elements };
  const facts = factsOf({ open, view, scenes, evidence: await readEvidence(db, open.id, texts) });
  const answer = answerOffline(message, facts, { ...options, currentSceneId: request.currentSceneId });
  const response = responseOf(answer, intent, texts, talk.id);
  if (request.remember) {
    await rememberExchange(db, talk, { request, response, turns: null, questionId: crypto.randomUUID() });
  }
  return response;
}

/** What outline and threads rest on; views carry the evidence of the other kinds themselves. */
type MadeEvidence = Pick<ScriptFacts, 'outlineEvidence' | 'threadEvidence'>;

async function readEvidence(db: Transactional, scriptId: string, texts: SceneTexts): Promise<MadeEvidence> {
  const outline = await findOutline(db, scriptId);
  const threads = await listThreads(db, scriptId);
  return {
    outlineEvidence: viewEvidence(outline?.evidence ?? [], texts),
    threadEvidence: new Map(threads.map(({ id, evidence }) => [id, viewEvidence(evidence, texts)])),
  };
}

interface FactSources {
  readonly open: OpenScript;
  readonly view: ScriptView;
  readonly scenes: ScriptFacts['scenes'];
  readonly evidence: MadeEvidence;
}

function factsOf({ open, view, scenes, evidence }: FactSources): ScriptFacts {
  const { script, characters, outline, threads, relationships } = view;
  return {
    title: script.title,
    pages: script.pages,
    eighths: open.reading.eighths,
    scenes,
    characters,
    outline,
    threads,
    relationships,
    ...evidence,
    cards: new Map(
      view.scenes.flatMap(({ id, card, behind }) =>
        card === null ? [] : [[id, { evidence: card.evidence, behind }] as const],
      ),
    ),
    behind: {
      outline: view.outlineBehind,
      threads: view.threadsBehind,
      relationships: view.relationshipsBehind,
    },
  };
}

function responseOf(
  answer: OfflineAnswer,
  intent: ChatMessageResponse['intent'],
  texts: SceneTexts,
  conversationId: string,
): ChatMessageResponse {
  const { searched } = answer;
  const placed = answer.citations.flatMap((cited) => {
    const citation = citationOf(cited, texts);
    return citation === null ? [] : [{ key: keyOf(cited), citation }];
  });
  const citations = placed.map(({ citation }) => citation);
  const position = new Map(placed.map(({ key }, index) => [key, index]));
  const numbered = [...texts.readings.values()].filter(({ index }) => index !== null).length;
  const indexOf = (sceneId: string): number[] => {
    const index = texts.readings.get(sceneId)?.index;
    return index === null || index === undefined ? [] : [index];
  };
  return {
    conversationId,
    messageId: crypto.randomUUID(),
    answer: answer.blocks.map((block) => block.text).join('\n'),
    found: answer.found,
    intent,
    method: 'offline',
    blocks: answer.blocks.map((block) => ({
      kind: 'paragraph',
      text: block.text,
      citations: block.citations.flatMap((citation) => position.get(keyOf(citation)) ?? []),
    })),
    citations,
    usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0, costUsd: 0 },
    contextUsed: {
      // Text before the first heading is searched, and is no scene.
      scenesSearched: Math.min(searched.scenes, Math.max(1, numbered)),
      scenesAsText: sorted(citations.flatMap(({ sceneId }) => indexOf(sceneId))),
      scenesAsCards: sorted(searched.cards.flatMap(indexOf)),
      sheets: [...searched.sheets],
      outline: searched.outline,
      sceneIds: [...new Set([...answer.citations.map(({ sceneId }) => sceneId), ...searched.cards])],
      parts: [],
      cut: [],
      budgetTokens: 0,
      constantTokens: 0,
    },
    status: 'complete',
    failure: null,
    proposals: [],
  };
}

function sorted(indices: readonly number[]): number[] {
  return [...new Set(indices)].sort((a, b) => a - b);
}

function keyOf({ sceneId, lineOffset, quote }: OfflineCitation): string {
  return JSON.stringify([sceneId, lineOffset, quote]);
}

/** The place in the document as it is now, and whether the quote stands there; null where the scene is gone. */
function citationOf(
  { sceneId, lineOffset, quote }: OfflineCitation,
  { readings, elements }: SceneTexts,
): Citation | null {
  const scene = readings.get(sceneId);
  if (scene === undefined) return null;
  const { firstElement, endElement, heading, startLine } = scene.block;
  return {
    sceneId,
    index: scene.index,
    label: scene.label,
    heading,
    line: startLine - scene.headingLine + lineOffset,
    quote,
    verified: quote === null || locateQuote(elements.slice(firstElement, endElement), quote) !== null,
  };
}
