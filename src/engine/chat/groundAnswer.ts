import type { AnswerBlock, AnswerClaim, Citation } from '../../story/chatMessage';
import { sceneWords } from '../../story/placedText';
import { answerBlocks, type AnswerText } from './answerBlocks';
import type { AnswerSegment } from './chatLoop';
import type { ChatScene } from './chatScene';
import { elidedWords } from './elidedWords';
import { quotedRuns, type QuotedRun } from './quotedRuns';
import { safeMarkdown } from './safeMarkdown';
import { markReplacer } from './sceneMarks';
import { QUOTE_WORDS, scriptWords, type FoundWords, type ScriptWords } from './scriptWords';
import { wordCount } from '../../story/wordCount';

/** The scenes an answer is looked up in, as they read now. */
export interface GroundingScenes {
  readonly scenes: readonly ChatScene[];
  readonly byId: (id: string) => ChatScene | null;
  readonly byName: (name: string) => ChatScene | null;
  /** Who is in the script, and what else they are called. Those who speak in its scenes are known without. */
  readonly view?: { readonly characters: readonly { readonly name: string; readonly aliases: readonly string[] }[] };
}

export interface GroundedAnswer {
  readonly blocks: readonly AnswerBlock[];
  readonly citations: readonly Citation[];
}

/**
 * A model's answer against the script: every citation resolved to scene and line, every quoted run of at least three words
 * (or a whole line) looked up in the scene it is cited from, and shown in the script's own characters. What is not found is
 * marked, with the reason. Without a citation beside it a run is looked up everywhere. A scene that is only named is a
 * place to go to and proves nothing; one the model was not sent is marked.
 *
 * @param wasSent whether anything of a scene was sent to the model
 * @param isOwn whether words are the writer's, quoted back: without a scene's mark beside them nothing is claimed of them
 */
export function groundAnswer(
  segments: readonly AnswerSegment[],
  script: GroundingScenes,
  wasSent: (scene: ChatScene) => boolean,
  isOwn: (words: string) => boolean = () => false,
): GroundedAnswer {
  const anchors: Anchor[] = [];
  const anchored = segments
    .map(({ text, citations }) => {
      const plain = text.replace(ANCHOR_MARKS, '');
      const own = citations.map(({ source, text: words, named }) =>
        anchorMark(anchors, {
          name: null,
          scene: sceneOfSource(source, script),
          words: named === true ? null : words,
        }),
      );
      return plain + own.join('');
    })
    .join('');
  // Marks after all segments are one text: a mark may be cut in two by them.
  const text = markReplacer(script)(anchored, (named) =>
    named.map((one) => anchorMark(anchors, { ...one, words: null })).join(''),
  );
  const book = new CitationBook();
  const words = scriptWords(script.scenes);
  const called = script.view?.characters.flatMap(({ name, aliases }) => [name, ...aliases]) ?? [];
  const names = new Set([...called, ...script.scenes.flatMap(({ cast }) => cast)].map((name) => name.toLowerCase()));
  const isName = (words: string): boolean => names.has(words.toLowerCase());
  const blocks = answerBlocks(safeMarkdown(text)).flatMap((block) => {
    const grounded = groundBlock(block, { anchors, wasSent, book, words, isName, isOwn });
    return grounded.text.trim() === '' && grounded.claims?.length === 0 ? [] : [grounded];
  });
  return { blocks, citations: book.citations };
}

/** Private-use characters hold a citation's place while the text is taken apart; a model's own are dropped. */
const ANCHOR_MARKS = /[\ue000\ue001]/gu;
const ANCHOR = /\ue000(\d+)\ue001/gu;

interface Anchor {
  /** As the model called it in a mark; null: it is of a passage that was sent. */
  readonly name: string | null;
  readonly scene: ChatScene | null;
  /** The words a provider says it cites; null: a mark, or a passage that is only named. */
  readonly words: string | null;
}

function anchorMark(anchors: Anchor[], anchor: Anchor): string {
  anchors.push(anchor);
  return `\ue000${anchors.length - 1}\ue001`;
}

function sceneOfSource(source: string, { byId }: GroundingScenes): ChatScene | null {
  return byId(source.replace(/^(?:scene|card):/, ''));
}

interface Grounding {
  readonly anchors: readonly Anchor[];
  readonly wasSent: (scene: ChatScene) => boolean;
  readonly book: CitationBook;
  readonly words: ScriptWords;
  readonly isName: (words: string) => boolean;
  readonly isOwn: (words: string) => boolean;
}

/** A piece of a block: words, a quoted run, or the place of a citation. */
type Piece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'quote'; readonly run: QuotedRun }
  | { readonly kind: 'anchor'; readonly anchor: Anchor };

function groundBlock(block: AnswerText, grounding: Grounding): AnswerBlock {
  const { book, words, isOwn } = grounding;
  const pieces = piecesOf(block, grounding);
  const attributed = attributions(pieces);
  let text = '';
  const claims: AnswerClaim[] = [];
  /** Scenes whose mark, right behind a quote, says the same once more. */
  let said: readonly ChatScene[] = [];
  pieces.forEach((piece, at) => {
    if (piece.kind === 'words') {
      text += piece.text;
      if (SIGNIFICANT.test(piece.text)) said = [];
      return;
    }
    const start = text.length;
    if (piece.kind === 'anchor') {
      const { scene, words: cited } = piece.anchor;
      if (scene !== null && cited === null && said.includes(scene)) return;
      claims.push({ start, end: start, ...anchorClaim(piece.anchor, grounding) });
      return;
    }
    const { run } = piece;
    const { scenes: from, isBeside } = attributed[at] ?? UNATTRIBUTED;
    // Beside a scene's mark also the writer's own words are said to stand in it.
    const found = groundRun(run, from, words, isBeside ? () => false : isOwn);
    if (found.kind === 'none') {
      text += run.text;
      said = [];
      return;
    }
    if (found.kind === 'verified') {
      let shown = 0;
      for (const { from: first, to, scene, line, quote } of found.places) {
        text += run.text.slice(shown, first);
        shown = to;
        const words = text.length;
        text += run.isCode ? quote : escapedMarkdown(quote);
        const citation = book.cite(scene, line, quote, null);
        claims.push({ start: words, end: text.length, citation, verified: true, reason: null });
        said = [scene];
      }
      text += run.text.slice(shown);
      return;
    }
    text += run.text;
    const { scene, reason } = found;
    const citation = scene === null ? null : book.cite(scene, scene.startLine, plainQuote(run.text), reason);
    claims.push({ start, end: text.length, citation, verified: false, reason });
    said = from;
  });
  const citations = [...new Set(claims.flatMap(({ citation }) => (citation === null ? [] : [citation])))];
  return { kind: 'markdown', text, citations, claims };
}

/** Between two such pieces there are words. */
const SIGNIFICANT = /[\p{L}\p{N}]/u;

function piecesOf(answerText: AnswerText, { anchors, words, isName }: Grounding): Piece[] {
  const block = answerText.text;
  const pieces: Piece[] = [];
  const anchorsIn = (text: string): Anchor[] =>
    [...text.matchAll(ANCHOR)].flatMap(([, id]) => anchors[Number(id)] ?? []);
  const cited = [...new Set(anchorsIn(block).flatMap(({ scene }) => scene ?? []))];
  const addWords = (text: string): void => {
    let at = 0;
    for (const match of text.matchAll(ANCHOR)) {
      if (match.index > at) pieces.push({ kind: 'words', text: text.slice(at, match.index) });
      at = match.index + match[0].length;
      for (const anchor of anchorsIn(match[0])) pieces.push({ kind: 'anchor', anchor });
    }
    if (at < text.length) pieces.push({ kind: 'words', text: text.slice(at) });
  };
  const addRuns = (runs: readonly QuotedRun[], from: number, to: number): void => {
    let at = from;
    for (const run of runs) {
      addWords(block.slice(at, run.start));
      at = run.end;
      // A citation's place inside of the quotation marks comes behind the words.
      const whole = { ...run, text: run.text.replace(ANCHOR, '') };
      if (isInParts(whole) && findRun(whole, cited, words) === null) addRuns(run.parts, run.start, run.end);
      else {
        pieces.push({ kind: 'quote', run: whole });
        for (const anchor of anchorsIn(run.text)) pieces.push({ kind: 'anchor', anchor });
      }
    }
    addWords(block.slice(at, to));
  };
  addRuns(quotedRuns(answerText, isName), 0, block.length);
  return pieces;
}

/** Whether a run's parts say enough to be looked up alone. */
function isInParts({ parts }: QuotedRun): boolean {
  return parts.some(({ text }) => wordCount(text) >= QUOTE_WORDS);
}

/**
 * The scenes each quoted run is said to be from: those of the marks right behind it; else, of the marks on both sides, the
 * nearest group behind and the nearest in front.
 */
function attributions(pieces: readonly Piece[]): NearestMarks[] {
  const behind = nearestMarks([...pieces].reverse()).reverse();
  const before = nearestMarks(pieces);
  return pieces.map((_, at) => {
    const [after, front] = [behind[at], before[at]];
    if (after === undefined || front === undefined) return UNATTRIBUTED;
    if (after.isBeside) return after;
    return { scenes: [...new Set([...after.scenes, ...front.scenes])], isBeside: front.isBeside };
  });
}

interface NearestMarks {
  readonly scenes: readonly ChatScene[];
  /** Nothing but punctuation stands between. */
  readonly isBeside: boolean;
}

const UNATTRIBUTED: NearestMarks = { scenes: [], isBeside: false };

/** Of each piece the group of marks last passed. */
function nearestMarks(pieces: readonly Piece[]): NearestMarks[] {
  let group: NearestMarks = { scenes: [], isBeside: false };
  return pieces.map((piece) => {
    const passed = group;
    if (piece.kind === 'anchor') {
      const { scene } = piece.anchor;
      const known: readonly ChatScene[] = group.isBeside ? group.scenes : [];
      if (scene !== null) group = { scenes: known.includes(scene) ? known : [scene, ...known], isBeside: true };
    } else if (group.isBeside && (piece.kind === 'quote' || SIGNIFICANT.test(piece.text))) {
      group = { ...group, isBeside: false };
    }
    return passed;
  });
}

type Grounded =
  | { readonly kind: 'none' }
  | { readonly kind: 'verified'; readonly places: readonly FoundPlace[] }
  | { readonly kind: 'unverified'; readonly scene: ChatScene | null; readonly reason: string };

/** Words of a run (`from` to, exclusive, `to` in its text) and where they stand. */
interface FoundPlace extends FoundWords {
  readonly from: number;
  readonly to: number;
}

function groundRun(
  run: QuotedRun,
  attributed: readonly ChatScene[],
  words: ScriptWords,
  isOwn: (words: string) => boolean,
): Grounded {
  const count = wordCount(run.text);
  if (count === 0) return { kind: 'none' };
  const found = findRun(run, attributed, words);
  if (found !== null) return { kind: 'verified', places: found };
  // One or two words are no quotation of the page, unless they are set as a line of it.
  if (count < QUOTE_WORDS && !run.isLine) return { kind: 'none' };
  if (isOwn(run.text.slice(run.signLength).replace(LINE_SIGNS, '\n'))) return { kind: 'none' };
  const [first] = attributed;
  if (first === undefined) return { kind: 'unverified', scene: null, reason: 'not found in the script' };
  const elsewhere = findRun(run, [], words);
  const reason = `not found in ${attributed.map(({ name }) => name).join(', ')}`;
  return {
    kind: 'unverified',
    scene: first,
    reason: elsewhere === null ? reason : `${reason}, but in ${elsewhere[0]?.scene.name ?? ''}`,
  };
}

/** Where a run, or what it keeps of the page, stands in these scenes, in their order; in no scene: anywhere. */
function findRun(
  { text, signLength }: QuotedRun,
  scenes: readonly ChatScene[],
  words: ScriptWords,
): FoundPlace[] | null {
  const wholeLine = wordCount(text) < QUOTE_WORDS;
  // With the sign in front of its words, if it is not one of them.
  for (const from of signLength === 0 ? [0] : [0, signLength]) {
    const wanted = { words: text.slice(from).replace(LINE_SIGNS, '\n'), wholeLine };
    if (!SIGNIFICANT.test(wanted.words)) continue;
    const places = scenes.length === 0 ? [words.anywhere(wanted)] : scenes.map((scene) => words.in(scene, wanted));
    const found = places.find((place) => place !== null) ?? null;
    if (found !== null) return [{ ...found, from, to: text.length }];
  }
  const kept = elidedWords(text);
  if (kept === null) return null;
  const pieces = kept.map(({ from, to }) => text.slice(from, to).replace(LINE_SIGNS, '\n'));
  for (const scene of scenes.length === 0 ? words.scenes : scenes) {
    const found = words.inOrder(scene, pieces);
    if (found !== null) return found.map((place, at) => ({ from: 0, to: 0, ...kept[at], ...place }));
  }
  return null;
}

/** In front of the further lines of a block quotation. */
const LINE_SIGNS = /\n[ \t]*(?:>[ \t]?)+/gu;

function anchorClaim(
  { name, scene, words: cited }: Anchor,
  { book, words, wasSent }: Grounding,
): Omit<AnswerClaim, 'start' | 'end'> {
  if (scene === null) {
    const reason = name === null ? 'its scene is not in the script any more' : `there is no scene ${name}`;
    return { citation: null, verified: false, reason };
  }
  if (cited === null) {
    const reason = wasSent(scene) ? null : `${sceneWords(scene)} was not read`;
    return { citation: book.cite(scene, scene.startLine, null, reason), verified: reason === null, reason };
  }
  const found =
    words.in(scene, { words: cited, wholeLine: false }) ??
    words.in(scene, { words: firstLine(cited), wholeLine: false });
  if (found === null) {
    const reason = `not found in ${scene.name}`;
    const citation = book.cite(scene, scene.startLine, plainQuote(cited), reason);
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

/** The script's characters are no Markdown. */
function escapedMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>~|]/gu, '\\$&');
}
