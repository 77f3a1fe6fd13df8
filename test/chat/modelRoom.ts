import { startEngineOnDisk, type EngineOnDisk } from '../engine/engineOnDisk';
import type { ChatEvent, ChatMessageRequest, ChatMessageResponse } from '../../src/story/chatMessage';
import { roomScript } from './roomScript';
import { SCRIPTED, type ScriptedChatModel } from './scriptedChatModel';

/** A real engine with one analysed script, to ask a scripted model about. */
export interface ModelRoom {
  readonly on: EngineOnDisk;
  readonly scriptId: string;
  readonly uri: string;
  readonly text: string;
  /** The id of a scene by its label. */
  readonly sceneId: (label: string) => string;
  readonly ask: (
    model: ScriptedChatModel,
    message: string,
    more?: Partial<ChatMessageRequest>,
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: ChatEvent) => void },
  ) => Promise<ChatMessageResponse>;
  readonly close: () => Promise<void>;
}

export async function openModelRoom(text = roomScript(), uri = 'file:///room/tide.fountain'): Promise<ModelRoom> {
  const on = await startEngineOnDisk();
  const { scriptId } = await on.sync(uri, text);
  await on.analyze(scriptId);
  const { scenes } = await on.engine.readScript(scriptId);
  const ids = new Map(scenes.map(({ label, id }) => [label, id]));
  return {
    on,
    scriptId,
    uri,
    text,
    sceneId: (label) => ids.get(label) ?? '',
    ask: (model, message, more = {}, options = {}) =>
      on.engine.ask(
        {
          scriptId,
          conversationId: null,
          message,
          model: SCRIPTED,
          currentSceneId: null,
          intentHint: null,
          budgetTier: 'standard',
          remember: true,
          ...more,
        },
        { models: model.models, ...options },
      ),
    close: () => on.remove(),
  };
}
