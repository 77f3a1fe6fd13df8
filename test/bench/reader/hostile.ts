import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { HostileAnswer, HostileQuestion } from './hostileChild';
import { HOSTILE_TEXTS } from './hostileTexts';
import { READERS } from './readers';

/** What a reader may take for one text, both sizes and all repetitions together. */
const LIMIT_MS = 8_000;

/** Every reader on the hostile set, each in a process that is ended where it takes too long. */
export async function benchHostile(): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const { name: reader, isOurs } of READERS) {
    if (reader.includes(',') && !isOurs) continue;
    let child = start();
    for (const { name: text } of HOSTILE_TEXTS) {
      const answer = await ask(child, { reader, text });
      if (answer === null) {
        child.kill('SIGKILL');
        child = start();
      }
      (rows[text] ??= {})[reader] = shown(answer);
    }
    child.kill();
  }
  console.log(`\nHostile texts: ms at n, and how many times that at 2n (a reader linear in the text: 2)`);
  console.table(rows);
}

function start(): ChildProcess {
  return fork(path.join(__dirname, 'hostileChild.ts'), { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
}

/** Null where the child does not answer in time. */
async function ask(child: ChildProcess, question: HostileQuestion): Promise<HostileAnswer | null> {
  child.send(question);
  try {
    const [answer] = (await once(child, 'message', { signal: AbortSignal.timeout(LIMIT_MS) })) as [HostileAnswer];
    return answer;
  } catch {
    return null;
  }
}

function shown(answer: HostileAnswer | null): string {
  if (answer === null) return `more than ${LIMIT_MS / 1000} s`;
  if (answer.kind === 'threw') return `threw: ${answer.message.split('\n')[0]?.slice(0, 40) ?? ''}`;
  return `${answer.once.toFixed(2)}  ×${(answer.twice / answer.once).toFixed(1)}`;
}
