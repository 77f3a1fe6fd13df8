import type { VsCodeApi } from './vscodeApi';

/** All that the panel keeps by itself: what is typed and not sent, and how far it is scrolled. */
export interface PanelMemory {
  readonly text: string;
  /** In pixels from the top; null: at the end, and it stays there. */
  readonly scrollTop: number | null;
}

export function readMemory(api: VsCodeApi): PanelMemory {
  const kept = api.getState();
  if (typeof kept !== 'object' || kept === null) return { text: '', scrollTop: null };
  return {
    text: 'text' in kept && typeof kept.text === 'string' ? kept.text : '',
    scrollTop: 'scrollTop' in kept && typeof kept.scrollTop === 'number' ? kept.scrollTop : null,
  };
}
