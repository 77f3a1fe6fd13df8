import type { ChatMessageRequest, ChatMessageResponse, ContextPreview } from '../story/chatMessage';
import { counted } from '../story/lengthText';
import { destinationOf, type ModelInfo } from '../story/modelMessage';
import type { ScriptView } from '../story/analysisResult';
import { unverifiedClaims } from '../story/placedText';
import { dollarsText, labelsText } from '../story/priceText';
import { answerText } from './answerText';
import type { AskCommand } from './commandLine';
import { commandModels } from './commandModels';
import { confirmSending } from './confirmSending';
import { EXIT, type Outcome } from './outcome';
import { engineGone } from './pricedRun';
import { engineSession, readScript, type Session } from './session';
import { untilAborted } from './untilAborted';
import { withScript, type SyncedScript } from './withEngine';

/**
 * `ask FILE QUESTION`: an answer from the script, by rules or by a model once the writer has agreed to what it is sent.
 * An answer that broke off is printed as far as it came, with exit code 1, or 130 where it was cancelled.
 */
export async function ask(
  { file, question, tier, tierBudgets, sendNotes, models }: AskCommand,
  session: Session,
): Promise<Outcome> {
  const script = await readScript(file, session);
  const model = models?.choice.story ?? null;
  /** As `destinationOf` names it; null: nothing yet. */
  let agreed: string[] | null = null;
  // A model's answer that is cancelled still gives what had come.
  const patient = { ...engineSession(session), ...(model !== null && { signal: new AbortController().signal }) };
  return withScript(script, patient, async (synced) => {
    const { engine, scriptId } = synced;
    const request: ChatMessageRequest = {
      scriptId,
      conversationId: null,
      message: question,
      currentSceneId: null,
      intentHint: null,
      budgetTier: tier,
      tierBudgets,
      sendNotes,
      remember: false,
    };
    if (models === null || model === null) {
      const result = await untilAborted(session.signal, engine.ask(request));
      return { ...printed(result), exitCode: EXIT.done };
    }
    const host = commandModels(models, session.progress);
    engine.onModelRequests(host);
    const { runUsd, dayUsd } = models.limits;
    // What the engine that ended had spent is not known here, so the limit could not be held.
    if (agreed !== null && runUsd !== null) throw engineGone();
    const paid = { ...request, model, limitUsd: runUsd, dayLimitUsd: dayUsd };
    if (agreed === null) {
      const info = await untilAborted(session.signal, host.describe(model, session.signal));
      const sentence = await offered(synced, paid, info, session.signal);
      await confirmSending({ sentence, yes: models.yes }, session);
      agreed = [destinationOf(info)];
    }
    const result = await engine.ask(
      { ...paid, agreed },
      {
        signal: session.signal,
        onEvent: (event) => {
          if (event.kind === 'tool' || event.kind === 'waiting') session.progress.say(event.line);
        },
      },
    );
    if (result.failure !== null) session.progress.say(result.failure.message);
    const exitCode =
      result.status === 'complete' ? EXIT.done : result.status === 'stopped' ? EXIT.cancelled : EXIT.failed;
    return { ...printed(result), exitCode };
  });
}

/** As JSON with what of it is unverified in one list, and as text. */
function printed(response: ChatMessageResponse): Pick<Outcome, 'result' | 'text'> {
  const result = { ...response, unverified: unverifiedClaims(response.blocks) };
  return { result, text: answerText(response) };
}

/** What a question sends, to whom, and about what it costs. */
async function offered(
  { engine, scriptId }: SyncedScript,
  request: ChatMessageRequest,
  info: ModelInfo,
  signal: AbortSignal,
): Promise<string> {
  const [preview, view] = await untilAborted(
    signal,
    Promise.all([engine.previewContext(request), engine.readScript(scriptId)]),
  );
  return askText(view, preview, info, request.sendNotes === true);
}

function askText(
  { script, scenes }: ScriptView,
  { contextUsed, inputCostUsd }: ContextPreview,
  { model, recipient }: ModelInfo,
  sendNotes: boolean,
): string {
  const { scenesAsText, scenesAsLines = [], scenesAsCards, constantTokens, parts, budgetTokens } = contextUsed;
  const tokens = constantTokens + parts.reduce((sum, part) => sum + part.tokens, 0);
  const cost =
    inputCostUsd === null
      ? 'at a price that is not known here, so that a limit in dollars cannot hold it'
      : `${dollarsText(inputCostUsd)} for those`;
  const ids = (indices: readonly number[]): string[] => indices.flatMap((index) => scenes[index]?.id ?? []);
  const sent = [
    ...(scenesAsText.length > 0
      ? [`the text of ${counted(scenesAsText.length, 'scene')} (${labelsText(scenes, ids(scenesAsText))})`]
      : []),
    ...(scenesAsLines.length > 0
      ? [`lines of ${counted(scenesAsLines.length, 'scene')} (${labelsText(scenes, ids(scenesAsLines))})`]
      : []),
    ...(scenesAsCards.length > 0
      ? [`the cards of ${counted(scenesAsCards.length, 'scene')} (${labelsText(scenes, ids(scenesAsCards))})`]
      : []),
  ];
  const first = sent.length === 0 ? 'your question' : `your question, ${new Intl.ListFormat('en').format(sent)}`;
  const kept = sendNotes
    ? 'Notes in what is sent go too; what is marked never to be sent stays here.'
    : 'Notes stay here, and so does what is marked never to be sent.';
  return `Ask ${model} about "${script.title}": about ${tokens.toLocaleString('en-US')} tokens in, ${cost}. To ${recipient} ${sent.length === 0 ? 'goes' : 'go'} ${first}; it may look up more of the script, up to ${budgetTokens.toLocaleString('en-US')} tokens a call. ${kept}`;
}
