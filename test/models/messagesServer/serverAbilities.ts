/** What a server of this kind has. All by default: it then is Anthropic's. */
export interface ServerAbilities {
  readonly countTokens: boolean;
  readonly tools: boolean;
  readonly json: boolean;
  readonly citations: boolean;
  readonly cache: boolean;
  readonly models: 'anthropic' | 'list-of-ids' | 'none';
  readonly batches: boolean;
  readonly usage: boolean;
  /** Whether a key is needed. */
  readonly keys: boolean;
}

/** A server as they run on a desk: it takes the fields of what it lacks, but for tools, and ignores them. */
export const LOCAL_SERVER: ServerAbilities = {
  countTokens: false,
  tools: true,
  json: false,
  citations: false,
  cache: false,
  models: 'list-of-ids',
  batches: false,
  usage: true,
  keys: false,
};

/** All of it. */
export const ANTHROPIC: ServerAbilities = {
  countTokens: true,
  tools: true,
  json: true,
  citations: true,
  cache: true,
  models: 'anthropic',
  batches: true,
  usage: true,
  keys: true,
};
