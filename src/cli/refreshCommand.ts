import { Failure } from '../protocol/failure';
import type { ScriptView } from '../story/analysisResult';
import { ARTIFACT_WORDS } from '../story/artifactWords';
import { counted } from '../story/lengthText';
import { readRefresh, type RefreshScope, type RefreshWish } from '../story/refreshScope';
import { analysisText } from './analysisText';
import type { Command } from './commandLine';
import { EXIT, type Outcome } from './outcome';
import { pricedRun } from './pricedRun';
import { priceOutcome } from './priceOutcome';
import { engineSession, readScript, type Session } from './session';
import { untilAborted } from './untilAborted';
import { withScript } from './withEngine';

/**
 * `refresh FILE [--kind K] [--subject S]`: makes what was asked for, if it is missing or behind, and before it the cards
 * that it reads. Rejects with `subject-unknown` where nothing is called S.
 */
export async function refresh(
  { file, subject, artifact, dryRun, models }: Extract<Command, { kind: 'refresh' }>,
  session: Session,
): Promise<Outcome> {
  const { progress, signal } = session;
  const script = await readScript(file, session);
  const run = pricedRun(models, session);
  if (!dryRun) progress.say(`Reading ${script.name} ...`);
  // What is cancelled on the way still gives what is there.
  const patient = { ...engineSession(session), signal: new AbortController().signal };
  return withScript(script, patient, async (synced) => {
    const { engine, scriptId } = synced;
    if (run.host !== null) engine.onModelRequests(run.host);
    const [view, status] = await untilAborted(
      signal,
      Promise.all([engine.readScript(scriptId), engine.readStatus(scriptId, models?.choice, { signal })]),
    );
    const wish: RefreshWish = { kind: artifact, subject };
    const read = readRefresh(view, status, wish);
    if (read.kind !== 'scope') throw notFound(read, wish, script.name);
    const { kinds, subjects, cardsFirst } = read.scope;
    const params = {
      scriptId,
      kinds: [...kinds],
      ...(subjects !== null && { subjects: [...subjects] }),
      remake: false,
    };
    if (dryRun) return priceOutcome(synced, run, models, params);
    const first = cardsFirstText(read.scope, view);
    if (cardsFirst.length > 0) progress.say(first);
    const result = await run.make(synced, params);
    const { cancelled, failed, generated } = result.run;
    if (!cancelled && failed.length === 0 && Object.values(generated).every((count) => count === 0)) {
      const why = whyNothing(result, wish);
      if (why !== null) progress.say(why);
    }
    return {
      result,
      text: analysisText(result),
      exitCode: cancelled ? EXIT.cancelled : failed.length > 0 ? EXIT.failed : EXIT.done,
    };
  });
}

/** `Made from cards: 2 cards (3, 7) are missing or behind and are made first.` */
function cardsFirstText({ cardsFirst }: RefreshScope, { scenes }: ScriptView): string {
  const labels = new Map(scenes.map(({ id, label }) => [id, label]));
  const shown = cardsFirst.slice(0, MOST_LABELS).map((id) => labels.get(id) ?? '');
  const more = cardsFirst.length > MOST_LABELS ? ` and ${cardsFirst.length - MOST_LABELS} more` : '';
  const [are, made] = cardsFirst.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  return `This is made from scene cards: ${counted(cardsFirst.length, 'card')} (${shown.join(', ')}${more}) ${are} missing or behind, so ${made} made first.`;
}

const MOST_LABELS = 8;

/** Why a sheet that is not there was not made; null where it is there, and so is current or the writer's own. */
function whyNothing({ characters }: ScriptView, { kind, subject }: RefreshWish): string | null {
  if (subject === null || (kind !== null && kind !== 'sheet')) return null;
  const wanted = subject.trim().toLocaleUpperCase('en');
  const character = characters.find(({ name }) => name.toLocaleUpperCase('en') === wanted);
  if (character?.sheet !== null) return null;
  return `${character.name} has no character sheet: every scene of theirs is marked never to be sent.`;
}

function notFound(
  read: Exclude<ReturnType<typeof readRefresh>, { kind: 'scope' }>,
  { kind, subject }: RefreshWish,
  name: string,
): Failure {
  if (read.kind === 'other-kind') {
    const made = new Intl.ListFormat('en', { type: 'disjunction' }).format(read.made);
    const asked = kind === null ? '' : ARTIFACT_WORDS[kind].many;
    return new Failure(
      'subject-unknown',
      `${subject ?? ''} is ${read.isA}, and ${asked} are not made of one: try --kind ${made}.`,
    );
  }
  const hint =
    read.nearest === null
      ? 'Give a scene by its number, a character by name, or an id from status --json.'
      : `What comes nearest is ${read.nearest}.`;
  return new Failure('subject-unknown', `Nothing in ${name} is called ${subject ?? ''}. ${hint}`);
}
