import { parseScreenplay } from '../../../screenplay/parseScreenplay';
import type { ScreenplayElement } from '../../../screenplay/screenplay';
import { sentencesOf } from './sentences';

/** What the rules see of one scene: its own words in order, without emphasis marks, notes and boneyard. */
export interface SceneReading {
  /** As written, without number; empty for a passage. */
  readonly heading: string;
  /** The writer's `=` lines of this scene. */
  readonly synopses: readonly string[];
  readonly beats: readonly Beat[];
  /** Who speaks, in order of the first speech; names as in the cues. */
  readonly cast: readonly string[];
  /** The sentences that are sung, whoever sings them: nobody means a song as they mean a speech. */
  readonly sung: ReadonlySet<string>;
  /** Heading and body as plain text, the base of the card's token budget. */
  readonly text: string;
}

export type Beat = ActionBeat | SpeechBeat;

/** One paragraph of action (or a centered line, or lyrics nobody is cued to sing). */
export interface ActionBeat {
  readonly kind: 'action';
  readonly text: string;
  readonly sentences: readonly string[];
}

/** One speech: everything under one cue. */
export interface SpeechBeat {
  readonly kind: 'speech';
  readonly name: string;
  /** True where the voice comes from outside the picture (V.O., O.S., O.C.). */
  readonly offScreen: boolean;
  /** Parentheticals without parentheses. */
  readonly directions: readonly string[];
  readonly sentences: readonly string[];
}

/**
 * Reads the exact slice of one scene or passage. Never fails; sections, notes and transitions are left out. A cue of a name
 * in `aliases` is one of whom it stands for; a cue of several people stays as it is written.
 */
export function readScene(source: string, aliases: Readonly<Record<string, string>> = {}): SceneReading {
  const { elements } = parseScreenplay(source, { titlePage: false });
  const synopses: string[] = [];
  const beats: Beat[] = [];
  const cast: string[] = [];
  const text: string[] = [];
  const sung = new Set<string>();
  let heading = '';
  let speech: { name: string; offScreen: boolean; directions: string[]; sentences: string[] } | null = null;

  for (const element of elements) {
    const plain = plainText(element);
    if (BODY.has(element.type)) text.push(plain);
    switch (element.type) {
      case 'scene_heading':
        if (heading === '') heading = plain;
        speech = null;
        break;
      case 'synopsis':
        if (/[\p{L}\p{N}]/u.test(plain)) synopses.push(plain.replace(/^[=\s]+|[=\s]+$/gu, ''));
        break;
      case 'character': {
        const written = element.name ?? plain;
        const name = Object.hasOwn(aliases, written) ? (aliases[written] ?? written) : written;
        speech = { name, offScreen: isOffScreen(element.extensions), directions: [], sentences: [] };
        beats.push({ kind: 'speech', ...speech });
        if (!cast.includes(name)) cast.push(name);
        break;
      }
      case 'parenthetical':
        speech?.directions.push(plain.replace(/^\(|\)$/gu, '').trim());
        break;
      case 'dialogue':
      case 'lyrics':
        if (element.type === 'lyrics') for (const sentence of sentencesOf(plain)) sung.add(sentence);
        if (speech !== null) speech.sentences.push(...sentencesOf(plain));
        else beats.push(actionBeat(plain));
        break;
      case 'action':
      case 'centered':
        speech = null;
        if (plain.trim() !== '' && !CAPTION.test(plain.trim())) beats.push(actionBeat(plain));
        break;
      case 'transition':
      case 'section':
      case 'page_break':
        speech = null;
        break;
      case 'note':
      case 'boneyard':
        break;
    }
  }
  return { heading, synopses, beats, cast, sung, text: text.join('\n') };
}

/** An element's text without emphasis marks and escapes. */
export function plainText(element: ScreenplayElement): string {
  return element.runs === undefined ? element.text : element.runs.map((run) => run.text).join('');
}

/** The elements whose text the scene hash covers and a quote may come from. */
const BODY: ReadonlySet<ScreenplayElement['type']> = new Set([
  'scene_heading',
  'action',
  'character',
  'parenthetical',
  'dialogue',
  'lyrics',
  'transition',
  'centered',
]);

/** Tells the reader where the script stands, not what happens. */
const CAPTION =
  /^(?:the end|end|fin|ende|fine|end of [\p{L}\p{N} ]+|fade (?:in|out|to black)|cut to black|to be continued|終わり?|完)[.:]?$/iu;

function actionBeat(text: string): ActionBeat {
  return { kind: 'action', text, sentences: sentencesOf(text).filter((sentence) => !isSlug(sentence)) };
}

/** A shot or sign of its own: all capitals and no end mark. */
function isSlug(sentence: string): boolean {
  return /\p{Lu}/u.test(sentence) && !/[\p{Ll}\p{Lo}]/u.test(sentence) && !/[.!?…]["'”’)]*$/u.test(sentence);
}

function isOffScreen(extensions: readonly string[] | undefined): boolean {
  return extensions?.some((extension) => OFF_SCREEN.test(extension)) ?? false;
}

const OFF_SCREEN = /^(?:v\.?\s?o|o\.?\s?s|o\.?\s?c|pre-?lap|off)\b/iu;
