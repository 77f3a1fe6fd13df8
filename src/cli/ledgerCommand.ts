import { Failure } from '../protocol/failure';
import type { Command } from './commandLine';
import { ledgerText } from './ledgerText';
import { EXIT, type Outcome } from './outcome';
import { engineSession, readScript, type Session } from './session';
import { untilAborted } from './untilAborted';
import { withScript } from './withEngine';

/** `ledger FILE`: what of the script was sent, when, to whom, at what price; newest first. */
export async function ledger({ file }: Extract<Command, { kind: 'ledger' }>, session: Session): Promise<Outcome> {
  if (file === '-') {
    throw new Failure(
      'usage',
      'ledger needs the name of a file: of what comes from a pipe only what it cost is kept, for the limit of the day.',
    );
  }
  const script = await readScript(file, session);
  return withScript(script, engineSession(session), async ({ engine, scriptId }) => {
    const { calls } = await untilAborted(session.signal, engine.readLedger(scriptId));
    return { result: { calls }, text: ledgerText(calls), exitCode: EXIT.done };
  });
}
