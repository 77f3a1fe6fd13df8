import { aliasesOf, resolveAliases, withDecision } from '../screenplay/aliases';
import type { AliasParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { AliasResult } from '../story/scriptDecisions';
import { editsBetween } from './chat/editsBetween';
import type { OpenScript } from './pipeline/openScript';
import type { AliasRow } from './store/aliasQueries';

/**
 * What to remember when the writer merges one name into another or takes two apart. Throws a `Failure`: `name-unknown` with
 * the nearest names, `alias-refused` where a name would stand for itself or two for each other.
 */
export function aliasDecision(open: OpenScript, { name, decision, other }: Omit<AliasParams, 'scriptId'>): AliasRow {
  const known = namesOf(open);
  const one = knownName(name, known);
  const two = decision === 'merge' ? knownTarget(other, known, open) : knownName(other, known);
  if (one === two) throw refused(`${one} is one name: it takes two.`);
  const row = decision === 'merge' ? merge(open, one, two) : split(open, one, two);
  return { ...row, decidedBy: 'writer' };
}

/** Who is in the script, most words first, and by which other names; then who has names but is not in it now. */
export function namedCharacters(open: OpenScript): AliasResult['characters'] {
  const { aliases } = open.reading;
  const present = open.snapshot().characters.map(({ name }) => name);
  const names = new Set([...present, ...aliases.values()]);
  return [...names].map((name) => ({ name, aliases: [...aliasesOf(name, aliases)] }));
}

type Decided = Pick<AliasRow, 'alias' | 'name'>;

function merge({ aliases: decisions }: OpenScript, alias: string, name: string): Decided {
  const end = resolveAliases(decisions).get(name) ?? name;
  const decided = { alias, name };
  // Where the chain would end at its own beginning.
  if (end === alias || (resolveAliases(withDecision(decisions, decided)).get(alias) ?? alias) === alias) {
    throw refused(`${name} is already another name of ${alias}. Split the two first to turn that around.`);
  }
  return decided;
}

/** Whichever of the two is the other's alias stands for itself again; where neither is, the first is kept apart. */
function split({ aliases: decisions }: OpenScript, one: string, two: string): Decided {
  const aliases = resolveAliases(decisions);
  const ofOne = aliases.get(one);
  const ofTwo = aliases.get(two);
  if (ofOne === two) return standing(one);
  if (ofTwo === one) return standing(two);
  // Two names of a third: the first leaves it.
  if (ofOne !== undefined && ofOne === ofTwo) return standing(one);
  if (ofOne !== undefined) throw refused(`${one} is another name of ${ofOne}, not of ${two}.`);
  return standing(one);
}

function standing(alias: string): Decided {
  return { alias, name: alias };
}

/** Every name in the script as it is written, and those remembered. */
function namesOf({ reading, aliases }: OpenScript): ReadonlySet<string> {
  const inScenes = [...(reading.passage === null ? [] : [reading.passage]), ...reading.scenes].flatMap(({ cast }) => [
    ...cast.speaking.keys(),
    ...cast.mentioned,
    ...cast.aliases.keys(),
  ]);
  return new Set([...inScenes, ...aliases.flatMap(({ alias, name }) => [alias, name])]);
}

function knownName(asked: string, known: ReadonlySet<string>): string {
  const found = findName(asked, known);
  if (found !== null) return found;
  const near = nearest(asked, known);
  const hint = near.length === 0 ? 'The script has no names yet.' : `The nearest: ${near.join(', ')}.`;
  throw new Failure('name-unknown', `There is no ${folded(asked)} in this script. ${hint}`);
}

/** A character may be given a full name that stands on the page without a cue of its own. */
function knownTarget(asked: string, known: ReadonlySet<string>, { reading }: OpenScript): string {
  const name = folded(asked);
  if (findName(asked, known) === null && name.length > 1) {
    const words = name.split(' ').map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    const standing = new RegExp(`(?<![\\p{L}\\p{N}])${words.join('\\s+')}(?![\\p{L}\\p{N}])`, 'iu');
    if (words.length > 1 && standing.test(reading.text.normalize('NFC'))) return name.toUpperCase();
  }
  return knownName(asked, known);
}

/** As written, else the one that differs in capitals only. */
function findName(asked: string, known: ReadonlySet<string>): string | null {
  const name = folded(asked);
  if (known.has(name)) return name;
  const same = [...known].filter((one) => one.toUpperCase() === name.toUpperCase());
  return same.length === 1 ? (same[0] ?? null) : null;
}

function folded(name: string): string {
  return name.normalize('NFC').replace(/[’‘]/g, "'").replace(/\s+/g, ' ').trim();
}

const MOST_NEAR = 3;

function nearest(asked: string, known: ReadonlySet<string>): string[] {
  const name = folded(asked).toUpperCase().slice(0, LONGEST_COMPARED);
  return [...known]
    .map((one) => ({ one, edits: editsBetween(name, one.toUpperCase().slice(0, LONGEST_COMPARED), LONGEST_COMPARED) }))
    .sort((a, b) => a.edits - b.edits || (a.one < b.one ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ one }) => one);
}

const LONGEST_COMPARED = 60;

function refused(message: string): Failure {
  return new Failure('alias-refused', message);
}
