import type { ChatMessageRequest, ChatMessageResponse, Conversation } from '../../story/chatMessage';
import { asFailure } from '../asFailure';
import { continueTalk, startTalk, type Talk, type TalkEffect, type TalkEvent, type TalkStep } from './talk';

/** What a talk needs of the engine. */
export interface ChatEngine {
  ask(request: ChatMessageRequest, options?: { readonly signal?: AbortSignal }): Promise<ChatMessageResponse>;
  latestConversation(scriptId: string): Promise<Conversation | null>;
}

/** The talks of this window, one a script, carried out against the engine. */
export interface Talks {
  /** The talk about a script; the first time, the stored conversation is asked for. */
  of(scriptId: string): Talk;
  /** What the writer did. */
  tell(scriptId: string, event: TalkEvent): void;
  /** The script's rows are gone, its conversations too: what is under way is cancelled. */
  forget(scriptId: string): void;
  /** Cancels what is under way; nothing is told afterwards. */
  dispose(): void;
}

export interface TalksOptions {
  /** The engine, with the script stored as it stands now. */
  readonly connect: (scriptId: string) => Promise<ChatEngine>;
  /** A talk reads differently now. */
  readonly onChange: (scriptId: string) => void;
  /** Called with every failure that was not asked for, for the log. */
  readonly onFailure: (failure: unknown) => void;
}

/** A talk as it stands, and its questions under way by turn. */
interface Line {
  readonly scriptId: string;
  talk: Talk;
  readonly running: Map<number, AbortController>;
}

export function createTalks({ connect, onChange, onFailure }: TalksOptions): Talks {
  const lines = new Map<string, Line>();

  const tell = (line: Line, event: TalkEvent): void => {
    if (lines.get(line.scriptId) === line) enter(line, continueTalk(line.talk, event));
  };
  const enter = (line: Line, { talk, effects }: TalkStep): void => {
    const changed = line.talk !== talk;
    line.talk = talk;
    for (const effect of effects) void carryOut(line, effect);
    if (changed) onChange(line.scriptId);
  };

  const carryOut = async (line: Line, effect: TalkEffect): Promise<void> => {
    switch (effect.kind) {
      case 'cancel':
        line.running.get(effect.turn)?.abort();
        break;
      case 'load':
        tell(line, await load(line));
        break;
      case 'ask':
        tell(line, await ask(line, effect));
        break;
    }
  };

  const load = async ({ scriptId }: Line): Promise<TalkEvent> => {
    try {
      const engine = await connect(scriptId);
      return { kind: 'loaded', conversation: await engine.latestConversation(scriptId) };
    } catch (error) {
      onFailure(error);
      return { kind: 'notLoaded', failure: asFailure(error).toData() };
    }
  };

  const ask = async (line: Line, { turn, request }: TalkEffect & { kind: 'ask' }): Promise<TalkEvent> => {
    const cancelling = new AbortController();
    const { signal } = cancelling;
    line.running.set(turn, cancelling);
    try {
      const engine = await connect(line.scriptId);
      signal.throwIfAborted();
      return { kind: 'answered', turn, response: await engine.ask(request, { signal }) };
    } catch (error) {
      if (!signal.aborted) onFailure(error);
      return { kind: 'failed', turn, failure: asFailure(error).toData() };
    } finally {
      line.running.delete(turn);
    }
  };

  const end = (line: Line): void => {
    lines.delete(line.scriptId);
    for (const cancelling of line.running.values()) cancelling.abort();
  };

  return {
    of: (scriptId) => {
      let line = lines.get(scriptId);
      if (line === undefined) {
        const { talk, effects } = startTalk(scriptId);
        line = { scriptId, talk, running: new Map() };
        lines.set(scriptId, line);
        enter(line, { talk, effects });
      }
      return line.talk;
    },
    tell: (scriptId, event) => {
      const line = lines.get(scriptId);
      if (line !== undefined) tell(line, event);
    },
    forget: (scriptId) => {
      const line = lines.get(scriptId);
      if (line !== undefined) end(line);
    },
    dispose: () => [...lines.values()].forEach(end),
  };
}
