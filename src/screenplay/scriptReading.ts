import { createHash } from 'node:crypto';
import { fingerprintScene, fingerprintScript } from './fingerprint';
import { castReader, type SceneCast } from './names';
import { paginate } from './pages';
import { parseScreenplay } from './parseScreenplay';
import { sceneLabels } from './sceneLabels';
import { countLineEnds } from './countLineEnds';
import type { SceneBlock, Screenplay } from './screenplay';
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
  readonly screenplay: Screenplay;
  /** SHA-256 over title page and scene hashes in order. */
  readonly hash: string;
  /** From the title page; null where it has none. */
  readonly title: string | null;
  readonly pages: number;
  readonly eighths: number;
  readonly scenes: readonly SceneReading[];
  readonly passage: SceneReading | null;
  /** Line, from 1, where the first slice starts. */
  readonly bodyLine: number;
}

/** Reads a script. Pure; never fails. */
export function readScript(text: string): ScriptReading {
  const screenplay = parseScreenplay(text);
  const paging = paginate(screenplay);
  const labels = sceneLabels(screenplay.scenes);
  const readCast = castReader(speakingNames(screenplay));
  const scenes = screenplay.scenes.map((block, index) =>
    readBlock(screenplay, text, block, readCast, {
      index,
      label: labels[index] ?? '',
      page: paging.scenes[index]?.page ?? 1,
      eighths: paging.scenes[index]?.eighths ?? 0,
    }),
  );
  const { preamble } = screenplay;
  return {
    text,
    screenplay,
    hash: fingerprintScript(
      screenplay.titlePage,
      scenes.map((scene) => scene.hash),
    ),
    title: titleOf(screenplay),
    pages: paging.pages,
    eighths: paging.eighths,
    scenes,
    passage:
      preamble === null
        ? null
        : readBlock(screenplay, text, preamble, readCast, { index: null, label: '', page: 1, eighths: 0 }),
    bodyLine: countLineEnds(text, 0, screenplay.titlePageEndOffset) + 1,
  };
}

interface Place {
  readonly index: number | null;
  readonly label: string;
  readonly page: number;
  readonly eighths: number;
}

function readBlock(
  screenplay: Screenplay,
  text: string,
  block: SceneBlock,
  readCast: ReturnType<typeof castReader>,
  place: Place,
): SceneReading {
  const elements = screenplay.elements.slice(block.firstElement, block.endElement);
  const cast = readCast(elements);
  const speakers = [...cast.speaking.keys()];
  let words = 0;
  let dialogueWords = 0;
  for (const element of elements) {
    if (element.type === 'dialogue' || element.type === 'lyrics') dialogueWords += countWords(element.text);
    else if (element.type === 'action' || element.type === 'centered') words += countWords(element.text);
  }
  return {
    ...place,
    block,
    source: text.slice(block.startOffset, block.endOffset),
    headingLine: countLineEnds(text, block.startOffset, block.headingOffset),
    ...fingerprintScene(screenplay, block, text),
    synopsesHash: sha256(block.synopses),
    shapeHash: sha256([block.heading, block.sectionPath, speakers, place.eighths]),
    cast,
    words: words + dialogueWords,
    dialogueWords,
  };
}

/** Names with a cue anywhere in the script: who may be mentioned elsewhere. */
function speakingNames(screenplay: Screenplay): ReadonlySet<string> {
  const names = new Set<string>();
  for (const element of screenplay.elements) if (element.name !== undefined) names.add(element.name);
  return names;
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
