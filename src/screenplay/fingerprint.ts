import { createHash } from 'node:crypto';
import { normalizeReading, type Normalizer } from './normalizers';
import { readingBeyond } from './readingBeyond';
import { sceneText } from './sceneText';
import type { SceneBlock, Screenplay, TitlePageEntry } from './screenplay';

/** SHA-256, hexadecimal, each over its own part of a scene, so that a change says what it can have touched. */
export interface SceneFingerprint {
  /**
   * Heading and body, without scene number, sections, synopses, notes and boneyard. Scenes of the same hash read alike: the types
   * of their elements and all words in them are the same.
   */
  readonly hash: string;
  /** The section path and the synopses. */
  readonly structureHash: string;
  /** The notes, in order. */
  readonly notesHash: string;
}

/** Fingerprints one scene or passage. `source` is the text that was parsed. */
export function fingerprintScene(
  screenplay: Screenplay,
  block: SceneBlock,
  source: string,
  normalize: Normalizer = normalizeReading,
): SceneFingerprint {
  const elements = screenplay.elements.slice(block.firstElement, block.endElement);
  const notes: string[] = [];
  for (const element of elements) {
    if (element.type === 'note') notes.push(normalize(element.text));
    for (const note of element.notes ?? []) notes.push(normalize(note.text));
  }
  const beyond = (normal: string): string =>
    readingBeyond(normal, elements, source.slice(block.startOffset, block.endOffset));
  return {
    hash: sha256(sceneText(screenplay, block, source, (text) => normalize(text, beyond))),
    structureHash: sha256(
      JSON.stringify({
        sections: block.sectionPath.map(({ level, title }) => [level, normalize(title)]),
        synopses: block.synopses.map((synopsis) => normalize(synopsis)),
      }),
    ),
    notesHash: sha256(JSON.stringify(notes)),
  };
}

/** Fingerprints a script: its title page and the hashes of its scenes, in order. */
export function fingerprintScript(
  titlePage: readonly TitlePageEntry[],
  sceneHashes: readonly string[],
  normalize: Normalizer = normalizeReading,
): string {
  const title = titlePage.map(({ key, values }) => [normalize(key), values.map((value) => normalize(value))]);
  return sha256(JSON.stringify({ title, scenes: sceneHashes }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
