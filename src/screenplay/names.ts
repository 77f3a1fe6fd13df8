import { NO_ALIASES, type Aliases } from './aliases';
import { countWords } from './countWords';
import { isExtension } from './cueExtensions';
import { plainText } from './emphasis';
import { nameFinder } from './nameFinder';
import type { ScreenplayElement } from './screenplay';
import { shownText } from './shownText';

/** A cue: who speaks, and how. */
export interface Cue {
  /** NFC, blanks folded, straight quotes, without marks and known extensions; `SAM (YOUNG)` and `GUARD (2)` stay who they are. */
  readonly name: string;
  /** The known extensions as written, without parentheses, in order. */
  readonly extensions: readonly string[];
}

/** Reads a cue line, with or without its marks `@` and `^`. Never fails; a cue that is all extension is its own name. */
export function readCue(text: string): Cue {
  const plain = plainText(text.normalize('NFC'))
    .replace(/[‘’‛ʼ]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
  const marked = plain.startsWith('@') ? plain.slice(1).trimStart() : plain;
  const cue = marked.endsWith('^') ? marked.slice(0, -1).trimEnd() : marked;
  const extensions: string[] = [];
  let name = '';
  let at = 0;
  for (let open = cue.indexOf('('); open !== -1; open = cue.indexOf('(', at)) {
    const close = cue.indexOf(')', open);
    const end = close === -1 ? cue.length : close + 1;
    const inner = cue.slice(open + 1, close === -1 ? cue.length : close).trim();
    if (isExtension(inner)) {
      name += cue.slice(at, open);
      extensions.push(inner);
    } else {
      name += cue.slice(at, end);
    }
    at = end;
  }
  name = (name + cue.slice(at)).replace(/\s+/g, ' ').trim();
  return name === '' ? { name: cue, extensions: [] } : { name, extensions };
}

/** Who a cue's name stands for: several people only where each of them is a known name (`MARY/JOHN`, `MARY & JOHN`). */
export function speakersOf(name: string, knownNames: ReadonlySet<string>): readonly string[] {
  if (!JOINT.test(name)) return [name];
  const parts = name.split(JOINT).map((part) => part.trim());
  return parts.length > 1 && parts.every((part) => knownNames.has(part)) ? [...new Set(parts)] : [name];
}

const JOINT = /\s?\/\s?|\s&\s|,\s|\s(?:AND|UND|ET|Y|E|И)\s/;

/** Who is in a scene. A person may be in both. */
export interface SceneCast {
  /** By name, in order of first cue; words are those of dialogue and lyrics. */
  readonly speaking: ReadonlyMap<string, { readonly speeches: number; readonly words: number }>;
  /** Known names, and people introduced in capitals with an age, that stand in action. */
  readonly mentioned: ReadonlySet<string>;
  /** The other names that these people go by here, and whom each stands for. */
  readonly aliases: Aliases;
}

/**
 * Reads the cast of a scene's elements. `knownNames` are the names with a cue in the script; a name in `aliases` counts as the
 * one it stands for. For many scenes: `castReader`.
 */
export function castOf(
  elements: readonly ScreenplayElement[],
  knownNames: ReadonlySet<string>,
  aliases = NO_ALIASES,
): SceneCast {
  return castReader(knownNames, aliases)(elements);
}

/** `castOf` for one set of known names, prepared once. */
export function castReader(
  knownNames: ReadonlySet<string>,
  aliases = NO_ALIASES,
): (elements: readonly ScreenplayElement[]) => SceneCast {
  // A character may be called by a name that has no cue.
  const namesIn = nameFinder(aliases.size === 0 ? knownNames : new Set([...knownNames, ...aliases.values()]));
  return (elements) => {
    const speaking = new Map<string, { speeches: number; words: number }>();
    const mentioned = new Set<string>();
    const used = new Map<string, string>();
    const own = (written: string): string => {
      const name = aliases.get(written);
      if (name === undefined) return written;
      used.set(written, name);
      return name;
    };
    let speakers: readonly string[] = [];
    for (const element of elements) {
      switch (element.type) {
        case 'character':
          speakers = [...new Set(speakersOf(element.name ?? element.text, knownNames).map(own))];
          for (const name of speakers) {
            const said = speaking.get(name);
            if (said) said.speeches++;
            else speaking.set(name, { speeches: 1, words: 0 });
          }
          break;
        case 'dialogue':
        case 'lyrics': {
          if (speakers.length === 0) break;
          const words = countWords(shownText(element));
          for (const name of speakers) {
            const said = speaking.get(name);
            if (said) said.words += words;
          }
          break;
        }
        case 'action':
        case 'centered':
          speakers = [];
          for (const name of namesIn(shownText(element))) mentioned.add(own(name));
          break;
        case 'parenthetical':
        case 'note':
        case 'boneyard':
          break;
        default:
          speakers = [];
      }
    }
    return { speaking, mentioned, aliases: used };
  };
}
