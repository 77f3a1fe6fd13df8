import { readCue, type Cue } from './names';
import { readPlainCue } from './plainCue';

/** A cue and the text it was read from. */
export interface WrittenCue extends Cue {
  readonly text: string;
}

/**
 * Reads cues, each once: a script has thousands and few different ones. Where a cue has come before it is found by its place in
 * the script's text, without cutting it out, and the elements share its strings.
 */
export class CueBook {
  private readonly cues = new Map<string, WrittenCue>();
  /** The last cue of each slot; two cues that meet in one only find each other more slowly. */
  private readonly slots: (WrittenCue | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);

  /** The cue that stands at `start` to `end`, which must not be empty. */
  read(text: string, start: number, end: number): WrittenCue {
    const slot = (text.charCodeAt(start) * 7 + text.charCodeAt(end - 1) * 3 + (end - start)) % SLOTS;
    const known = this.slots[slot];
    const written = text.slice(start, end);
    if (known?.text === written) return known;
    const cue = this.readWhole(written);
    this.slots[slot] = cue;
    return cue;
  }

  /** The names of all cues that were read. */
  names(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const cue of this.cues.values()) names.add(cue.name);
    return names;
  }

  private readWhole(text: string): WrittenCue {
    let cue = this.cues.get(text);
    if (!cue) {
      const { name, extensions } = readPlainCue(text) ?? readCue(text);
      cue = { text, name, extensions };
      this.cues.set(text, cue);
    }
    return cue;
  }
}

const SLOTS = 256;
