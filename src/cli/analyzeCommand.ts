import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../protocol/failure';
import { analysisText } from './analysisText';
import type { Command } from './commandLine';
import { EXIT, type Outcome } from './outcome';
import { priceOutcome } from './priceOutcome';
import { pricedRun } from './pricedRun';
import { engineSession, readScript, type Session } from './session';
import { withScript } from './withEngine';

/** `analyze FILE`: makes everything missing or behind, after its price where a model makes it. */
export async function analyze(
  { file, remake, dryRun, models }: Extract<Command, { kind: 'analyze' }>,
  session: Session,
): Promise<Outcome> {
  const { progress } = session;
  const script = await readScript(file ?? samplePath(), session);
  const run = pricedRun(models, session);
  if (dryRun) {
    return withScript(script, engineSession(session), (synced) =>
      priceOutcome(synced, run, models, { scriptId: synced.scriptId, remake }),
    );
  }
  progress.say(`Reading ${script.name} ...`);
  // What is cancelled on the way still gives what is there.
  const patient = { ...engineSession(session), signal: new AbortController().signal };
  return withScript(script, patient, async (synced) => {
    const result = await run.make(synced, { scriptId: synced.scriptId, remake });
    const { cancelled, failed } = result.run;
    return {
      result,
      text: analysisText(result) + (file === null ? NEXT_STEPS : ''),
      exitCode: cancelled ? EXIT.cancelled : failed.length > 0 ? EXIT.failed : EXIT.done,
    };
  });
}

/** The sample screenplay that ships with the extension. */
function samplePath(): string {
  const media = path.join(__dirname, '..', 'media');
  const name = existsSync(media) ? readdirSync(media).find((entry) => entry.endsWith('.fountain')) : undefined;
  if (name === undefined) throw new Failure('file-missing', 'The sample screenplay is not here. Name a file.');
  return path.join(media, name);
}

const NEXT_STEPS = `
See the same in VS Code: npm run vscode
Package the extension:   npm run package
Your own script:         npm start -- my.fountain
`;
