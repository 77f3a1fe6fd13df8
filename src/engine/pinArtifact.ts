import type { PinParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { PinResult, PinnableKind } from '../story/scriptDecisions';
import { artifactKey } from '../story/scriptSnapshot';
import { withPin, type OpenScript } from './pipeline/openScript';
import { writeStandings } from './pipeline/writeStandings';
import { replaceInputs } from './store/artifactQueries';
import type { Transactional } from './store/db';
import { writePin } from './store/pinQueries';

/**
 * Pins what is made of one subject, so that it is never overwritten, or takes the pin away. A row of a set that is pinned
 * keeps what the set was made from as its own. What is pinned can be let go by the name under which it is pinned, whatever
 * became of that. Rejects with `subject-unknown` where there is no such subject, or nothing
 * made of it yet.
 */
export async function pinArtifact(
  db: Transactional,
  open: OpenScript,
  { kind, subject, pinned }: Omit<PinParams, 'scriptId'>,
): Promise<{ readonly open: OpenScript; readonly result: PinResult }> {
  const key = (pinned ? null : pinnedSheet(open, kind, subject)) ?? subjectOf(open, kind, subject);
  const after = await db.transaction(async (tx) => {
    const row = await writePin(tx, open.id, { kind, subject: key, pinned });
    if (row === null) throw nothingMade(open, kind, key);
    const now = withPin(open, { kind, subject: key }, row);
    const [before, own] = [open, now].map(({ artifacts }) => artifacts.get(artifactKey(kind, key))?.inputs ?? []);
    if (own !== before) await replaceInputs(tx, open.id, kind, [{ id: row.id, inputs: own ?? [] }]);
    // Of all rows: one that is with its set again stands as that does, which may stand as before.
    await writeStandings(tx, now, null);
    return now;
  });
  return { open: after, result: { pinned, kind, subject: key === '' ? null : key } };
}

/**
 * The name under which a sheet is pinned that is asked for by it: of somebody who was written out, or renamed, or whose
 * name was merged since; null where none is.
 */
function pinnedSheet({ artifacts }: OpenScript, kind: PinnableKind, asked: string | null): string | null {
  const wanted = asked?.toUpperCase();
  const names = [...artifacts.values()].filter(
    (one) => kind === 'sheet' && one.kind === 'sheet' && one.pinned && one.subject.toUpperCase() === wanted,
  );
  return (names.find(({ subject }) => subject === asked) ?? names[0])?.subject ?? null;
}

/** The subject as it is stored: a scene by its id or label, a character by any of their names. */
export function subjectOf(open: OpenScript, kind: PinnableKind, asked: string | null): string {
  if (kind === 'outline') return '';
  if (asked === null || asked === '') throw unknown(`Say which ${NOUN[kind]} is meant.`);
  if (kind === 'card') {
    const index = open.reading.scenes.findIndex(({ label }) => label.toLowerCase() === asked.toLowerCase());
    const id = open.sceneIds.includes(asked) ? asked : open.sceneIds[index];
    if (id === undefined) throw unknown(`There is no scene ${asked} in this script.`);
    return id;
  }
  if (kind !== 'sheet') return asked;
  const { characters } = open.snapshot();
  const aliases = [...open.reading.aliases];
  const name = characters.some((one) => one.name === asked)
    ? asked
    : (characters.find((one) => one.name.toUpperCase() === asked.toUpperCase())?.name ??
      aliases.find(([alias]) => alias.toUpperCase() === asked.toUpperCase())?.[1]);
  if (name === undefined) throw unknown(`There is no ${asked} in this script.`);
  return name;
}

const NOUN: Readonly<Record<PinnableKind, string>> = {
  card: 'scene',
  sheet: 'character',
  outline: 'script',
  thread: 'thread',
  relationship: 'relationship',
};

function nothingMade(open: OpenScript, kind: PinnableKind, key: string): Failure {
  switch (kind) {
    case 'card': {
      const label = open.reading.scenes[open.sceneIds.indexOf(key)]?.label ?? key;
      return unknown(`Scene ${label} has no card yet. Analyze the script, then pin it.`);
    }
    case 'sheet':
      return unknown(`${key} has no sheet yet. Analyze the script, then pin it.`);
    case 'outline':
      return unknown('There is no outline yet. Analyze the script, then pin it.');
    case 'thread':
    case 'relationship':
      return unknown(`There is no ${kind} with the id ${key}. status lists them.`);
  }
}

function unknown(message: string): Failure {
  return new Failure('subject-unknown', message);
}
