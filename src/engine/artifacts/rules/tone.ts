import { speakersOf } from '../../../screenplay/names';
import { countWords } from '../../../screenplay/countWords';
import { readHeading } from '../../../screenplay/readHeading';
import type { SceneReading } from './readScene';

/** Pace in figures. */
export interface Pace {
  readonly speeches: number;
  readonly dialogueWords: number;
  readonly actionWords: number;
  /** Who speaks with how many speeches, most first. */
  readonly speakers: readonly (readonly [name: string, speeches: number])[];
}

/** Counts speeches and words of a scene. */
export function paceOf(reading: SceneReading): Pace {
  let dialogueWords = 0;
  let actionWords = 0;
  let speeches = 0;
  const known = new Set(reading.cast);
  const speakers = new Map<string, number>();
  for (const beat of reading.beats) {
    const words = beat.sentences.reduce((sum, sentence) => sum + countWords(sentence), 0);
    if (beat.kind === 'action') {
      actionWords += words;
    } else {
      dialogueWords += words;
      speeches++;
      for (const name of speakersOf(beat.name, known)) speakers.set(name, (speakers.get(name) ?? 0) + 1);
    }
  }
  const ordered = [...speakers].sort(([, one], [, other]) => other - one);
  return { speeches, dialogueWords, actionWords, speakers: ordered };
}

/** Light and pace, from shortest to longest: "Night, inside." … "Night, inside. 62 % dialogue, 11 speeches of 14 words." */
export function toneOf(reading: SceneReading, pace: Pace): string[] {
  const { time, side } = readHeading(reading.heading);
  const light = [time, side].filter((part) => part !== '').join(', ');
  const all = pace.dialogueWords + pace.actionWords;
  const figures: string[] = [];
  if (pace.speeches === 0 && all > 0)
    figures.push(`no dialogue`, `no dialogue, ${plural(pace.actionWords, 'word')} of action`);
  if (pace.speeches > 0 && all > 0) {
    const share = `${Math.round((pace.dialogueWords / all) * 100)} % dialogue`;
    const length = Math.max(1, Math.round(pace.dialogueWords / pace.speeches));
    const each =
      pace.speeches === 1
        ? `1 speech of ${plural(pace.dialogueWords, 'word')}`
        : `${pace.speeches} speeches of ${plural(length, 'word')}`;
    figures.push(share, `${share}, ${each}`);
    const played = directionsOf(reading);
    if (played.length > 0) figures.push(`${share}, ${each}; played ${played.map((one) => `(${one})`).join(', ')}`);
  }
  const versions = figures.map((figure) => sentence([light, figure].filter((part) => part !== '').join('; ')));
  return versions.length > 0 ? versions : light === '' ? [] : [sentence(light)];
}

/** What the writer's parentheticals say of how it is played: the first three that are no stage business. */
function directionsOf(reading: SceneReading): string[] {
  const found: string[] = [];
  for (const beat of reading.beats) {
    if (beat.kind !== 'speech') continue;
    for (const direction of beat.directions) {
      const first = direction.split(/[;,.]/u)[0]?.trim().toLowerCase() ?? '';
      if (first === '' || first.split(' ').length > 3 || BUSINESS.test(first) || found.includes(first)) continue;
      found.push(first);
    }
  }
  return found.slice(0, 3);
}

const BUSINESS =
  /^(?:beat|a beat|long beat|pause|a pause|then|cont'?d?|continuing|more|re:|to |into |on |off |in |from |at |after |a moment|with |singing|reading|over|under|sic|v\.?o|o\.?s|does|he |she |they |it |his |her |when |while |as |nothing|no answer|silence|no one|nobody|still |re-|takes|turns|looks|stops|nods|points|reads|shrugs|smiles|laughs|temps|un temps|pausa)/u;

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
