import { createHash } from 'node:crypto';
import { normalizeText } from './normalizeText';
import { sceneText } from './sceneText';
import type { SceneBlock, Screenplay, TitlePageEntry } from './screenplay';

/** SHA-256, hexadecimal, each over its own part of a scene, so that a change says what it can have touched. */
export interface SceneFingerprint {
  /** Heading and body, without scene number, sections, synopses, notes and boneyard. */
  readonly hash: string;
  /** The section path and the synopses. */
  readonly structureHash: string;
  /** The notes, in order. */
  readonly notesHash: string;
}

/** Fingerprints one scene or passage. `source` is the text that was parsed. */
export function fingerprintScene(screenplay: Screenplay, block: SceneBlock, source: string): SceneFingerprint {
  const notes: string[] = [];
  for (let i = block.firstElement; i < block.endElement; i++) {
    const element = screenplay.elements[i];
    if (element?.type === 'note') notes.push(normalizeText(element.text));
    for (const note of element?.notes ?? []) notes.push(normalizeText(note.text));
  }
  return {
    hash: sha256(sceneText(screenplay, block, source)),
    structureHash: sha256(
      JSON.stringify({
        sections: block.sectionPath.map(({ level, title }) => [level, normalizeText(title)]),
        synopses: block.synopses.map(normalizeText),
      }),
    ),
    notesHash: sha256(JSON.stringify(notes)),
  };
}

/** Fingerprints a script: its title page and the hashes of its scenes, in order. */
export function fingerprintScript(titlePage: readonly TitlePageEntry[], sceneHashes: readonly string[]): string {
  const title = titlePage.map(({ key, values }) => [normalizeText(key), values.map(normalizeText)]);
  return sha256(JSON.stringify({ title, scenes: sceneHashes }));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
