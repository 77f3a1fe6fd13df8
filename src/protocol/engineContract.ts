import { NotificationType, ProgressType, RequestType } from 'vscode-jsonrpc';
import * as z from 'zod';
import type { AnalysisResult, ScriptView } from '../story/analysisResult';
import { ARTIFACT_KINDS, artifactKindSchema } from '../story/artifactKind';
import type {
  ChatEvent,
  ChatMessageRequest,
  ChatMessageResponse,
  ContextPreview,
  Conversation,
  ConversationEntry,
  ExportedConversation,
  ProposalPlace,
} from '../story/chatMessage';
import type { NeverSend } from '../story/neverSend';
import { pinnableKindSchema, type AliasResult, type PinResult, type ScriptDecisions } from '../story/scriptDecisions';
import type { SearchResult } from '../story/searchResult';
import type { Allowance, Ledger } from '../story/ledger';
import type { AnalysisPrice } from '../story/price';
import type { SinceAnalysis } from '../story/sinceAnalysis';
import type { StatusResult } from '../story/statusResult';
import type { BackupSummary, StoreReport } from '../story/storeReport';
import { refreshThresholdsSchema } from '../story/runsByItself';
import { scriptStateSchema } from '../story/scriptState';
import type { FailureData } from './failure';
import type { ValueChange } from './valueChange';

/**
 * The engine contract: the product's API. Every host (editor, command line, MCP) speaks it over `vscode-jsonrpc`;
 * everything a view shows is one request on it. Requests are validated by the engine with the schemas here; a
 * failure comes back as a JSON-RPC error whose data is `FailureData`.
 */
export const PROTOCOL_VERSION = 2;

/** How many migrations this release has (`migrations/`); a test compares. */
export const SCHEMA_VERSION = 2;

export const helloParamsSchema = z.object({
  protocolVersion: z.number().int(),
  schemaVersion: z.number().int(),
  /** Who connects, for the log: `vscode`, `cli`. */
  client: z.string(),
});
export type HelloParams = z.infer<typeof helloParamsSchema>;

export interface HelloResult {
  readonly protocolVersion: number;
  readonly schemaVersion: number;
  /** Absolute, as the file system itself names it. */
  readonly dataDirectory: string;
  readonly pid: number;
  /** What the writer must know about the opening of the store, such as that it was damaged and came back from a backup; told to one client, then null. */
  readonly notice: string | null;
}

/**
 * Opens the connection; every other request waits for it. Fails with what keeps the database from being opened
 * (`store-…`); with `engine-older` if the engine is older than the client, which then waits for it to end and starts
 * its own; with `client-older` the other way round. This request and `superseded` stay as they are in every version.
 */
export const hello = new RequestType<HelloParams, HelloResult, FailureData>('engine/hello');

const offset = z.number().int().nonnegative();

/**
 * The text of one screenplay, whole or as one replaced range against an earlier version. Offsets are UTF-16 units of
 * that version's text. `length` is that of the resulting text: if it differs, the engine asks for all of it.
 */
export const syncParamsSchema = z.object({
  uri: z.string().min(1),
  format: z.enum(['fountain', 'fdx']),
  /** The file's name, shown where the script has no title of its own. */
  name: z.string(),
  /** Rises with every change of this client's text; an older one than it sent before is refused. */
  version: z.number().int(),
  /**
   * What the text is: of a file on the disk; of a buffer in an editor, as it is saved or with changes that are not; or
   * from a pipe, which nobody can open again, so that it is forgotten when its client closes it or leaves. Left out: saved.
   */
  source: z.enum(['file', 'saved', 'unsaved', 'pipe']).optional(),
  /** True: only if it is known already, here or at an address from which it has moved; else nothing is stored. */
  onlyKnown: z.boolean().optional(),
  /**
   * From when on the script counts as begun, and something of it is made without being asked for. Left out: as it was said
   * before, at first as `runsByItself.ts` has it.
   */
  thresholds: refreshThresholdsSchema.optional(),
  text: z.union([
    z.object({ kind: z.literal('whole'), text: z.string() }),
    z.object({
      kind: z.literal('change'),
      baseVersion: z.number().int(),
      start: offset,
      end: offset,
      insert: z.string(),
      length: offset,
    }),
  ]),
});
export type SyncParams = z.infer<typeof syncParamsSchema>;

export const syncResultSchema = z.union([
  /** The engine does not have the base version: send the whole text. */
  z.object({ kind: z.literal('send-whole') }),
  /** This client has sent a newer version. */
  z.object({ kind: z.literal('outdated') }),
  /** With `onlyKnown`: it is not. */
  z.object({ kind: z.literal('unknown') }),
  z.object({
    kind: z.literal('synced'),
    scriptId: z.string(),
    /**
     * `sent`: what is stored is the text of this request. `buffer`: it is another one, that of an editor in which the
     * script is open, and everything asked about the script is answered from that.
     */
    from: z.enum(['sent', 'buffer']),
    state: scriptStateSchema,
    hash: z.string(),
    pages: z.number().int(),
    eighths: z.number().int(),
    /** How many scenes came, changed in their words, moved, and left. */
    scenes: z.object({ all: offset, added: offset, rewritten: offset, moved: offset, removed: offset }),
    /** True if anything a view shows may differ. */
    changed: z.boolean(),
  }),
]);
export type SyncResult = z.infer<typeof syncResultSchema>;

/**
 * Stores what the text says now; one transaction. A script has one text, whoever sends it: that of the editor in which
 * it was changed last. So a file never replaces a buffer, and a buffer that is only opened, or saved, none that another
 * editor has open, unless it has unsaved changes and the other one has not.
 */
export const syncScript = new RequestType<SyncParams, SyncResult, FailureData>('script/sync');

const usd = z.number().nonnegative();

/** Who makes what: each `offline` or `PROVIDER/MODEL`. */
export const modelChoiceSchema = z.object({ cards: z.string().min(1), story: z.string().min(1) });

export const analyzeParamsSchema = z.object({
  scriptId: z.string(),
  /** Only these kinds. */
  kinds: z.array(artifactKindSchema).optional(),
  /** Only this subject. */
  subject: z.string().optional(),
  /** Only these subjects, of whichever kind: scene ids, names, '' for what a script has one of. */
  subjects: z.array(z.string()).optional(),
  /** With `kinds` or `subject`: also the cards that what is due reads, where they are due. */
  upstream: z.boolean().optional(),
  /** Make everything again, current or not. */
  remake: z.boolean(),
  /** Who makes it; left out or null: rules. The models are this client's own (`hostContract.ts`). */
  models: modelChoiceSchema.nullable().optional(),
  /** What it may cost, in US dollars, this run and all of the day; null or left out: no limit. */
  limits: z.object({ runUsd: usd.nullable(), dayUsd: usd.nullable() }).optional(),
  /** What the writer has agreed to, as `destinationOf` names it: nothing is sent elsewhere. Left out: to any of `models`. */
  agreed: z.array(z.string()).optional(),
  /**
   * Whether the writer asked for it; left out: yes. If not, only what has changed enough is made (`SyncParams.thresholds`),
   * by rules, or by `models` where the writer has set for this script that so much may always be spent; what failed a
   * moment ago waits.
   */
  asked: z.boolean().optional(),
});
export type AnalyzeParams = z.infer<typeof analyzeParamsSchema>;

/** What a run is doing, for a progress line. */
export interface AnalysisProgress {
  readonly kind: (typeof ARTIFACT_KINDS)[number];
  /** Artifacts of this kind made so far in this run, and how many there are to make. */
  readonly done: number;
  readonly total: number;
  /** Of the newest one: the scene's label and heading, or a name; null where there is none. */
  readonly subject: string | null;
}

/** Makes everything that is due. Cancelling returns what is there, with `run.cancelled`. */
export const analyzeScript = new RequestType<AnalyzeParams & { progressToken?: string }, AnalysisResult, FailureData>(
  'script/analyze',
);

/** What a run would make and cost, and which scenes it would send; nothing is made, nothing is sent. Cancelling stops the counting. */
export const priceAnalysis = new RequestType<AnalyzeParams, AnalysisPrice, FailureData>('script/price');

export const analysisProgress = new ProgressType<AnalysisProgress>();

export const scriptParamsSchema = z.object({ scriptId: z.string() });
export type ScriptParams = z.infer<typeof scriptParamsSchema>;

/** Everything known about a script. */
export const readScript = new RequestType<ScriptParams, ScriptView, FailureData>('script/read');

export const statusParamsSchema = scriptParamsSchema.extend({ models: modelChoiceSchema.nullable().optional() });
export type StatusParams = z.infer<typeof statusParamsSchema>;

/** What is behind and why, what could not be made, and what a refresh would make and, with `models`, cost. */
export const readStatus = new RequestType<StatusParams, StatusResult, FailureData>('script/status');

/** What changed since what is stored was made, scene by scene; makes nothing. */
export const readSinceAnalysis = new RequestType<ScriptParams, SinceAnalysis, FailureData>('script/sinceAnalysis');
/** What the writer has decided about names and pins, and what waits: names that may be one person's, newer versions. */
export const readDecisions = new RequestType<ScriptParams, ScriptDecisions, FailureData>('script/decisions');

export const aliasParamsSchema = z.object({
  scriptId: z.string(),
  name: z.string().min(1).max(400),
  /** `merge`: `name` stands for `other` from now on. `split`: the two are two, and are not suggested again. */
  decision: z.enum(['merge', 'split']),
  other: z.string().min(1).max(400),
});
export type AliasParams = z.infer<typeof aliasParamsSchema>;

/**
 * Decides whether two names are one person's; the cast is read again with it, and no scene. Fails with `name-unknown`, or
 * with `alias-refused` where a name would stand for itself.
 */
export const decideAlias = new RequestType<AliasParams, AliasResult, FailureData>('script/alias');

export const pinParamsSchema = z.object({
  scriptId: z.string(),
  kind: pinnableKindSchema,
  /** A scene by id or label, a character by name, a thread or relationship by id; null: the outline. */
  subject: z.string().nullable(),
  pinned: z.boolean(),
});
export type PinParams = z.infer<typeof pinParamsSchema>;

/** Keeps an artifact as it is, or lets it be made again. Fails with `subject-unknown` where nothing is made of the subject. */
export const setPin = new RequestType<PinParams, PinResult, FailureData>('script/pin');

export const waitingParamsSchema = z.object({
  scriptId: z.string(),
  kind: artifactKindSchema,
  /** As `readDecisions` names it. */
  subject: z.string().nullable(),
  /** Into the place of the version that is kept, or discarded. */
  take: z.boolean(),
});
export type WaitingParams = z.infer<typeof waitingParamsSchema>;

/** Takes or discards a newer version that waits; a pin stays. Fails with `version-missing` where none waits. */
export const settleWaiting = new RequestType<WaitingParams, null, FailureData>('script/waiting');
export const followParamsSchema = z.object({
  scriptId: z.string(),
  /** The `tag` of the last answer this client took in; null: it has none. */
  known: z.string().nullable(),
});
export type FollowParams = z.infer<typeof followParamsSchema>;

export type FollowResult =
  /** What this client has is what there is. */
  | { readonly kind: 'unchanged' }
  /** What to change in the view and status it has, taken together as `{view, status}`. */
  | { readonly kind: 'changed'; readonly tag: string; readonly change: ValueChange }
  | { readonly kind: 'whole'; readonly tag: string; readonly view: ScriptView; readonly status: StatusResult };

/**
 * `readScript` and `readStatus` in one, for who asks after every change: of what the client has, only what differs is sent. What
 * the engine does not remember having sent comes whole.
 */
export const followScript = new RequestType<FollowParams, FollowResult, FailureData>('script/follow');

export const searchParamsSchema = z.object({
  scriptId: z.string(),
  query: z.string(),
  limit: z.number().int().min(1).max(200),
});
export type SearchParams = z.infer<typeof searchParamsSchema>;

/** Ranked scenes. Makes nothing but embeddings that are missing. */
export const searchScript = new RequestType<SearchParams, SearchResult, FailureData>('script/search');

/**
 * An answer from the script; stored with its question when it ends. What arrives meanwhile comes under the request's
 * `progressToken`. Cancelling stops it: the answer then is what had come, `stopped`. An answer that breaks off is no
 * failure of the request: it is `failed` and keeps what had come.
 */
export const askScript = new RequestType<
  ChatMessageRequest & { progressToken?: string | undefined },
  ChatMessageResponse,
  FailureData
>('chat/ask');
export const chatProgress = new ProgressType<ChatEvent>();

/** What a question would send and what would be left out; sends nothing. */
export const previewContext = new RequestType<ChatMessageRequest, ContextPreview, FailureData>('chat/preview');

/** The conversation last spoken in about a script; null if there is none that is not archived. */
export const latestConversation = new RequestType<ScriptParams, Conversation | null, FailureData>('chat/latest');

/** The conversations of a script, last spoken in first; archived ones too, which say so. */
export const listConversations = new RequestType<ScriptParams, readonly ConversationEntry[], FailureData>('chat/list');

export const conversationParamsSchema = z.object({ scriptId: z.string(), conversationId: z.string() });
export type ConversationParams = z.infer<typeof conversationParamsSchema>;

/** One conversation; null if the script has none of this id. */
export const readConversation = new RequestType<ConversationParams, Conversation | null, FailureData>('chat/read');

export const renameConversationParamsSchema = conversationParamsSchema.extend({ title: z.string().min(1).max(200) });
export type RenameConversationParams = z.infer<typeof renameConversationParamsSchema>;

/** Fails with `conversation-unknown`, as do the next three. */
export const renameConversation = new RequestType<RenameConversationParams, null, FailureData>('chat/rename');

export const archiveConversationParamsSchema = conversationParamsSchema.extend({ archived: z.boolean() });
export type ArchiveConversationParams = z.infer<typeof archiveConversationParamsSchema>;

/** Puts a conversation away, or brings it back. */
export const archiveConversation = new RequestType<ArchiveConversationParams, null, FailureData>('chat/archive');

export const deleteConversation = new RequestType<ConversationParams, null, FailureData>('chat/delete');

export const exportConversation = new RequestType<ConversationParams, ExportedConversation, FailureData>('chat/export');

export const placeProposalParamsSchema = z.object({
  scriptId: z.string(),
  sceneId: z.string(),
  /** The scene's hash and exact slice when the edit was proposed. */
  hash: z.string(),
  before: z.string(),
});
export type PlaceProposalParams = z.infer<typeof placeProposalParamsSchema>;

/** Where a proposed edit goes in the text as the engine has it now, or why it is refused. */
export const placeProposal = new RequestType<PlaceProposalParams, ProposalPlace, FailureData>('chat/placeProposal');

export const acceptedEditParamsSchema = z.object({
  scriptId: z.string(),
  sceneId: z.string(),
  hashBefore: z.string().length(64),
  /** The scene's hash with the accepted lines in it; null: as the engine has the scene now. */
  hashAfter: z.string().length(64).nullable(),
  /** Accepted lines, counted from 0 in the scene's slice as it is after; `end` exclusive. */
  lines: z.array(z.object({ start: offset, end: offset })),
  /** From the proposal. */
  modelCallId: z.string().nullable(),
});
export type AcceptedEditParams = z.infer<typeof acceptedEditParamsSchema>;

/** Notes that lines made with AI were accepted into a scene. Fails with `scene-unknown`. */
export const noteAcceptedEdit = new RequestType<AcceptedEditParams, null, FailureData>('chat/acceptedEdit');
export const moveParamsSchema = z.object({
  /** The uri of a script or of a folder, without a slash at its end. */
  from: z.string().min(1),
  to: z.string().min(1),
});
export type MoveParams = z.infer<typeof moveParamsSchema>;

export interface MoveResult {
  /** How many scripts have another address now. */
  readonly moved: number;
}

/**
 * A file or folder has another name or place, or a buffer that was never saved is a file now: all that is known of the
 * script goes along, its ids too. What was known of a script that was overwritten by it is kept as if its file had
 * vanished. Without this request a moved file finds its memory by what it says.
 */
export const moveScripts = new RequestType<MoveParams, MoveResult, FailureData>('script/move');

export const filesParamsSchema = z.object({ uris: z.array(z.string().min(1)).max(20_000) });
export type FilesParams = z.infer<typeof filesParamsSchema>;

export interface FilesResult {
  /** Those under which a script is stored. */
  readonly known: readonly string[];
  /** Those under which one is stored and nothing is to be found: it is kept for thirty days. */
  readonly vanished: readonly string[];
}

/**
 * Files came, changed or went, or somebody wants to know which ones are scripts that were opened before. The engine
 * looks which are still there and reads none of them. A folder stands for the scripts in it.
 */
export const lookAtFiles = new RequestType<FilesParams, FilesResult, FailureData>('script/files');
export const markParamsSchema = z.object({
  scriptId: z.string(),
  on: z.boolean(),
  target: z.union([
    z.object({ kind: z.literal('script') }),
    z.object({ kind: z.literal('scene'), sceneId: z.string() }),
    /** The folder at this address, without a slash at its end, and all in it. */
    z.object({ kind: z.literal('folder'), uri: z.string().regex(/[^/]$/) }),
  ]),
});
export type MarkParams = z.infer<typeof markParamsSchema>;

/** Marks a script, a scene of it or a folder never to be sent to a model, or takes the mark away. Says what is marked then. */
export const markNeverSend = new RequestType<MarkParams, NeverSend, FailureData>('script/markNeverSend');

/** What of a script was sent to models, when, why, to whom and at what price. */
export const readLedger = new RequestType<ScriptParams, Ledger, FailureData>('script/ledger');

/** What runs on a script may cost without being asked for, and what was spent today. */
export const readAllowance = new RequestType<ScriptParams, Allowance, FailureData>('script/allowance');

export const alwaysUnderParamsSchema = z.object({ scriptId: z.string(), usd: usd.nullable() });
export type AlwaysUnderParams = z.infer<typeof alwaysUnderParamsSchema>;

/** "Always under $X": a run on this script that costs at most so much needs no asking; null: each does. */
export const setAlwaysUnder = new RequestType<AlwaysUnderParams, Allowance, FailureData>('script/alwaysUnder');

export const closeParamsSchema = z.object({
  uri: z.string(),
  forget: z.boolean(),
  /** Only if this is the version that the client sent last: what it has sent since stays open. Left out: in any case. */
  version: z.number().int().optional(),
});
export type CloseParams = z.infer<typeof closeParamsSchema>;

export interface CloseResult {
  /** After forgetting: absolute paths of backups that could not be rewritten and of databases set aside, which may still hold the script. */
  readonly stillIn: readonly string[];
}

/**
 * This client has the script closed, as happens by itself to all it has open when it leaves; the others keep it, with
 * the text of an editor that is left. With `forget`, the script's rows are deleted, in the backups too, and nobody has it open.
 */
export const closeScript = new RequestType<CloseParams, CloseResult, FailureData>('script/close');

export interface ScriptChanged {
  readonly scriptId: string;
  readonly uri: string;
  /** Whether the stored text is the one this client sent last (`syncResultSchema`). */
  readonly from: 'sent' | 'buffer';
  /** True if everything known of the script was deleted. */
  readonly forgotten: boolean;
}

/** Something a view of this script shows has changed, by whomever: ask again. Every client is told. */
export const scriptChanged = new NotificationType<ScriptChanged>('script/changed');

export interface ConversationChanged {
  readonly scriptId: string;
  readonly conversationId: string;
  readonly deleted: boolean;
}

/** Another client has spoken in a conversation, renamed it, put it away, brought it back or deleted it. */
export const conversationChanged = new NotificationType<ConversationChanged>('chat/changed');

/** Checks the database and its backups; repairs nothing. */
export const checkStore = new RequestType<null, StoreReport, FailureData>('store/check');

/** Writes a backup and reads it back. */
export const backUpStore = new RequestType<null, StoreReport, FailureData>('store/backUp');

/** The backups there are, newest first. */
export const listBackups = new RequestType<null, readonly BackupSummary[], FailureData>('store/backups');

export const restoreParamsSchema = z.object({
  /** A path, absolute or in the folder of backups; null: the newest one that can be read. */
  file: z.string().min(1).nullable(),
});
export type RestoreParams = z.infer<typeof restoreParamsSchema>;

/** Puts a backup into the place of what is stored, which is set aside. Scripts that are open stay open. */
export const restoreStore = new RequestType<RestoreParams, StoreReport, FailureData>('store/restore');

/** Takes the last migration back, after a backup, for an older release; every request after it is refused. */
export const rollBackStore = new RequestType<null, StoreReport, FailureData>('store/rollBack');

/** A line of the engine's log, as it stands in the file: never a word of a screenplay. */
export const logLine = new NotificationType<{ readonly line: string }>('engine/log');

/** A newer client takes over: the engine ends, and this client would find a newer one. The connection closes next. */
export const superseded = new NotificationType<null>('engine/superseded');
