import { Failure } from '../../protocol/failure';
import { isMoreMarked } from '../../story/neverSend';
import { placedText } from '../../story/placedText';
import type { SinceAnalysis } from '../../story/sinceAnalysis';
import { searchedText } from '../../story/searchedText';
import type {
  AnswerBlock,
  AskedMessage,
  ChatEvent,
  ChatMessageResponse,
  Citation,
  ContextUsed,
} from '../../story/chatMessage';
import type { Transactional } from '../store/db';
import { findMarks } from '../store/privacyMarkQueries';
import { runChatLoop, type ChatLoopResult } from './chatLoop';
import type { ChatModels, OpenChatModel } from './chatModels';
import { groundAnswer } from './groundAnswer';
import { ownWords } from './ownWords';
import { openChatScript, prepareQuestion, withTools, type PreparedQuestion } from './prepareQuestion';
import type { AskedScript } from './scriptChat';
import { sentScenes } from './sentScenes';
import { summariseConversation } from './summariseConversation';
import type { SummaryPrompt } from './summaryPrompt';
import { chatTokens } from './chatTokens';
import { placeInTalk, rememberExchange } from './talkPlace';
import { watchedModel } from './watchedModel';

export interface AskModelOptions {
  /** Aborting stops the answer: what had come is kept. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ChatEvent) => void;
  /** Absent: the client that asks has none. */
  readonly models?: ChatModels;
  /** What changed since what is stored of the script was made. */
  readonly sinceAnalysis: () => Promise<SinceAnalysis>;
  /** Something failed without which the answer goes on; for the log. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
  /** How older messages are put into few words. Absent: they are not, and the oldest drop. */
  readonly summaryPrompt?: SummaryPrompt;
  /** The script as it is when the answer has come: its citations are looked up in that. Absent: as it was asked. */
  readonly scriptNow?: () => Promise<AskedScript>;
}

/**
 * Answers a question by a model and, if asked to, stores both in one transaction when the answer ends, however it ends.
 * Rejects with a `Failure` only for what keeps it from being sent: no such model, all of the script marked, a question too
 * long for its tier, a message that is not there to be asked again.
 */
export async function askModel(
  db: Transactional,
  asked: AskedScript,
  request: AskedMessage,
  options: AskModelOptions,
): Promise<ChatMessageResponse> {
  const { signal } = options;
  const onEvent = options.onEvent ?? (() => undefined);
  const marks = await findMarks(db, asked.open.id, asked.open.uri);
  const script = await openChatScript(db, asked, request);
  if (options.models === undefined) {
    throw new Failure('model-unable', 'This program has no language models. Ask without a model.');
  }
  const talk = await placeInTalk(db, asked.open.id, request);
  const opened = await options.models.open(request.model, signal);
  const maySend = async (): Promise<boolean> =>
    !isMoreMarked(marks, await findMarks(db, asked.open.id, asked.open.uri));
  const open: OpenChatModel = { ...opened, model: watchedModel(opened.model, maySend) };
  const summary =
    talk.from === null || !request.remember || options.summaryPrompt === undefined
      ? null
      : await summariseConversation(db, {
          open,
          tokens: chatTokens(open.tokenFactor),
          guard: script.guard,
          scriptId: script.id,
          conversationId: talk.from.id,
          rows: talk.rows,
          signal,
          onBegin: () => onEvent({ kind: 'summarising' }),
          prompt: options.summaryPrompt,
        });
  const prepared = await prepareQuestion({
    script,
    request,
    info: open.model.info,
    tokenFactor: open.tokenFactor,
    rows: talk.rows,
    summary: summary === null ? null : { text: summary.summaryText, messagesCovered: summary.messagesCovered },
  });
  const { plan, contextUsed, intent, layOut, tokens, sceneIds, inFull, words } = prepared;
  if (plan.refusal !== null) throw new Failure('model-too-long', plan.refusal);
  const ids = { conversationId: talk.id, questionId: crypto.randomUUID(), messageId: crypto.randomUUID() };
  onEvent({ kind: 'started', ...ids, intent, method: request.model, contextUsed });
  const result = await runChatLoop({
    open,
    layOut,
    desk: {
      script,
      tokens,
      words: new Map(words),
      sinceAnalysis: options.sinceAnalysis,
    },
    left: prepared.left,
    signal,
    onEvent,
    onTrouble: options.onTrouble ?? (() => undefined),
    scriptId: script.id,
    conversationId: talk.id,
    sceneIds,
    inFull,
  });
  const latest = await scriptToCite(db, script, request, options);
  const response = responseOf({ result, prepared, request, script: latest, ids });
  if (request.remember) {
    await rememberExchange(db, talk, { request, response, turns: result.turns, questionId: ids.questionId });
  }
  return response;
}

/** Written meanwhile, the script may read otherwise: what is cited must stand in it now. */
async function scriptToCite(
  db: Transactional,
  script: Awaited<ReturnType<typeof openChatScript>>,
  request: AskedMessage,
  { scriptNow }: AskModelOptions,
): Promise<typeof script> {
  if (scriptNow === undefined) return script;
  try {
    return await openChatScript(db, await scriptNow(), request);
  } catch {
    // Closed, forgotten or marked while the answer came: the answer is kept, against what it was made from.
    return script;
  }
}

interface ResponseSources {
  readonly result: ChatLoopResult;
  readonly prepared: PreparedQuestion;
  readonly request: AskedMessage;
  readonly script: Parameters<typeof groundAnswer>[1];
  readonly ids: { readonly conversationId: string; readonly messageId: string };
}

function responseOf({ result, prepared, request, script, ids }: ResponseSources): ChatMessageResponse {
  const read = scenesRead({ result, prepared, request, script });
  const { blocks: said, citations } = groundAnswer(
    result.segments,
    script,
    (scene) => read.has(scene.id),
    ownWords(request.message, prepared.plan.selection?.text ?? null),
  );
  const contextUsed = withTools(prepared.contextUsed, prepared.accountWith(result.sent), result);
  const notes = [...prepared.plan.notes, ...result.notes];
  // A scene that is only named proves nothing.
  const isSupported = citations.some(({ verified, quote }) => verified && quote !== null);
  const aboutScript = prepared.intent === 'global_question' || prepared.intent === 'scene_feedback';
  if (result.status === 'complete' && !isSupported && aboutScript) {
    notes.push(`${searchedNote(contextUsed, citations)}${deeperText(contextUsed, request)}`);
  }
  const blocks = [...said, ...notes.map(noteBlock)];
  return {
    conversationId: ids.conversationId,
    messageId: ids.messageId,
    answer: blocks.map((block) => placedText(block, citations, { line: false })).join('\n\n'),
    found: isSupported,
    intent: prepared.intent,
    method: request.model,
    blocks,
    citations: [...citations],
    usage: result.usage,
    contextUsed,
    status: result.status,
    failure: result.failure,
    proposals: [...result.proposals],
  };
}

/** By their ids, the scenes of which the model read something; the script may have been read anew since. */
function scenesRead({ result, prepared, request, script }: Omit<ResponseSources, 'ids'>): ReadonlySet<string> {
  const { turns } = prepared.layOut(result.turns);
  return new Set([
    ...prepared.sceneIds,
    ...result.passages.map(({ scene }) => scene.id),
    ...(request.selection === null ? [] : [request.selection.sceneId]),
    ...[...sentScenes(turns, script.scenes)].map(({ id }) => id),
  ]);
}

function noteBlock(text: string): AnswerBlock {
  return { kind: 'note', text, citations: [] };
}

/** An answer without support says what was searched. */
function searchedNote(used: ContextUsed, citations: readonly Citation[]): string {
  const searched = searchedText(used);
  const inFull = used.scenesAsText.length === 0 ? '' : `, ${used.scenesAsText.length} read in full`;
  const namesScenes = citations.some(({ verified }) => verified);
  const missing = namesScenes
    ? 'No words of the script are quoted for this.'
    : 'Nothing in the script is cited for this.';
  return `${missing} ${searched === '' ? 'Nothing was searched' : capital(searched)}${inFull}.`;
}

/** Whether a deeper tier would read more of the script. */
function deeperText({ scenesAsText, scenesSearched }: ContextUsed, { budgetTier }: AskedMessage): string {
  return budgetTier === 'deep' || scenesAsText.length >= scenesSearched ? '' : ' A deeper tier reads more.';
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
