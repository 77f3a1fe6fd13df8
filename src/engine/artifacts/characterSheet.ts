import { SHEET_MAX_TOKENS, type CharacterSheetContent } from '../../story/characterSheet';
import type { StoredEvidence } from '../../story/evidence';
import { arcOf } from './rules/arc';
import { characterScenes, type CharacterScene } from './rules/characterVoice';
import { clipToLength, onOneLine } from './rules/clip';
import { fitLines, type FittingLine } from './rules/fitLines';
import { counted, listed } from './rules/inWords';
import { talkPartnersOf, type TalkPartner } from './rules/talkPartners';
import { pivotalScenes, type PivotalScene } from './rules/pivotalScenes';
import { quoted } from './rules/sceneSentences';
import { toldOfThem, wantsOf, type SaidLine } from './rules/wants';
import type { CountTokens } from './sceneSource';
import type { StoryScene } from './storyScene';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const CHARACTER_SHEET_RECIPE = 1;

/**
 * All that a sheet reads. Plain data: it crosses to the worker thread. Nothing of the rest of the script: what depends on
 * it (shares, words that others do not use) would put every sheet behind at every edit, so views work it out.
 */
export interface CharacterSheetInput {
  /** As in the cues. */
  readonly name: string;
  /** Other names that the writer or a rule has merged into this one. */
  readonly aliases: readonly string[];
  /** The scenes in which the character speaks or is named, in script order. */
  readonly scenes: readonly StoryScene[];
}

/**
 * The offline twin of a character sheet: what the page shows and says of somebody. Presence in figures, wants as they say
 * them, what others tell them of themselves (`need`: the words that come closest, nobody's diagnosis), first and last
 * image, whom they talk with, three to five moments. Fields are empty where the page says nothing. No scene labels in the
 * texts: they would go stale when scenes move. `summaryText` stays under 300 tokens.
 */
export function makeCharacterSheet(input: CharacterSheetInput, countTokens: CountTokens): CharacterSheetContent {
  const names = [input.name, ...input.aliases];
  const scenes = characterScenes(input.scenes, names);
  const wants = wantsOf(scenes);
  const needs = toldOfThem(scenes, names);
  const partners = talkPartnersOf(scenes, input.name);
  const moments = pivotalScenes(scenes, input.name);
  const arc = arcOf(scenes);
  const content = {
    want: wants.map(({ line }) => quoted(onOneLine(line.quote))).join(' '),
    need: needs.map(({ line }) => `${line.speaker ?? ''}: ${quoted(onOneLine(line.quote))}`).join(' '),
    arc: arc.text,
    relationships: partners.map(({ name, description }) => ({ name, description })),
    pivotalMoments: moments.map(({ at, description }) => ({ sceneId: at.scene.id, description })),
  };
  return {
    ...content,
    summaryText: summaryOf(input, scenes, content, partners, countTokens),
    evidence: evidenceOf([...wants, ...needs], arc.lines, partners, moments, scenes),
  };
}

type Told = Pick<CharacterSheetContent, 'want' | 'need' | 'arc' | 'pivotalMoments'>;

function summaryOf(
  input: CharacterSheetInput,
  scenes: readonly CharacterScene[],
  told: Told,
  partners: readonly TalkPartner[],
  countTokens: CountTokens,
): string {
  const lines: FittingLine[] = [];
  const ranks: number[] = [];
  const add = (rank: number, label: string, versions: readonly string[]): void => {
    const filled = versions.filter((version) => version !== '');
    if (filled.length === 0) return;
    lines.push({ label, versions: filled });
    ranks.push(rank);
  };
  add(0, '', [presenceOf(input, scenes)]);
  add(1, 'Wants', [clipToLength(told.want, 110), told.want]);
  add(4, 'Is told', [clipToLength(told.need, 110), told.need]);
  const talked = partners.map(({ name, scenes: count }) => `${name} ${count}`);
  add(2, 'Talks with', [talked.slice(0, 3).join(', '), talked.length === 0 ? '' : `${talked.join(', ')} (scenes)`]);
  add(3, 'Arc', [clipToLength(told.arc, 150), told.arc]);
  const moments = told.pivotalMoments.map(({ description }) => description);
  for (const moment of moments) add(6, 'Moment', [clipToLength(moment, 70), clipToLength(moment, 140), moment]);
  const importance = [...lines.keys()].sort((one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0));
  const bounds = { maxTokens: SHEET_MAX_TOKENS - 1, minLines: 1, maxLines: lines.length };
  return (fitLines(lines, importance, bounds, countTokens) ?? [clipToLength(input.name, LONGEST_NAME)]).join('\n');
}

const LONGEST_NAME = 160;

/** "JUNE speaks in 13 scenes: 64 speeches, 812 words; named in 1 more." */
function presenceOf(input: CharacterSheetInput, scenes: readonly CharacterScene[]): string {
  const name = clipToLength(input.name, LONGEST_NAME);
  const also = input.aliases.length === 0 ? '' : ` (also ${clipToLength(listed(input.aliases), LONGEST_NAME)})`;
  const speaking = scenes.filter(({ speeches }) => speeches > 0);
  const silent = scenes.length - speaking.length;
  if (speaking.length === 0) return `${name}${also} is named in ${counted(scenes.length, 'scene')} and never speaks.`;
  const speeches = speaking.reduce((sum, scene) => sum + scene.speeches, 0);
  const words = speaking.reduce((sum, scene) => sum + scene.words, 0);
  const said = `${counted(speeches, 'speech', 'speeches')}, ${counted(words, 'word')}`;
  const named = silent === 0 ? '' : `; named in ${silent} more`;
  return `${name}${also} speaks in ${counted(speaking.length, 'scene')}: ${said}${named}.`;
}

/** Every quote once, in the order of the fields; first and last scene as a whole where nothing is quoted. */
function evidenceOf(
  said: readonly SaidLine[],
  arc: readonly SaidLine[],
  partners: readonly TalkPartner[],
  moments: readonly PivotalScene[],
  scenes: readonly CharacterScene[],
): StoredEvidence[] {
  const lines: SaidLine[] = [
    ...said,
    ...arc,
    ...partners.flatMap(({ lines: shown }) => shown),
    ...moments.flatMap(({ at, lines: shown }) => shown.map((line) => ({ at, line }))),
  ];
  const found = new Map<string, StoredEvidence>();
  for (const { at, line } of lines)
    found.set(`${at.scene.id}\n${line.quote}`, { sceneId: at.scene.id, quote: line.quote });
  if (found.size > 0) return [...found.values()];
  const ends = [scenes[0], scenes.at(-1)].flatMap((scene) => (scene === undefined ? [] : [scene.scene.id]));
  return [...new Set(ends)].map((sceneId) => ({ sceneId, quote: null }));
}
