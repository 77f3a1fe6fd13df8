import { parseScreenplay } from '../screenplay/parseScreenplay';
import type { ProgressLine } from './progressLine';
import { readScriptFile, type ScriptFile } from './readScriptFile';
import type { EngineSession } from './withEngine';

/** What every command works with. */
export interface Session {
  /** The data directory; null: the default of every host. */
  readonly data: string | null;
  readonly progress: ProgressLine;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The same for work with the engine. */
export function engineSession({ data, progress, signal }: Session): EngineSession {
  return { data, signal, say: (sentence) => progress.say(sentence) };
}

/** Reads a script and says on standard error what the writer should know about it. Rejects as `readScriptFile` does. */
export function readScript(file: string, session: Session): Promise<ScriptFile> {
  return warned(readScriptFile(file, session.signal), session);
}

/** A script that is being read, with what the writer should know about it said on standard error. */
export async function warned(reading: Promise<ScriptFile>, { progress }: Session): Promise<ScriptFile> {
  const script = await reading;
  for (const warning of script.warnings) progress.say(warning);
  if (script.text.trim() !== '' && parseScreenplay(script.text).scenes.length === 0) progress.say(NO_SCENES);
  return script;
}

const NO_SCENES =
  'No scene was found: a scene starts with a heading such as INT. KITCHEN - DAY after a blank line, or a line that starts with a period.';
