import type { ChatMessages } from './chat/chatPanel';
import type { FollowedFiles } from './followFiles';
import type { Proposals } from './proposals/proposals';
import type { CharactersRow } from './views/charactersRows';
import type { OutlineRow } from './views/outlineRows';
import type { ScriptTree } from './views/scriptTree';
import type { ThreadsRow } from './views/threadsRows';

/** What other extensions, and the tests, see of WritersRoom: its views as VS Code asks them for rows, its word on other files, the chat's messages, and proposed edits. */
export interface WritersRoom {
  readonly outline: ScriptTree<OutlineRow>;
  readonly characters: ScriptTree<CharactersRow>;
  readonly threads: ScriptTree<ThreadsRow>;
  readonly files: Pick<FollowedFiles, 'sentence'>;
  readonly chat: ChatMessages;
  readonly proposals: Proposals;
}
