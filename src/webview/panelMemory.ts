import { draftSchema, NO_DRAFT, type Draft } from '../protocol/chatPanelContract';
import type { VsCodeApi } from './vscodeApi';

/** All that the panel keeps by itself: what is typed and not sent, and how far it is scrolled. */
export interface PanelMemory {
  /** Null: nothing was kept. */
  readonly draft: Draft | null;
  /** In pixels from the top; null: at the end, and it stays there. */
  readonly scrollTop: number | null;
}

export function readMemory(api: VsCodeApi): PanelMemory {
  const kept = api.getState();
  if (typeof kept !== 'object' || kept === null) return { draft: null, scrollTop: null };
  const draft = draftSchema.safeParse({ ...NO_DRAFT, ...kept });
  return {
    draft: 'text' in kept && draft.success ? draft.data : null,
    scrollTop: 'scrollTop' in kept && typeof kept.scrollTop === 'number' ? kept.scrollTop : null,
  };
}

/** As it is read again. */
export function writeMemory(api: VsCodeApi, { draft, scrollTop }: PanelMemory): void {
  api.setState({ ...draft, scrollTop });
}
