import { createHash } from 'node:crypto';
import { NO_ALIASES, type Aliases } from './aliases';
import { castKey } from './castKey';
import { fingerprintScene, fingerprintScript } from './fingerprint';
import { normalizeReading, type Normalizer } from './normalizers';
import { castReader, type SceneCast } from './names';
import { paginate, type PageLayout } from './pages';
import { US_LETTER } from './pageFormat';
import { sceneLabels } from './sceneLabels';
import { countLineEnds } from './countLineEnds';
import type { SceneBlock, Screenplay } from './screenplay';
import { shapeHash, type SceneShape } from './shapeHash';
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
  /** Covers heading, section path, speaking cast and length (`shapeHash.ts`). */
  readonly shapeHash: string;
  /** The same object as in the reading before as long as neither the scene's words nor the names in the script change. */
  readonly cast: SceneCast;
  /** Who is in the scene, as one comparable string. */
  readonly castKey: string;
  readonly page: number;
  /** Length in eighths of a page. */
  readonly eighths: number;
  readonly words: number;
  readonly dialogueWords: number;
}

/** A document with what was read of its scenes, by the block as its piece has it: pieces that an edit does not touch stay. */
export interface ReadDocument extends ScreenplayDocument {
  readonly known: ReadonlyMap<SceneBlock, KnownScene>;
}

/** A script as its text says it is: no identity, no memory. */
export interface ScriptReading {
  readonly text: string;
  /** The text in pieces and what was read of each, so that the next reading takes over what has not changed. */
  readonly document: ReadDocument;
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
 * result is the same, by the same rules of `normalize`. `aliases` is what the writer has decided about names; the same map
 * again keeps the casts that were read.
 */
export function readScript(
  text: string,
  previous: ScriptReading | null = null,
  aliases: Aliases = NO_ALIASES,
  normalize: Normalizer = normalizeReading,
): ScriptReading {
  if (previous?.text === text && previous.aliases === aliases) return previous;
  const document = previous === null ? readDocument(text) : updateToText(previous.document, text);
  const screenplay = screenplayOf(document);
  const speaking = sameOrNew(previous?.speaking, speakingIn(document));
  const paging = paginate(screenplay, US_LETTER, previous?.layout ?? null);
  const labels = sceneLabels(screenplay.scenes);
  const known = new Map<SceneBlock, KnownScene>();
  const context: Context = {
    text,
    screenplay,
    normalize,
    names: speaking,
    aliases,
    readCast: once(() => castReader(speaking, aliases)),
    before: previous?.document.known ?? known,
    known,
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
  const passage =
    preamble === null
      ? null
      : readBlock(context, preamble, own[0] ?? preamble, { index: null, label: '', page: 1, eighths: 0 });
  return {
    text,
    document: { ...document, known },
    screenplay,
    speaking,
    aliases,
    hash: fingerprintScript(
      screenplay.titlePage,
      scenes.map((scene) => scene.hash),
      normalize,
    ),
    title: titleOf(screenplay),
    pages: paging.pages,
    eighths: paging.eighths,
    layout: paging.layout,
    scenes,
    passage,
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
  readonly normalize: Normalizer;
  /**
   * All that decides, beside its own words, who is in a scene: the names in the script and what the writer has decided
   * about them; the same objects as long as they say the same, for what was made with them is kept.
   */
  readonly names: ReadonlySet<string>;
  readonly aliases: Aliases;
  readonly readCast: () => ReturnType<typeof castReader>;
  /** What the reading before knew, and what this one knows. */
  readonly before: ReadonlyMap<SceneBlock, KnownScene>;
  readonly known: Map<SceneBlock, KnownScene>;
}

interface Place {
  readonly index: number | null;
  readonly label: string;
  readonly page: number;
  readonly eighths: number;
}

/** A scene as it was read last, with what its parts follow from beside its own words. */
export interface KnownScene {
  readonly reading: SceneReading;
  readonly words: OwnWords;
  readonly cast: OwnCast;
  readonly names: ReadonlySet<string>;
  readonly aliases: Aliases;
}

/** What follows from a scene's own words and the sections it is under. */
type OwnWords = Pick<
  SceneReading,
  'source' | 'headingLine' | 'hash' | 'structureHash' | 'notesHash' | 'synopsesHash' | 'words' | 'dialogueWords'
>;

/** What follows from a scene's own words and the names in the script. */
type OwnCast = Pick<SceneReading, 'cast' | 'castKey'>;

function readBlock(context: Context, block: SceneBlock, pieceBlock: SceneBlock, place: Place): SceneReading {
  const before = context.before.get(pieceBlock);
  const isUnder = before !== undefined && sameSections(before.reading.block.sectionPath, block.sectionPath);
  const words = isUnder ? before.words : readWords(context, block);
  const sameNames = before?.names === context.names && before.aliases === context.aliases;
  const cast = sameNames ? before.cast : readCast(context, block, before?.cast);
  const isShaped = isUnder && before.cast === cast && before.reading.eighths === place.eighths;
  const shape = isShaped
    ? before.reading.shapeHash
    : shapeHash({ ...shapeOf(block, cast.cast), eighths: place.eighths });
  const reading =
    isShaped && isThere(before.reading, block, place) ? before.reading : sceneReading(block, place, words, cast, shape);
  context.known.set(pieceBlock, { reading, words, cast, names: context.names, aliases: context.aliases });
  return reading;
}

/** The shape of a scene but for its length. */
export function shapeOf({ heading, sectionPath }: SceneBlock, { speaking }: SceneCast): Omit<SceneShape, 'eighths'> {
  return { heading, sectionPath, speakers: [...speaking.keys()] };
}

/** Written out: spreading takes many times as long, and this is done for every scene behind an edit. */
function sceneReading(
  block: SceneBlock,
  { index, label, page, eighths }: Place,
  own: OwnWords,
  { cast, castKey: key }: OwnCast,
  shapeHash: string,
): SceneReading {
  return {
    block,
    index,
    label,
    source: own.source,
    headingLine: own.headingLine,
    hash: own.hash,
    structureHash: own.structureHash,
    notesHash: own.notesHash,
    synopsesHash: own.synopsesHash,
    shapeHash,
    cast,
    castKey: key,
    page,
    eighths,
    words: own.words,
    dialogueWords: own.dialogueWords,
  };
}

/** Whether a scene whose words are the same stands where it stood. */
function isThere({ index, label, page, block: earlier }: SceneReading, block: SceneBlock, place: Place): boolean {
  return (
    index === place.index &&
    label === place.label &&
    page === place.page &&
    earlier.startOffset === block.startOffset &&
    earlier.startLine === block.startLine &&
    earlier.firstElement === block.firstElement
  );
}

function sameSections(a: SceneBlock['sectionPath'], b: SceneBlock['sectionPath']): boolean {
  return (
    a === b || (a.length === b.length && a.every((one, i) => one.level === b[i]?.level && one.title === b[i].title))
  );
}

function elementsOf({ elements }: Screenplay, block: SceneBlock): Screenplay['elements'] {
  return elements.slice(block.firstElement, block.endElement);
}

function readWords({ text, screenplay, normalize }: Context, block: SceneBlock): OwnWords {
  let words = 0;
  let dialogueWords = 0;
  for (const element of elementsOf(screenplay, block)) {
    if (element.type === 'dialogue' || element.type === 'lyrics') dialogueWords += countWords(element.text);
    else if (element.type === 'action' || element.type === 'centered') words += countWords(element.text);
  }
  return {
    source: text.slice(block.startOffset, block.endOffset),
    headingLine: countLineEnds(text, block.startOffset, block.headingOffset),
    ...fingerprintScene(screenplay, block, text, normalize),
    synopsesHash: sha256(block.synopses),
    words: words + dialogueWords,
    dialogueWords,
  };
}

/** The earlier one where other names in the script leave the scene's cast as it was. */
function readCast({ screenplay, readCast }: Context, block: SceneBlock, earlier: OwnCast | undefined): OwnCast {
  const cast = readCast()(elementsOf(screenplay, block));
  const key = castKey(cast);
  return earlier?.castKey === key && sameNames(earlier.cast, cast) ? earlier : { cast, castKey: key };
}

/** Whether two casts name the same people in the same order, which shapes and views keep. */
function sameNames(a: SceneCast, b: SceneCast): boolean {
  return namesOf(a) === namesOf(b);
}

function namesOf({ speaking, mentioned }: SceneCast): string {
  return JSON.stringify([[...speaking.keys()], [...mentioned]]);
}

function titleOf(screenplay: Screenplay): string | null {
  const entry = screenplay.titlePage.find(({ key }) => key.toLowerCase() === 'title');
  const title = entry?.values
    .join(' ')
    .replace(/[*_\\]+/g, '')
    .trim();
  return title === undefined || title === '' ? null : title;
}

/** Of text in NFC, as all hashes are: how accents are written is no change. */
function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value).normalize('NFC')).digest('hex');
}
