import { fdxLosses } from '../screenplay/fdx/fdxLosses';
import { writeFdx } from '../screenplay/fdx/writeFdx';
import { parseScreenplay } from '../screenplay/parseScreenplay';
import { behindText } from '../story/behindText';
import { breakdownCsv } from '../story/breakdownCsv';
import { missingText, scriptDocument } from '../story/scriptDocument';
import type { Command } from './commandLine';
import { EXIT, type Outcome } from './outcome';
import type { ScriptFile } from './readScriptFile';
import { engineSession, readScript, type Session } from './session';
import { untilAborted } from './untilAborted';
import { withScript } from './withEngine';
import { writeNewFile } from './writeNewFile';

type Export = Extract<Command, { kind: 'export' }>;

/**
 * `export FILE --format F`: the script as a Final Draft file, or what is known of it as a document, JSON or a breakdown.
 * Makes nothing: what is missing or behind is said on standard error. Rejects with `file-exists` where the name is taken.
 */
export async function exportScript({ file, format, out }: Export, session: Session): Promise<Outcome> {
  const script = await readScript(file, session);
  const chunks = format === 'fdx' ? finalDraft(script, session) : [await known(script, format, session)];
  if (out === null) return { result: {}, text: [...chunks].join(''), isDocument: true, exitCode: EXIT.done };
  const written = await writeNewFile(out, chunks);
  return { result: { written, format }, text: `Wrote ${written}\n`, exitCode: EXIT.done };
}

function finalDraft(script: ScriptFile, { progress }: Session): Iterable<string> {
  const screenplay = parseScreenplay(script.text);
  for (const loss of fdxLosses(screenplay)) progress.say(loss);
  return writeFdx(screenplay, script.text);
}

function known(script: ScriptFile, format: Exclude<Export['format'], 'fdx'>, session: Session): Promise<string> {
  return withScript(script, engineSession(session), async ({ engine, scriptId }) => {
    const view = await untilAborted(session.signal, engine.readScript(scriptId));
    const missing = missingText(view);
    if (missing !== null) session.progress.say(`${missing} analyze makes it.`);
    const behind = behindText(view);
    if (behind !== null) session.progress.say(`${behind} refresh makes it again.`);
    switch (format) {
      case 'md':
        return scriptDocument(view);
      case 'csv':
        return breakdownCsv(view);
      case 'json':
        return `${JSON.stringify(view, null, 2)}\n`;
    }
  });
}
