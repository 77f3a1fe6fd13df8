import * as z from 'zod';

/** A scene as the writer sees it: `12`, `12A`, `(12)`; `opening` is what stands before the first scene. */
export const sceneLabelSchema = z.string().min(1).max(40).describe('Scene label as shown, e.g. "12"');
