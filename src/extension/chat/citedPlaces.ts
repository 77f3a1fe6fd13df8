import type { SceneView } from '../../story/analysisResult';
import type { Citation } from '../../story/chatMessage';
import type { DocumentText, TextSpan } from './documentText';

/** Finds again, in a document as it is now, what answers cited. */
export interface CitedPlaces {
  /** The citation as it stands now: label, heading, line, and whether its quote is still in its scene. */
  citationNow(citation: Citation): Citation;
  /**
   * What to select when a citation is followed: the quote in its scene, else the same words nearest to where they
   * stood, else the scene's heading or the line. A place in the document in any case.
   */
  placeOf(cited: Pick<Citation, 'sceneId' | 'line' | 'quote'>): TextSpan;
}

/**
 * @param scenes as they were last stored: a few keystrokes older than the document at most, so that every heading is
 * looked up again near the line where it stood
 */
export function findCitedPlaces(document: DocumentText, scenes: readonly SceneView[]): CitedPlaces {
  const positions = new Map(scenes.map(({ id }, index) => [id, index]));
  const headings = new Map<number, number>();

  /** Where the scene at a position begins now; past the last one, where the text ends. */
  const startOf = (position: number): number => {
    const scene = scenes[position];
    if (scene === undefined) return document.length;
    let start = headings.get(position);
    if (start === undefined) {
      const near = document.lineStart(scene.startLine);
      const heading = document.find(scene.heading, { near });
      start = heading === null ? near : document.lineStart(document.lineOf(heading.start));
      headings.set(position, start);
    }
    return start;
  };
  const spanOf = (position: number): TextSpan => {
    const start = startOf(position);
    return { start, end: Math.max(start, startOf(position + 1)) };
  };
  const beforeScenes = (): TextSpan => ({ start: 0, end: startOf(0) });

  return {
    citationNow: (citation) => {
      const position = positions.get(citation.sceneId);
      if (position === undefined && citation.index !== null) return { ...citation, verified: false };
      const span = position === undefined ? beforeScenes() : spanOf(position);
      const scene = position === undefined ? undefined : scenes[position];
      const now =
        scene === undefined
          ? citation
          : { ...citation, index: scene.index, label: scene.label, heading: scene.heading };
      if (citation.quote === null) return { ...now, line: lineWithin(document, span, citation.line) };
      const found = document.find(citation.quote, { within: span });
      return { ...now, line: document.lineOf(found?.start ?? span.start), verified: found !== null };
    },
    placeOf: ({ sceneId, line, quote }) => {
      const position = positions.get(sceneId);
      const within = position === undefined ? null : spanOf(position);
      const near = document.lineStart(line);
      const found =
        quote === null ? null : ((within && document.find(quote, { within })) ?? document.find(quote, { near }));
      return found ?? lineSpan(document, within === null ? line : lineWithin(document, within, line));
    },
  };
}

/** The line, or the first line of the span where the line is outside of it. */
function lineWithin(document: DocumentText, span: TextSpan, line: number): number {
  const first = document.lineOf(span.start);
  const last = document.lineOf(Math.max(span.start, span.end - 1));
  return line >= first && line <= last ? line : first;
}

/** The line without its end. */
function lineSpan(document: DocumentText, line: number): TextSpan {
  const start = document.lineStart(line);
  const end = line < document.lines ? document.lineStart(line + 1) - 1 : document.length;
  return { start, end: Math.max(start, end) };
}
