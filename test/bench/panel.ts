import type { ChatPanelSnapshot } from '../../src/protocol/chatPanelContract';
import { openPages, type ChatPage } from '../webview/openPage';
import { conversation, snapshot } from '../webview/said';
import { median } from './median';

const MESSAGES = 200;
const WORDS = 10_000;
/** Words of an answer that come at once, one message of the host after another. */
const PIECE = 20;
const RUNS = 3;

/*
 * The chat panel's page in a browser: a long conversation shown, one more message shown in it, and a long answer streamed.
 * Milliseconds; of the streamed answer the median and the longest time between two frames.
 */
export async function benchPanel(): Promise<void> {
  const pages = await openPages();
  try {
    const rows: Record<string, number>[] = [];
    for (let run = 0; run < RUNS; run++) {
      const chat = await pages.open();
      const first = await drawn(chat, { messages: conversation(MESSAGES) });
      const more = await drawn(chat, { messages: conversation(MESSAGES + 2) });
      rows.push({ first, more, ...(await streamed(chat)) });
      await chat.page.close();
    }
    const of = (name: string): string => median(rows.map((row) => row[name] ?? 0)).toFixed(0);
    console.table({
      [`${MESSAGES} messages shown`]: { ms: of('first') },
      'one question and answer more': { ms: of('more') },
      [`${WORDS} words streamed: between two frames, median`]: { ms: of('frame') },
      [`${WORDS} words streamed: between two frames, longest`]: { ms: of('longest') },
      [`${WORDS} words streamed: all of it`]: { ms: of('all') },
    });
  } finally {
    await pages.close();
  }
}

/** From the message to the frame after it. */
async function drawn(chat: ChatPage, change: Partial<ChatPanelSnapshot>): Promise<number> {
  return chat.value<number>(`new Promise((done) => {
    const started = performance.now();
    window.postMessage(${JSON.stringify(snapshot(change))}, '*');
    setTimeout(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - started))));
  })`);
}

async function streamed(chat: ChatPage): Promise<{ frame: number; longest: number; all: number }> {
  const running = { turn: 1, text: '', steps: [], contextUsed: null, proposals: [] };
  const pending = { question: 'What is all of it about?', stopping: false };
  await chat.send(snapshot({ messages: conversation(MESSAGES), pending, running }));
  const words = Array.from({ length: WORDS }, (_, at) =>
    at % 80 === 79 ? 'end.\n\n' : at % 9 === 0 ? '**lamp** ' : `word${at} `,
  );
  const pieces = Array.from({ length: WORDS / PIECE }, (_, at) => words.slice(at * PIECE, (at + 1) * PIECE).join(''));
  return chat.value(`new Promise((done) => {
    const pieces = ${JSON.stringify(pieces)};
    const gaps = [];
    const started = performance.now();
    let before = started;
    let from = 0;
    let at = 0;
    const frame = (now) => {
      gaps.push(now - before);
      before = now;
      if (at === pieces.length) {
        gaps.sort((a, b) => a - b);
        done({ frame: gaps[gaps.length >> 1], longest: gaps.at(-1), all: performance.now() - started });
        return;
      }
      const text = pieces[at++];
      window.postMessage({ kind: 'more', turn: 1, from, text }, '*');
      from += text.length;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
}
