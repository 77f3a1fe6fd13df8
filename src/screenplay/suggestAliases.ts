import { isExtension } from './cueExtensions';
import { isFamily, nameShape } from './nameShape';
import { speakersOf } from './names';
import type { SceneBlock, Screenplay, ScreenplayElement } from './screenplay';
import { toldAliases } from './toldAliases';

/** Why two names may be one person's. */
export type AliasReason =
  | 'nickname'
  | 'told'
  | 'says-so'
  | 'part-of-name'
  | 'title'
  | 'relative'
  | 'short-form'
  | 'spelling'
  | 'misspelling'
  | 'direction'
  | 'voice';

/** Where it is to be seen: the scene's index and the words there. */
export interface AliasEvidence {
  readonly sceneIndex: number;
  readonly words: string;
}

/** Two names that may be one person's. A question for the writer: nothing is merged by it. */
export interface AliasSuggestion {
  /** The less spoken of the two. */
  readonly alias: string;
  /** The other; it may be a full name that has no cue of its own. */
  readonly name: string;
  readonly reason: AliasReason;
  readonly evidence: readonly AliasEvidence[];
}

/** Somebody with a cue: speeches, and the scenes they speak in. */
export interface Speaker {
  readonly name: string;
  readonly speeches: number;
  readonly scenes: ReadonlySet<number>;
}

/** A pair as a rule finds it; in which order does not matter. `evidence` only where it is not the cues themselves. */
export interface AliasPair {
  readonly names: readonly [string, string];
  readonly reason: AliasReason;
  readonly evidence?: AliasEvidence;
}

/**
 * Which names of a script may be the same person's, with the reason and the place. Never two who speak in one scene; nobody where
 * it could be one or another (`SMITH` beside two Smiths); a younger self (`SAM (YOUNG)`), an age or a number keeps people apart.
 * Strongest reasons first, each pair once.
 */
export function suggestAliases(screenplay: Pick<Screenplay, 'elements' | 'scenes'>): readonly AliasSuggestion[] {
  const scenes = screenplay.scenes.map((block) => elementsOf(screenplay, block));
  const speakers = speakersIn(scenes);
  const told = toldAliases(scenes, speakers);
  const pairs = [
    ...told.pairs,
    ...partsOfNames(speakers, told.fullNames),
    ...spellings(speakers),
    ...manners(speakers),
    ...misspellings(speakers),
  ];
  const seen = new Set<string>();
  return pairs.flatMap(({ names, reason, evidence }) => {
    const [one, other] = names.map((name) => speakers.get(name) ?? { name, speeches: 0, scenes: new Set<number>() });
    if (!one || !other || one.name === other.name || meet(one, other)) return [];
    const key = [one.name, other.name].sort().join('\n');
    if (seen.has(key)) return [];
    seen.add(key);
    // A full name without cues is the name, not the alias.
    const isAlias = other.speeches === 0 || (one.speeches !== 0 && one.speeches <= other.speeches);
    const [alias, main] = isAlias ? [one, other] : [other, one];
    const cues = [alias, main].flatMap(({ name, scenes: [first] }) =>
      first === undefined ? [] : [{ sceneIndex: first, words: name }],
    );
    return [{ alias: alias.name, name: main.name, reason, evidence: evidence ? [evidence] : cues }];
  });
}

function elementsOf({ elements }: Pick<Screenplay, 'elements'>, block: SceneBlock): readonly ScreenplayElement[] {
  return elements.slice(block.firstElement, block.endElement);
}

function speakersIn(scenes: readonly (readonly ScreenplayElement[])[]): ReadonlyMap<string, Speaker> {
  const known = new Set(scenes.flatMap((elements) => elements.flatMap(({ name }) => name ?? [])));
  const speakers = new Map<string, { name: string; speeches: number; scenes: Set<number> }>();
  scenes.forEach((elements, index) => {
    for (const { name: cue } of elements) {
      for (const name of cue === undefined ? [] : speakersOf(cue, known)) {
        const speaker = speakers.get(name) ?? { name, speeches: 0, scenes: new Set() };
        speaker.speeches++;
        speaker.scenes.add(index);
        speakers.set(name, speaker);
      }
    }
  });
  return speakers;
}

function meet(one: Speaker, other: Speaker): boolean {
  for (const scene of one.scenes) if (other.scenes.has(scene)) return true;
  return false;
}

/** `DR. VALE` and `VALE`, `JONAS WREN` and `JONAS`, `SGT. POOLE` and `SERGEANT`, `MARA'S MOTHER` and `MOTHER`, `SAMUEL` and `SAM`. */
function partsOfNames(speakers: ReadonlyMap<string, Speaker>, fullNames: ReadonlyMap<string, string>): AliasPair[] {
  const pairs: AliasPair[] = [];
  const shapes = [...speakers.keys()].map((name) => ({ name, ...nameShape(name) }));
  /** By a first or last word of their own, by title and by whose mother they are: who may be called so. */
  const bearers = new Map<string, Set<string>>();
  const bear = (part: string, name: string): void => {
    const others = bearers.get(part);
    if (others) others.add(name);
    else bearers.set(part, new Set([name]));
  };
  const long = shapes.filter(
    ({ title, words, isPersonal }) => isPersonal && words.length + (title === null ? 0 : 1) > 1,
  );
  for (const { name, title, words } of long) {
    for (const word of new Set([words[0], words.at(-1)])) if (word !== undefined) bear(word, name);
    if (title !== null && words.length > 0) {
      bear(`${title} …`, name);
      bear(`${title} ${words.join(' ')}`, name);
    }
  }
  /** Names of one word by how they begin. */
  const beginnings = new Map<string, string[]>();
  for (const { name, title, words } of shapes) {
    if (title === null && words.length === 1) {
      const beginning = name.toUpperCase().slice(0, SHORT_FORM);
      beginnings.set(beginning, [...(beginnings.get(beginning) ?? []), name]);
    }
    const relative = RELATIVE.exec(name.toUpperCase())?.[1];
    if (relative !== undefined) bear(`… ${relative}`, name);
  }
  for (const [name, full] of fullNames) {
    const family = nameShape(full).words.at(-1);
    if (family !== undefined && !bearers.get(family)?.has(full)) bear(family, name);
  }
  for (const { name, title, words, isPersonal } of shapes) {
    const [word] = words;
    const called = (part: string, reason: AliasReason): void => {
      const who = [...(bearers.get(part) ?? [])].filter((other) => other !== name);
      if (areOne(who))
        pairs.push(
          ...who.filter((other) => speakers.has(other)).map((other): AliasPair => ({ names: [name, other], reason })),
        );
    };
    if (words.length === 1 && title === null && isPersonal && word !== undefined) called(word, 'part-of-name');
    if (words.length === 0 && title !== null) {
      if (!isFamily(title)) called(`${title} …`, 'title');
      called(`… ${name.toUpperCase()}`, 'relative');
    }
    // The same title in two forms.
    if (title !== null && words.length > 0) {
      for (const other of bearers.get(`${title} ${words.join(' ')}`) ?? []) {
        if (other > name) pairs.push({ names: [name, other], reason: 'title' });
      }
    }
    if (words.length === 1 && title === null && isPersonal && word !== undefined && word.length >= SHORT_FORM) {
      const whole = (beginnings.get(word.slice(0, SHORT_FORM)) ?? []).filter((other) =>
        isShortForm(word, other.toUpperCase()),
      );
      if (whole.length === 1 && whole[0] !== undefined) pairs.push({ names: [name, whole[0]], reason: 'short-form' });
    }
  }
  return pairs;
}

const RELATIVE = /^\S+?'S? (MOTHER|FATHER|WIFE|HUSBAND|SISTER|BROTHER|SON|DAUGHTER|AUNT|UNCLE|COUSIN)$/;
/** Shorter ones are beginnings of too many names. */
const SHORT_FORM = 3;

/** SAM of SAMUEL; not MARSH of MARSHA: endings of one or two letters make other names. */
function isShortForm(short: string, whole: string): boolean {
  return whole.length >= short.length + 3 && whole.startsWith(short);
}

/** Whether these are forms of one name, and not two people who share a part of it. */
function areOne(names: readonly string[]): boolean {
  const forms = new Set(names.map((name) => `${nameShape(name).title ?? ''} ${nameShape(name).words.join(' ')}`));
  return forms.size === 1;
}

/** Names that differ in accents, capitals, hyphens, apostrophes, blanks or articles only; `A VOICE` is no certain one. */
function spellings(speakers: ReadonlyMap<string, Speaker>): AliasPair[] {
  const byKey = new Map<string, string[]>();
  for (const name of speakers.keys()) {
    const key = name
      .normalize('NFD')
      .toUpperCase()
      .replace(/^THE\s|(?<=\s)(?:THE|AN?)(?=\s)/gu, '')
      .replace(/[^\p{L}\p{N}()#]/gu, '');
    byKey.set(key, [...(byKey.get(key) ?? []), name]);
  }
  return [...byKey.values()].flatMap(([first, ...others]) =>
    others.map((other): AliasPair => ({ names: [first ?? other, other], reason: 'spelling' })),
  );
}

/** How or where somebody speaks, written as a part of the name: `SAM V.O.`, `NELL'S VOICE`, `ADA (ON DECK)`. */
function manners(speakers: ReadonlyMap<string, Speaker>): AliasPair[] {
  return [...speakers.keys()].flatMap((name): AliasPair[] => {
    const voice = (HIS_VOICE.exec(name) ?? VOICE_OF.exec(name))?.[1];
    if (voice !== undefined && speakers.has(voice)) return [{ names: [name, voice], reason: 'voice' }];
    const bracket = BRACKET.exec(name);
    const who = bracket?.[1] ?? '';
    if (speakers.has(who) && DIRECTION.test(bracket?.[2] ?? '')) return [{ names: [name, who], reason: 'direction' }];
    const words = name.split(' ');
    for (let at = words.length - 1; at > 0; at--) {
      const base = words
        .slice(0, at)
        .join(' ')
        .replace(/\s*[-–—,:]+$/, '');
      const rest = words
        .slice(at)
        .join(' ')
        .replace(/^[-–—,:]+\s*/, '');
      if (rest !== '' && speakers.has(base) && isExtension(rest)) return [{ names: [name, base], reason: 'direction' }];
    }
    return [];
  });
}

const HIS_VOICE = /^(.+?)['’]S? VOICE$/i;
const VOICE_OF = /^VOICE OF (?:THE )?(.+)$/i;
const BRACKET = /^(.+?) \(([^()]+)\)$/;
/** Begins like a place or a way to speak, or is what somebody does meanwhile; an age or a number is neither. */
const DIRECTION =
  /^(?:IN|ON|AT|FROM|OVER|TO|INTO|WITH|BEHIND|THROUGH|UNDER|OUTSIDE|INSIDE|NEAR|STILL)\s\D+$|^\p{L}+(?:ING|LY)$/iu;

/** A rare cue one letter away from one that speaks often. */
function misspellings(speakers: ReadonlyMap<string, Speaker>): AliasPair[] {
  const names = [...speakers.values()].filter(
    ({ name }) => name.length >= LONG_ENOUGH && /^[\p{L}\p{M}' .-]+$/u.test(name),
  );
  // A slip leaves the first letter and nearly the length: only those are compared.
  const often = new Map<string, Speaker[]>();
  for (const speaker of names) {
    if (speaker.speeches < OFTEN) continue;
    const key = `${speaker.name.charAt(0)}${speaker.name.length}`;
    const others = often.get(key);
    if (others) others.push(speaker);
    else often.set(key, [speaker]);
  }
  return names
    .filter(({ speeches }) => speeches <= RARE)
    .flatMap((one) =>
      [-1, 0, 1]
        .flatMap((more) => often.get(`${one.name.charAt(0)}${one.name.length + more}`) ?? [])
        .filter((other) => other.speeches >= OFTEN * one.speeches && isOneSlipAway(one.name, other.name))
        .map((other): AliasPair => ({ names: [one.name, other.name], reason: 'misspelling' })),
    );
}

const LONG_ENOUGH = 6;
const RARE = 2;
const OFTEN = 3;

/** One letter more, less or other, or two neighbours changed places; the first letter is right. */
function isOneSlipAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  if (start === 0) return false;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return right.length === 2 && left === `${right.charAt(1)}${right.charAt(0)}`;
}
