import { createHash } from 'node:crypto';
import { NO_ALIASES, type Aliases } from './aliases';
import { fingerprintScene, fingerprintScript } from './fingerprint';
import { castReader, type SceneCast } from './names';
import { paginate, type PageLayout } from './pages';
import { US_LETTER } from './pageFormat';
import { sceneLabels } from './sceneLabels';
import { countLineEnds } from './countLineEnds';
import type { SceneBlock, Screenplay } from './screenplay';
import { readDocument, type ScreenplayDocument } from './screenplayDocument';
import { screenplayOf, speakingIn } from './screenplayOf';
import { updateToText } from './updateToText';
import { countWords } from './countWords';

/** One scene of the text, or the passage before the first heading, with all that its own words decide. */
export interface SceneReading {
  readonly block: SceneBlock;
  /** Position from 0; null for a passage. */
  readonly index: number | null;
  /** What the writer sees; '' for a passage. */
  readonly label: string;
  /** The exact slice of the document. */
  readonly source: string;
  /** Line of the heading inside the slice, from 0. */
  readonly headingLine: number;
  readonly hash: string;
  readonly structureHash: string;
  readonly notesHash: string;
  readonly synopsesHash: string;
  /** Covers heading, section path, speaking cast and length. */
  readonly shapeHash: string;
  readonly cast: SceneCast;
  readonly page: number;
  /** Length in eighths of a page. */
  readonly eighths: number;
  readonly words: number;
  readonly dialogueWords: number;
}

/** A script as its text says it is: no identity, no memory. */
export interface ScriptReading {
  readonly text: string;
  /** The text in pieces, so that the next reading takes over what has not changed. */
  readonly document: ScreenplayDocument;
  readonly screenplay: Screenplay;
  /** Names with a cue anywhere in the script: who may be mentioned elsewhere. */
  readonly speaking: ReadonlySet<string>;
  /** Whom names stand for that are not their own: the casts are read with it. */
  readonly aliases: Aliases;
  /** SHA-256 over title page and scene hashes in order. */
  readonly hash: string;
  /** From the title page; null where it has none. */
  readonly title: string | null;
  readonly pages: number;
  readonly eighths: number;
  /** The pages as they were set, so that the next reading takes over those that have not moved. */
  readonly layout: PageLayout;
  readonly scenes: readonly SceneReading[];
  readonly passage: SceneReading | null;
  /** Line, from 1, where the first slice starts. */
  readonly bodyLine: number;
}

/**
 * Reads a script; never fails. With the reading of an earlier text of it only what lies in changed pieces is read again; the
 * result is the same. `aliases` is what the writer has decided about names; the same map again keeps the casts that were read.
 */
export function readScript(
  text: string,
  previous: ScriptReading | null = null,
  aliases: Aliases = NO_ALIASES,
): ScriptReading {
  const document = previous === null ? readDocument(text) : updateToText(previous.document, text);
  const screenplay = screenplayOf(document);
  const speaking = sameOrNew(previous?.speaking, speakingIn(document));
  const paging = paginate(screenplay, US_LETTER, previous?.layout ?? null);
  const labels = sceneLabels(screenplay.scenes);
  const context: Context = {
    text,
    screenplay,
    speaking,
    aliases,
    readCast: once(() => castReader(speaking, aliases)),
  };
  const own = document.pieces.flatMap((piece) => piece.blocks);
  const { preamble } = screenplay;
  const inPreamble = preamble === null ? 0 : 1;
  const scenes = screenplay.scenes.map((block, index) =>
    readBlock(context, block, own[index + inPreamble] ?? block, {
      index,
      label: labels[index] ?? '',
      page: paging.scenes[index]?.page ?? 1,
      eighths: paging.scenes[index]?.eighths ?? 0,
    }),
  );
  return {
    text,
    document,
    screenplay,
    speaking,
    aliases,
    hash: fingerprintScript(
      screenplay.titlePage,
      scenes.map((scene) => scene.hash),
    ),
    title: titleOf(screenplay),
    pages: paging.pages,
    eighths: paging.eighths,
    layout: paging.layout,
    scenes,
    passage:
      preamble === null
        ? null
        : readBlock(context, preamble, own[0] ?? preamble, { index: null, label: '', page: 1, eighths: 0 }),
    bodyLine: countLineEnds(text, 0, screenplay.titlePageEndOffset) + 1,
  };
}

/** The earlier set where it holds the same names, so that what was made with it need not be made again. */
function sameOrNew(earlier: ReadonlySet<string> | undefined, now: ReadonlySet<string>): ReadonlySet<string> {
  if (earlier?.size !== now.size) return now;
  for (const name of now) if (!earlier.has(name)) return now;
  return earlier;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

interface Context {
  readonly text: string;
  readonly screenplay: Screenplay;
  readonly speaking: ReadonlySet<string>;
  readonly aliases: Aliases;
  readonly readCast: () => ReturnType<typeof castReader>;
}

interface Place {
  readonly index: number | null;
  readonly label: string;
  readonly page: number;
  readonly eighths: number;
}

/** What follows from a scene's own words, the sections it is under and the names in the script, wherever it stands. */
interface Kept {
  readonly own: Pick<
    SceneReading,
    | 'source'
    | 'headingLine'
    | 'hash'
    | 'structureHash'
    | 'notesHash'
    | 'synopsesHash'
    | 'shapeHash'
    | 'cast'
    | 'words'
    | 'dialogueWords'
  >;
  readonly speaking: ReadonlySet<string>;
  readonly aliases: Aliases;
  readonly sections: string;
  readonly eighths: number;
}

/** By the block as its piece has it: pieces that an edit does not touch stay, and with them what is known of their scenes. */
const keptOf = new WeakMap<SceneBlock, Kept>();

function readBlock(context: Context, block: SceneBlock, pieceBlock: SceneBlock, place: Place): SceneReading {
  const sections = JSON.stringify(block.sectionPath);
  let kept = keptOf.get(pieceBlock);
  const sameNames = kept?.speaking === context.speaking && kept.aliases === context.aliases;
  if (kept === undefined || !sameNames || kept.sections !== sections || kept.eighths !== place.eighths) {
    kept = {
      own: readOwn(context, block, place.eighths),
      speaking: context.speaking,
      aliases: context.aliases,
      sections,
      eighths: place.eighths,
    };
    keptOf.set(pieceBlock, kept);
  }
  return { ...place, block, ...kept.own };
}

function readOwn({ text, screenplay, readCast }: Context, block: SceneBlock, eighths: number): Kept['own'] {
  const elements = screenplay.elements.slice(block.firstElement, block.endElement);
  const cast = readCast()(elements);
  const speakers = [...cast.speaking.keys()];
  let words = 0;
  let dialogueWords = 0;
  for (const element of elements) {
    if (element.type === 'dialogue' || element.type === 'lyrics') dialogueWords += countWords(element.text);
    else if (element.type === 'action' || element.type === 'centered') words += countWords(element.text);
  }
  return {
    source: text.slice(block.startOffset, block.endOffset),
    headingLine: countLineEnds(text, block.startOffset, block.headingOffset),
    ...fingerprintScene(screenplay, block, text),
    synopsesHash: sha256(block.synopses),
    shapeHash: sha256([block.heading, block.sectionPath, speakers, eighths]),
    cast,
    words: words + dialogueWords,
    dialogueWords,
  };
}

function titleOf(screenplay: Screenplay): string | null {
  const entry = screenplay.titlePage.find(({ key }) => key.toLowerCase() === 'title');
  const title = entry?.values
    .join(' ')
    .replace(/[*_\\]+/g, '')
    .trim();
  return title === undefined || title === '' ? null : title;
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
