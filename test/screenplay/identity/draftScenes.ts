import { parseScreenplay } from '../../../src/screenplay/parseScreenplay';
import { sceneText } from '../../../src/screenplay/sceneText';
import { countWords } from '../../../src/screenplay/countWords';

/** A scene as the writer thinks of it: `identity` stays while it is the same scene, whatever its words; a copy of scene 7 is `7'31`. */
export interface DraftScene {
  readonly identity: string;
  /** Its slice of the text, closed by a blank line. */
  readonly source: string;
}

/** A screenplay cut into scenes whose identity is known. */
export interface Draft {
  /** Title page and what stands before the first heading. */
  readonly head: string;
  readonly scenes: readonly DraftScene[];
  /** Numbers the identities that edits give out. */
  readonly nextIdentity: number;
}

/** Cuts a screenplay into scenes, each of an identity of its own. */
export function readDraft(text: string): Draft {
  const clean = text.replace(/\r\n?/g, '\n');
  const { scenes, preamble, titlePageEndOffset } = parseScreenplay(clean);
  const head = clean.slice(0, preamble?.endOffset ?? titlePageEndOffset).trimEnd();
  return {
    head: head === '' ? '' : `${head}\n\n`,
    scenes: scenes.map(({ startOffset, endOffset }, i) => ({
      identity: String(i),
      source: closed(clean.slice(startOffset, endOffset)),
    })),
    nextIdentity: scenes.length,
  };
}

/** The text of a draft. */
export function writeDraft({ head, scenes }: Draft): string {
  return head + scenes.map(({ source }) => source).join('');
}

/** A scene in parts. `before` is what stands above the heading: sections, synopses, notes. */
export interface SceneParts {
  readonly before: string;
  /** The heading's line. */
  readonly heading: string;
  /** The rest, paragraph by paragraph. */
  readonly paragraphs: readonly string[];
}

/** Takes a scene apart. */
export function partsOf(source: string): SceneParts {
  const at = parseScreenplay(source, { titlePage: false }).scenes[0]?.headingOffset ?? 0;
  const lineEnd = source.indexOf('\n', at);
  const end = lineEnd === -1 ? source.length : lineEnd;
  return {
    before: source.slice(0, at),
    heading: source.slice(at, end),
    paragraphs: source
      .slice(end)
      .split(/\n{2,}/)
      .map((paragraph) => paragraph.replace(/^\n+|\s+$/g, ''))
      .filter((paragraph) => paragraph !== ''),
  };
}

/** Puts a scene together. */
export function joined({ before, heading, paragraphs }: SceneParts): string {
  return closed(`${before}${[heading, ...paragraphs].join('\n\n')}`);
}

/** Words behind the heading that count: no notes, no boneyard. */
export function bodyWords(source: string): number {
  const screenplay = parseScreenplay(source, { titlePage: false });
  const [scene] = screenplay.scenes;
  return scene === undefined ? 0 : countWords(sceneText(screenplay, scene, source).split('\n').slice(1).join('\n'));
}

/** Whether the text reads as exactly these scenes: an edit may have closed a note or made a heading by accident. */
export function readsAsWritten(draft: Draft): boolean {
  const { scenes } = parseScreenplay(writeDraft(draft));
  let at = draft.head.length;
  return (
    scenes.length === draft.scenes.length &&
    scenes.every((scene, i) => {
      const end = at + (draft.scenes[i]?.source.length ?? 0);
      const isIts = scene.headingOffset >= at && scene.headingOffset < end;
      at = end;
      return isIts;
    })
  );
}

function closed(source: string): string {
  return `${source.trimEnd()}\n\n`;
}
