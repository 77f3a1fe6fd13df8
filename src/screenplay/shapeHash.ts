import { createHash } from 'node:crypto';
import type { SceneBlock } from './screenplay';

/** What of a scene its shape covers. */
export interface SceneShape extends Pick<SceneBlock, 'heading' | 'sectionPath'> {
  /** Who speaks, in order of the first speech. */
  readonly speakers: readonly string[];
  /** Length in eighths of a page. */
  readonly eighths: number;
}

/** What of a scene's shape is another; `shape` where it is not known which. */
export type ShapePart = 'heading' | 'sections' | 'speakers' | 'length' | 'shape';

const PARTS = ['heading', 'sections', 'speakers', 'length'] as const;

/** 64 characters: of each part of a shape its own digits of a SHA-256, so that two of them tell what differs. */
export function shapeHash({ heading, sectionPath, speakers, eighths }: SceneShape): string {
  return [heading, sectionPath, speakers, eighths]
    .map((part, at) => sha256(part).slice(0, at === 0 ? 16 : 15))
    .join('.');
}

/** What differs between the shapes that were hashed; only `shape` where one of them was hashed as a whole. */
export function changedParts(before: string, now: string): readonly ShapePart[] {
  const [olds, news] = [before.split('.'), now.split('.')];
  if (olds.length !== PARTS.length || news.length !== PARTS.length) return ['shape'];
  return PARTS.filter((_, at) => olds[at] !== news[at]);
}

/** The hash of a shape as a whole, as the first rules had it. */
export function wholeShapeHash({ heading, sectionPath, speakers, eighths }: SceneShape): string {
  return sha256([heading, sectionPath, speakers, eighths]);
}

/** Of text in NFC, as all hashes are: how accents are written is no change. */
function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value).normalize('NFC')).digest('hex');
}
