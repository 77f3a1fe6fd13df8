import type { EmphasisStyle } from '../screenplay';

/** A `Text` of a paragraph. `text` is as stored, with soft breaks as `\n`. */
export interface FdxRun {
  readonly text: string;
  readonly styles: readonly EmphasisStyle[];
  /** The run's own `AllCaps`. */
  readonly capitals: boolean;
}

/** A note of the file. */
export interface FdxNote {
  /** Paragraphs joined by `\n`; the note's name leads it where it has one. */
  readonly text: string;
  /** Where it stands in the body, as `FDX_RULES` says; null for one that is written inside its paragraph, or where it cannot be read. */
  readonly range: { readonly start: number; readonly end: number } | null;
}

/** What Final Draft knows of a scene: where it begins and how long it is, as counted by Final Draft itself. */
export interface FdxSceneProperties {
  /** As printed, which may be `12A` in a locked script; null where the file has none. */
  readonly page: string | null;
  /** In eighths of a page; null where the file has none or it cannot be read. */
  readonly eighths: number | null;
  readonly title: string;
  readonly summary: readonly FdxParagraph[];
}

/** A paragraph of the body or of the title page, as the file has it. */
export interface FdxParagraph {
  /** Empty where the file names none. */
  readonly type: string;
  readonly runs: readonly FdxRun[];
  readonly alignment: string;
  /** Null where the paragraph does not say. */
  readonly startsNewPage: boolean | null;
  readonly number: string | null;
  readonly scene: FdxSceneProperties | null;
  /** Notes written inside the paragraph, as older files do. */
  readonly notes: readonly FdxNote[];
  /** The blocks inside it, in order. */
  readonly blocks: readonly FdxBlock[];
}

/** Paragraphs inside a paragraph: two speeches at once, or a scene that is omitted. */
export interface FdxBlock {
  readonly kind: 'dual' | 'omitted';
  readonly paragraphs: readonly FdxParagraph[];
}

/** What the file's `ElementSettings` say of a paragraph type. */
export interface FdxTypeSettings {
  readonly capitals: boolean;
  readonly startsNewPage: boolean;
  readonly centered: boolean;
  /** The type it counts as for paging; how a type of the writer's own making is understood. */
  readonly paginateAs: string;
}

/** A Final Draft file as its XML says, before anything is decided about it. */
export interface FdxDocument {
  readonly body: readonly FdxParagraph[];
  readonly titlePage: readonly FdxParagraph[];
  readonly notes: readonly FdxNote[];
  readonly settings: ReadonlyMap<string, FdxTypeSettings>;
}
