import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { cleanXml } from './cleanXml';
import type { FdxBlock, FdxDocument, FdxNote, FdxParagraph, FdxRun, FdxTypeSettings } from './fdxParagraph';
import { joinedText, readBoolean, readEighths, readRange, readStyles } from './fdxValues';

/** A Final Draft file, or why there is none: `broken` XML with the line where it breaks, or something of `another` kind. */
export type FdxFile =
  | { readonly kind: 'script'; readonly document: FdxDocument }
  | { readonly kind: 'broken'; readonly line: number }
  | { readonly kind: 'another' };

/**
 * Reads the XML of an `.fdx`, in one pass and without a tree of it. Never throws. Entities of a document type are never expanded
 * and stay as written; what a screenplay does not need is passed over.
 */
export function readFdxDocument(xml: string): FdxFile {
  const { text, skippedLines } = cleanXml(xml);
  if (text !== '' && !text.startsWith('<')) return { kind: 'another' };
  const reader = new FdxReader();
  const parser = new SaxesParser({ xmlns: false, position: true });
  parser.ENTITIES = literalEntities(parser.ENTITIES);
  let brokenAt = 0;
  parser.on('error', () => {
    if (brokenAt === 0) brokenAt = parser.line + skippedLines;
  });
  parser.on('opentag', (tag) => reader.open(tag));
  parser.on('closetag', (tag) => reader.close(tag.name));
  parser.on('text', (piece) => reader.write(piece));
  parser.on('cdata', (piece) => reader.write(piece));
  const isOver = (): boolean => brokenAt > 0 || reader.isAnother;
  for (let at = 0; at < text.length && !isOver(); at += CHUNK) parser.write(text.slice(at, at + CHUNK));
  if (!isOver()) parser.close();
  if (reader.isAnother) return { kind: 'another' };
  return brokenAt === 0 ? { kind: 'script', document: reader.document() } : { kind: 'broken', line: brokenAt };
}

/** So much of a file is looked at before the next look at whether it is worth going on, in UTF-16 units. */
const CHUNK = 65_536;

/** An entity that XML itself does not define is shown as it is written. What is no name is still an error. */
function literalEntities(known: Record<string, string>): Record<string, string> {
  return new Proxy(known, {
    get: (entities, name) =>
      typeof name !== 'string' ? undefined : (entities[name] ?? (ENTITY_NAME.test(name) ? `&${name};` : undefined)),
  });
}

const ENTITY_NAME = /^[\p{L}_][\p{L}\p{N}._-]{0,80}$/u;

/** Blocks inside blocks deeper than this are read as if they stood beside each other. Final Draft writes two. */
const DEEPEST_BLOCK = 4;

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A paragraph being read, and the list it goes to; null for one that is no part of the script. */
interface OpenParagraph {
  readonly draft: Draft<FdxParagraph> & {
    runs: FdxRun[];
    notes: FdxNote[];
    blocks: (FdxBlock & { readonly paragraphs: FdxParagraph[] })[];
  };
  readonly into: FdxParagraph[] | null;
  /** Runs of the alternates of the line, which count only where it has no text of its own. */
  readonly alternate: FdxRun[];
}

interface OpenNote {
  readonly name: string;
  readonly range: FdxNote['range'];
  readonly paragraphs: FdxParagraph[];
}

class FdxReader {
  isAnother = false;
  private readonly body: FdxParagraph[] = [];
  private readonly titlePage: FdxParagraph[] = [];
  private readonly notes: FdxNote[] = [];
  private readonly settings = new Map<string, FdxTypeSettings>();
  /** Names of the open tags. */
  private readonly path: string[] = [];
  private readonly paragraphs: OpenParagraph[] = [];
  /** Where the paragraphs that come now go, innermost last; null where they are no part of the script. */
  private readonly lists: (FdxParagraph[] | null)[] = [];
  private blockDepth = 0;
  private alternates = 0;
  private run: { text: string; readonly styles: FdxRun['styles']; readonly capitals: boolean } | null = null;
  /** The summary of the scene whose properties are being read. */
  private summary: FdxParagraph[] | null = null;
  private note: OpenNote | null = null;
  private type: { readonly name: string; settings: Draft<FdxTypeSettings> } | null = null;

  document(): FdxDocument {
    const { body, titlePage, notes, settings } = this;
    return { body, titlePage, notes, settings };
  }

  open({ name, attributes }: SaxesTagPlain): void {
    const parent = this.path.at(-1);
    if (parent === undefined && name !== 'FinalDraft') this.isAnother = true;
    this.path.push(name);
    switch (name) {
      case 'Content':
        this.lists.push(parent === 'FinalDraft' ? this.body : parent === 'TitlePage' ? this.titlePage : null);
        break;
      case 'Paragraph':
        this.openParagraph(attributes, parent ?? '');
        break;
      case 'Text':
        if (parent === 'Paragraph' || this.alternates > 0) this.run = { text: '', ...readStyles(attributes.Style) };
        break;
      case 'SceneProperties':
        if (parent === 'Paragraph') this.openScene(attributes);
        break;
      case 'Summary':
        this.lists.push(this.summary);
        break;
      case 'DualDialogue':
        this.openBlock('dual');
        break;
      case 'OmittedScene':
        this.openBlock('omitted');
        break;
      case 'ScriptNote':
        this.note = { name: (attributes.Name ?? '').trim(), range: readRange(attributes.Range), paragraphs: [] };
        this.lists.push(this.note.paragraphs);
        break;
      case 'ElementSettings':
        if (attributes.Type !== undefined) {
          const settings = { capitals: false, startsNewPage: false, centered: false, paginateAs: '' };
          this.type = { name: attributes.Type, settings };
        }
        break;
      case 'FontSpec':
        if (this.type) this.type.settings.capitals = readStyles(attributes.Style).capitals;
        break;
      case 'ParagraphSpec':
        if (this.type) {
          this.type.settings.startsNewPage = readBoolean(attributes.StartsNewPage) ?? false;
          this.type.settings.centered = attributes.Alignment === 'Center';
        }
        break;
      case 'Behavior':
        if (this.type) this.type.settings.paginateAs = attributes.PaginateAs ?? '';
        break;
      default:
        if (name.startsWith('Alt')) this.alternates++;
    }
  }

  write(piece: string): void {
    if (this.run) this.run.text += piece;
  }

  close(name: string): void {
    this.path.pop();
    switch (name) {
      case 'Content':
      case 'Summary':
        this.lists.pop();
        break;
      case 'Paragraph':
        this.closeParagraph();
        break;
      case 'Text':
        this.closeRun();
        break;
      case 'SceneProperties':
        if (this.path.at(-1) === 'Paragraph') this.summary = null;
        break;
      case 'DualDialogue':
      case 'OmittedScene':
        this.blockDepth--;
        this.lists.pop();
        break;
      case 'ScriptNote':
        this.closeNote();
        break;
      case 'ElementSettings':
        if (this.type) this.settings.set(this.type.name, this.type.settings);
        this.type = null;
        break;
      default:
        if (name.startsWith('Alt')) this.alternates--;
    }
  }

  private openParagraph(attributes: Record<string, string>, parent: string): void {
    const into = HOLDERS.has(parent) ? (this.lists.at(-1) ?? null) : null;
    const draft: OpenParagraph['draft'] = {
      type: (attributes.Type ?? '').trim(),
      runs: [],
      alignment: attributes.Alignment ?? '',
      startsNewPage: readBoolean(attributes.StartsNewPage),
      number: attributes.Number ?? null,
      scene: null,
      notes: [],
      blocks: [],
    };
    this.paragraphs.push({ draft, into, alternate: [] });
  }

  private closeParagraph(): void {
    const closed = this.paragraphs.pop();
    if (!closed) return;
    const { draft, into, alternate } = closed;
    if (draft.runs.length === 0) draft.runs.push(...alternate);
    into?.push(draft);
  }

  private openScene(attributes: Record<string, string>): void {
    const paragraph = this.paragraphs.at(-1);
    if (!paragraph) return;
    this.summary = [];
    paragraph.draft.scene = {
      page: attributes.Page?.trim() === '' ? null : (attributes.Page ?? null),
      eighths: readEighths(attributes.Length),
      title: (attributes.Title ?? '').trim(),
      summary: this.summary,
    };
  }

  private openBlock(kind: FdxBlock['kind']): void {
    this.blockDepth++;
    const list = this.lists.at(-1) ?? null;
    if (list === null || this.blockDepth > DEEPEST_BLOCK) {
      this.lists.push(list);
      return;
    }
    const block = { kind, paragraphs: [] };
    const paragraph = this.paragraphs.at(-1);
    if (paragraph) paragraph.draft.blocks.push(block);
    // Some programs write the block without a paragraph around it.
    else list.push({ ...EMPTY_PARAGRAPH, blocks: [block] });
    this.lists.push(block.paragraphs);
  }

  private closeRun(): void {
    const { run } = this;
    this.run = null;
    const paragraph = this.paragraphs.at(-1);
    if (!run || !paragraph || run.text === '') return;
    (this.alternates > 0 ? paragraph.alternate : paragraph.draft.runs).push({ ...run, text: joinedText(run.text) });
  }

  private closeNote(): void {
    const { note } = this;
    this.lists.pop();
    this.note = null;
    if (!note) return;
    const words = note.paragraphs.map(({ runs }) =>
      runs
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );
    const text = [note.name, words.join('\n').trim()].filter((part) => part !== '').join(': ');
    if (text === '') return;
    const paragraph = this.paragraphs.at(-1);
    if (!paragraph) this.notes.push({ text, range: note.range });
    else if (paragraph.into) paragraph.draft.notes.push({ text, range: null });
  }
}

/** What may hold a paragraph of the script, of its notes or of a summary. */
const HOLDERS: ReadonlySet<string> = new Set(['Content', 'DualDialogue', 'OmittedScene', 'Summary', 'ScriptNote']);

const EMPTY_PARAGRAPH: FdxParagraph = {
  type: 'General',
  runs: [],
  alignment: '',
  startsNewPage: null,
  number: null,
  scene: null,
  notes: [],
  blocks: [],
};
