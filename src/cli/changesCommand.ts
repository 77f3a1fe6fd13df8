import { sceneChanges } from '../screenplay/sceneChanges';
import { readScript as readScreenplay } from '../screenplay/scriptReading';
import { changesDocument } from '../story/changesDocument';
import { draftChanges } from '../story/draftChanges';
import { changesText } from './changesText';
import type { Command } from './commandLine';
import { EXIT, type Outcome } from './outcome';
import { readRevision, revisionOf } from './readRevision';
import { readScriptFile, type ScriptFile } from './readScriptFile';
import { readScript, warned, type Session } from './session';
import { writeNewFile } from './writeNewFile';

/**
 * `changes OLD NEW`: what happened to each scene, as a list, or with `--format md` as a document to send. Touches no
 * database. Rejects as reading a file or revision does.
 */
export async function changes(
  { from, to, format, out }: Extract<Command, { kind: 'changes' }>,
  session: Session,
): Promise<Outcome> {
  const [before, after] = [await readVersion(from, session), await readVersion(to, session)];
  const [old, now] = [readScreenplay(before.text), readScreenplay(after.text)];
  if (format === null) {
    const result = sceneChanges(old, now);
    return { result, text: changesText(result), exitCode: EXIT.done };
  }
  const text = changesDocument({
    ...draftChanges(old, now, null),
    date: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date()),
    from: from === '-' ? before.name : from,
    to: to === '-' ? after.name : to,
    note: null,
  });
  if (out === null) return { result: {}, text, isDocument: true, exitCode: EXIT.done };
  const written = await writeNewFile(out, [text]);
  return { result: { written, format }, text: `Wrote ${written}\n`, exitCode: EXIT.done };
}

/** A script as it is on the disk, or as it was in a revision of git. */
async function readVersion(file: string, session: Session): Promise<ScriptFile> {
  const { signal } = session;
  const revision = revisionOf(file);
  if (revision === null) return readScript(file, session);
  return warned(
    readScriptFile(revision.file, signal, () => readRevision(revision, signal)),
    session,
  );
}
