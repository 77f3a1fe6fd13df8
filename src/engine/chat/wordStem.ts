/**
 * The form under which a word is looked up: English plurals, -ed and -ing cut off, irregular verbs and plurals by
 * their plain form ("gave" and "gives" are "give"). Only for lower-case words of plain Latin letters; any other word
 * comes back as it is. Index and question use the same, so a wrong cut costs little: both make it.
 */
export function wordStem(word: string): string {
  if (!/^[a-z]{3,}$/.test(word)) return word;
  return withoutFinalE(IRREGULAR.get(word) ?? withoutEnding(word));
}

function withoutEnding(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith('ied')) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/[sxz]es$/.test(word)) return withFinalE(word.slice(0, -2));
  if (word.endsWith('s')) return /(?:ss|us|is)$/.test(word) || word.length < 4 ? word : word.slice(0, -1);
  if (word.endsWith('ing')) return withoutSuffix(word, 3);
  if (word.endsWith('ed')) return withoutSuffix(word, 2);
  return word;
}

/** Cuts -ed or -ing where a syllable is left ("sing", "red" and "bring" stay), and a consonant doubled before it. */
function withoutSuffix(word: string, length: number): string {
  const stem = word.slice(0, -length);
  if (stem.length < 2 || !/[aeiouy]/.test(stem)) return word;
  if (stem.length === 2 && !/^[aeiou]/.test(stem)) return word;
  const last = stem.at(-1) ?? '';
  const doubled = last === stem.at(-2) && !'lsz'.includes(last) && !'aeiou'.includes(last);
  return doubled ? stem.slice(0, -1) : withFinalE(stem);
}

// The rules for a final e are those of Porter 1980, *An algorithm for suffix stripping*, steps 1b and 5a.

/** "mak" is of "make": one syllable, consonant, vowel, consonant. */
function withFinalE(stem: string): string {
  return syllables(stem) === 1 && SHORT.test(stem) ? `${stem}e` : stem;
}

/** "arrive" and "arriving" meet at "arriv", "taste" and "tasting" at "tast"; "make" and "rate" keep theirs. */
function withoutFinalE(word: string): string {
  if (!word.endsWith('e') || word.length < 4) return word;
  const stem = word.slice(0, -1);
  const count = syllables(stem);
  return count > 1 || (count === 1 && !SHORT.test(stem)) ? stem : word;
}

const SHORT = /(?:^|[^aeiou])[aeiouy][^aeiouwxy]$/;

/** Vowels followed by consonants, counted. */
function syllables(stem: string): number {
  return stem.match(/[aeiouy]+[^aeiouy]+/g)?.length ?? 0;
}

/** Scripts are written in the present tense, questions are asked in the past. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  (
    'ate>eat eaten>eat beaten>beat became>become began>begin begun>begin bent>bend bit>bite bitten>bite bled>bleed blew>blow blown>blow ' +
    'bought>buy bound>bind bred>breed broke>break broken>break brought>bring built>build burnt>burn caught>catch chose>choose chosen>choose ' +
    'clung>cling crept>creep dealt>deal dug>dig drank>drink drunk>drink dreamt>dream drew>draw drawn>draw driven>drive drove>drive ' +
    'fallen>fall fed>feed fell>fall felt>feel fled>flee flew>fly flown>fly forbade>forbid forgave>forgive forgiven>forgive forgot>forget ' +
    'forgotten>forget fought>fight found>find froze>freeze frozen>freeze gave>give given>give gone>go went>go grew>grow grown>grow ' +
    'heard>hear held>hold hid>hide hidden>hide hung>hang kept>keep knelt>kneel knew>know known>know laid>lay lain>lie leapt>leap ' +
    'led>lead left>leave lent>lend lit>light lost>lose lying>lie dying>die tying>tie made>make meant>mean met>meet overheard>overhear paid>pay ' +
    'ran>run rang>ring rung>ring ridden>ride rode>ride risen>rise rose>rise said>say sang>sing sung>sing sank>sink sunk>sink sat>sit ' +
    'saw>see seen>see sent>send shaken>shake shook>shake shone>shine shot>shoot shown>show shrank>shrink slain>slay slept>sleep slid>slide ' +
    'sold>sell sought>seek spent>spend spoke>speak spoken>speak sprang>spring spun>spin stole>steal stolen>steal stood>stand struck>strike ' +
    'stuck>stick stung>sting swam>swim swore>swear sworn>swear swung>swing taken>take took>take taught>teach threw>throw thrown>throw ' +
    'told>tell tore>tear torn>tear thought>think understood>understand woke>wake woken>wake won>win wore>wear worn>wear wound>wind wept>weep ' +
    'withdrew>withdraw wrote>write written>write came>come did>do done>do does>do had>have has>have died>die dies>die lied>lie lies>lie ties>tie tied>tie ' +
    'men>man women>woman children>child feet>foot teeth>tooth geese>goose mice>mouse wives>wife knives>knife wolves>wolf thieves>thief leaves>leave ' +
    'loaves>loaf halves>half shelves>shelf scarves>scarf police>police used>use using>use going>go doing>do buses>bus gases>gas freed>free color>colour colors>colour gray>grey favorite>favourite favorites>favourite neighbor>neighbour honor>honour'
  )
    .split(' ')
    .map((pair) => {
      const [form, plain] = pair.split('>');
      return [form ?? '', plain ?? ''] as const;
    }),
);
