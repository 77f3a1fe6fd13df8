import { KEY, startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import { artifactAnswers, askedKind } from '../models/artifactAnswers';
import type { RecordedCall } from '../models/messagesServer/recordedCall';
import { blocksOf, isObject } from '../models/messagesServer/wireTypes';
import { createDesk, type Desk } from './runCli';

/** A desk with a server that speaks the Messages API beside it. */
export interface ModelDesk {
  readonly desk: Desk;
  readonly server: MessagesServer;
  /** The options that name a model at that server. */
  readonly model: readonly string[];
  /** The environment with its key. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls for answers since the last look, by what they asked for; `chat`: a question. */
  newCalls(): { readonly calls: readonly RecordedCall[]; readonly kinds: Readonly<Record<string, number>> };
  remove(): Promise<void>;
}

/** Starts them; the model reads what it is given (`artifactAnswers`) until the server is told otherwise. */
export async function createModelDesk(): Promise<ModelDesk> {
  const server = await startMessagesServer({ script: artifactAnswers });
  const desk = createDesk();
  let seen = 0;
  return {
    desk,
    server,
    model: ['--model', 'anthropic/claude-haiku-5-5', '--base-url', server.url],
    env: { WRITERSROOM_API_KEY: KEY },
    newCalls: () => {
      const calls = server.messageCalls().slice(seen);
      seen += calls.length;
      const kinds: Record<string, number> = {};
      for (const call of calls) kinds[kindOf(call)] = (kinds[kindOf(call)] ?? 0) + 1;
      return { calls, kinds };
    },
    remove: async () => {
      await server.close();
      await desk.remove();
    },
  };
}

/** What a call asked for: an artifact's kind, or `chat`. */
export function kindOf({ body }: RecordedCall): string {
  const format = isObject(body?.output_config) ? body.output_config.format : null;
  return askedKind({ system: blocksOf(body?.system), schema: isObject(format) ? format : null }) ?? 'chat';
}
