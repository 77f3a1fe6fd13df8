import * as z from 'zod';
import { draftsSchema, type Drafts } from '../protocol/chatPanelContract';
import type { VsCodeApi } from './vscodeApi';

/** All that the panel keeps by itself: what is typed and not sent, and how far it is scrolled. */
export interface PanelMemory {
  /** By the `key` of the script it is about. */
  readonly drafts: Drafts;
  /** In pixels from the top; null: at the end, and it stays there. */
  readonly scrollTop: number | null;
}

const memorySchema = z.object({
  drafts: draftsSchema,
  scrollTop: z.number().nullable().catch(null),
});

export function readMemory(api: VsCodeApi): PanelMemory {
  const kept = memorySchema.safeParse(api.getState());
  return kept.success ? kept.data : { drafts: {}, scrollTop: null };
}

/** As it is read again. */
export function writeMemory(api: VsCodeApi, memory: PanelMemory): void {
  api.setState(memory);
}
