import path from 'node:path';
import type {
  CloseResult,
  ConversationChanged,
  FilesResult,
  MoveParams,
  MoveResult,
  FollowParams,
  FollowResult,
  ScriptChanged,
  SyncParams,
  SyncResult,
} from '../protocol/engineContract';
import type { Prompts } from './artifacts/prompts/promptFor';
import { openStoreInPlace, type StoreInPlace, type Tenant } from './storeInPlace';
import type { DataDirectoryLock } from './store/dataDirectoryLock';
import type { ClientKey } from './openScripts';
import { workOnScripts, type ScriptRequests, type Scripts } from './workOnScripts';

export interface EngineOptions {
  /** The data directory is this process's alone. Stays with the caller, who releases it after `close`. */
  readonly lock: DataDirectoryLock;
  /** The folder of the built engine: `worker.js`, `store/`. */
  readonly assetsDirectory: string;
  /** The database has ended by itself and answers nothing more: the process should end too. */
  readonly onStopped?: () => void;
  /** Something failed that nobody waits for; for the log. */
  readonly onTrouble?: (error: unknown) => void;
  /** What models are told; left out: the prompts of this release. */
  readonly prompts?: Prompts | undefined;
}

/** The engine without its transport. Its scripts are the same for all clients. */
export interface Engine extends Pick<StoreInPlace<Tenant>, 'takeNotice' | 'close'> {
  /**
   * @param onScriptChanged something a view of a script shows has changed, by whomever
   * @param onConversationChanged another client has changed a conversation
   */
  readonly connect: (
    onScriptChanged: (event: ScriptChanged) => void,
    onConversationChanged?: (event: ConversationChanged) => void,
  ) => EngineClient;
}

/** What is asked about the store as a whole. */
type StoreRequests = Pick<StoreInPlace<Tenant>, 'check' | 'backUp' | 'listBackups' | 'restore' | 'rollBack'>;

/** The engine as one client has it: one method a request of the contract. */
export interface EngineClient extends ScriptRequests, StoreRequests {
  sync(params: SyncParams): Promise<SyncResult>;
  /** View and status; of what this client has, only what differs. */
  follow(params: FollowParams): Promise<FollowResult>;
  moveScripts(params: MoveParams): Promise<MoveResult>;
  lookAtFiles(uris: readonly string[]): Promise<FilesResult>;
  /** With `forget`, everything stored of the script is deleted. */
  closeScript(uri: string, forget: boolean, version?: number): Promise<CloseResult>;
  /** Closes what this client has open. */
  leave(): Promise<void>;
}

/** Opens the database of a data directory. Rejects with `store-…` failures: full, read-only, of a newer or another version, damaged. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { lock, assetsDirectory, onStopped, onTrouble, prompts } = options;
  const clients = new Set<ClientKey>();
  const store = await openStoreInPlace<Scripts>({
    lock,
    assetsDir: path.join(assetsDirectory, 'store'),
    begin: (database, backups, before) =>
      workOnScripts(database, backups, before, { assetsDirectory, clients, onTrouble, prompts }),
    onStopped: () => onStopped?.(),
  });
  const use = <R>(work: (scripts: Scripts) => Promise<R>): Promise<R> => store.use(work);

  const connect: Engine['connect'] = (onScriptChanged, onConversationChanged = () => undefined) => {
    const client: ClientKey = { onScriptChanged, onConversationChanged };
    clients.add(client);
    const tellOthers = (scriptId: string, conversationId: string, deleted = false): void => {
      for (const one of clients) if (one !== client) one.onConversationChanged({ scriptId, conversationId, deleted });
    };
    return {
      check: () => store.check(),
      backUp: () => store.backUp(),
      listBackups: () => store.listBackups(),
      restore: (file) => store.restore(file),
      rollBack: () => store.rollBack(),
      sync: (params) => use((scripts) => scripts.sync(client, params)),
      follow: (params) => use((scripts) => scripts.follow(client, params)),
      analyze: (params, options) => use((scripts) => scripts.analyze(params, options)),
      readScript: (scriptId) => use((scripts) => scripts.readScript(scriptId)),
      priceAnalysis: (params, options) => use((scripts) => scripts.priceAnalysis(params, options)),
      readStatus: (scriptId, options) => use((scripts) => scripts.readStatus(scriptId, options)),
      readSinceAnalysis: (scriptId) => use((scripts) => scripts.readSinceAnalysis(scriptId)),
      readDecisions: (scriptId) => use((scripts) => scripts.readDecisions(scriptId)),
      decideAlias: (params) => use((scripts) => scripts.decideAlias(params)),
      setPin: (params) => use((scripts) => scripts.setPin(params)),
      settleWaiting: (params) => use((scripts) => scripts.settleWaiting(params)),
      search: (params) => use((scripts) => scripts.search(params)),
      ask: async (request, options) => {
        const response = await use((scripts) => scripts.ask(request, options));
        if (request.remember) tellOthers(request.scriptId, response.conversationId);
        return response;
      },
      previewContext: (request, options) => use((scripts) => scripts.previewContext(request, options)),
      latestConversation: (scriptId) => use((scripts) => scripts.latestConversation(scriptId)),
      moveScripts: (params) => use((scripts) => scripts.moveScripts(params)),
      lookAtFiles: (uris) => use((scripts) => scripts.lookAtFiles(uris)),
      readLedger: (scriptId) => use((scripts) => scripts.readLedger(scriptId)),
      readAllowance: (scriptId) => use((scripts) => scripts.readAllowance(scriptId)),
      setAlwaysUnder: (params) => use((scripts) => scripts.setAlwaysUnder(params)),
      markNeverSend: (params) => use((scripts) => scripts.markNeverSend(params)),
      listConversations: (scriptId) => use((scripts) => scripts.listConversations(scriptId)),
      readConversation: (scriptId, id) => use((scripts) => scripts.readConversation(scriptId, id)),
      changeConversation: async (scriptId, id, change) => {
        await use((scripts) => scripts.changeConversation(scriptId, id, change));
        tellOthers(scriptId, id);
      },
      deleteConversation: async (scriptId, id) => {
        await use((scripts) => scripts.deleteConversation(scriptId, id));
        tellOthers(scriptId, id, true);
      },
      exportConversation: (scriptId, id) => use((scripts) => scripts.exportConversation(scriptId, id)),
      placeProposal: (params) => use((scripts) => scripts.placeProposal(params)),
      noteAcceptedEdit: (params) => use((scripts) => scripts.noteAcceptedEdit(params)),
      closeScript: (uri, forget, version) => use((scripts) => scripts.closeScript(client, uri, forget, version)),
      leave: () => {
        clients.delete(client);
        return use((scripts) => scripts.leave(client));
      },
    };
  };
  return { connect, takeNotice: () => store.takeNotice(), close: () => store.close() };
}
