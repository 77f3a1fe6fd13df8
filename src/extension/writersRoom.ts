import type { OutlineView } from './views/outlineView';

/** What other extensions, and the tests, see of WritersRoom: its views as VS Code asks them for rows. */
export interface WritersRoom {
  readonly outline: OutlineView;
}
