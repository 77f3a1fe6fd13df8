import type { AnswerBlock, AnswerClaim, Citation } from '../../story/chatMessage';
import type { AnswerSegment } from './chatLoop';
import type { ChatScene } from './chatScene';
import { findFolded, foldText, type FoldedText } from './foldedText';
import { quotedRuns, type QuotedRun } from './quotedRuns';
import { safeMarkdown } from './safeMarkdown';

/** The scenes an answer is looked up in, as they read now. */
export interface GroundingScenes {
  readonly scenes: readonly ChatScene[];
  readonly byId: (id: string) => ChatScene | null;
  readonly byName: (name: string) => ChatScene | null;
}

export interface GroundedAnswer {
  readonly blocks: readonly AnswerBlock[];
  readonly citations: readonly Citation[];
}

/**
 * A model's answer against the script: every citation resolved to scene and line, every quoted run of at least three words
 * (or a whole line) looked up in the scene it is cited from, and shown in the script's own characters. What is not found is
 * marked, with the reason. Without a citation beside it a run is looked up everywhere.
 */
export function groundAnswer(segments: readonly AnswerSegment[], script: GroundingScenes): GroundedAnswer {
  const anchors: Anchor[] = [];
  const anchored = segments
    .map(({ text, citations }) => {
      const plain = text.replace(ANCHOR_MARKS, '');
      const own = citations.map(({ source, text: words }) =>
        anchorMark(anchors, { name: source, scene: sceneOfSource(source, script), words }),
      );
      return plain + own.join('');
    })
    .join('');
  // Marks after all segments are one text: a mark may be cut in two by them.
  const text = anchored.replace(MARK, (_, list: string) =>
    list
      .split(/\s*[,;]\s*/)
      .map((name) => name.trim().replace(/^S\s?(?=[\d(]|opening)/, ''))
      .filter((name) => name !== '')
      .map((name) => anchorMark(anchors, { name, scene: script.byName(name), words: null }))
      .join(''),
  );
  const book = new CitationBook();
  const finder = createFinder();
  const blocks = splitBlocks(safeMarkdown(text)).flatMap((block) => {
    const grounded = groundBlock(block, { anchors, script, book, finder });
    return grounded.text.trim() === '' && grounded.citations.length === 0 ? [] : [grounded];
  });
  return { blocks, citations: book.citations };
}

/** `[S12]`, `[S12, S14]`, `[Sopening]`, also with a blank behind the S. */
const MARK =
  /[ \t]?\[S\s?((?:\(?\d+[\p{L}\d]*\)?|opening|\(?\p{Lu}*\d+\p{L}*\)?)(?:\s*[,;]\s*S?\s?(?:\(?\p{Lu}*\d+[\p{L}\d]*\)?|opening))*)\]/gu;

/** Private-use characters hold a citation's place while the text is taken apart; a model's own are dropped. */
const ANCHOR_MARKS = /[\ue000\ue001]/gu;
const ANCHOR = /\ue000(\d+)\ue001/gu;

interface Anchor {
  /** As the model called it. */
  readonly name: string;
  readonly scene: ChatScene | null;
  /** The words a provider says it cites; null: a mark. */
  readonly words: string | null;
}

function anchorMark(anchors: Anchor[], anchor: Anchor): string {
  anchors.push(anchor);
  return `\ue000${anchors.length - 1}\ue001`;
}

function sceneOfSource(source: string, { byId }: GroundingScenes): ChatScene | null {
  return byId(source.replace(/^(?:scene|card):/, ''));
}

/** What stands between blank lines; a fence is one. */
function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const close = (): void => {
    if (lines.length > 0) blocks.push(lines.join('\n'));
    lines = [];
  };
  for (const line of text.split('\n')) {
    const opened = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && line.trim() === '') {
      close();
      continue;
    }
    lines.push(line);
    if (opened === undefined) continue;
    if (fence === null) fence = opened;
    else if (opened.startsWith(fence)) fence = null;
  }
  close();
  return blocks;
}

interface Grounding {
  readonly anchors: readonly Anchor[];
  readonly script: GroundingScenes;
  readonly book: CitationBook;
  readonly finder: Finder;
}

/** A piece of a block: words, a quoted run, or the place of a citation. */
type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'quote'; readonly run: QuotedRun }
  | { readonly kind: 'anchor'; readonly anchor: Anchor };

function groundBlock(block: string, { anchors, script, book, finder }: Grounding): AnswerBlock {
  const pieces = piecesOf(block, anchors);
  const named = pieces.map((piece) => (piece.kind === 'anchor' ? piece.anchor.scene : null));
  let text = '';
  const claims: AnswerClaim[] = [];
  let lastQuoted: string | null = null;
  pieces.forEach((piece, at) => {
    if (piece.kind === 'words') {
      text += piece.text;
      if (/[\p{L}\p{N}]/u.test(piece.text)) lastQuoted = null;
      return;
    }
    const start = text.length;
    if (piece.kind === 'anchor') {
      // Behind a quote from there, found or not, its mark says the same once more.
      const { scene, words } = piece.anchor;
      if (scene !== null && words === null && scene.id === lastQuoted) return;
      claims.push({ start, end: start, ...anchorClaim(piece.anchor, book, finder) });
      return;
    }
    const cited = nearestFirst(named, at);
    const found = groundRun(piece.run, cited, script, finder);
    if (found.kind === 'none') {
      text += piece.run.text;
      return;
    }
    if (found.kind === 'verified') {
      const { scene, line, quote } = found;
      text += escapedMarkdown(quote);
      const citation = book.cite(scene, line, quote, null);
      claims.push({ start, end: text.length, citation, verified: true, reason: null });
      lastQuoted = scene.id;
      return;
    }
    text += piece.run.text;
    const { scene, reason } = found;
    const citation = scene === null ? null : book.cite(scene, scene.startLine, plainQuote(piece.run.text), reason);
    claims.push({ start, end: text.length, citation, verified: false, reason });
    lastQuoted = scene?.id ?? null;
  });
  const citations = [...new Set(claims.flatMap(({ citation }) => (citation === null ? [] : [citation])))];
  return { kind: 'markdown', text, citations, claims };
}

function piecesOf(block: string, anchors: readonly Anchor[]): Piece[] {
  const pieces: Piece[] = [];
  const words = (text: string): void => {
    let at = 0;
    for (const match of text.matchAll(ANCHOR)) {
      if (match.index > at) pieces.push({ kind: 'words', text: text.slice(at, match.index) });
      at = match.index + match[0].length;
      const anchor = anchors[Number(match[1])];
      if (anchor !== undefined) pieces.push({ kind: 'anchor', anchor });
    }
    if (at < text.length) pieces.push({ kind: 'words', text: text.slice(at) });
  };
  let at = 0;
  for (const run of quotedRuns(block)) {
    words(block.slice(at, run.start));
    // A citation's place inside of the quotation marks comes behind the words.
    const inside = [...run.text.matchAll(ANCHOR)].flatMap(([, id]) => anchors[Number(id)] ?? []);
    pieces.push({ kind: 'quote', run: { ...run, text: run.text.replace(ANCHOR, '') } });
    for (const anchor of inside) pieces.push({ kind: 'anchor', anchor });
    at = run.end;
  }
  words(block.slice(at));
  return pieces;
}

/** The scenes cited in the block: the next one behind a place first, then those further on, then those before. */
function nearestFirst(named: readonly (ChatScene | null)[], at: number): ChatScene[] {
  const behind = named.slice(at + 1);
  const before = named.slice(0, at).reverse();
  return [...new Set([...behind, ...before].filter((scene) => scene !== null))];
}

type Grounded =
  | { readonly kind: 'none' }
  | { readonly kind: 'verified'; readonly scene: ChatScene; readonly line: number; readonly quote: string }
  | { readonly kind: 'unverified'; readonly scene: ChatScene | null; readonly reason: string };

function groundRun(run: QuotedRun, cited: readonly ChatScene[], script: GroundingScenes, finder: Finder): Grounded {
  const words = run.text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)?.length ?? 0;
  if (words === 0) return { kind: 'none' };
  const isLong = words >= 3;
  const where = cited.length > 0 ? cited : script.scenes;
  for (const scene of where) {
    const found = finder(scene, run.text);
    if (found !== null && (isLong || found.isWholeLine)) return { kind: 'verified', scene, ...found };
  }
  // One or two words are no quotation of the page, unless they are set as a line of it.
  if (!isLong && !run.isLine) return { kind: 'none' };
  const [first] = cited;
  if (first === undefined) return { kind: 'unverified', scene: null, reason: 'not found in the script' };
  const elsewhere = script.scenes.find((scene) => {
    const found = cited.includes(scene) ? null : finder(scene, run.text);
    return found !== null && (isLong || found.isWholeLine);
  });
  const reason = `not found in ${cited.map(({ name }) => name).join(', ')}`;
  return {
    kind: 'unverified',
    scene: first,
    reason: elsewhere === undefined ? reason : `${reason}, but in ${elsewhere.name}`,
  };
}

function anchorClaim(
  { name, scene, words }: Anchor,
  book: CitationBook,
  finder: Finder,
): Omit<AnswerClaim, 'start' | 'end'> {
  if (scene === null) {
    const reason = words === null ? `there is no scene ${name}` : 'its scene is not in the script any more';
    return { citation: null, verified: false, reason };
  }
  if (words === null) return { citation: book.cite(scene, scene.startLine, null, null), verified: true, reason: null };
  const found = finder(scene, words) ?? finder(scene, firstLine(words));
  if (found === null) {
    const reason = `not found in ${scene.name}`;
    const citation = book.cite(scene, scene.startLine, plainQuote(words), reason);
    return { citation, verified: false, reason };
  }
  return { citation: book.cite(scene, found.line, found.quote, null), verified: true, reason: null };
}

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => line.split(/\s+/).length >= 3) ?? lines.find((line) => line !== '') ?? '';
}

function plainQuote(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Each citation once. */
class CitationBook {
  readonly citations: Citation[] = [];
  private readonly positions = new Map<string, number>();

  cite({ id, index, label, heading }: ChatScene, line: number, quote: string | null, reason: string | null): number {
    const key = JSON.stringify([id, line, quote, reason]);
    const known = this.positions.get(key);
    if (known !== undefined) return known;
    const verified = reason === null;
    this.citations.push({
      ...{ sceneId: id, index, label, heading, line, quote, verified },
      ...(reason !== null && { reason }),
    });
    this.positions.set(key, this.citations.length - 1);
    return this.citations.length - 1;
  }
}

/** Where words stand in a scene, in the script's own characters; null: nowhere in one paragraph of it. */
type Finder = (
  scene: ChatScene,
  words: string,
) => { readonly quote: string; readonly line: number; readonly isWholeLine: boolean } | null;

function createFinder(): Finder {
  const known = new Map<ChatScene, readonly { readonly part: ScenePart; readonly folded: FoldedText }[]>();
  return (scene, words) => {
    const wanted = foldText(words).text;
    let parts = known.get(scene);
    if (parts === undefined) {
      parts = scene.paragraphs
        .flatMap((paragraph) => paragraph.parts)
        .map((part) => ({ part, folded: foldText(part.text) }));
      known.set(scene, parts);
    }
    // The comma or full stop inside of quotation marks belongs to the sentence around them.
    for (const asked of new Set([wanted, wanted.replace(/[.,]$/u, '')])) {
      for (const { part, folded } of parts) {
        const found = findFolded(folded, asked);
        if (found === null) continue;
        const { start, end } = found;
        const quote = part.text.slice(start, end);
        const before = part.text.slice(0, start);
        const line = part.lines[before.split('\n').length - 1] ?? scene.startLine;
        const lineStart = before.lastIndexOf('\n') + 1;
        const lineEnd = part.text.indexOf('\n', start);
        const whole = part.text.slice(lineStart, lineEnd < 0 ? part.text.length : lineEnd);
        const isWholeLine = bare(whole) === bare(quote);
        return { quote: plainQuote(quote), line, isWholeLine };
      }
    }
    return null;
  };
}

type ScenePart = ChatScene['paragraphs'][number]['parts'][number];

function bare(text: string): string {
  return foldText(text).text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** The script's characters are no Markdown. */
function escapedMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>~|]/gu, '\\$&');
}
