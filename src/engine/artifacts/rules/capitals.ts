/** A phrase in capitals inside ordinary action: how a screenplay introduces a person or plants a thing. */
export interface CapitalPhrase {
  /** As it stands. */
  readonly phrase: string;
  /** True where an age follows: "MARA (30s)", "MARA, 30,". */
  readonly aged: boolean;
  /** True behind an article, possessive or number, with at most an adjective between. */
  readonly determined: boolean;
}

/**
 * The phrases in capitals of one paragraph of action that name a person or a thing: at the start of a sentence, after a
 * determiner, or with an age. Sounds, shots and captions are left out. Empty where the paragraph is all in capitals, or
 * its script has none.
 */
export function capitalPhrasesOf(paragraph: string): CapitalPhrase[] {
  if (!/\p{Ll}/u.test(paragraph)) return [];
  const phrases: CapitalPhrase[] = [];
  for (const match of paragraph.matchAll(CAPITAL_RUN)) {
    const phrase = trimEdges(match[0]);
    if (phrase === null) continue;
    const before = paragraph.slice(0, match.index);
    const aged = AGE.test(paragraph.slice(match.index + match[0].length));
    const determined = isDetermined(before, phrase);
    if (aged || determined || isAtEdge(before)) phrases.push({ phrase, aged, determined });
  }
  return phrases;
}

/** Two or more capitals, words joined by blanks, hyphens, ampersands or apostrophes; nothing that goes on in small letters. */
const CAPITAL_RUN =
  /(?<![\p{L}\p{N}'’.])(?:(?:DR|MR|MRS|MS|ST|SGT|LT|COL|CAPT|PROF|REV)\. )?\p{Lu}[\p{Lu}\p{N}]+(?:(?:[ \n]|['’-]|[ \n]?& ?)\p{Lu}[\p{Lu}\p{N}'’-]*)*(?![\p{L}\p{N}])/gu;

const AGE =
  /^,? ?(?:\(|, )\s*(?:(?:early|mid|late|about|around|maybe|nearly|almost|also|now|aged?)[ -]*)*(?:\d{1,3}(?:['’]?s)?\b|(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b)/iu;

function trimEdges(run: string): string | null {
  const words = run.replace(/['’]S$/u, '').split(/\s+/u);
  while (words.length > 0 && isTechnical(words[0] ?? '')) words.shift();
  while (words.length > 0 && isTechnical(words[words.length - 1] ?? '')) words.pop();
  if (words.length === 0 || words.length > 4) return null;
  const phrase = words.join(' ');
  if (words.length === 1 && phrase.endsWith('ING') && !THING_IN_ING.test(phrase)) return null;
  if (phrase === 'THE' || TITLE_CARD.test(run)) return null;
  return run.includes(phrase) && /\p{L}{2}/u.test(phrase) ? phrase : null;
}

const TITLE_CARD = /^(?:TITLE|SUPER|END|INTER) ?CARD/u;

/** "a COUGHING" is a sound, "a BUILDING" is a thing. */
const THING_IN_ING =
  /^(?:BUILD|PAINT|DRAW|OPEN|LAND|CLEAR|CEIL|RAIL|CLOTH|LIGHTN|WEDD|STR|SW|K|W|R|EARR|SL|CAS|STOCK|SIBL|DARL|OFFSPR|MEET|HEAR)ING$/u;

function isTechnical(word: string): boolean {
  return TECHNICAL.has(word.replace(/['’-]+$/u, ''));
}

const TECHNICAL: ReadonlySet<string> = new Set(
  `ANGLE ON CLOSE CLOSER CLOSEUP CLOSE-UP WIDE WIDER SHOT POV INSERT INTERCUT CUT CUTS TO BACK SUPER TITLE TITLES CREDITS AGE AGED SINGLE VARIOUS SPLIT SCREEN CHYRON CAPTION FADE IN
  OUT DISSOLVE SMASH MATCH JUMP TIME LATER MOMENTS CONTINUOUS FLASHBACK FLASH MONTAGE SERIES OF SHOTS BEGIN END INT EXT VO OS OC MOS SFX VFX POP UP DOWN
  PULL PULLS PUSH PAN PANS TRACK TRACKING DOLLY CRANE ZOOM HOLD REVERSE REVEAL REVEALING RUSH MOVING FREEZE FRAME FOLLOW A AN AND OR BUT WITH
  FROM INTO AT BY FOR OVER UNDER WE SEE HEAR OFF THEN AS IT IS NOT NO YES OK TV I II III IV
  BANG BANGS CRASH CRASHES SLAM SLAMS SCREAM SCREAMS SCREAMING SCREECH SCREECHES LAUGH LAUGHS LAUGHTER LAUGHING RINGS RINGING BUZZ BUZZES BUZZING
  CLICK CLICKS POPPING THUD THUMP BOOM BOOMS ROAR ROARS HUM HUMS WHISTLE WHISTLES HONK HONKS BEEP BEEPS KNOCK KNOCKS KNOCKING SHOUT SHOUTS YELL YELLS CRY CRIES
  HOWL HOWLS APPLAUSE APPLAUDS CHEER CHEERS CHIME CHIMES SNAP SNAPS CRACK CRACKS CREAK CREAKS SQUEAL SQUEALS SPLASH RUMBLE RUMBLES RUMBLING EXPLODES
  EXPLOSION GUNSHOT GUNSHOTS SILENCE MUSIC SOUND SOUNDS NOISE VOICE VOICES SHATTERS SMASHES HISS HISSES WHIR WHIRRING BLAST BLASTS GASP GASPS SIGHS COUGH COUGHS SOB SOBS SNORT SNORTS GROAN GROANS GRUNT GRUNTS BLACK WHITE SMASHED SLOW MOTION POPS PITCH`.split(
    /\s+/u,
  ),
);

/** A noun's place: the start of a sentence, or after a comma. */
function isAtEdge(before: string): boolean {
  const left = before.trimEnd();
  return left === '' || SENTENCE_EDGE.test(left);
}

/** A noun's place: after a determiner, or a determiner and one adjective. */
function isDetermined(before: string, phrase: string): boolean {
  const words = before
    .trimEnd()
    .split(/\s+/u)
    .slice(-2)
    .map((word) => word.toLowerCase());
  const last = words.at(-1) ?? '';
  if (DETERMINERS.has(last)) return true;
  const adjectiveBetween = words.length === 2 && DETERMINERS.has(words[0] ?? '') && /^[\p{L}-]+$/u.test(last);
  return adjectiveBetween && !VERB_FORM.test(phrase);
}

const SENTENCE_EDGE = /[.!?…:,;(—–]["'”’»)]*$|--$/u;

/** "The crowd APPLAUDS", "a phone RINGING": a verb in capitals is no thing. */
const VERB_FORM = /(?:[^S]S|ING|ED)$/u;

const DETERMINERS: ReadonlySet<string> = new Set(
  `a an the his her their its my your our this that these those some another one two three four five six seven eight nine ten several
  many few no every each with
  un une le la les des du de sa ses ein eine einen einem einer der die das den dem uno una el los las il lo gli um uma os`.split(
    /\s+/u,
  ),
);
