import { escaped } from '../scriptNames';
import type { SceneLine } from '../sceneLines';
import type { FactScene } from '../scriptFacts';
import { searchTerms } from '../searchTerms';
import type { AskedScript } from './askedScript';
import type { OfflineAnswer, Searched } from './offlineAnswer';
import { firstSight, ownLines, presenceOf } from './presence';
import type { ContentWord } from './contentWords';
import type { Question } from './question';
import { searchedAll, searchedIn } from './searched';
import { answer, block, capitalised, cite, listed, quoted, refusal, sceneName, wordsToQuote } from './wording';

const OF_CHARACTER =
  /^what(?: is|'s| was) (?:the )?(?:\{1\}'s (?:(last|first|full|family|sur|given|christian|middle|maiden|real|true|other) ?)?names?|(?:(last|first|full|family|sur|given|christian|middle|maiden|real|true) ?)?names? of \{1\}|\{1\}'s (surname))$|^what is \{1\} (?:really )?(?:called|named)$/;
const OF_THING =
  /^what(?: is|'s| was| are) (?:the )?(?:names? of (?:(?:the|a|an|his|her|their) )?(.{2,60})|(.{2,60}?)(?:'s|') names?|(.{2,60}?) (?:called|named))$|^(?:do we know |does (?:the|this) script (?:say|give|tell us) )?(?:the )?names? of (?:(?:the|a) )?(.{2,60})$/;

/** Questions for the name of somebody or something. Null for others. */
export function answerNames(question: Question, script: AskedScript): OfflineAnswer | null {
  const { names, shape } = question;
  const [name] = names;
  const ofCharacter = names.length === 1 ? OF_CHARACTER.exec(shape) : null;
  if (ofCharacter !== null && name !== undefined) {
    const kind = ofCharacter[1] ?? ofCharacter[2] ?? ofCharacter[3] ?? '';
    return nameOfCharacter(name, kind, script);
  }
  const thing = question.content.at(-1);
  if (!OF_THING.test(shape) || thing === undefined || question.content.length > 3) return null;
  return nameOfThing(thing, question.content.map(({ word }) => word).join(' '), script);
}

/** How somebody gives their name. */
const SAYS_NAME = /\b(?:my name(?:['’]s| is| was)|the name(?:['’]s| is)|call me|they call me|name['’]s)\s+\p{Lu}/iu;
const TITLES = /^(?:mrs?|ms|miss|dr|sir|lady|lord|captain|the|a|an|and|but|as|to|when|young|old|little|then)$/i;

function nameOfCharacter(name: string, kind: string, script: AskedScript): OfflineAnswer {
  const presence = presenceOf(name, script);
  const searched = searchedIn(
    presence.all.length,
    `the ${presence.all.length === 1 ? 'scene' : `${presence.all.length} scenes`} with ${name}`,
  );
  const word = name.split(' ').find((part) => part.length > 2) ?? name;
  const behind = new RegExp(`(?<!\\p{L})${escaped(word)}\\s(\\p{Lu}[\\p{L}\\p{M}-]+)`, 'giu');
  const before = new RegExp(`(\\p{Lu}[\\p{L}\\p{M}-]+)\\s${escaped(word)}(?!\\p{L})`, 'giu');
  const literal = kind === '' ? null : `${kind} name`;
  for (const scene of presence.all) {
    for (const line of script.index.lines(scene.id)) {
      if (line.field !== 'action' && line.field !== 'dialogue') continue;
      const full =
        (/^(?:|last|full|family|sur|surname)$/.test(kind) && hasNameBeside(line, behind)) ||
        (/^(?:|first|full|given|christian)$/.test(kind) && hasNameBeside(line, before));
      const says =
        kind !== 'middle' &&
        kind !== 'maiden' &&
        SAYS_NAME.test(line.text) &&
        ownLines(name, scene, script).includes(line);
      const told = literal !== null && line.text.toLowerCase().includes(literal) && presence.speaks.includes(scene);
      if (full || says || told) return named(scene, line, name, searched);
    }
  }
  const aliases = script.names.find((known) => known.name === name)?.aliases ?? [];
  const [first] = presence.all;
  if (kind === '' && aliases.length > 0 && first !== undefined) {
    return answer([block(`${name} is also called ${listed(aliases)}.`, firstSight(name, first, script))], searched);
  }
  return refusal(
    [
      block(
        `The script gives no ${kind === '' ? 'other' : kind === 'sur' || kind === 'surname' ? 'last' : kind} name for ${name}.`,
      ),
    ],
    searched,
  );
}

/** Whether a capitalised word stands beside the name that is no title and no word of the sentence. */
function hasNameBeside(line: SceneLine, pattern: RegExp): boolean {
  return [...line.text.matchAll(pattern)].some(([, other = '']) => {
    const isCapital = /^\p{Lu}/u.test(other) && !TITLES.test(other);
    // In a line of capitals every word has one.
    return isCapital && line.text !== line.text.toUpperCase();
  });
}

function named(scene: FactScene, line: SceneLine, words: string, searched: Searched): OfflineAnswer {
  const citation = cite(scene, line, wordsToQuote(words));
  const speaker = line.field === 'dialogue' && line.speaker !== null ? `, ${line.speaker}` : '';
  return answer([block(`${capitalised(sceneName(scene))}${speaker}: ${quoted(citation)}`, citation)], searched);
}

function nameOfThing({ term, owner }: ContentWord, thing: string, script: AskedScript): OfflineAnswer | null {
  const searched = searchedAll(script, `a name of “${thing}”`);
  if (script.index.scenesWith(term) === 0) return null;
  for (const scene of script.facts.scenes) {
    const lines = script.index.lines(scene.id);
    const at = lines.findIndex((line, i) => {
      if (line.field === 'section' || line.field === 'cue' || !namesThing(line, term)) return false;
      return (
        owner === null || lines.slice(Math.max(0, i - 3), i + 4).some((near) => isOf(owner.name, near, scene, script))
      );
    });
    const line = lines[at];
    if (line !== undefined) return named(scene, line, thing, searched);
  }
  return refusal([block(`The script gives no name for “${thing}”.`)], searched);
}

function isOf(name: string, line: SceneLine, scene: FactScene, script: AskedScript): boolean {
  return script.mentions(scene, name).includes(line) || ownLines(name, scene, script).includes(line);
}

const NAMING = /\b(?:called|named|name is|name['’]s|known as|christened|by the name)\b/i;

/** Whether the line gives a thing a name: `the dog, REX`, `the Ashton River`, `a bar called`, `the boat “Margaret”`. */
function namesThing({ text, field }: SceneLine, term: string): boolean {
  const words = searchTerms(text);
  const shouted = text === text.toUpperCase();
  return words.some(({ term: at, word, offset }, i) => {
    if (at !== term || /['’ʼ]/.test(word)) return false;
    if (NAMING.test(text.slice(Math.max(0, offset - 60), offset + word.length + 60))) return true;
    const next = words[i + 1];
    const previous = words[i - 1];
    const gap = next === undefined ? '' : text.slice(offset + word.length, next.offset);
    if (/^\s?[,:]?\s?[“"]/.test(text.slice(offset + word.length))) return true;
    if (field === 'heading') {
      const together = previous !== undefined && text.slice(previous.offset + previous.word.length, offset) === ' ';
      return together && !NO_NAME.has(previous.word.toLowerCase());
    }
    if (shouted) return false;
    if (next !== undefined && /^,? $/.test(gap) && isName(next.word)) return true;
    const opens =
      previous === undefined || previous.offset === 0 || /[.!?:“"]\s*$/.test(text.slice(0, previous.offset));
    return (
      previous !== undefined &&
      !opens &&
      isName(previous.word) &&
      text.slice(previous.offset + previous.word.length, offset) === ' '
    );
  });
}

const NO_NAME: ReadonlySet<string> = new Set(
  'int ext the a an by of on in at near old dark big small his her back front under over'.split(' '),
);

function isName(word: string): boolean {
  return (
    /^\p{Lu}[\p{L}\p{M}]{2,}$/u.test(word) && !TITLES.test(word) && !/^(?:int|ext|day|night|he|she|they|i)$/i.test(word)
  );
}
